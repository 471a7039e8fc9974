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
# Up or down, in letter heights: a name may leave the middle of its area, not the area.
_SHIFTS = (0.0, -0.9, 0.9, -1.7, 1.7, -2.4, 2.4)


def dodge(layout: Layout, symbols: Sequence[Box]) -> Layout:
    """The layout with names moved off the symbols where there is room beside them."""
    if not symbols:
        return layout
    boxes = [_box(label, layout.font) for label in layout.labels]
    labels = []
    for index, label in enumerate(layout.labels):
        others = [*symbols, *boxes[:index], *boxes[index + 1 :]]
        moved = _moved(label, layout.font, others) if not label.leader else label
        boxes[index] = _box(moved, layout.font)
        labels.append(moved)
    return replace(layout, labels=tuple(labels))


def _moved(label: Label, font: float, others: Sequence[Box]) -> Label:
    for caption in dict.fromkeys((label.caption, 0)):
        for shift in _SHIFTS:
            moved = replace(label, y=round(label.y + shift * font, 1), caption=caption)
            box = _box(moved, font)
            if not any(_meet(box, other) for other in others):
                return moved
    return label


def _box(label: Label, font: float) -> Box:
    caption = ((), (_LONGEST,), in_two_lines(_LONGEST))[label.caption]
    width, height = block_size(label.lines, caption, font)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    top = label.y - RISE * font
    return (left, top, left + width, top + height)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
