"""Place names on a map: inside their area, else on a leader line outside, never on each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import shapely

from app.outputs.picture.boxes import (
    GAP,
    Box,
    Line,
    around,
    crosses,
    grown,
    lines_cross,
    overlap,
    segment,
    share_of_land,
)
from app.outputs.picture.lettering import FALL, RISE, LabelStyle, block_size, in_two_lines
from app.outputs.picture.shapes import Label, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.outputs.picture.outline import Geometry
    from app.outputs.picture.shapes import Anchor

Named = tuple[str, str, "Geometry"]

_DIRECTIONS = 32


@dataclass
class _Board:
    """What is already on the map."""

    style: LabelStyle
    frame: tuple[int, int]
    subject: Geometry
    land: Geometry
    boxes: list[Box] = field(default_factory=list)
    leaders: list[Line] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        inside = box[0] >= 4 and box[1] >= 4 and box[2] <= self.frame[0] - 4
        return (
            inside
            and box[3] <= self.frame[1] - 4
            and not any(overlap(box, other) for other in self.boxes)
            and not any(crosses(line, box) for line in self.leaders)
        )

    def add(self, label: Label, box: Box) -> Label:
        self.boxes.append(box)
        if label.leader:
            self.leaders.append(label.leader)
        return label


def place_labels(
    style: LabelStyle,
    areas: Sequence[Named],
    *,
    subject: Geometry,
    land: Geometry,
    taken: Sequence[Box],
    frame: tuple[int, int],
) -> Layout:
    """Labels for all areas that find room; the others are left to tooltip and table.

    Order: names that fit inside their area, then names on leader lines (small areas first), then
    names that may run a little over their border.
    """
    board = _Board(style=style, frame=frame, subject=subject, land=land)
    board.boxes += taken
    shapely.prepare([subject, land])
    placed: dict[str, Label] = {}
    for place in _WAYS:
        waiting = [item for item in areas if item[0] not in placed]
        for item in sorted(waiting, key=lambda named: named[2].area):
            label = place(board, item)
            if label:
                placed[item[0]] = label
    ordered = tuple(placed[code] for code, _, _ in areas if code in placed)
    return Layout(name=style.name, font=style.font, labels=ordered)


def _inside(board: _Board, item: Named) -> Label | None:
    """Name and caption wholly within their own area."""
    return _covered(board, item, _caption(board.style)) if board.style.caption else None


def _inside_wrapped(board: _Board, item: Named) -> Label | None:
    """The same with the caption in two lines."""
    caption = in_two_lines(board.style.caption)
    return _covered(board, item, caption) if board.style.caption else None


def _inside_alone(board: _Board, item: Named) -> Label | None:
    """Name without its caption wholly within its own area."""
    return _covered(board, item, ())


def _covered(board: _Board, item: Named, caption: tuple[str, ...]) -> Label | None:
    code, name, shape = item
    room = shape.buffer((0.3 if caption else 0.2) * board.style.font)
    shapely.prepare(room)
    for lines in _line_breaks(name):
        width, height = block_size(lines, caption, board.style.font)
        for x, y in _spots(shape):
            box = around(x, y, width + 2, height)
            if shapely.covers(room, shapely.box(*box)) and board.is_free(box):
                label = _centred(code, lines, len(caption), (x, box[1]), board.style.font)
                return board.add(_with_room(label, box, room, board.style.font), box)
    return None


def _spilling(board: _Board, item: Named) -> Label | None:
    """Name that runs over its border by at most three tenths."""
    return _overlapping(board, item, (), least_share=0.7)


def _spilling_wrapped(board: _Board, item: Named) -> Label | None:
    """Name and wrapped caption that run a little over the border."""
    caption = in_two_lines(board.style.caption)
    return _overlapping(board, item, caption, least_share=0.8) if board.style.caption else None


def _anywhere(board: _Board, item: Named) -> Label | None:
    """Last resort: a name at the heart of its area, over the neighbours, if nothing is there."""
    return _overlapping(board, item, (), least_share=0.45)


def _overlapping(
    board: _Board, item: Named, caption: tuple[str, ...], *, least_share: float
) -> Label | None:
    code, name, shape = item
    best: tuple[float, Label, Box] | None = None
    for lines in _line_breaks(name):
        width, height = block_size(lines, caption, board.style.font)
        for x, y in _spots(shape):
            box = around(x, y, width, height)
            share = shapely.intersection(shape, shapely.box(*box)).area / (width * height)
            if share >= least_share and (not best or share > best[0]) and board.is_free(box):
                label = _centred(code, lines, len(caption), (x, box[1]), board.style.font)
                best = (share, label, box)
    return board.add(best[1], best[2]) if best else None


def _nearby(board: _Board, item: Named) -> Label | None:
    """Name with caption on a short leader line: the level's word is worth a line."""
    return _on_leader(board, item, most=0.14) if board.style.caption else None


def _outside(board: _Board, item: Named) -> Label | None:
    """Name beyond the coast or border, joined to its area by the cheapest leader line."""
    return _on_leader(board, item, most=0.42)


