"""Small pictures of eight quarters: bars, level strips and little maps with shared shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.outputs.picture.paint import Brush, Style, clean, number
from app.outputs.picture.values import UNKNOWN, AreaValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.model.level import Level
    from app.outputs.picture.shapes import MapShapes

_FONT = 13.0


@dataclass(frozen=True)
class ChartLook:
    """How a bar chart is drawn; `alert` colours the last bar as events, not as potentials.

    `notes` are written below the labels, one a bar, and make the picture higher.
    """

    style: Style = "page"
    title: str = "Grafik"
    width: int = 520
    height: int = 150
    highlight_last: bool = True
    alert: bool = False
    prefix: str = ""
    notes: tuple[str, ...] = ()


def bars(
    values: Sequence[int | None], labels: Sequence[str], look: ChartLook | None = None
) -> str:
    """Bar chart with its numbers; None is a quarter without data and is drawn as a dash.

    Raises:
        ValueError: values and labels differ in number.
    """
    look = look or ChartLook()
    brush = Brush(look.style, 1.0, look.prefix)
    step = look.width / max(len(values), 1)
    base = look.height - 1.7 * _FONT
    room = base - 1.6 * _FONT
    most = max((value for value in values if value is not None), default=0) or 1
    drawn = []
    foot = look.height - 0.4 * _FONT
    height = look.height + (round(1.15 * _FONT) if look.notes else 0)
    for index, (value, label) in enumerate(zip(values, labels, strict=True)):
        middle = (index + 0.5) * step
        last = look.highlight_last and index == len(values) - 1
        high = 0.0 if value is None else room * value / most
        drawn.append(_bar(middle, base, (step * 0.66, high), look=look, last=last))
        said = "–" if value is None else str(value)
        top = base - high - 0.4 * _FONT
        drawn.append(_text("value now" if last else "value", said, (middle, top), brush))
        drawn.append(_text("period", label, (middle, foot), brush))
        if look.notes:
            drawn.append(_text("period", look.notes[index], (middle, foot + 1.1 * _FONT), brush))
    axis = f'<path{brush.part("axis")} d="M0 {number(base)}h{look.width}"/>'
    return _frame("chart", look.width, height, look, "".join(drawn) + axis)


def strip(levels: Sequence[Level], *, title: str, style: Style = "page", prefix: str = "") -> str:
    """Row of level squares, oldest first; on a page the hatch comes from the page's first map."""
    brush = Brush(style, 0.6, prefix)
    cell, step = 14, 17
    drawn = [] if style == "page" else [f"<defs>{brush.hatch()}</defs>"]
    for index, level in enumerate(levels):
        x = index * step + 1
        drawn.append(f'<path{_square(brush, level)} d="M{x} 1h{cell}v{cell}h-{cell}z"/>')
    look = ChartLook(style=style, title=title)
    return _frame("strip", len(levels) * step - 1, cell + 2, look, "".join(drawn))


@dataclass(frozen=True)
class SmallMaps:
    """Little maps of a page: put `defs` once before the `pictures`."""

    defs: str
    pictures: tuple[str, ...]


def small_maps(
    shapes: MapShapes, quarters: Sequence[tuple[str, Mapping[str, AreaValue]]]
) -> SmallMaps:
    """One little page map per (title, values); all use the same paths, sent once."""
    brush = Brush("page")
    paths = "".join(
        f'<path id="{_path_id(index)}" vector-effect="non-scaling-stroke" d="{item.path}"/>'
        for index, item in enumerate(shapes.areas)
    )
    rim = f'<path id="bk-tepi" vector-effect="non-scaling-stroke" d="{shapes.outline}"/>'
    defs = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="shared-shapes" width="0" height="0"'
        f' aria-hidden="true"><defs>{brush.hatch()}{paths}{rim}</defs></svg>'
    )
    pictures = tuple(_small_map(shapes, title, values, brush) for title, values in quarters)
    return SmallMaps(defs=defs, pictures=pictures)


def _small_map(
    shapes: MapShapes, title: str, values: Mapping[str, AreaValue], brush: Brush
) -> str:
    areas = [
        (values.get(item.code, UNKNOWN).level, index, item)
        for index, item in enumerate(shapes.areas)
    ]
    areas.sort(key=lambda area: (area[0].rank <= 0, area[1]))
    uses = "".join(
        f'<use{brush.area(level)} href="#{_path_id(index)}"/>' for level, index, _ in areas
    )
    said = ", ".join(f"{item.short_name} {level.label}" for level, _, item in areas)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-picture small"'
        f' viewBox="0 0 {shapes.width} {shapes.height}" role="img"'
        f' aria-label="{clean(f"{title}: {said}")}">'
        f'{uses}<use{brush.part("outline")} href="#bk-tepi"/></svg>'
    )


def _path_id(index: int) -> str:
    return f"bk-{index}"


def _bar(
    middle: float, base: float, size: tuple[float, float], *, look: ChartLook, last: bool
) -> str:
    role = ("bar alert" if look.alert else "bar now") if last else "bar"
    brush = Brush(look.style)
    width, height = number(size[0]), number(size[1])
    corner = f"M{number(middle - size[0] / 2)} {number(base)}"
    return f'<path{brush.part(role)} d="{corner}v-{height}h{width}v{height}z"/>'


def _text(role: str, said: str, place: tuple[float, float], brush: Brush) -> str:
    x, y = number(place[0]), number(place[1])
    font = number(_FONT if role != "period" else _FONT * 0.86)
    return f'<text{brush.part(role)} x="{x}" y="{y}" font-size="{font}">{clean(said)}</text>'


def _square(brush: Brush, level: Level) -> str:
    if brush.style == "page":
        return brush.area(level).replace('class="area ', 'class="cell ')
    return f' fill="{brush.fill(level)}" stroke="#6d777d" stroke-width="0.8"'


def _frame(name: str, width: int, height: int, look: ChartLook, drawn: str) -> str:
    size = "" if look.style == "page" else f' width="{width}" height="{height}"'
    family = Brush(look.style).family
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}"{size}'
        f' viewBox="0 0 {width} {height}"{family} role="img"'
        f' aria-label="{clean(look.title)}">{drawn}</svg>'
    )
