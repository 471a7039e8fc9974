"""The map's program and the files it needs, kept for a web process that must not load Folium."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from app.files import FileStore


@dataclass(frozen=True, slots=True)
class KeptProgram:
    """Program by its SHA-256; style sheets and scripts below `static/` for areas and points."""

    sha256: str
    size_bytes: int
    assets: tuple[str, ...]
    point_assets: tuple[str, ...]


def find_program(store: FileStore) -> KeptProgram | None:
    """Return the program the worker kept last, or None before the first one."""
    try:
        content = json.loads(_path(store).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return KeptProgram(
        sha256=content["sha256"],
        size_bytes=content["size_bytes"],
        assets=tuple(content["assets"]),
        point_assets=tuple(content["point_assets"]),
    )


def write_program(store: FileStore, program: KeptProgram) -> None:
    """Keep the program's description; it appears whole or not at all."""
    write_whole(_path(store), json.dumps(asdict(program)).encode())


def _path(store: FileStore) -> Path:
    return store.folder / "bentuk" / "program-peta.json"
