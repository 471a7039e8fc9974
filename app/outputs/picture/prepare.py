"""Prepare a map once per boundary set: shapely in, frozen shapes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from app.outputs.picture.frame import PAPER, PROVINCE, REGENCY, SHEET, THUMBNAIL, Frame
from app.outputs.picture.insets import find_small, inset_box, place_insets
from app.outputs.picture.labels import place_labels
from app.outputs.picture.lettering import PLACE_FONT, text_width
from app.outputs.picture.outline import (
    Geometry,
    base_land,
    fit,
    path_of,
    project,
    simplify_together,
    without_channels,
)
from app.outputs.picture.shapes import (
    AreaShape,
    Inset,
    Layout,
    MapShapes,
    PlaceName,
    Projection,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.outputs.picture.boxes import Box


# Callers that prepare find the frames here too.
__all__ = ["PAPER", "PROVINCE", "REGENCY", "SHEET", "THUMBNAIL", "Frame", "ShapeInput", "prepare"]


@dataclass(frozen=True)
class ShapeInput:
    """One area to draw; geometry and label point in EPSG:4326."""

    code: str
    name: str
    short_name: str
    parent_code: str
    geometry: Geometry
    label_lon: float | None = None
    label_lat: float | None = None


def prepare(
    areas: Sequence[ShapeInput],
    land: Sequence[Geometry],
    *,
    frame: Frame = PROVINCE,
    lines: Sequence[Geometry] = (),
    places: Sequence[PlaceName] = (),
) -> MapShapes:
    """Draw-ready shapes of `areas` on the base `land`.

    Args:
        areas: the regencies of a province or the kecamatan of one regency, in any order.
        land: neighbours drawn as base land, one geometry each so that their borders show; the
            areas' own land may be among them.
        frame: size and detail: `PROVINCE`, `REGENCY`, `PAPER`, `SHEET`, `THUMBNAIL` or another.
        lines: kecamatan polygons whose common borders are drawn dashed over a province map.
        places: names on the base map, positions in degrees.
    """
    areas = sorted(areas, key=lambda item: item.code)
    ground = _ground(areas, land, frame)
    insets = _insets(areas, ground, frame)
    projection = ground.projection
    named = _free_places([_projected(item, projection) for item in places], ground, insets, frame)
    taken = [
        *frame.reserved,
        *map(inset_box, insets),
        *(_place_box(item, _place_font(frame)) for item in named),
    ]
    inner = [project(item, projection) for item in lines]
    return MapShapes(
        width=frame.width,
        height=ground.height,
        bleed=frame.bleed,
        projection=projection,
        areas=tuple(map(_area, areas, ground.simple)),
        land="".join(path_of(item) for item in ground.around),
        outline=path_of(without_channels(ground.subject, 2.5 * frame.tolerance)),
        lines=_inner_borders(inner, ground.simple, frame.tolerance),
        layouts=_layouts(areas, ground, taken, frame),
        insets=insets,
        places=named,
    )


@dataclass(frozen=True)
class _Ground:
    """Everything in picture units: areas exact and simplified, their union, land around."""

    projection: Projection
    height: int
    exact: list[Geometry]
    simple: list[Geometry]
    subject: Geometry
    around: list[Geometry]


def _ground(areas: Sequence[ShapeInput], land: Sequence[Geometry], frame: Frame) -> _Ground:
    projection, height = fit(
        [item.geometry for item in areas],
        width=frame.width,
        height=frame.height,
        margin=frame.margin,
    )
    exact = [project(item.geometry, projection) for item in areas]
    simple = simplify_together(exact, frame.tolerance)
    subject = shapely.union_all(simple, grid_size=0.01)
    window = shapely.box(-frame.bleed - 9, -9, frame.width + frame.bleed + 9, height + 9)
    projected = [project(item, projection) for item in land]
    around = base_land(projected, subject, window, frame.tolerance)
    return _Ground(projection, height, exact, simple, subject, around)


def _insets(areas: Sequence[ShapeInput], ground: _Ground, frame: Frame) -> tuple[Inset, ...]:
    small = find_small(ground.simple, frame.width * ground.height * frame.inset_share)
    return place_insets(
        {areas[index].code: ground.exact[index] for index in small},
        surroundings=[*ground.around, ground.subject],
        subject=ground.subject,
        size=frame.inset_size,
        frame=(frame.width, ground.height),
    )


def _layouts(
    areas: Sequence[ShapeInput], ground: _Ground, taken: Sequence[Box], frame: Frame
) -> tuple[Layout, ...]:
    named = [
        (item.code, item.short_name, shape)
        for item, shape in zip(areas, ground.simple, strict=True)
    ]
    land = shapely.union_all(ground.around) if ground.around else shapely.Polygon()
    return tuple(
        place_labels(
            style,
            named,
            subject=ground.subject,
            land=land,
            taken=taken if style.caption else (),  # phones show neither insets nor places
            frame=(frame.width, ground.height),
        )
        for style in frame.styles
    )


def _area(item: ShapeInput, shape: Geometry) -> AreaShape:
    x, y = _centre(shape)
    return AreaShape(
        code=item.code,
        name=item.name,
        short_name=item.short_name,
        parent_code=item.parent_code,
        path=path_of(shape),
        x=x,
        y=y,
    )


def _centre(shape: Geometry) -> tuple[float, float]:
    circle = shapely.maximum_inscribed_circle(shape, tolerance=0.5)
    x, y = shapely.get_coordinates(circle)[0]
    return round(float(x), 1), round(float(y), 1)


def _projected(place: PlaceName, projection: Projection) -> PlaceName:
    x, y = projection.place(place.x, place.y)
    return PlaceName(text=place.text, x=x, y=y, water=place.water)


def _place_font(frame: Frame) -> float:
    return PLACE_FONT * max(1.0, frame.width / 1000)


def _within(place: PlaceName, frame: Frame, font: float) -> PlaceName:
    """The name moved sideways so that the frame does not cut it."""
    left, _, right, _ = _place_box(place, font)
    inward = max(0.0, 6 - frame.bleed - left) or min(0.0, frame.width + frame.bleed - 6 - right)
    return replace(place, x=round(place.x + inward, 1))


def _place_box(place: PlaceName, font: float) -> Box:
    half = text_width(place.text, font, bold=False) / 2
    return (place.x - half, place.y - font, place.x + half, place.y + 0.3 * font)


def _free_places(
    places: Sequence[PlaceName], ground: _Ground, insets: Sequence[Inset], frame: Frame
) -> tuple[PlaceName, ...]:
    """Places on the picture whose names meet neither an area nor an inset."""
    font = _place_font(frame)
    taken = [*frame.reserved, *map(inset_box, insets)]
    kept = []
    for wanted in places:
        across = -frame.bleed < wanted.x < frame.width + frame.bleed
        if not across or not font < wanted.y < ground.height - font / 2:
            continue
        place = _within(wanted, frame, font)
        box = shapely.box(*_place_box(place, font))
        meets = any(box.intersects(shapely.box(*item)) for item in taken)
        if not meets and not box.intersects(ground.subject):
            kept.append(place)
    return tuple(kept)


def _inner_borders(
    polygons: Sequence[Geometry], areas: Sequence[Geometry], tolerance: float
) -> str:
    """Borders between two polygons inside one area, each once."""
    if not polygons:
        return ""
    simple = simplify_together(polygons, tolerance)
    everything = shapely.union_all([shapely.boundary(item) for item in simple])
    drawn = shapely.union_all([shapely.boundary(item) for item in areas]).buffer(3 * tolerance)
    inner = shapely.line_merge(shapely.difference(everything, drawn))
    return path_of(inner, closed=False)
