"""Where the interactive map finds its program, styles and data: addresses for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.outputs.shapes_store import DISTRICT_LINES, GEOMETRY, LAND
from app.web.pages.edition_files import artefact_of

if TYPE_CHECKING:
    from app.model.edition import Edition
    from app.outputs.shapes_store import ShapesIndex
    from app.web.pages.edition_reader import Reader
    from app.web.pages.edition_sight import Sight
    from app.web.static_files import StaticFiles

VALUES = "peta"


@dataclass(frozen=True, slots=True)
class MapProgram:
    """Addresses of the program and of what it stands on; `points` come when first wanted."""

    program: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    points: str


@dataclass(frozen=True, slots=True)
class LiveMap:
    """Addresses of one interactive map; an empty one is not fetched."""

    code: MapProgram
    values: str
    geometry: str
    land: str
    detail: str = ""
    neighbours: str = ""

    @property
    def preloads(self) -> tuple[str, ...]:
        """Data that travel while the scripts do."""
        return tuple(url for url in (self.values, self.geometry, self.land) if url)


def values_stamp(edition: Edition, sight: Sight, regency_code: str = "") -> str:
    """Return the mark of the values one person gets; other values, another mark."""
    name = f"{VALUES}-{regency_code}" if regency_code else VALUES
    stamp = artefact_of(edition, name).sha256[:16]
    return stamp if sight.is_whole or regency_code else f"{stamp}-{sight.own}"


def _program(static: StaticFiles, reader: Reader) -> MapProgram | None:
    """Find the program; one of an earlier release may need files that are gone by now."""
    kept = reader.shelf.program()
    if kept is None or not static.has(*kept.assets, *kept.point_assets):
        return None
    assets = [static.address(path) for path in kept.assets]
    return MapProgram(
        program=f"/peta/program/{kept.sha256}.js",
        styles=tuple(url for url in assets if url.endswith(".css")),
        scripts=tuple(url for url in assets if url.endswith(".js")),
        points=" ".join(static.address(path) for path in kept.point_assets),
    )


def province_live(
    static: StaticFiles, reader: Reader, edition: Edition, province: str
) -> LiveMap | None:
    """Return the addresses of the province's map; None while a part is still being prepared."""
    program, index = _program(static, reader), reader.shelf.index(edition.boundary_set)
    if program is None or index is None:
        return None
    quarter = edition.period.quarter.slug
    return LiveMap(
        program,
        values=f"/peta/{quarter}/nilai.json?v={values_stamp(edition, reader.sight)}",
        geometry=_data(index, GEOMETRY, province),
        land=_data(index, LAND),
        detail=_data(index, DISTRICT_LINES),
    )


def regency_live(
    static: StaticFiles, reader: Reader, edition: Edition, regency_code: str
) -> LiveMap | None:
    """Return the addresses of a regency's map; None where there is only a picture."""
    program, index = _program(static, reader), reader.shelf.index(edition.boundary_set)
    if program is None or index is None or not reader.sight.covers(regency_code):
        return None
    geometry = _data(index, GEOMETRY, regency_code)
    if not geometry:
        return None
    quarter = edition.period.quarter.slug
    stamp = values_stamp(edition, reader.sight, regency_code)
    return LiveMap(
        program,
        values=f"/peta/{quarter}/{regency_code}/nilai.json?v={stamp}",
        geometry=geometry,
        land=_data(index, LAND),
        neighbours=_data(index, GEOMETRY, regency_code.partition(".")[0]),
    )


def _data(index: ShapesIndex, kind: str, code: str = "") -> str:
    kept = index.find(kind, code)
    return f"/peta/geometri/{kept.sha256}.json" if kept is not None else ""
