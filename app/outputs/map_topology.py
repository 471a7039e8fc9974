"""Polygons that touch become shared lines on an integer grid, so every border is sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = tuple[int, int]
Ring = list[Point]  # not closed: the last point is not the first again
Line = tuple[Point, ...]
Area = list[list[Ring]]  # polygons -> rings, outer ring first

# The first 32 characters end a number, the next 32 say that more of it follows. None of them
# means anything to JSON, HTML or JavaScript. `peta-geometri.js` reads the same alphabet.
ALPHABET = "0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ()*+-_"


class Topology(NamedTuple):
    """Lines on the grid, and per area its polygons as rings of line numbers.

    A negative number `~n` means line `n` walked backwards.
    """

    lines: list[Line]
    areas: list[list[list[list[int]]]]


def build_topology(shapes: Sequence[shapely.Geometry], *, grid: float) -> Topology:
    """Cut polygons in degrees into shared lines; `grid` is the step of the grid in degrees.

    An area smaller than a grid cell is kept as a small diamond: no area may vanish from a map.
    """
    areas = [_on_grid(shape, grid) for shape in shapes]
    rings = [ring for area in areas for polygon in area for ring in polygon]
    junctions = _junctions(rings)
    lines: dict[Line, int] = {}
    references = [
        [[_cut(ring, junctions, lines) for ring in polygon] for polygon in area] for area in areas
    ]
    return Topology(list(lines), references)


def encode_lines(lines: Iterable[Line]) -> str:
    """Write lines as text: differences from point to point, a space between two lines.

    The first point of a line is the difference from the last point of the line before.
    """
    words: list[str] = []
    x = y = 0
    for line in lines:
        numbers: list[str] = []
        for px, py in line:
            numbers += (_encode_number(px - x), _encode_number(py - y))
            x, y = px, py
        words.append("".join(numbers))
    return " ".join(words)


def _encode_number(value: int) -> str:
    rest = value * 2 if value >= 0 else -value * 2 - 1
    characters: list[str] = []
    while rest >= 32:
        characters.append(ALPHABET[32 + rest % 32])
        rest //= 32
    return "".join(characters) + ALPHABET[rest]


def _on_grid(shape: shapely.Geometry, grid: float) -> Area:
    polygons: Area = []
    for part in shapely.get_parts(shape):
        outer = _ring_on_grid(part.exterior, grid)
        if len(outer) < 3:
            continue
        holes = [_ring_on_grid(ring, grid) for ring in part.interiors]
        polygons.append([outer, *(hole for hole in holes if len(hole) >= 3)])
    return polygons or [[_diamond(shape, grid)]]


def _ring_on_grid(ring: shapely.LinearRing, grid: float) -> Ring:
    points: Ring = []
    for x, y in shapely.get_coordinates(ring)[:-1]:
        point = (round(float(x) / grid), round(float(y) / grid))
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points if len(set(points)) >= 3 else []


def _diamond(shape: shapely.Geometry, grid: float) -> Ring:
    middle = shapely.get_coordinates(shape.centroid)[0]
    x, y = round(float(middle[0]) / grid), round(float(middle[1]) / grid)
    return [(x - 1, y), (x, y - 1), (x + 1, y), (x, y + 1)]


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Points where rings part: they do not have the same two neighbours in every ring."""
    neighbours: dict[Point, frozenset[Point]] = {}
    junctions: set[Point] = set()
    for ring in rings:
        for before, point, after in zip(ring[-1:] + ring, ring, ring[1:] + ring[:1], strict=False):
            both = frozenset((before, after))
            if neighbours.setdefault(point, both) != both:
                junctions.add(point)
    return junctions


def _cut(ring: Ring, junctions: set[Point], lines: dict[Line, int]) -> list[int]:
    cuts = [index for index, point in enumerate(ring) if point in junctions]
    if not cuts:  # an island, or an enclave whose hole is the same ring walked the other way
        first = ring.index(min(ring))
        turned = ring[first:] + ring[:first]
        return [_number_of((*turned, turned[0]), lines)]
    around = ring + ring
    ends = [*cuts[1:], cuts[0] + len(ring)]
    return [
        _number_of(tuple(around[start : end + 1]), lines)
        for start, end in zip(cuts, ends, strict=True)
    ]


def _number_of(line: Line, lines: dict[Line, int]) -> int:
    backwards = line[::-1]
    if backwards in lines and line not in lines:
        return ~lines[backwards]
    return lines.setdefault(line, len(lines))
