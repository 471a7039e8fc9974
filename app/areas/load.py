"""Store boundary sets: a checked official file, and what comes with the program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import func, insert, select

from app import audit
from app.areas.check_shapes import polygons_of
from app.areas.code_book import packaged_code_book, rows_of
from app.areas.simplify import found_areas
from app.errors import Invalid
from app.files import sha256_of
from app.model.area_code import AreaCode
from app.model.region import Area, BoundarySet, Office, Region
from app.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from app.areas.report import BoundaryReport, FoundArea
    from app.db import WriteSession

APPROXIMATE = "Batas perkiraan"
_SOURCE = "Diturunkan dari titik desa dan garis pantai (geografis, idn-area-data, OpenStreetMap)"
_LICENCE = "ODbL 1.0, © kontributor OpenStreetMap"
_FILE = "districts.geojson"


@dataclass(frozen=True)
class Description:
    """What a person says about an official file when loading it; empty words get a default."""

    title: str = ""
    source: str = ""
    licence: str = ""
    valid_from: date | None = None


def load_official(
    session: WriteSession,
    report: BoundaryReport,
    described: Description,
    *,
    username: str,
    by: str,
    now: datetime,
) -> BoundarySet:
    """Store a checked file as a new set and write the act into the audit trail.

    Raises:
        Invalid: the report has errors.
    """
    boundary_set = store_boundary_set(
        session,
        report,
        now=now,
        by=by,
        name=described.title,
        source=described.source,
        licence=described.licence,
        valid_from=described.valid_from,
    )
    audit.record(
        session,
        username,
        "wilayah.muat",
        report.file_name,
        now=now,
        details={"sha256": report.file_sha256, "wilayah": report.present},
    )
    return boundary_set


def store_boundary_set(  # noqa: PLR0913  (what a set must say about itself)
    session: WriteSession,
    report: BoundaryReport,
    *,
    now: datetime,
    by: str,
    name: str = "",
    source: str = "",
    licence: str = "",
    valid_from: date | None = None,
) -> BoundarySet:
    """Store a checked file as a new set; sets already there, and their editions, stay.

    Raises:
        Invalid: the report has errors.
    """
    if not report.can_be_stored:
        raise Invalid("Berkas batas wilayah masih berisi kesalahan dan tidak dimuat.")
    valid = valid_from or now.date()
    boundary_set = BoundarySet(
        name=name or f"Batas {valid:%d-%m-%Y}",
        source=source or report.file_name,
        licence=licence,
        approximate=False,
        valid_from=valid,
        loaded_at=now,
        loaded_by=by,
        file_name=report.file_name[:200],
        file_sha256=report.file_sha256,
    )
    add_areas(boundary_set, report.areas)
    session.add(boundary_set)
    session.flush()
    return boundary_set


def add_areas(boundary_set: BoundarySet, areas: Iterable[FoundArea]) -> None:
    """Put areas with their boxes into a set that is not stored yet."""
    for found in areas:
        west, south, east, north = found.boundary.bounds
        Area(
            boundary_set=boundary_set,
            code=found.code,
            name=found.name,
            level=found.level,
            parent_code=found.parent_code,
            area_km2=found.area_km2,
            label_lon=found.label_lon,
            label_lat=found.label_lat,
            min_lon=west,
            min_lat=south,
            max_lon=east,
            max_lat=north,
            boundary=found.boundary,
        )


def load_default(
    session: WriteSession, *, now: datetime, province: str = "64", valid_from: date | None = None
) -> BoundarySet | None:
    """Load codes, offices and approximate boundaries into an empty database.

    Only what is absent is loaded, so it can be called at every start. None when a boundary set
    is already there, or when the program brings no boundaries of this province.
    """
    folder = resource("geodata")
    if not session.scalar(select(func.count()).select_from(Region)):
        _load_regions(session, folder, province)
        _load_offices(session, folder, province)
    if session.scalar(select(func.count()).select_from(BoundarySet)):
        return None
    return _load_boundaries(session, folder, province, now=now, valid_from=valid_from)


def _load_regions(session: WriteSession, folder: Path, province: str) -> None:
    official = {row["code"]: row for row in rows_of(folder / f"offices-{province}.csv")}
    rows: list[dict[str, Any]] = []
    for name in ("codes.csv", f"villages-{province}.csv"):
        for row in rows_of(folder / name):
            figures = official.get(row["code"])
            rows.append(
                {
                    "code": row["code"],
                    "name": row["name"],
                    "level": row["code"].count(".") + 1,
                    "parent_code": row["parent_code"] or None,
                    "bps_code": row.get("bps_code") or None,
                    "population": int(figures["population"]) if figures else None,
                    "area_km2": float(figures["area_km2"]) if figures else None,
                }
            )
    session.execute(insert(Region), rows)


def _load_offices(session: WriteSession, folder: Path, province: str) -> None:
    for row in rows_of(folder / f"offices-{province}.csv"):
        session.add(
            Office(
                region_code=AreaCode(row["code"]),
                display_name=row["display_name"],
                short_name=row["short_name"],
                agency_name=row["agency_name"],
                capital=row["capital"],
                zone=row["zone"],
            )
        )
    session.flush()


def _load_boundaries(
    session: WriteSession, folder: Path, province: str, *, now: datetime, valid_from: date | None
) -> BoundarySet | None:
    content = (folder / _FILE).read_bytes()
    shapes = {
        AreaCode(feature["properties"]["code"]): polygons_of(
            shapely.from_geojson(json.dumps(feature["geometry"]))
        )
        for feature in json.loads(content)["features"]
        if feature["properties"]["code"].startswith(f"{province}.")
    }
    if not shapes:
        return None
    areas = found_areas(shapes, 3, packaged_code_book(folder, province))
    boundary_set = BoundarySet(
        name=APPROXIMATE,
        source=_SOURCE,
        licence=_LICENCE,
        approximate=True,
        valid_from=valid_from or now.date(),
        loaded_at=now,
        loaded_by="sistem",
        file_name=_FILE,
        file_sha256=sha256_of(content),
    )
    add_areas(boundary_set, areas)
    session.add(boundary_set)
    session.flush()
    return boundary_set
