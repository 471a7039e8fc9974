"""Style sheets, scripts and fonts: read once, stamped, and compressed the first time asked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.web.packing import Packed

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "/static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    "": "text/plain; charset=utf-8",
}
_PACKED = frozenset({".png", ".woff2"})
# What no browser needs of a style sheet: margins, and comments that name no licence (`/*!`).
_COMMENT = re.compile(rb"/\*[^!].*?\*/", re.DOTALL)
_MARGIN = re.compile(rb"\n\s+")
_STAMP = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class StaticFile:
    """One file with what its answer needs."""

    packed: Packed
    media_type: str
    etag: str


@dataclass
class StaticFiles:
    """Every file below a folder.

    One stamp over all of them is part of the address, so that a script may import its neighbours
    by relative address and still be kept for a year.
    """

    files: dict[str, StaticFile]
    stamp: str = field(init=False)

    def __post_init__(self) -> None:
        """Stamp the whole set."""
        text = "".join(f"{name} {self.files[name].etag}\n" for name in sorted(self.files))
        self.stamp = hashlib.sha256(text.encode()).hexdigest()[:12]

    @classmethod
    def below(cls, folder: Path) -> StaticFiles:
        """Read a folder; file types we do not serve are left out."""
        found = {
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in _TYPES and not path.name.startswith(".")
        }
        return cls(found)

    def address(self, path: str) -> str:
        """Return the address of a file that exists.

        Raises:
            KeyError: there is no such file; better on the first page than in a browser.
        """
        if path not in self.files:
            raise KeyError(path)
        return f"{PREFIX}/{self.stamp}/{path}"

    def has(self, *paths: str) -> bool:
        """Tell whether every one of some files exists."""
        return all(path in self.files for path in paths)

    def find(self, address: str) -> tuple[StaticFile | None, bool]:
        """Return the file of an address below the prefix, and whether it may be kept for good."""
        stamp, _, path = address.partition("/")
        if stamp == self.stamp:
            return self.files.get(path), True
        if _STAMP.fullmatch(stamp):  # a page from before an update
            return self.files.get(path), False
        return self.files.get(address), False


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    if path.suffix == ".css":
        content = _MARGIN.sub(b"\n", _COMMENT.sub(b"", content))
    return StaticFile(
        packed=Packed(content, already_packed=path.suffix in _PACKED),
        media_type=_TYPES[path.suffix],
        etag=hashlib.sha256(content).hexdigest()[:20],
    )
