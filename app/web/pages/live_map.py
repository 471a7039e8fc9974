"""Where the interactive map finds its program, styles and data: addresses for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.outputs.shapes_store import DISTRICT_LINES, GEOMETRY, LAND
from app.web.pages.edition_files import artefact_of

if TYPE_CHECKING:
    from app.model.edition import Edition
    from app.outputs.program_store import KeptProgram
    from app.outputs.shapes_store import ShapesIndex
    from app.web.pages.edition_sight import Sight
    from app.web.static_files import StaticFiles

VALUES = "peta"


@dataclass(frozen=True, slots=True)
class LiveMap:
    """Addresses of one interactive map; an empty one is not fetched."""

    program: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    points: str
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


def province_live(
    static: StaticFiles,
    program: KeptProgram | None,
    index: ShapesIndex | None,
    edition: Edition,
    sight: Sight,
    province: str,
) -> LiveMap | None:
    """Return the addresses of the province's map; None while a part is still being prepared."""
    if program is None or index is None:
        return None
    quarter = edition.period.quarter.slug
    return LiveMap(
        **_program(static, program),
        values=f"/peta/{quarter}/nilai.json?v={values_stamp(edition, sight)}",
        geometry=_data(index, GEOMETRY, province),
        land=_data(index, LAND),
        detail=_data(index, DISTRICT_LINES),
    )


def regency_live(
    static: StaticFiles,
    program: KeptProgram | None,
    index: ShapesIndex | None,
    edition: Edition,
    sight: Sight,
    regency_code: str,
) -> LiveMap | None:
    """Return the addresses of a regency's map; None where there is only a picture."""
    if program is None or index is None or not sight.covers(regency_code):
        return None
    geometry = _data(index, GEOMETRY, regency_code)
    if not geometry:
        return None
    quarter, stamp = edition.period.quarter.slug, values_stamp(edition, sight, regency_code)
    return LiveMap(
        **_program(static, program),
        values=f"/peta/{quarter}/{regency_code}/nilai.json?v={stamp}",
        geometry=geometry,
        land=_data(index, LAND),
        neighbours=_data(index, GEOMETRY, regency_code.partition(".")[0]),
    )


def _program(static: StaticFiles, program: KeptProgram) -> dict[str, str | tuple[str, ...]]:
    assets = [static.address(path) for path in program.assets]
    return {
        "program": f"/peta/program/{program.sha256}.js",
        "styles": tuple(url for url in assets if url.endswith(".css")),
        "scripts": tuple(url for url in assets if url.endswith(".js")),
        "points": " ".join(static.address(path) for path in program.point_assets),
    }


def _data(index: ShapesIndex, kind: str, code: str = "") -> str:
    kept = index.find(kind, code)
    return f"/peta/geometri/{kept.sha256}.json" if kept is not None else ""
