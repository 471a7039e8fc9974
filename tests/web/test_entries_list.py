"""All entries of a quarter: filters, order, pages; the database's level is the portal's level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.model.entry import Entry
from app.model.level import Level
from app.model.particulars import Assessment
from app.model.report import State
from app.reports.entry_search import PAGE, Wanted, rank, search
from app.reports.entry_standing import level_of_entry
from app.reports.tally import entries_of
from tests import factories
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, Desk, desk

if TYPE_CHECKING:
    from app.db import Database

__all__ = ["desk"]
LIST = "/entri?t=2026-tw3"


@pytest.fixture
def many(database: Database) -> Database:
    """Every level a potential and an event can have, with every reading of the province."""
    with database.write() as session:
        factories.make_province(session)
        analyst = factories.make_user(session, region="99")
        period = factories.make_period(session)
        revision = factories.make_revision(session, period)
        entries = [
            factories.make_entry(session, revision, row_key=f"P-{n:03}", risk_level=level)
            for n, level in enumerate(("SR", "R", "S", "T", "ST") * 4)
        ]
        entries += [
            factories.make_entry(
                session, revision, row_key=f"K-{n:03}", kind="K", severity=n % 5 + 1
            )
            for n in range(10)
        ]
        zones = [None] * 5 + ["HIJAU"] * 5 + ["KUNING"] * 5 + ["MERAH"] * 5
        severities = [None] * 5 + [5, 4, 3, 2, 1]
        for place, entry in enumerate(entries):
            zone = zones[place] if place < 20 else None
            severity = severities[place - 20] if place >= 20 else None
            if zone or severity:
                session.add(
                    Assessment(
                        entry=entry,
                        assessed_at=factories.MOMENT,
                        assessed_by=analyst,
                        zone=zone,
                        zone_reason="Alasan contoh" if zone else "",
                        severity=severity,
                        severity_reason="Alasan contoh" if severity else "",
                    )
                )
        factories.send(session, revision, State.DITERIMA)
    return database


def test_database_and_portal_agree_on_every_level(many: Database) -> None:
    with many.read() as session:
        found = session.execute(
            select(Entry.row_key, rank()).outerjoin(Assessment, Assessment.entry_id == Entry.id)
        )
        ranks = dict(found.all())
        entries = entries_of(session, [1])
        assert len(entries) == 30
        assert {e.row_key: level_of_entry(e).rank for e in entries} == ranks


def test_pages_hold_all_entries_once_gravest_first(many: Database) -> None:
    actor = factories.make_actor(factories.Role.ANALIS_PROV, region="99")
    with many.read() as session:
        pages = [
            search(session, actor.scope, factories.QUARTER, Wanted(number=number))
            for number in (1, 2)
        ]
        entries = [entry for page in pages for entry in page.entries]
        assert [len(page.entries) for page in pages] == [PAGE, 5]
        assert len({entry.row_key for entry in entries}) == pages[0].total == 30
        levels = [level_of_entry(entry).rank for entry in entries]
        assert levels == sorted(levels, reverse=True)
        beyond = search(session, actor.scope, factories.QUARTER, Wanted(number=99))
        assert beyond.number == 2


def test_scope_hides_other_regencies(many: Database) -> None:
    stranger = factories.make_actor(region="99.02")
    with many.read() as session:
        assert search(session, stranger.scope, factories.QUARTER, Wanted()).total == 0


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        (Wanted(kind="K"), 10),
        (Wanted(kind="K", level="SANGAT_TINGGI"), 2),
        (Wanted(region="99.02"), 0),
        (Wanted(topic="SAWIT"), 30),
        (Wanted(handling="SELESAI"), 0),
        (Wanted(text="LAHAN KEBUN"), 30),
        (Wanted(text="100%_"), 0),
        (Wanted(level="bukan"), 30),
    ],
)
def test_filters_narrow(many: Database, wanted: Wanted, total: int) -> None:
    actor = factories.make_actor(factories.Role.ANALIS_PROV, region="99")
    with many.read() as session:
        assert search(session, actor.scope, factories.QUARTER, wanted).total == total


def test_list_over_http(desk: Desk) -> None:
    officer = desk.enter(ANALYST)
    assert "Belum ada laporan terkirim" in officer.open(LIST)
    desk.send_report()
    page = officer.open(LIST)
    assert page.count("belum diterima") == 2
    assert "/laporan/2026-tw3/entri/P-001?wilayah=99.01&amp;versi=1" in page
    officer.open("/laporan/2026-tw3/entri/P-001?wilayah=99.01&versi=1")
    found = main_text(officer.open(f"{LIST}&cari=kedua&tingkat={Level.SEDANG.value}"))
    assert "1 entri" in found
    assert "&lt;b&gt;kedua" in officer.open(f"{LIST}&cari=kedua")
    nothing = officer.open(f"{LIST}&cari=tidak+ada+kata+ini")
    assert "Hapus saringan" in nothing


def test_hostile_filters_do_no_harm(desk: Desk) -> None:
    desk.send_report()
    officer = desk.enter(ANALYST)
    page = officer.open(f"{LIST}&cari=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&urut=x&tema=%27")
    assert "<script>alert" not in page
    officer.open("/entri?t=2020-tw1", 404)
    assert officer.client.get(f"{LIST}&hal=0").status_code == 422
