"""Names make way for symbols: known only when a map is drawn, after its names were placed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.outputs.picture.lettering import RISE, block_size, in_two_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.outputs.picture.shapes import Label, Layout

Box = tuple[float, float, float, float]

_LONGEST = "Sangat tinggi"
_LONGEST_NOTED = "Sangat tinggi · 20 entri"


def dodge(layout: Layout, symbols: Sequence[Box], *, notes: bool) -> Layout:
    """The layout with names moved off the symbols where their own areas have room."""
    if not symbols:
        return layout
    longest = _LONGEST_NOTED if notes else _LONGEST
    boxes = [_box(label, layout.font, longest) for label in layout.labels]
    labels = []
    for index, label in enumerate(layout.labels):
        others = [*symbols, *boxes[:index], *boxes[index + 1 :]]
        moved = _moved(label, layout.font, others, longest) if not label.leader else label
        boxes[index] = _box(moved, layout.font, longest)
        labels.append(moved)
    return replace(layout, labels=tuple(labels))


def _moved(label: Label, font: float, others: Sequence[Box], longest: str) -> Label:
    for caption in dict.fromkeys((label.caption, 0)):
        for y in (label.y, *label.other_y):
            moved = replace(label, y=y, caption=caption)
            box = _box(moved, font, longest)
            if not any(_meet(box, other) for other in others):
                return moved
    return label


def _box(label: Label, font: float, longest: str) -> Box:
    caption = ((), (longest,), in_two_lines(_LONGEST))[label.caption]
    width, height = block_size(label.lines, caption, font)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    top = label.y - RISE * font
    return (left, top, left + width, top + height)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
