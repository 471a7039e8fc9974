"""Names make way for symbols: known only when a map is drawn, after its names were placed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.outputs.picture.lettering import RISE, block_size
from app.outputs.picture.names import caption_of
from app.outputs.picture.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.outputs.picture.shapes import Label, Layout
    from app.outputs.picture.values import AreaValue

Box = tuple[float, float, float, float]


def dodge(
    layout: Layout, symbols: Sequence[Box], values: Mapping[str, AreaValue], *, notes: bool
) -> Layout:
    """The layout with names moved off the symbols where their own areas have room."""
    if not symbols:
        return layout
    words = [
        caption_of(label, values.get(label.code, UNKNOWN), notes=notes) for label in layout.labels
    ]
    boxes = [
        _box(label, layout.font, said) for label, said in zip(layout.labels, words, strict=True)
    ]
    labels = []
    for index, label in enumerate(layout.labels):
        others = [*symbols, *boxes[:index], *boxes[index + 1 :]]
        moved = label if label.leader else _moved(label, layout.font, others, words[index])
        boxes[index] = _box(moved, layout.font, words[index] if moved.caption else ())
        labels.append(moved)
    return replace(layout, labels=tuple(labels))


def _moved(label: Label, font: float, others: Sequence[Box], said: tuple[str, ...]) -> Label:
    """The first place that is free; where none is, the one that least is lost of."""
    places = [
        (replace(label, y=y, caption=caption), said if caption else ())
        for caption in dict.fromkeys((label.caption, 0))
        for y in (label.y, *label.other_y)
    ]
    return min(places, key=lambda place: _covered(_box(place[0], font, place[1]), others))[0]


def _box(label: Label, font: float, said: tuple[str, ...]) -> Box:
    width, height = block_size(label.lines, said, font)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    top = label.y - RISE * font
    return (left, top, left + width, top + height)


def _covered(box: Box, others: Sequence[Box]) -> float:
    """How much of a box lies under or over others, in square units."""
    return sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in others
    )
