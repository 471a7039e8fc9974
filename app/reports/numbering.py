"""Cases get their numbers as a report is sent, and each entry its earlier snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.model.area_code import AreaCode, undotted
from app.model.case import Case
from app.model.entry import Entry, Kind
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.reports.stored import batches

if TYPE_CHECKING:
    from app.db import ReadSession, WriteSession
    from app.model.quarter import Quarter


def number_cases(
    session: WriteSession, entries: list[Entry], region_code: AreaCode, quarter: Quarter
) -> None:
    """Give every new dispute its case; numbers run per regency and year and are never reused."""
    prefix = f"{undotted(region_code)}-{quarter.year}-"
    last = session.scalar(
        select(Case.case_no)
        .where(Case.case_no.startswith(prefix))
        .order_by(Case.case_no.desc())
        .limit(1)
    )
    number = int(last.rsplit("-", 1)[1]) if last else 0
    potentials = {entry.row_key: entry for entry in entries if entry.kind == Kind.POTENTIAL}
    # Potentials come first, so that an event that belongs to one finds its case.
    for entry in sorted(entries, key=lambda item: item.kind != Kind.POTENTIAL):
        if entry.case is None and entry.same_case in potentials:
            entry.case = potentials[entry.same_case].case
        if entry.case is None:
            number += 1
            entry.case = Case(
                case_no=f"{prefix}{number:04d}",
                title=entry.title,
                home_region=region_code,
                first_quarter=quarter,
            )
        for action in entry.actions:
            action.case = entry.case
    session.flush()


def link_to_earlier(session: WriteSession, entries: list[Entry], quarter: Quarter) -> None:
    """Point each entry at the newest accepted snapshot of its case from a quarter before."""
    cases = {entry.case_id for entry in entries if entry.case_id is not None}
    earlier: dict[tuple[int, str], int] = {}
    for batch in batches(sorted(cases)):
        earlier |= _newest(session, batch, quarter)
    for entry in entries:
        entry.carried_from_id = earlier.get((entry.case_id or 0, entry.kind))


def _newest(
    session: ReadSession, case_ids: list[int], quarter: Quarter
) -> dict[tuple[int, str], int]:
    place = func.row_number().over(
        partition_by=(Entry.case_id, Entry.kind), order_by=(Period.quarter.desc(), Entry.row_key)
    )
    ranked = (
        select(Entry.case_id, Entry.kind, Entry.id, place.label("place"))
        .join(Entry.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Entry.case_id.in_(case_ids),
            Period.quarter < quarter,
            Revision.state == State.DITERIMA,
        )
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.case_id, ranked.c.kind, ranked.c.id).where(ranked.c.place == 1)
    )
    return {(case_id, kind): number for case_id, kind, number in rows}
