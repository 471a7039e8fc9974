"""Find the region a point lies in, and how far a point is from a region; a kept spatial index."""

from __future__ import annotations

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


class Locator:
    """The regions of one level of one boundary set, ready to be asked about points."""

    def __init__(self, areas: Iterable[tuple[AreaCode, MultiPolygon]]) -> None:
        """Index the regions; a point on a shared border belongs to the lower code."""
        pairs = sorted(areas, key=lambda pair: pair[0])
        self._codes = [code for code, _ in pairs]
        self._row = {code: row for row, code in enumerate(self._codes)}
        self._shapes = np.array([shape for _, shape in pairs], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def locate(self, lon: float, lat: float) -> AreaCode | None:
        """Return the region of a point (degrees, EPSG:4326), None when it is in none."""
        return self.locate_many([lon], [lat])[0]

    def locate_many(self, lon: Sequence[float], lat: Sequence[float]) -> list[AreaCode | None]:
        """Return the region of each of many points, in their order."""
        if not self._codes:
            return [None] * len(lon)
        east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        points, areas = self._tree.query(shapely.points(east, north))
        # The tree alone knows boxes; the prepared shapes decide, which `predicate` would not use.
        inside = shapely.intersects_xy(self._shapes[areas], east[points], north[points])
        points, areas = points[inside], areas[inside]
        order = np.lexsort((-areas, points))  # the lowest code is written last and stays
        row = np.full(len(lon), -1)
        row[points[order]] = areas[order]
        return [self._codes[found] if found >= 0 else None for found in row.tolist()]

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
