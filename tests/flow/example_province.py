"""The invented province of the three example reports: places, boundaries, offices and people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import shapely

from app.areas.load import add_areas
from app.areas.report import FoundArea
from app.model.account import Role
from app.model.area_code import AreaCode, ancestor, level_of
from app.model.case import Case
from app.model.quarter import Quarter
from app.model.region import BoundarySet, Region
from tests import factories
from tests.intake import examples

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import Database, WriteSession

QUARTER = examples.QUARTER
EARLIER = QUARTER - 1
POPULATION = {"99.01": 38_000, "99.02": 264_000, "99.03": 150_000, "99.71": 820_000}
SILENT = {"99.03": "Kabupaten Contoh Sunyi"} | {
    f"99.03.{number:02d}": f"Sunyi {number}" for number in range(1, 9)
}
NAMES = examples.NAMES | SILENT
# (west, south, east, north): strips of equal width, so that each point lies in its kecamatan.
BOXES = {
    "99.01": (115.0, 0.0, 116.25, 1.0),
    "99.02": (115.85, -1.5, 117.05, -1.0),
    "99.03": (115.0, 1.0, 117.0, 2.0),
    "99.71": (116.95, -0.6, 117.25, -0.4),
}


def people(database: Database) -> dict[str, Actor]:
    """Fill a migrated database and return who acts: by role and region."""
    with database.write() as session:
        _places(session)
        _boundaries(session)
        _cases_known_before(session)
        held = [
            (f"{name}.{code}", factories.make_user(session, role, region=code))
            for code in ("99.01", "99.02", "99.71")
            for name, role in (("operator", Role.OPERATOR_KAB), ("pengesah", Role.PENGESAH_KAB))
        ]
        held += [
            ("analis", factories.make_user(session, Role.ANALIS_PROV, region="99")),
            ("kepala", factories.make_user(session, Role.PENGESAH_PROV, region="99")),
            ("admin", factories.make_user(session, Role.ADMIN, region="99")),
        ]
        return {name: factories.actor_of(user) for name, user in held}


def _places(session: WriteSession) -> None:
    for code, name in sorted(NAMES.items(), key=lambda item: (level_of(item[0]), item[0])):
        level = level_of(code)
        session.add(
            Region(
                code=AreaCode(code),
                name=name,
                level=level,
                parent_code=ancestor(code, level - 1) if level > 1 else None,
                population=POPULATION.get(code),
            )
        )
        session.flush()
        if level <= 2:
            short = name.split(" ", 1)[1]
            session.add(factories.make_office(code, display_name=name, short_name=short))


def _boundaries(session: WriteSession) -> None:
    boundary_set = BoundarySet(
        name="Kotak contoh",
        source="rekaan",
        licence="bebas",
        approximate=True,
        valid_from=date(2025, 1, 1),
        loaded_at=datetime(2025, 1, 1, tzinfo=UTC),
        loaded_by="uji",
        file_name="kotak.geojson",
        file_sha256="0" * 64,
    )
    found = []
    for regency, (west, south, east, north) in BOXES.items():
        found.append(_area(regency, (west, south, east, north)))
        codes = sorted(code for code in NAMES if code.startswith(regency) and len(code) == 8)
        step = (east - west) / len(codes)
        for index, code in enumerate(codes):
            left = west + index * step
            found.append(_area(code, (left, south, left + step, north)))
    add_areas(boundary_set, found)
    session.add(boundary_set)


def _area(code: str, corners: tuple[float, float, float, float]) -> FoundArea:
    square = shapely.box(*corners)
    return FoundArea(
        code=AreaCode(code),
        name=NAMES[code],
        level=level_of(code),
        parent_code=ancestor(code, level_of(code) - 1),
        area_km2=square.area * 12_300,
        label_lon=square.centroid.x,
        label_lat=square.centroid.y,
        boundary=shapely.MultiPolygon([square]),
    )


def _cases_known_before(session: WriteSession) -> None:
    """Cases older than the first quarter told here, under the numbers they already have."""
    for row in examples.rows("Case"):
        quarter = Quarter.parse(row["first_period"])
        if quarter < EARLIER:
            session.add(
                Case(
                    case_no=row["case_no"],
                    title=row["title"],
                    home_region=AreaCode(row["home_region"]),
                    first_quarter=quarter,
                )
            )
