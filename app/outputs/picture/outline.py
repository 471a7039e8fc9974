"""Geometry to short SVG paths: projection, simplification with shared borders, whole numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.outputs.picture.shapes import Projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Geometry = Any  # shapely ships no types; this package is its only user among the outputs


def fit(
    geometries: Sequence[Geometry], *, width: int, height: int | None, margin: float
) -> tuple[Projection, int]:
    """Projection that centres the geometries in the frame, and the frame's height.

    Without `height` the frame is as high as the geometries and their margins need.
    """
    west, south, east, north = shapely.total_bounds(np.array(geometries, dtype=object))
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (width - 2 * margin) / max((east - west) * shrink, 1e-9)
    if height is None:
        height = round((north - south) * scale + 2 * margin)
    else:
        scale = min(scale, (height - 2 * margin) / max(north - south, 1e-9))
    return (
        Projection(
            west=float(west),
            north=float(north),
            units_per_lon=round(float(scale * shrink), 5),
            units_per_lat=round(float(scale), 5),
            left=round(float(width - (east - west) * shrink * scale) / 2, 2),
            top=round(float(height - (north - south) * scale) / 2, 2),
        ),
        height,
    )


def project(geometry: Geometry, projection: Projection) -> Geometry:
    """The geometry in picture units."""

    def move(points: Any) -> Any:
        x = projection.left + (points[:, 0] - projection.west) * projection.units_per_lon
        y = projection.top + (projection.north - points[:, 1]) * projection.units_per_lat
        return np.column_stack([x, y])

    return shapely.transform(shapely.force_2d(geometry), move)


def simplify_together(geometries: Sequence[Geometry], tolerance: float) -> list[Geometry]:
    """Simplify neighbours so that shared borders stay shared; drop specks of islands."""
    valid = np.array([_polygonal(shapely.make_valid(item)) for item in geometries], dtype=object)
    simple = shapely.coverage_simplify(valid, tolerance)
    return [without_specks(item, 8 * tolerance) for item in simple]


def _polygonal(geometry: Geometry) -> Geometry:
    """Only the areas of a mended geometry: mending may leave loose lines behind."""
    if geometry.geom_type != "GeometryCollection":
        return geometry
    kept = [part for part in shapely.get_parts(geometry) if shapely.get_dimensions(part) == 2]
    return shapely.union_all(kept)


def without_specks(geometry: Geometry, least: float) -> Geometry:
    """Parts and holes of at least `least` square units; the largest part always stays."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    if not parts:
        return geometry
    largest = max(parts, key=lambda part: part.area)
    kept = [
        shapely.Polygon(
            part.exterior, [ring for ring in part.interiors if _ring_area(ring) >= least]
        )
        for part in parts
        if part.area >= least or part is largest
    ]
    return shapely.MultiPolygon(kept)


def without_channels(geometry: Geometry, width: float) -> Geometry:
    """The geometry with river mouths narrower than `width` closed: an outline that is no blot."""
    closed = geometry.buffer(width / 2).buffer(-width / 2).simplify(0.7)
    whole = without_specks(closed, width)
    parts = [
        shapely.Polygon(
            part.exterior, [ring for ring in part.interiors if _ring_area(ring) >= 15 * width]
        )
        for part in shapely.get_parts(whole)
    ]
    return shapely.MultiPolygon(parts)


def _ring_area(ring: Geometry) -> float:
    return float(shapely.Polygon(ring).area)


def base_land(
    land: Sequence[Geometry], subject: Geometry, window: Geometry, tolerance: float
) -> list[Geometry]:
    """Neighbouring land, tucked under the subject so that no gap and no double coast shows.

    The subject's own land may be among `land`, drawn from another source: what is left of it
    along the coast is a sliver and is removed.
    """
    tuck = 4 * tolerance
    kept = []
    for item in land:
        near = shapely.intersection(shapely.make_valid(item), window)
        beyond = shapely.difference(near, subject).buffer(-tuck).buffer(tuck * 1.05)
        if beyond.is_empty:
            continue
        tucked = shapely.intersection(
            beyond.buffer(tuck, join_style="mitre"), shapely.union(near, subject)
        )
        simple = without_specks(tucked.simplify(tolerance * 1.6), 30 * tolerance)
        # all in one sense of rotation: pieces that overlap in one path must not cancel out
        kept.append(shapely.orient_polygons(simple))
    return kept


def path_of(geometry: Geometry, *, closed: bool = True) -> str:
    """SVG path with relative whole-number steps; points closer than one unit fall together."""
    pieces = []
    for ring in _rings(geometry):
        points = [(round(x), round(y)) for x, y in shapely.get_coordinates(ring)]
        pieces.append(_ring_path(points, closed=closed))
    return "".join(pieces)


def _rings(geometry: Geometry) -> Iterable[Geometry]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors
        elif part.geom_type == "LineString":
            yield part
        elif part.geom_type.startswith(("Multi", "GeometryCollection")):
            yield from _rings(part)


def _ring_path(points: list[tuple[int, int]], *, closed: bool) -> str:
    steps = []
    x, y = points[0]
    start = f"M{x} {y}" if y >= 0 else f"M{x}{y}"
    for next_x, next_y in points[1:]:
        if (next_x, next_y) != (x, y):
            steps.append((next_x - x, next_y - y))
            x, y = next_x, next_y
    if closed and steps:
        steps.pop()  # the last step leads back to the start: z draws it
    if len(steps) < (2 if closed else 1):
        return ""
    return start + "l" + _numbers(_merged(steps)) + ("z" if closed else "")


def _merged(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join steps that go on in the same direction."""
    merged = [steps[0]]
    for dx, dy in steps[1:]:
        last_x, last_y = merged[-1]
        if last_x * dy == last_y * dx and last_x * dx + last_y * dy > 0:
            merged[-1] = (last_x + dx, last_y + dy)
        else:
            merged.append((dx, dy))
    return merged


def _numbers(steps: list[tuple[int, int]]) -> str:
    text = " ".join(f"{dx} {dy}" for dx, dy in steps)
    return text.replace(" -", "-")
