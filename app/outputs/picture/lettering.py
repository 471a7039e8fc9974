"""Sizes of map lettering: how wide a name runs and how its lines are stacked."""

from __future__ import annotations

from dataclasses import dataclass

LINE_STEP = 1.08
CAPTION_STEP = 1.0
CAPTION_SIZE = 0.8
RISE = 0.8
PLACE_FONT = 20.0
FALL = 0.24

_NARROW = frozenset("iljtfrI.,:;'|!()[] -")
_WIDE = frozenset("mwMWOQGD%@")


@dataclass(frozen=True)
class LabelStyle:
    """One arrangement to compute: letter height in units and the longest caption to reserve."""

    name: str
    font: float
    caption: str = "Sangat tinggi"


def text_width(text: str, font: float, *, bold: bool = True) -> float:
    """Rough width of a text; on the generous side, so that a label never runs out of its box."""
    total = 0.0
    for letter in text:
        if letter in _NARROW:
            total += 0.34
        elif letter in _WIDE:
            total += 0.86
        elif letter.isupper() or ord(letter) > 0x2E7F:
            total += 0.7
        else:
            total += 0.585
    return total * font * (1.0 if bold else 0.95)


def block_size(
    lines: tuple[str, ...], caption: tuple[str, ...], font: float
) -> tuple[float, float]:
    """Width and height of name lines with the lines of a caption below."""
    width = max(text_width(line, font) for line in lines)
    height = font * (RISE + FALL + LINE_STEP * (len(lines) - 1))
    for line in caption:
        width = max(width, text_width(line, font * CAPTION_SIZE, bold=False))
    if caption:
        height += font * (CAPTION_STEP + CAPTION_SIZE * LINE_STEP * (len(caption) - 1))
    return width, height


def in_two_lines(name: str) -> tuple[str, ...]:
    """The name split at the space that gives the shortest longer line, or in one line."""
    words = name.split(" ")
    splits = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    if not splits:
        return (name,)
    return min(splits, key=lambda pair: max(len(pair[0]), len(pair[1])))