def _on_leader(board: _Board, item: Named, *, most: float) -> Label | None:
    _, name, shape = item
    start = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape, tolerance=0.5))[0]
    origin = (float(start[0]), float(start[1]))
    size = block_size((name,), _caption(board.style), board.style.font)
    longest = most * max(board.frame)
    best: tuple[float, Label, Box] | None = None
    others = shapely.difference(board.subject, shape)
    for distance, end, anchor in _rays(origin, board.style.font, longest):
        if best and distance >= best[0]:
            continue
        box = _beside(end, anchor, size, board.style.font, below=end[1] > origin[1])
        if not board.is_free(box):
            continue
        leader = (*origin, *end)
        if _blocked(board, leader, box):
            continue
        over = shapely.intersection(others, segment(leader)).length
        cost = distance * (1.0 + share_of_land(board.land, box)) + 0.7 * over
        if cost < (best[0] if best else longest):
            best = (cost, _beside_label(item, leader, anchor, box, board.style), box)
    return board.add(best[1], best[2]) if best else None


def _blocked(board: _Board, leader: Line, box: Box) -> bool:
    return (
        any(crosses(leader, other) for other in board.boxes)
        or any(lines_cross(leader, other) for other in board.leaders)
        or bool(shapely.intersects(board.subject, shapely.box(*grown(box, 4))))
    )


def _with_room(label: Label, box: Box, room: Geometry, font: float) -> Label:
    """The label with the heights, nearest first, at which it would still be inside its area."""
    heights = []
    for shift in (-0.9, 0.9, -1.7, 1.7, -2.4, 2.4, -3.2, 3.2):
        by = shift * font
        if shapely.covers(room, shapely.box(box[0], box[1] + by, box[2], box[3] + by)):
            heights.append(round(label.y + by, 1))
    return replace(label, other_y=tuple(heights))


# In this order an area is offered its places: the level's word is worth a short leader line.
_WAYS = (
    _inside,
    _inside_wrapped,
    _nearby,
    _spilling_wrapped,
    _inside_alone,
    _spilling,
    _outside,
    _anywhere,
)


def _rays(
    origin: tuple[float, float], font: float, longest: float
) -> Iterator[tuple[float, tuple[float, float], Anchor]]:
    distance = font * 1.2
    while distance < longest:
        for index in range(_DIRECTIONS):
            angle = 2 * math.pi * index / _DIRECTIONS
            dx, dy = math.cos(angle), math.sin(angle)
            end = (round(origin[0] + dx * distance, 1), round(origin[1] + dy * distance, 1))
            anchor: Anchor = "middle" if abs(dx) < 0.5 else "start" if dx > 0 else "end"
            yield distance * (1 + 0.25 * abs(dy)), end, anchor
        distance += 6


def _caption(style: LabelStyle) -> tuple[str, ...]:
    return (style.caption,) if style.caption else ()


def _line_breaks(name: str) -> list[tuple[str, ...]]:
    return list(dict.fromkeys([(name,), in_two_lines(name)]))


def _spots(shape: Geometry) -> list[tuple[float, float]]:
    """Candidate centres: the heart of the area, then a grid over it, nearest first."""
    heart = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape, tolerance=0.5))[0]
    x0, y0, x1, y1 = shape.bounds
    steps = 18
    grid = [
        (x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * j / steps)
        for i in range(1, steps)
        for j in range(1, steps)
    ]
    held = [point for point in grid if shapely.intersects_xy(shape, *point)]
    held.sort(key=lambda point: math.hypot(point[0] - heart[0], point[1] - heart[1]))
    return [(float(heart[0]), float(heart[1])), *held]


def _centred(
    code: str, lines: tuple[str, ...], caption: int, top: tuple[float, float], font: float
) -> Label:
    return Label(
        code=code,
        lines=lines,
        x=round(top[0], 1),
        y=round(top[1] + RISE * font, 1),
        anchor="middle",
        caption=caption,
    )


def _beside_label(item: Named, leader: Line, anchor: Anchor, box: Box, style: LabelStyle) -> Label:
    pad = {"start": GAP, "middle": 0.0, "end": -GAP}[anchor]
    return Label(
        code=item[0],
        lines=(item[1],),
        x=round(leader[2] + pad, 1),
        y=round(box[1] + 1 + RISE * style.font, 1),
        anchor=anchor,
        caption=len(_caption(style)),
        leader=(round(leader[0], 1), round(leader[1], 1), leader[2], leader[3]),
    )


def _beside(
    end: tuple[float, float],
    anchor: Anchor,
    size: tuple[float, float],
    font: float,
    *,
    below: bool,
) -> Box:
    """Box of a label at the end of its leader, which meets the middle of the name's line."""
    width, height = size
    top = end[1] - font * (RISE - (RISE - FALL) / 2)
    if anchor == "middle":
        left = end[0] - width / 2
        top = end[1] + GAP if below else end[1] - height - GAP
    else:
        left = end[0] + GAP if anchor == "start" else end[0] - GAP - width
    return (left, top - 1, left + width, top + height + 1)
