"""Draw a prepared map with the levels of one quarter: pure text work, no geometry library.

Page style writes classes only and leaves the painting to the style sheet: `map-picture`; `sea`,
`land`, `place` (also `place water`) the ground; `area` with `t0` to `t4` or `tx`; `district`,
`outline`, `highlight`, `graticule` lines; `names wide` and `names narrow`, two sets of names of
which one is shown; `area-label` (`on-t3`, `on-t4` on dark levels) and its `caption`; `leader` with
`leader-case` and `leader-foot`; `insets`, `inset-frame`; `potential`, `event`, `rim`, `count`.
Standalone style carries the same looks as attributes, for PDF, Word and PNG.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.outputs.picture.dodge import dodge
from app.outputs.picture.lettering import PLACE_FONT
from app.outputs.picture.names import draw_names
from app.outputs.picture.paint import Brush, Style, clean, number
from app.outputs.picture.signs import PointValue, draw_points, symbol_boxes
from app.outputs.picture.values import UNKNOWN, AreaValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.outputs.picture.shapes import AreaShape, Inset, MapShapes


# Callers that draw find what to draw here too.
__all__ = ["UNKNOWN", "AreaValue", "Look", "PointValue", "brush_for", "draw", "draw_inset"]


@dataclass(frozen=True)
class Look:
    """How a map is drawn.

    `notes` adds each area's note to the second line of its label. `compact` leaves out names,
    base land and insets, for thumbnails. `defs` is false where the page has the hatch already,
    from an earlier picture or from `small_maps`. `prefix` keeps ids apart when standalone
    pictures are put into one document. `layout` is the arrangement of names in standalone
    pictures (a page gets all and shows one).
    """

    style: Style = "page"
    title: str = "Peta"
    labels: bool = True
    notes: bool = False
    insets: bool = True
    compact: bool = False
    defs: bool = True
    prefix: str = ""
    layout: str = "wide"
    highlight: frozenset[str] = frozenset()
    points: tuple[PointValue, ...] = ()
    meridians: tuple[float, ...] = ()
    parallels: tuple[float, ...] = ()


def draw(shapes: MapShapes, values: Mapping[str, AreaValue], look: Look | None = None) -> str:
    """SVG text of the map; areas without a value are drawn as not reported."""
    look = look or Look()
    brush = brush_for(shapes, look)
    symbols = symbol_boxes(shapes.projection, look.points, brush)
    parts = [
        _opening(shapes, look, brush, linked=any(item.href for item in values.values())),
        f"<defs>{brush.hatch()}</defs>" if look.defs else "",
        _ground(shapes, look, brush),
        *(
            _area(item, values.get(item.code, UNKNOWN), brush)
            for item in _in_order(shapes, values)
        ),
        _over(shapes, look, brush),
        "" if look.compact or not look.insets else _insets(shapes, values, brush),
    ]
    if look.labels and not look.compact:
        parts += [
            draw_names(
                dodge(layout, symbols, values, notes=look.notes), values, brush, notes=look.notes
            )
            for layout in shapes.layouts
            if look.style == "page" or layout.name == look.layout
        ]
    parts.append(draw_points(shapes.projection, look.points, brush))
    return "".join([*parts, "</svg>"])


def draw_inset(
    shapes: MapShapes, code: str, value: AreaValue, look: Look | None = None
) -> str | None:
    """One small area on its own square SVG; None when the map has no inset for it."""
    look = look or Look()
    inset = next((item for item in shapes.insets if item.code == code), None)
    if not inset:
        return None
    side = number(inset.size)
    brush = Brush(look.style, inset.size / 200 if look.style == "standalone" else 1, look.prefix)
    defs = f"<defs>{brush.hatch()}</defs>" if look.defs else ""
    size = "" if look.style == "page" else f' width="{side}" height="{side}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="inset-picture"{size}'
        f' viewBox="0 0 {side} {side}" aria-hidden="true">{defs}'
        f"{_tile(inset, value, brush)}</svg>"
    )


def brush_for(shapes: MapShapes, look: Look) -> Brush:
    """Brush whose strokes fit the picture's size."""
    return Brush(look.style, max(1.0, shapes.width / 1000), look.prefix)


def _opening(shapes: MapShapes, look: Look, brush: Brush, *, linked: bool) -> str:
    size = "" if look.style == "page" else f' width="{shapes.width}" height="{shapes.height}"'
    role = "group" if linked else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-picture"{size}'
        f' viewBox="0 0 {shapes.width} {shapes.height}"{brush.family}'
        f' role="{role}" aria-label="{clean(look.title)}">'
    )


