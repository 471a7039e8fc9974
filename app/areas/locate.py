"""Find the region a point lies in, and how far a point is from a region; a kept spatial index."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.areas.queries import shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry import MultiPolygon

    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.region import BoundarySet

TOLERANCE_KM = 2.0
_EARTH_RADIUS_KM = 6371.0088
_NONE, _ASK = -1, -2  # instead of the row of a region: in none; ask the shapes


class Locator:
    """The regions of one level of one boundary set, ready to be asked about points.

    A grid lies over them. Most of its cells are wholly inside one region or outside all, so most
    points are answered by their cell; only in a cell that a border crosses are shapes asked.
    """

    def __init__(self, areas: Iterable[tuple[AreaCode, MultiPolygon]]) -> None:
        """Index the regions; a point on a shared border belongs to the lower code."""
        pairs = sorted(areas, key=lambda pair: pair[0])
        self._codes = [code for code, _ in pairs]
        self._row = {code: row for row, code in enumerate(self._codes)}
        self._shapes = np.array([shape for _, shape in pairs], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._grid = _Grid(self._shapes, self._tree)

    def locate(self, lon: float, lat: float) -> AreaCode | None:
        """Return the region of a point (degrees, EPSG:4326), None when it is in none."""
        row = self._grid.at(lon, lat) if self._codes else _NONE
        if row == _ASK:
            row = int(self._by_shape(np.array([lon]), np.array([lat]))[0])
        return self._codes[row] if row >= 0 else None

    def locate_many(self, lon: Sequence[float], lat: Sequence[float]) -> list[AreaCode | None]:
        """Return the region of each of many points, in their order."""
        if not self._codes:
            return [None] * len(lon)
        east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        row = self._grid.look_up(east, north)
        asked = np.flatnonzero(row == _ASK)
        row[asked] = self._by_shape(east[asked], north[asked])
        return [self._codes[found] if found >= 0 else None for found in row.tolist()]

    def _by_shape(self, east: Any, north: Any) -> Any:
        points, areas = self._tree.query(shapely.points(east, north))
        # The tree alone knows boxes; the prepared shapes decide, which `predicate` would not use.
        inside = shapely.intersects_xy(self._shapes[areas], east[points], north[points])
        points, areas = points[inside], areas[inside]
        order = np.lexsort((-areas, points))  # the lowest code is written last and stays
        row = np.full(len(east), _NONE)
        row[points[order]] = areas[order]
        return row

    def distance_km(self, code: AreaCode, lon: float, lat: float) -> float:
        """Return how far a point is from a region, 0 inside it.

        Raises:
            KeyError: the boundary set does not have the region.
        """
        shape = self._shapes[self._row[code]]
        point = shapely.Point(lon, lat)
        if shapely.intersects(shape, point):
            return 0.0
        near = shapely.get_coordinates(shapely.shortest_line(shape, point))
        return _kilometres(near[0], near[1])

    def __contains__(self, code: object) -> bool:
        """Tell whether the boundary set has the region."""
        return code in self._row


class _Grid:
    """Cells over all regions: the row of the one region a cell is wholly inside, or a mark."""

    def __init__(self, shapes: Any, tree: shapely.STRtree) -> None:
        """Judge every cell once; the prepared shapes make that quick."""
        if not len(shapes):
            return
        self._west, self._south, east, north = shapely.total_bounds(shapes)
        self._side = max(east - self._west, north - self._south) / _cells_across(len(shapes))
        self._columns = int((east - self._west) // self._side) + 1
        self._rows = int((north - self._south) // self._side) + 1
        column = np.tile(np.arange(self._columns), self._rows)
        row = np.repeat(np.arange(self._rows), self._columns)
        # A little larger than the cell: rounding may put a point next door, never in the wrong.
        slack = self._side * 1e-6
        west, south = self._west + column * self._side, self._south + row * self._side
        boxes = shapely.box(
            west - slack,
            south - slack,
            west + self._side + slack,
            south + self._side + slack,
        )
        cells, areas = tree.query(boxes)
        meets = shapely.intersects(shapes[areas], boxes[cells])
        cells, areas = cells[meets], areas[meets]
        self._answers = np.full(len(boxes), _NONE)
        self._answers[cells] = areas
        whole = shapely.contains_properly(shapes[areas], boxes[cells])
        self._answers[cells[~whole]] = _ASK
        shared = np.bincount(cells, minlength=len(boxes)) > 1  # boundaries that overlap
        self._answers[shared] = _ASK

    def at(self, lon: float, lat: float) -> int:
        """Return for one point what `look_up` does for many."""
        column, row = (lon - self._west) // self._side, (lat - self._south) // self._side
        if not (0 <= column < self._columns and 0 <= row < self._rows):
            return _NONE
        return int(self._answers[int(row * self._columns + column)])

    def look_up(self, east: Any, north: Any) -> Any:
        """Return the row of each point's region, `_NONE` outside all, `_ASK` near a border."""
        column = np.floor((east - self._west) / self._side)
        row = np.floor((north - self._south) / self._side)
        over = (column >= 0) & (column < self._columns) & (row >= 0) & (row < self._rows)
        found = np.full(len(east), _NONE)
        cell = (row[over] * self._columns + column[over]).astype(int)
        found[over] = self._answers[cell]
        return found


def _cells_across(areas: int) -> int:
    """Some dozen cells for each region: finer grids take longer to judge than they save."""
    return min(400, 32 + 6 * math.isqrt(areas))


class LocatorShelf:
    """Keeps one locator per boundary set and level; sets never change once stored."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[tuple[int, str, int], Locator] = {}

    def get(self, session: ReadSession, boundary_set: BoundarySet, level: int) -> Locator:
        """Return the locator of a set and level, built the first time it is asked for."""
        key = (boundary_set.id, boundary_set.file_sha256, level)
        if key not in self._kept:
            areas = shapes_of(session, boundary_set.id, level=level)
            self._kept[key] = Locator((area.code, area.boundary) for area in areas)
        return self._kept[key]


def _kilometres(one: Any, other: Any) -> float:
    """Great-circle distance between two (lon, lat) pairs in degrees."""
    lon1, lat1, lon2, lat2 = np.radians([*one, *other])
    half = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    return float(2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))
