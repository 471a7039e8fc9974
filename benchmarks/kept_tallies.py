"""Row 11: a report stored and accepted, with the tallies written as it is accepted and without.

Both are whole transactions, commits and all, as the portal runs them: one when the officer's rows
are stored, one when the province accepts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.area_code import AreaCode
from app.model.entry import Entry
from app.model.particulars import EntryLocation
from app.model.period import Obligation, PeriodStatus, default_period
from app.model.region import Office, Region
from app.model.report import Report, Revision, State
from app.reports import tally
from benchmarks.many_entries import LAST, NOW, SAME
from benchmarks.rounds import timed

if TYPE_CHECKING:
    from app.db import Database

HOME = AreaCode("98.01")
DISTRICTS = tuple(AreaCode(f"{HOME}.{number}") for number in range(11, 22))
GOAL, FROM = 1.3, 100


def row_11(database: Database, counts: tuple[int, ...], rounds: int) -> dict[str, Any]:
    """Store and accept reports of several sizes."""
    _place(database)
    site = _Site(database)
    cases = []
    for count in counts:
        without, kept = timed(
            rounds,
            (lambda n=count: site.report(n, keep=False), 2),
            (lambda n=count: site.report(n, keep=True), 2),
        )
        ratio = round(kept["median_ms"] / without["median_ms"], 2)
        cases.append({"entries": count, "without": without, "with": kept, "ratio": ratio})
    return {"row": 11, "cases": cases, "goal": f"<= {GOAL} from {FROM} entries on"}


class _Site:
    """Gives every report a quarter of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.quarter = LAST + 1

    def report(self, count: int, *, keep: bool) -> None:
        """Store a report of so many entries, then accept it."""
        self.quarter -= 1
        with self.database.write() as session:
            period = default_period(self.quarter, PeriodStatus.DIBUKA)
            owed = Obligation(region_code=HOME, agency_name="Contoh", period=period)
            report = Report(report_no=f"{HOME}{self.quarter.code}", obligation=owed)
            revision = Revision(report=report, number=1, created_at=NOW)
            session.add(revision)
            session.add_all(_entry(revision, number) for number in range(count))
            session.flush()
            stored = revision.id
        with self.database.write() as session:
            whole = joinedload(Revision.report).joinedload(Report.obligation)
            revision = session.scalars(
                select(Revision)
                .where(Revision.id == stored)
                .options(whole.joinedload(Obligation.period))
            ).one()
            revision.submitted_at, revision.receipt_code = NOW, f"PKP-{stored}"
            revision.state = State.DITERIMA
            session.flush()
            if keep:
                tally.rebuild(session, revision, NOW)


def _place(database: Database) -> None:
    with database.write() as session:
        session.add(Region(code=AreaCode("98"), name="Contoh", level=1))
        session.flush()
        session.add(Region(code=HOME, name="Contoh", level=2, parent_code=AreaCode("98")))
        session.flush()
        for code in DISTRICTS:
            session.add(Region(code=code, name=code, level=3, parent_code=HOME))
        session.add(
            Office(
                region_code=HOME,
                display_name="Kab. Contoh",
                short_name="Contoh",
                agency_name="Badan Contoh",
                capital="Contoh",
            )
        )


def _entry(revision: Revision, number: int) -> Entry:
    potential = number % 10 < 7
    facts = {key: list(value) if value == [] else value for key, value in SAME.items()}
    return Entry(
        revision=revision,
        kind="P" if potential else "K",
        row_key=str(number),
        risk_score=number % 25 + 1 if potential else None,
        risk_level="S" if potential else None,
        severity=None if potential else number % 5 + 1,
        locations=[
            EntryLocation(
                seq=1,
                is_primary=True,
                region_code=DISTRICTS[number % len(DISTRICTS)],
                precision="KEC",
            )
        ],
        **facts,
    )
