"""The completeness board: what every regency owes, what it sent, and who is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.model.edition import AreaTally
from app.model.period import Obligation, Period
from app.model.region import Office
from app.model.report import Report, Revision, State
from app.reports.lateness import Lateness, day_in, days_late, due_date, first_sending, lateness
from app.reports.tallied import standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.quarter import Quarter

_IN_HAND = (State.DIKIRIM, State.DITELAAH)
REPORTED = frozenset({"DIKIRIM", "DITERIMA", "DITERIMA_NIHIL"})
_WITH_THE_OFFICE = (State.DRAF, State.MENUNGGU_PENGESAHAN, State.DITARIK)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One regency in one quarter: what it owes, what it sent, what was accepted."""

    office: Office
    obligation: Obligation
    state: str
    newest: Revision | None
    accepted: Revision | None
    tally: AreaTally | None
    first_sent_at: datetime | None
    days_late: int
    lateness: Lateness | None

    @property
    def due_on(self) -> date:
        """The day by which the regency owes its report."""
        return due_date(self.obligation)


def board(session: ReadSession, scope: Scope, quarter: Quarter, today: date) -> list[BoardRow]:
    """Return every regency in scope that owes a report for the quarter, silent ones included."""
    obligations = session.execute(
        select(Obligation, Office)
        .join(Obligation.period)
        .join(Office, Office.region_code == Obligation.region_code)
        .where(Period.quarter == quarter, scope.clause(Obligation.region_code))
        .options(joinedload(Obligation.period))
        .order_by(Obligation.region_code)
    )
    pairs = list(obligations)
    revisions = _revisions(session, [obligation.id for obligation, _ in pairs])
    tallies = _tallies(session, [rev.id for group in revisions.values() for rev in group])
    return [
        _board_row(obligation, office, revisions.get(obligation.id, []), tallies, today)
        for obligation, office in pairs
    ]


def obligation_state(obligation: Obligation, revisions: Sequence[Revision], today: date) -> str:
    """Compute the reporting state of domain paper 3.5 from the versions; it is never typed."""
    accepted = next((item for item in revisions if item.state is State.DITERIMA), None)
    if accepted is not None:
        return "DITERIMA_NIHIL" if accepted.is_nil else "DITERIMA"
    if obligation.waived_at is not None:
        return "DIBEBASKAN"
    if revisions and revisions[-1].state in _IN_HAND:
        return "DIKIRIM"
    judged = [item for item in revisions if item.state not in _WITH_THE_OFFICE]
    if judged and judged[-1].state is State.DIKEMBALIKAN:
        return "DIKEMBALIKAN"
    return "BELUM_LAPOR" if today > due_date(obligation) else "BELUM_JATUH_TEMPO"


def _revisions(session: ReadSession, obligation_ids: list[int]) -> dict[int, list[Revision]]:
    rows = session.scalars(
        select(Report)
        .where(Report.obligation_id.in_(obligation_ids))
        .options(selectinload(Report.revisions).joinedload(Revision.reviewer))
    )
    return {report.obligation_id: report.revisions for report in rows}


def _tallies(session: ReadSession, revision_ids: list[int]) -> dict[int, AreaTally]:
    rows = session.scalars(
        select(AreaTally).where(
            AreaTally.revision_id.in_(revision_ids), AreaTally.method_version != "", standing()
        )
    )
    return {row.revision_id: row for row in rows}


def _board_row(
    obligation: Obligation,
    office: Office,
    revisions: Sequence[Revision],
    tallies: dict[int, AreaTally],
    today: date,
) -> BoardRow:
    newest = revisions[-1] if revisions else None
    accepted = next((rev for rev in revisions if rev.state is State.DITERIMA), None)
    first = first_sending(revisions)
    first_on = day_in(first, office.zone) if first else None
    return BoardRow(
        office=office,
        obligation=obligation,
        state=obligation_state(obligation, revisions, today),
        newest=newest,
        accepted=accepted,
        tally=tallies.get(accepted.id) if accepted else None,
        first_sent_at=first,
        days_late=days_late(obligation, first_on, today),
        lateness=lateness(obligation, first_on, today),
    )
