"""The map of a sheet from prepared shapes: picture, graticule ticks, insets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.outputs.documents.data import InsetPicture, SheetMap, Tick
from app.outputs.picture.draw import Look, draw, draw_inset
from app.outputs.picture.values import UNKNOWN, AreaValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.outputs.picture.shapes import MapShapes
    from app.outputs.picture.signs import PointValue


def sheet_map(
    shapes: MapShapes,
    values: Mapping[str, AreaValue],
    *,
    title: str,
    points: tuple[PointValue, ...] = (),
) -> SheetMap:
    """Map for `MapSheetDocument`; prepare the shapes with the `SHEET` frame."""
    step = _step(shapes)
    west, north = shapes.projection.locate(0, 0)
    east, south = shapes.projection.locate(shapes.width, shapes.height)
    meridians, parallels = _multiples(west, east, step), _multiples(south, north, step)
    look = Look(
        style="standalone",
        title=title,
        notes=True,
        insets=False,
        points=points,
        prefix="lembar-",
        meridians=meridians,
        parallels=parallels,
    )
    return SheetMap(
        svg=draw(shapes, values, look),
        width=shapes.width,
        height=shapes.height,
        km_wide=round(shapes.width * shapes.projection.km_per_unit, 3),
        meridians=tuple(
            Tick(round((lon - west) / (east - west), 5), _degrees(lon, "BT", "BB"))
            for lon in meridians
        ),
        parallels=tuple(
            Tick(round((north - lat) / (north - south), 5), _degrees(lat, "LU", "LS"))
            for lat in parallels
        ),
        insets=_insets(shapes, values),
        grid=_degrees(step, "", "").strip(),
    )


def _insets(shapes: MapShapes, values: Mapping[str, AreaValue]) -> tuple[InsetPicture, ...]:
    names = {area.code: area.short_name for area in shapes.areas}
    pictures = []
    for inset in shapes.insets:
        value = values.get(inset.code, UNKNOWN)
        look = Look(style="standalone", prefix=f"sisipan-{inset.code}-")
        svg = draw_inset(shapes, inset.code, value, look)
        if svg:
            pictures.append(InsetPicture(names[inset.code], value.level, svg))
    return tuple(pictures)


def _step(shapes: MapShapes) -> float:
    """Degrees between two lines: four to eight lines across the sheet."""
    west, _ = shapes.projection.locate(0, 0)
    east, _ = shapes.projection.locate(shapes.width, 0)
    return next(
        step for step in (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0) if (east - west) / step <= 8
    )


def _multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    first = math.ceil(low / step)
    last = math.floor(high / step)
    return tuple(round(index * step, 4) for index in range(first, last + 1))


def _degrees(value: float, positive: str, negative: str) -> str:
    whole = f"{abs(value):g}".replace(".", ",")
    side = "" if value == 0 else f" {positive if value > 0 else negative}"
    return f"{whole}°{side}"
