"""Handling that fell behind: the last action of an open entry whose next step is past its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.model.entry import Entry
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.reports.entry_standing import is_open

if TYPE_CHECKING:
    from datetime import date

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.particulars import Action
    from app.model.quarter import Quarter

DONE = "BERHASIL"


@dataclass(frozen=True, slots=True)
class OverdueAction:
    """A promised next step whose day has passed; days are counted to today."""

    entry: Entry
    action: Action
    region_code: str
    quarter: Quarter
    revision_number: int
    days: int


def overdue_actions(session: ReadSession, scope: Scope, today: date) -> list[OverdueAction]:
    """Return what is overdue by each region's newest accepted report, the longest wait first."""
    newest = (
        select(Obligation.region_code, func.max(Period.quarter).label("quarter"))
        .join(Obligation.period)
        .join(Report, Report.obligation_id == Obligation.id)
        .join(Revision, Revision.report_id == Report.id)
        .where(Revision.state == State.DITERIMA, scope.clause(Obligation.region_code))
        .group_by(Obligation.region_code)
        .subquery()
    )
    entries = session.scalars(
        select(Entry)
        .join(Entry.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .join(
            newest,
            (newest.c.region_code == Obligation.region_code)
            & (newest.c.quarter == Period.quarter),
        )
        .join(Entry.actions)
        .where(Revision.state == State.DITERIMA, scope.clause(Obligation.region_code))
        .options(
            contains_eager(Entry.actions),
            joinedload(Entry.revision)
            .joinedload(Revision.report)
            .joinedload(Report.obligation)
            .joinedload(Obligation.period),
        )
    ).unique()
    found = [late for entry in entries if is_open(entry) if (late := _late(entry, today))]
    return sorted(found, key=lambda item: (-item.days, item.region_code, item.entry.row_key))


def _late(entry: Entry, today: date) -> OverdueAction | None:
    last = max(entry.actions, key=lambda action: (action.date_start, action.row_key))
    if last.next_due is None or last.next_due >= today or last.result_status == DONE:
        return None
    obligation = entry.revision.report.obligation
    return OverdueAction(
        entry=entry,
        action=last,
        region_code=str(obligation.region_code),
        quarter=obligation.period.quarter,
        revision_number=entry.revision.number,
        days=(today - last.next_due).days,
    )
