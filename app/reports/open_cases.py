"""Cases of a regency as they stand before a quarter: what is open, what is over, what is quiet.

Only accepted reports speak; a merged case is told under the one it was merged into.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVarTuple

from sqlalchemy import func, select

from app.model.case import Case
from app.model.case_history import CaseOmission
from app.model.entry import Entry, Kind
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.reports.entry_pages import WHOLE
from app.reports.entry_standing import is_open

if TYPE_CHECKING:
    from sqlalchemy import Select

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter

Columns = TypeVarTuple("Columns")
_QUIET_QUARTERS = 2
_STIRRED = frozenset({"BARU", "NAIK", "KAMBUH"})
ROOT = func.coalesce(Case.merged_into_id, Case.id)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that waits for this quarter's word, with what was last accepted of it."""

    case: Case
    last: Entry
    quarter: Quarter


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """Case numbers by what earlier quarters tell of them."""

    reported: frozenset[str]
    over: frozenset[str]
    quiet: frozenset[str]


def open_cases(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: AreaCode
) -> list[OpenCase]:
    """Return the cases still open before a quarter, with their last accepted potential, by number.

    A case that the province closed, transferred or put under watch does not wait, nor one that
    a later report explained.
    """
    waiting = _waiting(session, scope, quarter, region_code)
    entries = {
        entry.id: entry
        for entry in session.scalars(
            select(Entry)
            .where(Entry.id.in_([entry_id for _, entry_id, _ in waiting]))
            .options(*WHOLE)
        )
    }
    return [OpenCase(case, entries[entry_id], told) for case, entry_id, told in waiting]


def waiting_cases(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: AreaCode
) -> list[Case]:
    """Return the same cases without what was told of them."""
    return [case for case, _, _ in _waiting(session, scope, quarter, region_code)]


def _waiting(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: AreaCode
) -> list[tuple[Case, int, Quarter]]:
    newest = (
        _accepted(
            select(
                Entry.id,
                Entry.change,
                Entry.handling_status,
                ROOT.label("root"),
                Period.quarter,
            ),
            quarter,
            region_code,
        )
        .add_columns(
            func.row_number()
            .over(partition_by=ROOT, order_by=(Period.quarter.desc(), Entry.row_key))
            .label("place")
        )
        .where(Entry.kind == Kind.POTENTIAL, scope.clause(Obligation.region_code))
        .subquery()
    )
    rows = session.execute(
        select(Case, newest)
        .join(newest, newest.c.root == Case.id)
        .where(newest.c.place == 1, Case.status == "AKTIF", Case.home_region == region_code)
        .order_by(Case.case_no)
    ).all()
    explained = _explained(session, quarter, region_code) if rows else {}
    return [
        (row.Case, row.id, row.quarter)
        for row in rows
        if is_open(row) and (row.Case.id not in explained or explained[row.Case.id] < row.quarter)
    ]


def case_record(session: ReadSession, quarter: Quarter, region_code: AreaCode) -> CaseRecord:
    """Return what the accepted reports before a quarter tell of a regency's cases."""
    cases = session.execute(
        select(Case.id, Case.case_no, Case.closed_on).where(Case.home_region == region_code)
    ).all()
    numbers = {number: case_no for number, case_no, _ in cases}
    rows = session.execute(
        _accepted(
            select(ROOT, Period.quarter, Entry.kind, Entry.change, Entry.handling_status),
            quarter,
            region_code,
        ).order_by(Period.quarter, Entry.kind)
    ).all()
    over: dict[int, tuple[Quarter, bool]] = {}
    told: dict[int, dict[Quarter, bool]] = defaultdict(dict)
    for root, when, kind, change, handling in rows:
        # Ordered by quarter and K before P: the potential of the newest quarter has the last word.
        over[root] = when, kind == Kind.POTENTIAL and "SELESAI" in {change, handling}
        stirred = kind == Kind.EVENT or change in _STIRRED
        told[root][when] = told[root].get(when, False) or stirred
    for root, when, reason in session.execute(_omissions(quarter, region_code)):
        told[root].setdefault(when, False)
        if root in over and over[root][0] < when:
            over[root] = when, reason == "SELESAI"
    # What the province ended itself counts from the quarter after: an older report may be amended.
    ended = {number for number, _, day in cases if day is not None and day < quarter.first_day}
    ended |= {root for root, (_, is_over) in over.items() if is_over}
    back = [quarter - number for number in range(1, _QUIET_QUARTERS + 1)]
    quiet = {root for root, said in told.items() if all(said.get(when) is False for when in back)}
    return CaseRecord(
        reported=frozenset(numbers[root] for root in over.keys() & numbers.keys()),
        over=frozenset(numbers[root] for root in ended & numbers.keys()),
        quiet=frozenset(numbers[root] for root in quiet & numbers.keys()),
    )


def _accepted(
    query: Select[*Columns], quarter: Quarter, region_code: AreaCode
) -> Select[*Columns]:
    return (
        query.select_from(Entry)
        .join(Entry.case)
        .join(Entry.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Obligation.region_code == region_code,
            Period.quarter < quarter,
            Revision.state == State.DITERIMA,
        )
    )


def _omissions(quarter: Quarter, region_code: AreaCode) -> Select[int, Quarter, str]:
    return (
        select(CaseOmission.case_id, Period.quarter, CaseOmission.reason)
        .join(CaseOmission.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Obligation.region_code == region_code,
            Period.quarter < quarter,
            Revision.state == State.DITERIMA,
        )
    )


def _explained(
    session: ReadSession, quarter: Quarter, region_code: AreaCode
) -> dict[int, Quarter]:
    """Return the newest quarter whose report explained why it says nothing of a case."""
    rows = session.execute(_omissions(quarter, region_code))
    newest: dict[int, Quarter] = {}
    for case_id, when, _ in rows:
        newest[case_id] = max(when, newest.get(case_id, when))
    return newest
