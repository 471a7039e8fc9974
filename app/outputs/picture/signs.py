"""Symbols on a map: a circle is a potential conflict, a diamond one that happened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.model.level import Level
from app.outputs.picture.paint import FILLS, Brush, clean, number

if TYPE_CHECKING:
    from app.outputs.picture.shapes import Projection

Kind = Literal["potensi", "peristiwa"]
_ROLES = {"potensi": "potential", "peristiwa": "event"}


@dataclass(frozen=True)
class PointValue:
    """One symbol: place in degrees, highest level, gravest severity (1 to 5), number of entries.

    Potentials are coloured by level; events have one colour and grow with severity, because the
    two layers never share a scale.
    """

    kind: Kind
    lon: float
    lat: float
    level: Level
    severity: int = 1
    count: int = 1
    label: str = ""
    href: str | None = None


def draw_points(projection: Projection, points: tuple[PointValue, ...], brush: Brush) -> str:
    """All symbols, large ones first so that small ones stay visible."""
    ordered = sorted(
        _placed(projection, points, brush),
        key=lambda item: (-_radius(item[0]), item[0].kind, *item[1], item[0].label),
    )
    return "".join(_symbol(place, item, brush) for item, place in ordered)


def symbol_boxes(
    projection: Projection, points: tuple[PointValue, ...], brush: Brush
) -> list[tuple[float, float, float, float]]:
    """Room each symbol takes: left, top, right, bottom."""
    boxes = []
    for point, (x, y) in _placed(projection, points, brush):
        reach = _reach(point) * brush.unit
        boxes.append((x - reach, y - reach, x + reach, y + reach))
    return boxes


def _placed(
    projection: Projection, points: tuple[PointValue, ...], brush: Brush
) -> list[tuple[PointValue, tuple[float, float]]]:
    """Each symbol where it stands; a circle and a diamond of one place stand side by side."""
    kinds: dict[tuple[float, float], set[str]] = {}
    for point in points:
        kinds.setdefault((point.lon, point.lat), set()).add(point.kind)
    placed = []
    for point in points:
        x, y = projection.place(point.lon, point.lat)
        if len(kinds[(point.lon, point.lat)]) > 1:
            x += (-1 if point.kind == "potensi" else 1) * _reach(point) * brush.unit
        placed.append((point, (x, y)))
    return placed


def _reach(point: PointValue) -> float:
    """Half the width of a symbol."""
    return _radius(point) * (1.18 if point.kind == "peristiwa" else 1.0)


def _radius(point: PointValue) -> float:
    base = 5.5 + 1.3 * min(max(point.severity, 1), 5) if point.kind == "peristiwa" else 7.5
    return base + 3.2 * math.log2(max(point.count, 1))


def _symbol(place: tuple[float, float], point: PointValue, brush: Brush) -> str:
    x, y = place
    radius = _radius(point) * brush.unit
    looks = brush.part(_ROLES[point.kind])
    if point.kind == "potensi":
        level = point.level.css_class
        looks = (
            f' class="potential {level}"'
            if brush.style == "page"
            else f'{looks} fill="{FILLS[point.level]}"'
        )
        shape = f'<circle{looks} cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'
        shape += (
            f'<circle{brush.part("rim")} cx="{number(x)}" cy="{number(y)}"'
            f' r="{number(radius + brush.unit)}"/>'
        )
    else:
        reach = _reach(point) * brush.unit
        side = number(reach)
        corner = f"M{number(x)} {number(y - reach)}"
        shape = f'<path{looks} d="{corner}l{side} {side}l-{side} {side}l-{side}-{side}z"/>'
    drawn = shape + _count(point, x, y, brush)
    return _with_title(drawn, point, brush)


def _count(point: PointValue, x: float, y: float, brush: Brush) -> str:
    if point.count < 2:
        return ""
    font = 11.5 * brush.unit
    dark = point.kind == "peristiwa" or point.level.rank >= Level.TINGGI.rank
    role = "count" if dark else "count ink"
    return (
        f'<text{brush.part(role)} x="{number(x)}" y="{number(y + font * 0.36)}"'
        f' font-size="{number(font)}">{point.count}</text>'
    )


def _with_title(drawn: str, point: PointValue, brush: Brush) -> str:
    if brush.style == "standalone" or not point.label:
        return drawn
    said = clean(point.label)
    if point.href:
        return f'<a href="{clean(point.href)}" aria-label="{said}">{drawn}</a>'
    return f"<g><title>{said}</title>{drawn}</g>"
