"""Where the files outside `app/` are: in a checkout or inside the installed wheel."""

from __future__ import annotations

from pathlib import Path

_APP = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the folder `templates`, `geodata` or `migrations`.

    Raises:
        FileNotFoundError: neither the wheel's bundle nor the checkout has it.
    """
    for candidate in (_APP / "_bundle" / name, _APP.parent / name):
        if candidate.exists():
            return candidate
    raise FileNotFoundError(name)


def static_folder() -> Path:
    """Return the folder with style sheets, scripts and fonts served under `/static`."""
    return _APP / "web" / "static"
