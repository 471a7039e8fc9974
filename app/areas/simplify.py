"""Make checked shapes light enough for the web: one coverage, borders shared at every level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.areas.check_shapes import km2, polygons_of
from app.areas.report import FoundArea
from app.model.area_code import AreaCode, ancestor, level_of

if TYPE_CHECKING:
    from app.areas.code_book import CodeBook

Shapes = dict[AreaCode, Any]

TOLERANCE = 0.0012  # degrees, about 130 m
DECIMALS = 5
_SLIVER = 0.0004  # degrees: gaps narrower than some 45 m close
_SPECK_KM2 = 0.02


def simplified(shapes: Shapes, tolerance: float = TOLERANCE) -> Shapes:
    """Return a clean coverage: overlaps given to one side, slivers closed, lines simplified."""
    codes = sorted(shapes)
    clean = shapely.coverage_clean([shapes[code] for code in codes], gap_width=_SLIVER)
    light = shapely.coverage_simplify(clean, tolerance=tolerance) if tolerance else clean
    rounded = shapely.set_precision(light, 0)
    rounded = shapely.transform(rounded, lambda xy: np.round(xy, DECIMALS))
    if not all(shapely.is_valid(rounded)) or not shapely.coverage_is_valid(rounded):
        rounded = light
    return {
        code: shape if keeps_its_place(shape) else polygons_of(shapes[code])
        for code, shape in zip(codes, (_without_specks(s) for s in rounded), strict=True)
    }


def keeps_its_place(shape: Any) -> bool:
    """Tell whether a region survived being simplified."""
    return bool(shape is not None and not shape.is_empty)


def levels_above(shapes: Shapes, level: int) -> dict[int, Shapes]:
    """Dissolve a level upward to the province; every level follows the very same lines."""
    levels = {level: shapes}
    for higher in range(level - 1, 0, -1):
        groups: dict[AreaCode, list[Any]] = {}
        for code, shape in levels[higher + 1].items():
            groups.setdefault(ancestor(code, higher), []).append(shape)
        levels[higher] = {
            code: polygons_of(shapely.union_all(parts)) for code, parts in groups.items()
        }
    return levels


def found_areas(shapes: Shapes, level: int, book: CodeBook) -> tuple[FoundArea, ...]:
    """Return the areas of the level and all above it, province first."""
    levels = levels_above(shapes, level)
    return tuple(
        _found(code, levels[at][code], book)
        for at in sorted(levels)
        for code in sorted(levels[at])
    )


def _found(code: AreaCode, shape: Any, book: CodeBook) -> FoundArea:
    largest = max(shapely.get_parts(shape), key=shapely.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.001)
    lon, lat = shapely.get_coordinates(circle)[0]
    level = level_of(code)
    return FoundArea(
        code=code,
        name=book.name(code),
        level=level,
        parent_code=ancestor(code, level - 1) if level > 1 else None,
        area_km2=round(km2(shape), 2),
        label_lon=round(float(lon), DECIMALS),
        label_lat=round(float(lat), DECIMALS),
        boundary=polygons_of(shape),
    )


def _without_specks(shape: Any) -> Any:
    """Drop islets too small to see, never the largest part."""
    parts = sorted(shapely.get_parts(polygons_of(shape)), key=shapely.area, reverse=True)
    limit = _SPECK_KM2 / (111.32 * 110.57)
    kept = [part for number, part in enumerate(parts) if number == 0 or part.area >= limit]
    return shapely.multipolygons(kept) if kept else shapely.MultiPolygon()