def _ground(shapes: MapShapes, look: Look, brush: Brush) -> str:
    left, width = -shapes.bleed - 2, shapes.width + 2 * shapes.bleed + 4
    sea = f"M{left}{-shapes.height}h{width}v{3 * shapes.height}h{-width}z"
    drawn = f'<path{brush.part("sea")} d="{sea}"/>'
    if look.compact:
        return drawn
    if shapes.land:
        drawn += f'<path{brush.part("land")} d="{shapes.land}"/>'
    font = number(PLACE_FONT * brush.unit)
    for place in shapes.places:
        role = "place water" if place.water else "place"
        drawn += (
            f'<text{brush.part(role)} x="{number(place.x)}" y="{number(place.y)}"'
            f' font-size="{font}">{clean(place.text)}</text>'
        )
    return drawn


def _in_order(shapes: MapShapes, values: Mapping[str, AreaValue]) -> list[AreaShape]:
    """Nil and unknown areas last: their grey outline must lie over their neighbours' white one."""
    return sorted(
        shapes.areas, key=lambda item: (values.get(item.code, UNKNOWN).level.rank <= 0, item.code)
    )


def _area(item: AreaShape, value: AreaValue, brush: Brush) -> str:
    said = _said(item, value)
    path = f'<path{brush.area(value.level)} d="{item.path}"'
    if brush.style == "standalone":
        return f"{path}/>"
    titled = f"{path}><title>{said}</title></path>"
    if not value.href:
        return titled
    return f'<a href="{clean(value.href)}" aria-label="{said}">{titled}</a>'


def _said(item: AreaShape, value: AreaValue) -> str:
    note = f", {value.note}" if value.note else ""
    return clean(f"{item.name}: {value.level.label}{note}")


def _over(shapes: MapShapes, look: Look, brush: Brush) -> str:
    drawn = f'<path{brush.part("district")} d="{shapes.lines}"/>' if shapes.lines else ""
    drawn += f'<path{brush.part("outline")} d="{shapes.outline}"/>'
    for item in shapes.areas:
        if item.code in look.highlight:
            drawn += f'<path{brush.part("highlight")} d="{item.path}"/>'
    if look.meridians or look.parallels:
        drawn += f'<path{brush.part("graticule")} d="{_grid(shapes, look)}"/>'
    return drawn


def _grid(shapes: MapShapes, look: Look) -> str:
    columns = [shapes.projection.place(lon, 0)[0] for lon in look.meridians]
    rows = [shapes.projection.place(0, lat)[1] for lat in look.parallels]
    lines = [f"M{number(x)} 0v{shapes.height}" for x in columns]
    lines += [f"M0 {number(y)}h{shapes.width}" for y in rows]
    return "".join(lines)


def _insets(shapes: MapShapes, values: Mapping[str, AreaValue], brush: Brush) -> str:
    names = {item.code: item for item in shapes.areas}
    tiles = []
    for inset in shapes.insets:
        if not inset.inside_map:
            continue
        value = values.get(inset.code, UNKNOWN)
        tile = (
            f'<g transform="translate({number(inset.x)} {number(inset.y)})">'
            f"{_tile(inset, value, brush)}{_tile_name(inset, names[inset.code], value, brush)}</g>"
        )
        if value.href and brush.style == "page":
            tile = f'<a href="{clean(value.href)}" tabindex="-1" aria-hidden="true">{tile}</a>'
        tiles.append(tile)
    if not tiles:
        return ""
    group = ' class="insets"' if brush.style == "page" else ""
    return f"<g{group}>{''.join(tiles)}</g>"


def _tile(inset: Inset, value: AreaValue, brush: Brush) -> str:
    side = number(inset.size)
    frame = f"M0 0h{side}v{side}h-{side}z"
    land = f'<path{brush.part("land")} d="{inset.land}"/>' if inset.land else ""
    return (
        f'<path{brush.part("inset-frame")} d="{frame}"/>{land}'
        f'<path{brush.area(value.level)} d="{inset.path}"/>'
        f'<path{brush.part("outline")} d="{inset.path}"/>'
    )


def _tile_name(inset: Inset, area: AreaShape, value: AreaValue, brush: Brush) -> str:
    font = inset.size * 0.175
    bold = "" if brush.style == "page" else ' font-weight="700"'
    weight = ' class="caption"' if brush.style == "page" else ' font-weight="400"'
    first, second = number(inset.size + font * 1.15), number(inset.size + font * 2.15)
    return (
        f'<text{brush.text(None, font)}{bold} font-size="{number(font)}">'
        f'<tspan x="0" y="{first}">{clean(area.short_name)}</tspan>'
        f'<tspan{weight} x="0" y="{second}" font-size="{number(font * 0.86)}">'
        f"{clean(value.level.label)}</tspan></text>"
    )
