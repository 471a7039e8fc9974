"""Forty made-up quarters of ten regencies with many entries, for benchmarks of reading."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, cast, insert, literal, select, text, type_coerce, update

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
    from app.db import Database, WriteSession

REGENCIES, DISTRICTS, QUARTERS = 10, 11, 40
LAST = Quarter(2026, 3)
NOW = datetime(2026, 10, 8, tzinfo=UTC)
BATCH = 250_000
FIRST_DISTRICT = 11  # two figures, as a code has them
WORDS = "Uraian contoh yang sama panjang dengan uraian sebenarnya. " * 3
SAME: dict[str, Any] = {
    "title": "Sengketa contoh",
    "same_case": "",
    "source_sheet": "",
    "law_source": "U5D",
    "topic": "AGRARIA",
    **{key: [] for key in ("tags", "fields", "athg", "sensitivity_reasons", "weapons")},
    **dict.fromkeys(("summary", "root_cause"), WORDS),
    **dict.fromkeys(("trigger", "impact_note", "development", "recommendation", "remarks"), ""),
    "change": "BARU",
    "stage": "1",
    "legal_process": "TIDAK",
    "handling_status": "PROSES",
    "lead_agency": "BPN",
    "info_date": NOW.date(),
    "confidence": "S",
    "sensitivity": "NORMAL",
}


def codes() -> tuple[list[str], list[str]]:
    """Made-up regencies and kecamatan."""
    regencies = [f"99.{number:02d}" for number in range(1, REGENCIES + 1)]
    inside = range(FIRST_DISTRICT, FIRST_DISTRICT + DISTRICTS)
    return regencies, [f"{code}.{number}" for code in regencies for number in inside]


def fill(database: Database, entries: int) -> None:
    """Fill a migrated database with forty quarters and many entries, tallies beside them.

    The database itself writes the entries, from formulas of their numbers: the same rows every
    time, and some hundred thousand a second.
    """
    regencies, districts = codes()
    with database.write() as session:
        session.add(Region(code=AreaCode("99"), name="Contoh", level=1))
        for code in (*regencies, *districts):
            parent = AreaCode(code.rpartition(".")[0])
            level = code.count(".") + 1
            session.add(Region(code=AreaCode(code), name=code, level=level, parent_code=parent))
    with database.write() as session:
        for back in range(QUARTERS):
            _quarter(session, LAST - back, regencies)
    for first in range(1, entries + 1, BATCH):
        with database.write() as session:
            if not database.is_sqlite:  # who checks each of these rows takes ten times as long
                session.execute(text("SET LOCAL session_replication_role = replica"))
            _write(session, first, min(first + BATCH - 1, entries))
    with database.write() as session:
        accepted = {"state": State.DITERIMA, "submitted_at": NOW}
        receipt = literal("PKP-") + cast(Revision.id, String)
        session.execute(update(Revision).values(accepted | {"receipt_code": receipt}))
    with database.writer.connect() as connection:
        connection.execute(text("ANALYZE"))


def _write(session: WriteSession, first: int, last: int) -> None:
    """Entries number `first` to `last`, dealt out to the revisions, each with one place."""
    numbers = select(literal(first).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))
    n = numbers.c.n
    deal, turn = n % (QUARTERS * REGENCIES) + 1, n // (QUARTERS * REGENCIES)
    potential = turn % 10 < 7
    values: dict[str, Any] = {
        **{name: _constant(name, value) for name, value in SAME.items()},
        "id": n,
        "revision_id": deal,
        "kind": case((potential, "P"), else_="K"),
        "row_key": cast(n, String),
        "risk_score": case((potential, turn % 25 + 1)),
        "severity": case((~potential, turn % 5 + 1)),
    }
    session.execute(insert(Entry).from_select(list(values), select(*values.values())))
    district = cast(n % DISTRICTS + FIRST_DISTRICT, String)
    place = {
        "entry_id": n,
        "seq": literal(1),
        "is_primary": literal(value=True),
        "region_code": type_coerce(Obligation.region_code, String) + "." + district,
        "precision": literal("KEC"),
        "place": literal(""),
    }
    owners = (
        select(*place.values())
        .select_from(numbers)
        .join(Revision, Revision.id == deal)
        .join(Report, Report.id == Revision.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
    )
    session.execute(insert(EntryLocation).from_select(list(place), owners))


def _constant(name: str, value: object) -> Any:
    return literal(value, type_=Entry.__table__.c[name].type)


def _quarter(session: WriteSession, quarter: Quarter, regencies: list[str]) -> None:
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
        inside = [f"{code}.{FIRST_DISTRICT + number}" for number in range(DISTRICTS)]
        for area in (code, *inside):
            session.add(
                AreaTally(
                    revision=revision,
                    quarter=quarter,
                    area_code=AreaCode(area),
                    level=Level.SEDANG,
                    level_by_score=Level.SEDANG,
                    counted_at=NOW,
                    potentials=5,
                    events=2,
                )
            )
