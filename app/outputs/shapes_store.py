"""Prepared shapes of a boundary set, kept as files: drawn many times, computed once.

Reading needs no geometry library, so pages can draw from it. `app.outputs.shapes_prepare` writes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.errors import NotFound
from app.files import write_whole
from app.outputs.picture.shapes import MapShapes

if TYPE_CHECKING:
    from pathlib import Path

    from app.files import FileStore
    from app.model.region import BoundarySet

# Part of the index's name: raising it makes every boundary set be prepared anew.
VERSION = 3
PAGE, PAPER, SHEET, THUMBNAIL = "halaman", "kertas", "lembar", "kecil"
GEOMETRY, DISTRICT_LINES, LAND = "geometri", "rinci", "daratan"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a boundary set, stored under its SHA-256."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class ShapesIndex:
    """Files of a boundary set by name: `halaman-64`, `halaman-64.08`, `geometri-64.08` ...

    `halaman`, `kertas`, `lembar` and `kecil` are `MapShapes`; `geometri` (areas of a region),
    `rinci` (all kecamatan) and `daratan` are data files of the interactive map.
    """

    files: dict[str, KeptFile]

    def find(self, kind: str, code: str = "") -> KeptFile | None:
        """Return one file, or None when the set has no such areas."""
        return self.files.get(f"{kind}-{code}" if code else kind)

    def get(self, kind: str, code: str = "") -> KeptFile:
        """Return one file.

        Raises:
            NotFound: the set has no such areas.
        """
        found = self.find(kind, code)
        if found is None:
            raise NotFound
        return found


def index_path(store: FileStore, boundary_set: BoundarySet) -> Path:
    """Return where the index of a set lies, whether or not it is there."""
    name = f"{boundary_set.id}-{boundary_set.file_sha256[:16]}-v{VERSION}.json"
    return store.folder / "bentuk" / name


def find_index(store: FileStore, boundary_set: BoundarySet) -> ShapesIndex | None:
    """Return the index of a set, or None while it is not prepared."""
    path = index_path(store, boundary_set)
    try:
        return _read_index(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=8)
def _read_index(path: Path, _written: int) -> ShapesIndex:
    """Read an index once for as long as its file stays the same."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return ShapesIndex({name: KeptFile(**item) for name, item in content.items()})


def write_index(store: FileStore, boundary_set: BoundarySet, index: ShapesIndex) -> None:
    """Keep the index; it appears whole or not at all."""
    text = json.dumps({name: asdict(item) for name, item in sorted(index.files.items())})
    write_whole(index_path(store, boundary_set), text.encode())


def read_shapes(store: FileStore, kept: KeptFile) -> MapShapes:
    """Read prepared shapes; a caller that draws often keeps them by `kept.sha256`."""
    return MapShapes.from_json(store.get(kept.sha256).decode())
