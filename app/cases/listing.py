"""Lists of cases: those accepted reports tell of, filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from app.model.case import Case
from app.model.entry import Entry
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State

if TYPE_CHECKING:
    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.quarter import Quarter

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a list, with the newest quarter an accepted report told of it."""

    case: Case
    last_told: Quarter | None
    quarters: int


@dataclass(frozen=True, slots=True)
class CaseWish:
    """Which cases a list shows; empty means all."""

    region: str = ""
    status: str = ""
    text: str = ""
    number: int = 1


def list_cases(session: ReadSession, scope: Scope, wish: CaseWish) -> tuple[list[CaseLine], int]:
    """Return a page of the cases accepted reports tell of, and how many there are in all."""
    query = (
        select(
            Case,
            func.max(Period.quarter).label("last"),
            func.count(Period.quarter.distinct()).label("quarters"),
        )
        .join(Entry, Entry.case_id == Case.id)
        .join(Revision, Revision.id == Entry.revision_id)
        .join(Report, Report.id == Revision.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .join(Period, Period.id == Obligation.period_id)
        .where(Revision.state == State.DITERIMA, scope.clause(Case.home_region))
        .group_by(Case.id)
    )
    if wish.region:
        query = query.where(Case.home_region == wish.region)
    if wish.status:
        query = query.where(Case.status == wish.status)
    if wish.text:
        query = query.where(
            or_(
                Case.title.icontains(wish.text, autoescape=True),
                Case.case_no.icontains(wish.text, autoescape=True),
            )
        )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(
        query.order_by(func.max(Period.quarter).desc(), Case.case_no)
        .offset((wish.number - 1) * PAGE)
        .limit(PAGE)
    )
    return [CaseLine(case, last, quarters) for case, last, quarters in rows], total
