"""Names on a map with the words of their levels, and the leader lines to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.level import Level
from app.outputs.picture.lettering import CAPTION_SIZE, CAPTION_STEP, LINE_STEP, in_two_lines
from app.outputs.picture.paint import Brush, clean, number
from app.outputs.picture.values import UNKNOWN, AreaValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.outputs.picture.shapes import Label, Layout


def draw_names(
    layout: Layout, values: Mapping[str, AreaValue], brush: Brush, *, notes: bool
) -> str:
    """All names of one layout; hidden from screen readers, which read the areas' own names."""
    hidden = f' class="names {layout.name}" aria-hidden="true"' if brush.style == "page" else ""
    leaders = "".join(_leader(item.leader, brush) for item in layout.labels if item.leader)
    texts = "".join(
        _name(item, values.get(item.code, UNKNOWN), layout.font, brush, notes=notes)
        for item in layout.labels
    )
    return f'<g{hidden} font-size="{number(layout.font)}">{leaders}{texts}</g>'


def _leader(line: tuple[float, float, float, float], brush: Brush) -> str:
    """A line with a white casing and a dot at its foot: it shows on every level."""
    x1, y1, x2, y2 = (number(value) for value in line)
    d, foot = f"M{x1} {y1}L{x2} {y2}", number(3 * brush.unit)
    return (
        f'<path{brush.part("leader-case")} d="{d}"/><path{brush.part("leader")} d="{d}"/>'
        f'<circle{brush.part("leader-foot")} cx="{x1}" cy="{y1}" r="{foot}"/>'
    )


def _name(label: Label, value: AreaValue, font: float, brush: Brush, *, notes: bool) -> str:
    x = number(label.x)
    rows = [(line, label.y + index * LINE_STEP * font) for index, line in enumerate(label.lines)]
    spans = [f'<tspan x="{x}" y="{number(y)}">{clean(line)}</tspan>' for line, y in rows]
    small = font * CAPTION_SIZE
    looks = ' class="caption"' if brush.style == "page" else ' font-weight="400"'
    first = rows[-1][1] + CAPTION_STEP * font
    for index, line in enumerate(caption_of(label, value, notes=notes)):
        y = number(first + index * LINE_STEP * small)
        spans.append(
            f'<tspan{looks} x="{x}" y="{y}" font-size="{number(small)}">{clean(line)}</tspan>'
        )
    bold = "" if brush.style == "page" else ' font-weight="700"'
    text = brush.text(None if label.leader else value.level, font) + bold
    return f'<text{text} text-anchor="{label.anchor}">{"".join(spans)}</text>'


def caption_of(label: Label, value: AreaValue, *, notes: bool) -> tuple[str, ...]:
    """Lines below a name: the word of the level and, where asked for, the area's note."""
    if label.caption == 0:
        return ()
    if label.caption > 1:
        return in_two_lines(value.level.label)
    if notes and value.note and value.level is not Level.BELUM_LAPOR:
        return (f"{value.level.label} · {value.note}",)
    return (value.level.label,)
