"""Drawn maps for pages: prepared shapes kept in memory, and the one door for drawn SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from app.areas.queries import find_boundary_set
from app.files import FileStore
from app.outputs.picture.charts import small_maps
from app.outputs.picture.draw import Look, draw
from app.outputs.shapes_store import PAGE, THUMBNAIL, find_index, read_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import Request

    from app.db import ReadSession
    from app.outputs.picture.shapes import MapShapes
    from app.outputs.picture.values import AreaValue


class PictureShelf:
    """Shapes of the boundary set in force, read once from their files and kept by content."""

    def __init__(self, files: FileStore, province: str) -> None:
        """Look in a file store for the shapes of one province."""
        self._files = files
        self._province = province
        self._kept: dict[str, MapShapes] = {}

    def find(self, session: ReadSession, kind: str, code: str = "") -> MapShapes | None:
        """Return shapes of the province (or of `code`); None while they are not prepared."""
        boundary_set = find_boundary_set(session)
        index = find_index(self._files, boundary_set) if boundary_set is not None else None
        entry = index.find(kind, code or self._province) if index is not None else None
        if entry is None:
            return None
        if entry.sha256 not in self._kept:
            self._kept[entry.sha256] = read_shapes(self._files, entry)
        return self._kept[entry.sha256]

    def province_map(
        self, session: ReadSession, values: Mapping[str, AreaValue], look: Look
    ) -> Markup | None:
        """Draw the province; None while its shapes are not prepared."""
        shapes = self.find(session, PAGE)
        return trusted(draw(shapes, values, look)) if shapes is not None else None

    def small_maps(
        self, session: ReadSession, quarters: Sequence[tuple[str, Mapping[str, AreaValue]]]
    ) -> tuple[Markup, tuple[Markup, ...]] | None:
        """Draw little maps: what they share, then one picture per (title, values)."""
        shapes = self.find(session, THUMBNAIL)
        if shapes is None:
            return None
        drawn = small_maps(shapes, quarters)
        return trusted(drawn.defs), tuple(trusted(item) for item in drawn.pictures)


def trusted(svg: str) -> Markup:
    """Mark SVG from `app.outputs.picture` as ours: it escapes every name it writes."""
    return Markup(svg)  # noqa: S704 - see above


def pictures_of(request: Request) -> PictureShelf:
    """Return the shelf of this process, made the first time it is asked for."""
    state = request.app.state
    if not hasattr(state, "pictures"):
        settings = state.settings
        state.pictures = PictureShelf(FileStore(settings.files), settings.province)
    found: PictureShelf = state.pictures
    return found
