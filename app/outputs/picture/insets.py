"""Insets: areas too small to be seen are drawn again, larger, in a free corner of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from app.outputs.picture.outline import path_of, without_specks
from app.outputs.picture.shapes import Inset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.outputs.picture.outline import Geometry

_MOST = 6
_CAPTION_SHARE = 0.44  # room for two short lines of text below a tile
_EDGE = 12.0


def find_small(shapes: Sequence[Geometry], least_area: float) -> list[int]:
    """Indexes of areas drawn smaller than `least_area`, the smallest six, in their order."""
    small = [index for index, shape in enumerate(shapes) if shape.area < least_area]
    small.sort(key=lambda index: float(shapes[index].area))
    return sorted(small[:_MOST])


def place_insets(
    exact: Mapping[str, Geometry],
    *,
    surroundings: Sequence[Geometry],
    subject: Geometry,
    size: float,
    frame: tuple[int, int],
) -> tuple[Inset, ...]:
    """One inset per area; in a corner of the map when one is free, else only to be drawn apart."""
    spots = _free_spots(len(exact), subject, size, frame)
    ground = shapely.union_all(list(surroundings))
    insets = []
    for index, (code, shape) in enumerate(exact.items()):
        x, y = spots[index] if spots else (0.0, 0.0)
        path, land = _enlarge(shape, ground, size)
        insets.append(
            Inset(code=code, x=x, y=y, size=size, path=path, land=land, inside_map=bool(spots))
        )
    return tuple(insets)


def inset_box(inset: Inset) -> tuple[float, float, float, float]:
    """Room that an inset and its caption take on the map; nothing when it is drawn apart."""
    if not inset.inside_map:
        return (-9.0, -9.0, -9.0, -9.0)
    low = inset.y + inset.size * (1 + _CAPTION_SHARE)
    return (inset.x - 4, inset.y - 4, inset.x + inset.size * 1.15, low)


def _enlarge(shape: Geometry, ground: Geometry, size: float) -> tuple[str, str]:
    x0, y0, x1, y1 = shape.bounds
    side = max(x1 - x0, y1 - y0) * 1.24
    left, top = (x0 + x1 - side) / 2, (y0 + y1 - side) / 2
    factor = size / side
    window = shapely.box(left, top, left + side, top + side)

    def move(geometry: Geometry) -> Geometry:
        return shapely.transform(geometry, lambda points: (points - [left, top]) * factor)

    city = without_specks(move(shape).simplify(0.9), 8)
    # ground outside the city only: its coarse coast would otherwise show beside the fine one
    beyond = shapely.difference(shapely.intersection(ground, window), shape)
    opened = beyond.buffer(-1.5 / factor).buffer(3 / factor)
    around = shapely.intersection(opened, window)
    return path_of(city), path_of(without_specks(move(around).simplify(1.4), 20))


def _free_spots(
    count: int, subject: Geometry, size: float, frame: tuple[int, int]
) -> list[tuple[float, float]]:
    """Tile corners of the first free arrangement: rows or a column in one of four corners."""
    near = subject.buffer(10)
    step, high = size + 14, size * (1 + _CAPTION_SHARE)
    for corner in range(4):
        for columns in _arrangements(count):
            rows = -(-count // columns)
            width, height = columns * step - 14, rows * (high + 8) - 8
            left, top = _corners(width, height, frame)[corner]
            if not shapely.intersects(near, shapely.box(left, top, left + width, top + height)):
                return [
                    (
                        round(left + (index % columns) * step, 1),
                        round(top + (index // columns) * (high + 8), 1),
                    )
                    for index in range(count)
                ]
    return []


def _arrangements(count: int) -> Iterator[int]:
    if count:
        yield from dict.fromkeys((count, -(-count // 2), 1))


def _corners(width: float, height: float, frame: tuple[int, int]) -> list[tuple[float, float]]:
    """Bottom left, top right, top left, bottom right."""
    right, bottom = frame[0] - _EDGE - width, frame[1] - _EDGE - height
    return [(_EDGE, bottom), (right, _EDGE), (_EDGE, _EDGE), (right, bottom)]
