"""Files of editions and of their boundary sets, each read and unpacked once per process."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import State

from app.editions.queries import given_out
from app.errors import NotFound
from app.files import FileStore
from app.model.edition import Artefact, Edition
from app.model.region import BoundarySet
from app.outputs.figures_model import EditionFigures
from app.outputs.picture.shapes import MapShapes
from app.outputs.program_store import KeptProgram, find_program
from app.outputs.shapes_store import (
    DISTRICT_LINES,
    GEOMETRY,
    LAND,
    KeptFile,
    ShapesIndex,
    find_index,
    read_shapes,
)
from app.web.deps import LookUp
from app.web.packing import Packed

FIGURES, PICTURE = "angka", "gambar"
_MAP_DATA = (GEOMETRY, DISTRICT_LINES, LAND)


class Shelf:
    """A file named by its hash never changes, so what was read of it is kept."""

    def __init__(self, folder: Path) -> None:
        """Use the folder of stored files."""
        self.store = FileStore(folder)
        self._figures = lru_cache(maxsize=8)(self._read_figures)
        self._shapes = lru_cache(maxsize=40)(self._read_shapes)
        self._packed = lru_cache(maxsize=40)(self._read_packed)

    def figures(self, edition: Edition) -> EditionFigures:
        """Return what an edition says.

        Raises:
            NotFound: the edition has no figures.
        """
        return self._figures(artefact_of(edition, FIGURES).sha256)

    def picture(self, edition: Edition, regency_code: str = "") -> str:
        """Return the picture that was drawn when the edition was made, as SVG text.

        Raises:
            NotFound: the edition has no such picture.
        """
        name = f"{PICTURE}-{regency_code}" if regency_code else PICTURE
        return self.store.get(artefact_of(edition, name).sha256).decode()

    def index(self, boundary_set: BoundarySet) -> ShapesIndex | None:
        """Return the prepared shapes of a boundary set, or None while the worker prepares them."""
        return find_index(self.store, boundary_set)

    def shapes(self, kept: KeptFile) -> MapShapes:
        """Return prepared shapes to draw."""
        return self._shapes(kept)

    def packed(self, sha256: str) -> Packed:
        """Return a file with its compressed forms."""
        return self._packed(sha256)

    def program(self) -> KeptProgram | None:
        """Return the map's program, or None before the worker first composed it."""
        return find_program(self.store)

    def is_map_data(self, sha256: str, sets: Iterable[BoundarySet]) -> bool:
        """Tell whether a hash names map data: the same folder holds what officers sent in."""
        indexes = (self.index(item) for item in sets)
        return any(
            kept.sha256 == sha256 and name.partition("-")[0] in _MAP_DATA
            for index in indexes
            if index is not None
            for name, kept in index.files.items()
        )

    def _read_figures(self, sha256: str) -> EditionFigures:
        return EditionFigures.from_json(self.store.get(sha256))

    def _read_shapes(self, kept: KeptFile) -> MapShapes:
        return read_shapes(self.store, kept)

    def _read_packed(self, sha256: str) -> Packed:
        return Packed(self.store.get(sha256))


def artefact_of(edition: Edition, name: str) -> Artefact:
    """Return one file of an edition.

    Raises:
        NotFound: the edition has no such file.
        EditionHeld: the edition is held.
    """
    held = given_out(edition).artefacts
    found = next((item for item in held if item.name == name), None)
    if found is None:
        raise NotFound
    return found


def _shelf_of(state: State) -> Shelf:
    if not hasattr(state, "edition_shelf"):
        state.edition_shelf = Shelf(state.settings.files)
    found: Shelf = state.edition_shelf
    return found


EditionShelf = Annotated[Shelf, Depends(LookUp(_shelf_of))]
