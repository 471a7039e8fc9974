"""Forty made-up quarters of ten regencies with many entries, for benchmarks of reading."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, text, update

from app.model.area_code import AreaCode
from app.model.edition import AreaTally
from app.model.entry import Entry
from app.model.level import Level
from app.model.particulars import EntryLocation
from app.model.period import Obligation, Period, PeriodStatus
from app.model.quarter import Quarter
from app.model.region import Region
from app.model.report import Report, Revision, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.db import Database

SEED = 20260923
REGENCIES, DISTRICTS, QUARTERS = 10, 11, 40
LAST = Quarter(2026, 3)
NOW = datetime(2026, 10, 8, tzinfo=UTC)
BATCH = 20_000


def codes() -> tuple[list[str], list[str]]:
    """Made-up regencies and kecamatan."""
    regencies = [f"99.{number:02d}" for number in range(1, REGENCIES + 1)]
    return regencies, [f"{code}.{n:02d}" for code in regencies for n in range(1, DISTRICTS + 1)]


def fill(database: Database, entries: int) -> None:
    """Fill a migrated database with forty quarters and many entries, tallies beside them."""
    rng = random.Random(SEED)
    regencies, districts = codes()
    with database.write() as session:
        session.add(Region(code=AreaCode("99"), name="Contoh", level=1))
        for code in (*regencies, *districts):
            parent = AreaCode(code.rpartition(".")[0])
            level = code.count(".") + 1
            session.add(Region(code=AreaCode(code), name=code, level=level, parent_code=parent))
    with database.write() as session:
        revisions = [
            revision
            for back in range(QUARTERS)
            for revision in _quarter(session, LAST - back, regencies)
        ]
        session.flush()
        owners = [(item.id, item.report.obligation.region_code) for item in revisions]
        for first in range(0, entries, BATCH):
            ids = range(first + 1, min(first + BATCH, entries) + 1)
            chosen = [rng.choice(owners) for _ in ids]
            rows = [
                _entry(number, owner, rng) for number, (owner, _) in zip(ids, chosen, strict=True)
            ]
            places = [
                {
                    "entry_id": number,
                    "seq": 1,
                    "is_primary": True,
                    "region_code": f"{code}.{rng.randint(1, DISTRICTS):02d}",
                    "precision": "KEC",
                    "place": "",
                }
                for number, (_, code) in zip(ids, chosen, strict=True)
            ]
            session.execute(insert(Entry), rows)
            session.execute(insert(EntryLocation), places)
        accepted = {"state": State.DITERIMA, "submitted_at": NOW}
        for revision_id, _ in owners:
            receipt = accepted | {"receipt_code": f"PKP-{revision_id}"}
            session.execute(update(Revision).where(Revision.id == revision_id).values(receipt))
    with database.writer.connect() as connection:
        connection.execute(text("ANALYZE"))


def _quarter(session: Any, quarter: Quarter, regencies: list[str]) -> Iterator[Revision]:
    day = date(quarter.year, 1, 1)
    period = Period(
        quarter=quarter,
        opens_on=day,
        due_on=day,
        grace_on=day,
        province_due_on=date(quarter.year, 1, 2),
        governor_due_on=date(quarter.year, 1, 3),
        status=PeriodStatus.TERKUNCI,
    )
    for code in regencies:
        owed = Obligation(region_code=AreaCode(code), agency_name="Contoh", period=period)
        report = Report(report_no=f"{code}{quarter.code}", obligation=owed)
        revision = Revision(report=report, number=1, created_at=NOW)
        session.add(revision)
        inside = [f"{code}.{number:02d}" for number in range(1, DISTRICTS + 1)]
        for area in (code, *inside):
            session.add(
                AreaTally(
                    revision=revision,
                    quarter=quarter,
                    area_code=AreaCode(area),
                    level=Level.SEDANG,
                    level_by_score=Level.SEDANG,
                    potentials=5,
                    events=2,
                )
            )
        yield revision


def _entry(number: int, revision_id: int, rng: random.Random) -> dict[str, Any]:
    potential = rng.random() < 0.7
    words = "Uraian contoh yang sama panjang dengan uraian sebenarnya. " * 3
    return {
        "id": number,
        "revision_id": revision_id,
        "kind": "P" if potential else "K",
        "row_key": str(number),
        "title": "Sengketa contoh",
        "law_source": "U5D",
        "topic": "AGRARIA",
        **{key: [] for key in ("tags", "fields", "athg", "sensitivity_reasons", "weapons")},
        **dict.fromkeys(("summary", "root_cause"), words),
        **dict.fromkeys(
            ("trigger", "impact_note", "development", "recommendation", "remarks"), ""
        ),
        "change": "BARU",
        "stage": "1",
        "legal_process": "TIDAK",
        "handling_status": "PROSES",
        "lead_agency": "BPN",
        "info_date": NOW.date(),
        "confidence": "S",
        "sensitivity": "NORMAL",
        "risk_score": rng.randint(1, 25) if potential else None,
        "severity": None if potential else rng.randint(1, 5),
    }
