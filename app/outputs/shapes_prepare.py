"""Prepare the shapes of a boundary set: pictures and map files, once, in the worker or the CLI."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from app.areas.code_book import rows_of
from app.areas.queries import offices_of, shapes_of
from app.model.area_code import DISTRICT, REGENCY, AreaCode
from app.outputs import shapes_store as store_of
from app.outputs.map_files import (
    DISTRICT_DETAIL,
    REGENCY_DETAIL,
    AreaShape,
    geometry_file,
    land_file,
)
from app.outputs.picture.prepare import (
    PAPER,
    PROVINCE,
    SHEET,
    THUMBNAIL,
    Frame,
    ShapeInput,
    prepare,
)
from app.outputs.picture.prepare import (
    REGENCY as REGENCY_FRAME,
)
from app.outputs.picture.shapes import PlaceName
from app.outputs.shapes_store import KeptFile, ShapesIndex, find_index, write_index
from app.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.db import ReadSession
    from app.files import FileStore
    from app.model.region import Area, BoundarySet

_AROUND = 6.0  # degrees of neighbouring land kept around the province
PLACES = (
    PlaceName("SARAWAK (MALAYSIA)", 114.6, 2.35),
    PlaceName("KALIMANTAN UTARA", 116.4, 2.85),
    PlaceName("KALIMANTAN BARAT", 112.6, 0.3),
    PlaceName("KALIMANTAN TENGAH", 114.2, -0.75),
    PlaceName("KALIMANTAN SELATAN", 115.55, -2.45),
    PlaceName("SULAWESI TENGAH", 119.9, 0.6),
    PlaceName("Laut Sulawesi", 119.0, 2.55, water=True),
    PlaceName("Selat Makassar", 118.2, -1.1, water=True),
)


def ensure_shapes(
    session: ReadSession, files: FileStore, boundary_set: BoundarySet, province: str
) -> ShapesIndex:
    """Return the index of a set, preparing its files when that was not done yet."""
    found = find_index(files, boundary_set)
    if found is not None:
        return found
    kept: dict[str, KeptFile] = {}
    for name, content in _contents(session, boundary_set, province):
        kept[name] = KeptFile(files.put(content), len(content))
    index = ShapesIndex(kept)
    write_index(files, boundary_set, index)
    return index


def _contents(
    session: ReadSession, boundary_set: BoundarySet, province: str
) -> Iterator[tuple[str, bytes]]:
    short = {office.region_code: office.short_name for office in offices_of(session, province)}
    short |= _acronyms(province)
    regencies = shapes_of(session, boundary_set.id, level=REGENCY, within=province)
    districts = shapes_of(session, boundary_set.id, level=DISTRICT, within=province)
    land = _land()
    areas = [_input(area, short.get(area.code)) for area in regencies]
    inner = [area.boundary for area in districts]
    for name, frame, lines in (
        (store_of.PAGE, PROVINCE, inner),
        (store_of.PAPER, PAPER, []),
        (store_of.SHEET, SHEET, inner),
        (store_of.THUMBNAIL, THUMBNAIL, []),
    ):
        yield f"{name}-{province}", _picture(areas, land, frame=frame, lines=lines)
    yield (
        f"{store_of.GEOMETRY}-{province}",
        geometry_file(_map_areas(regencies), REGENCY_DETAIL),
    )
    yield store_of.LAND, land_file(land, _window(regencies))
    if districts:
        yield store_of.DISTRICT_LINES, geometry_file(_map_areas(districts), DISTRICT_DETAIL)
    for regency in regencies:
        own = [area for area in districts if area.parent_code == regency.code]
        if own:
            yield from _regency(regency, own, [*land, *(a.boundary for a in regencies)])


def _regency(
    regency: Area, own: Sequence[Area], land: Sequence[Any]
) -> Iterator[tuple[str, bytes]]:
    areas = [_input(area, None) for area in own]
    for name, frame in ((store_of.PAGE, REGENCY_FRAME), (store_of.THUMBNAIL, THUMBNAIL)):
        yield f"{name}-{regency.code}", _picture(areas, land, frame=frame, lines=[])
    yield (
        f"{store_of.GEOMETRY}-{regency.code}",
        geometry_file(_map_areas(own), DISTRICT_DETAIL),
    )


def _picture(
    areas: Sequence[ShapeInput], land: Sequence[Any], *, frame: Frame, lines: Sequence[Any]
) -> bytes:
    named = PLACES if frame.styles else ()
    shapes = prepare(areas, land, frame=frame, lines=lines, places=named)
    return shapes.to_json().encode()


def _input(area: Area, short_name: str | None) -> ShapeInput:
    return ShapeInput(
        code=area.code,
        name=area.name,
        short_name=short_name or area.name,
        parent_code=area.parent_code or "",
        geometry=area.boundary,
        label_lon=area.label_lon,
        label_lat=area.label_lat,
    )


def _map_areas(areas: Sequence[Area]) -> list[AreaShape]:
    return [
        AreaShape(
            code=area.code,
            name=area.name,
            parent_code=area.parent_code or "",
            shape=area.boundary,
            label_lon=area.label_lon,
            label_lat=area.label_lat,
        )
        for area in areas
    ]


def _land() -> list[Any]:
    """Neighbouring land that comes with the program, one geometry a country."""
    content = (resource("geodata") / "land.geojson").read_text(encoding="utf-8")
    return [
        shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in json.loads(content)["features"]
    ]


def _acronyms(province: str) -> dict[AreaCode, str]:
    """Names that people write as capitals (PPU): they fit where the long name does not."""
    known = resource("geodata") / f"offices-{province}.csv"
    rows = rows_of(known) if known.exists() else []
    return {
        AreaCode(row["code"]): row["abbreviation"] for row in rows if row["abbreviation"].isupper()
    }


def _window(areas: Sequence[Area]) -> tuple[float, float, float, float]:
    return (
        min(area.min_lon for area in areas) - _AROUND,
        min(area.min_lat for area in areas) - _AROUND,
        max(area.max_lon for area in areas) + _AROUND,
        max(area.max_lat for area in areas) + _AROUND,
    )
