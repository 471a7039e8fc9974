"""Prepare a map once per boundary set: shapely in, frozen shapes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from app.outputs.picture.insets import find_small, inset_box, place_insets
from app.outputs.picture.labels import Box, LabelStyle, place_labels
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
from app.outputs.picture.shapes import AreaShape, Inset, MapShapes, PlaceName, Projection

if TYPE_CHECKING:
    from collections.abc import Sequence


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


@dataclass(frozen=True)
class Frame:
    """Size and detail of the picture; all lengths in picture units.

    `tolerance` is the side of the smallest triangle kept by simplification. Areas that cover
    less than `inset_share` of the frame are drawn again, larger; 0 switches insets off.
    """

    width: int = 1000
    height: int | None = None
    margin: float = 28
    bleed: int = 0
    tolerance: float = 1.6
    styles: tuple[LabelStyle, ...] = (
        LabelStyle("wide", 23),
        LabelStyle("narrow", 34, caption=""),
    )
    inset_share: float = 0.0035
    inset_size: float = 100


PROVINCE = Frame()
REGENCY = Frame(
    styles=(LabelStyle("wide", 20), LabelStyle("narrow", 30, caption="")), inset_share=0
)
PAPER = Frame(styles=(LabelStyle("wide", 28),), inset_size=118)
SHEET = Frame(
    width=2000,
    height=1815,
    margin=70,
    tolerance=2.0,
    styles=(LabelStyle("wide", 38, caption="Sedang · 20 entri"),),
    inset_size=300,
)
THUMBNAIL = Frame(width=320, margin=8, tolerance=1.3, styles=(), inset_share=0)


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
    around = base_land(
        [project(item, projection) for item in land], subject, window, frame.tolerance
    )
    small = find_small(simple, frame.width * height * frame.inset_share)
    insets = place_insets(
        {areas[index].code: exact[index] for index in small},
        surroundings=[*around, subject],
        subject=subject,
        size=frame.inset_size,
        frame=(frame.width, height),
    )
    font = PLACE_FONT * max(1.0, frame.width / 1000)
    named = _free_places([_projected(item, projection) for item in places], subject, insets, font)
    taken = [*map(inset_box, insets), *(_place_box(item, font) for item in named)]
    centres = [_centre(item) for item in simple]
    return MapShapes(
        width=frame.width,
        height=height,
        bleed=frame.bleed,
        projection=projection,
        areas=tuple(
            AreaShape(
                code=item.code,
                name=item.name,
                short_name=item.short_name,
                parent_code=item.parent_code,
                path=path_of(shape),
                x=centre[0],
                y=centre[1],
            )
            for item, shape, centre in zip(areas, simple, centres, strict=True)
        ),
        land="".join(path_of(item) for item in around),
        outline=path_of(without_channels(subject, 2.5 * frame.tolerance)),
        lines=_inner_borders(
            [project(item, projection) for item in lines], simple, frame.tolerance
        ),
        layouts=tuple(
            place_labels(
                style,
                [
                    (item.code, item.short_name, shape)
                    for item, shape in zip(areas, simple, strict=True)
                ],
                subject=subject,
                land=shapely.union_all(around) if around else shapely.Polygon(),
                taken=taken if style.caption else (),
                frame=(frame.width, height),
            )
            for style in frame.styles
        ),
        insets=insets,
        places=named,
    )


def _centre(shape: Geometry) -> tuple[float, float]:
    circle = shapely.maximum_inscribed_circle(shape, tolerance=0.5)
    x, y = shapely.get_coordinates(circle)[0]
    return round(float(x), 1), round(float(y), 1)


def _projected(place: PlaceName, projection: Projection) -> PlaceName:
    x, y = projection.place(place.x, place.y)
    return PlaceName(text=place.text, x=x, y=y, water=place.water)


def _place_box(place: PlaceName, font: float) -> Box:
    half = text_width(place.text, font, bold=False) / 2
    return (place.x - half, place.y - font, place.x + half, place.y + 0.3 * font)


def _free_places(
    places: Sequence[PlaceName], subject: Geometry, insets: Sequence[Inset], font: float
) -> tuple[PlaceName, ...]:
    """Places whose names meet neither an area nor an inset."""
    kept = []
    for place in places:
        box = shapely.box(*_place_box(place, font))
        meets_inset = any(box.intersects(shapely.box(*inset_box(item))) for item in insets)
        if not meets_inset and not box.intersects(subject):
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
