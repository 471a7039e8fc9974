"""Drawn maps for pages: prepared shapes kept in memory, and the one door for drawn SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from app.areas.queries import find_boundary_set
from app.files import FileStore
from app.outputs.picture.charts import small_maps
from app.outputs.picture.draw import Look, draw
from app.outputs.picture.situation import draw_ground, draw_picker, draw_situation
from app.outputs.shapes_store import PAGE, THUMBNAIL, find_index, read_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import Request

    from app.db import ReadSession
    from app.outputs.picture.shapes import MapShapes
    from app.outputs.picture.signs import PointValue
    from app.outputs.picture.values import AreaValue
    from app.outputs.shapes_store import KeptFile


class PictureShelf:
    """Shapes of the boundary set in force, read once from their files and kept by content."""

    def __init__(self, files: FileStore, province: str) -> None:
        """Look in a file store for the shapes of one province."""
        self._files = files
        self._province = province
        self._kept: dict[str, MapShapes] = {}
        self._grounds: dict[str, str] = {}

    def find(self, session: ReadSession, kind: str, code: str = "") -> MapShapes | None:
        """Return shapes of the province (or of `code`); None while they are not prepared."""
        found = self._find_file(session, kind, code or self._province)
        return self._read(found) if found is not None else None

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

    def situation(
        self,
        session: ReadSession,
        within: str,
        code: str,
        title: str,
        point: PointValue | None,
    ) -> Markup | None:
        """Mark a region in a small map of the one above; None without shapes of that."""
        found = self._find_file(session, THUMBNAIL, within)
        if found is None:
            return None
        shapes = self._read(found)
        if found.sha256 not in self._grounds:
            self._grounds[found.sha256] = draw_ground(shapes)
        ground = self._grounds[found.sha256]
        return trusted(draw_situation(shapes, ground, code, title, point))

    def picker(self, session: ReadSession, within: str, title: str) -> Markup | None:
        """Draw a regency to point at; None while its shapes are not prepared."""
        found = self._find_file(session, THUMBNAIL, within)
        return trusted(draw_picker(self._read(found), title)) if found is not None else None

    def _find_file(self, session: ReadSession, kind: str, code: str) -> KeptFile | None:
        boundary_set = find_boundary_set(session)
        index = find_index(self._files, boundary_set) if boundary_set is not None else None
        return index.find(kind, code) if index is not None else None

    def _read(self, found: KeptFile) -> MapShapes:
        if found.sha256 not in self._kept:
            self._kept[found.sha256] = read_shapes(self._files, found)
        return self._kept[found.sha256]


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
