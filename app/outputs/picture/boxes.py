"""Boxes of names and lines to them: do they meet?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from app.outputs.picture.outline import Geometry

Box = tuple[float, float, float, float]
Line = tuple[float, float, float, float]

GAP = 3.0


def around(x: float, y: float, width: float, height: float) -> Box:
    """Box with its centre at a point."""
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def grown(box: Box, by: float) -> Box:
    """Box with a margin on each side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def share_of_land(land: Geometry, box: Box) -> float:
    """Part of a box that lies on land, 0 to 1."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    return float(shapely.intersection(land, shapely.box(*box)).area / area)


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes meet or nearly meet."""
    return a[0] < b[2] + GAP and b[0] < a[2] + GAP and a[1] < b[3] + GAP and b[1] < a[3] + GAP


def crosses(line: Line, box: Box) -> bool:
    """Whether a leader runs over a box."""
    return bool(shapely.intersects(segment(line), shapely.box(*grown(box, 2))))


def lines_cross(a: Line, b: Line) -> bool:
    """Whether two leaders cross or nearly touch."""
    return bool(shapely.dwithin(segment(a), segment(b), 10))


def segment(line: Line) -> Geometry:
    """A leader as geometry."""
    return shapely.LineString([(line[0], line[1]), (line[2], line[3])])
