"""Boundary sets are stored whole, beside the ones already there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.areas import queries
from app.areas.code_book import code_book
from app.areas.inspect import inspect_file
from app.areas.load import load_default, store_boundary_set
from app.areas.locate import LocatorShelf
from app.errors import Invalid, NotFound
from app.model.region import Area, BoundarySet, Region
from app.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from app.areas.code_book import CodeBook
    from app.db import Database, WriteSession

DISTRICTS = resource("geodata") / "districts.geojson"


@pytest.fixture
def session(database: Database, now: datetime) -> Iterator[WriteSession]:
    with database.write() as session:
        load_default(session, now=now)
        yield session


def count(session: WriteSession, level: int) -> int:
    query = select(func.count()).select_from(Region).where(Region.level == level)
    return session.scalar(query) or 0


def test_default_brings_codes_offices_and_approximate_areas(session: WriteSession) -> None:
    current = queries.current_boundary_set(session)

    assert [count(session, level) for level in (1, 2, 3, 4)] == [38, 514, 7285, 1038]
    assert current.approximate
    assert current.name == "Batas perkiraan"
    assert len(queries.areas_of(session, current.id, level=3)) == 105
    offices = queries.offices_of(session, "64")
    assert len(offices) == 10
    assert {office.zone for office in offices} == {"Asia/Makassar"}
    assert queries.get_office(session, "64").capital == "Samarinda"
    assert queries.get_region(session, "64.03").bps_code == "6405"


def test_default_is_loaded_once(session: WriteSession, now: datetime) -> None:
    assert load_default(session, now=now) is None
    assert session.scalar(select(func.count()).select_from(BoundarySet)) == 1


def test_checked_file_becomes_the_current_set(
    session: WriteSession, now: datetime, book: CodeBook
) -> None:
    approximate = queries.current_boundary_set(session)
    report = inspect_file(DISTRICTS, codes=book)

    stored = store_boundary_set(
        session, report, now=now, by="admin", name="Batas resmi", valid_from=date(2026, 1, 1)
    )

    assert queries.current_boundary_set(session) is stored
    assert not stored.approximate
    assert queries.find_boundary_set(session, on=date(2025, 1, 1)) is stored
    assert set(queries.boundary_sets(session)) == {approximate, stored}
    query = select(func.count()).select_from(Area).where(Area.boundary_set_id == stored.id)
    assert session.scalar(query) == 1 + 10 + 105


def test_faulty_file_is_not_stored(
    session: WriteSession, now: datetime, book: CodeBook, tmp_path: Path
) -> None:
    path = tmp_path / "batas.geojson"
    path.write_text("{}")
    report = inspect_file(path, codes=book)

    with pytest.raises(Invalid):
        store_boundary_set(session, report, now=now, by="admin")


def test_stored_shapes_are_what_was_checked(
    session: WriteSession, now: datetime, book: CodeBook
) -> None:
    report = inspect_file(DISTRICTS, codes=book)
    stored = store_boundary_set(session, report, now=now, by="admin")
    wanted = {area.code: area for area in report.areas if area.code.startswith("64.74.")}
    session.expire_all()

    areas = queries.shapes_of(session, stored.id, level=3, within="64.74")

    assert {area.code for area in areas} == set(wanted)
    for area in areas:
        assert area.boundary.equals(wanted[area.code].boundary)
        west, south, east, north = area.boundary.bounds
        assert (area.min_lon, area.min_lat, area.max_lon, area.max_lat) == (
            west, south, east, north,
        )  # fmt: skip
        assert west <= area.label_lon <= east


def test_code_book_of_the_database_equals_the_packaged_one(
    session: WriteSession, book: CodeBook
) -> None:
    stored = code_book(session, "64")

    for level in (1, 2, 3, 4):
        assert stored.expected(level) == book.expected(level)
    assert stored.by_bps == {
        bps: code for bps, code in book.by_bps.items() if code.startswith("64")
    }
    assert inspect_file(DISTRICTS, codes=stored).can_be_stored


def test_regions_are_found_by_parent(session: WriteSession) -> None:
    assert [r.code for r in queries.regencies_of(session, "64")][-1] == "64.74"
    assert len(queries.districts_of(session, "64.02")) == 20
    assert {r.parent_code for r in queries.villages_of(session, "64.74.03")} == {"64.74.03"}
    assert len(queries.regions_within(session, "64.74", 4)) == 15
    assert queries.names_of(session, ["64.74", "99.99"]) == {"64.74": "Kota Bontang"}
    with pytest.raises(NotFound):
        queries.get_region(session, "64.99")


def test_locators_are_kept_per_set_and_level(session: WriteSession) -> None:
    current = queries.current_boundary_set(session)
    shelf = LocatorShelf()

    locator = shelf.get(session, current, 3)

    assert locator.locate(117.1458, -0.4917) is not None
    assert (locator.locate(117.1458, -0.4917) or "").startswith("64.72")
    assert shelf.get(session, current, 3) is locator
    assert shelf.get(session, current, 2) is not locator


def test_no_boundaries_yet(database: Database) -> None:
    with database.read() as session:
        assert queries.find_boundary_set(session) is None
        with pytest.raises(NotFound, match="Belum ada batas"):
            queries.current_boundary_set(session)
