"""What an accepted report does to its cases: they go on, end, recur, or fall under watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.model.case import Case
from app.model.case_history import CaseOmission
from app.model.entry import Entry, Kind
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.reports.entry_standing import is_open
from app.reports.open_cases import ROOT
from app.reports.stored import batches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.db import ReadSession, WriteSession
    from app.model.quarter import Quarter

# A case said to be another one's double waits under watch until the province merges it.
_AFTER = {
    "SELESAI": "SELESAI",
    "DIPANTAU": "DIPANTAU",
    "DIALIHKAN": "DIALIHKAN",
    "GANDA": "DIPANTAU",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands; only one that is over has a day and a basis."""

    status: str
    closed_on: date | None = None
    closure_basis: str | None = None


def settle(session: WriteSession, revision: Revision) -> None:
    """Bring the cases of an accepted report up to date; what a later quarter said stays.

    The revision's report, obligation and period must be loaded.
    """
    quarter = revision.report.obligation.period.quarter
    standings = _told(session, revision) | _left_out(session, revision)
    standings |= {
        case_id: Standing("DIPANTAU")
        for case_id in _quiet_events(session, revision)
        if case_id not in standings
    }
    later = _told_later(session, standings, quarter)
    cases = session.scalars(select(Case).where(Case.id.in_(standings.keys() - later)))
    for case in cases:
        if case.status != "DIGABUNG":
            set_standing(case, standings[case.id])


def set_standing(case: Case, standing: Standing) -> None:
    """Write how a case stands, and count the change."""
    if standing == Standing(case.status, case.closed_on, case.closure_basis):
        return
    case.status = standing.status
    case.closed_on, case.closure_basis = standing.closed_on, standing.closure_basis
    case.lock_version += 1


def standing_after(told: Iterable[Any]) -> Standing:
    """Return how a case stands after what one report tells of it: its potential has the word.

    `told` are entries or rows with kind, change, handling_status, closed_on, closure_basis and
    info_date. One called over without a basis, as old reports have it, is only watched.
    """
    potentials = [entry for entry in told if entry.kind == Kind.POTENTIAL]
    if not potentials or any(is_open(entry) for entry in potentials):
        return Standing("AKTIF")
    last = potentials[-1]
    if not last.closure_basis:
        return Standing("DIPANTAU")
    return Standing("SELESAI", last.closed_on or last.info_date, last.closure_basis)


def _told(session: ReadSession, revision: Revision) -> dict[int, Standing]:
    by_case: dict[int, list[Any]] = {}
    rows = session.execute(
        select(
            ROOT.label("root"),
            Entry.kind,
            Entry.change,
            Entry.handling_status,
            Entry.closed_on,
            Entry.closure_basis,
            Entry.info_date,
        )
        .join(Entry.case)
        .where(Entry.revision_id == revision.id)
        .order_by(Entry.row_key)
    )
    for row in rows:
        by_case.setdefault(row.root, []).append(row)
    return {case_id: standing_after(told) for case_id, told in by_case.items()}


def _left_out(session: ReadSession, revision: Revision) -> dict[int, Standing]:
    rows = session.scalars(select(CaseOmission).where(CaseOmission.revision_id == revision.id))
    return {
        item.case_id: Standing(_AFTER[item.reason], item.closed_on, item.closure_basis)
        for item in rows
    }


def _quiet_events(session: ReadSession, revision: Revision) -> list[int]:
    """Return active cases that are known by events alone, none of them in this quarter."""
    obligation = revision.report.obligation
    potential = aliased(Entry)
    return list(
        session.scalars(
            select(Case.id)
            .join(Entry, Entry.case_id == Case.id)
            .join(Entry.revision)
            .where(
                Case.home_region == obligation.region_code,
                Case.status == "AKTIF",
                Case.first_quarter < obligation.period.quarter,
                Revision.state == State.DITERIMA,
                ~select(potential.id)
                .where(potential.case_id == Case.id, potential.kind == Kind.POTENTIAL)
                .exists(),
            )
            .distinct()
        )
    )


def _told_later(session: ReadSession, case_ids: Iterable[int], quarter: Quarter) -> set[int]:
    found: set[int] = set()
    for batch in batches(case_ids):
        for table in (Entry, CaseOmission):
            found |= {
                case_id
                for case_id in session.scalars(
                    select(table.case_id)
                    .join(Revision, Revision.id == table.revision_id)
                    .join(Report, Report.id == Revision.report_id)
                    .join(Obligation, Obligation.id == Report.obligation_id)
                    .join(Period, Period.id == Obligation.period_id)
                    .where(
                        table.case_id.in_(batch),
                        Period.quarter > quarter,
                        Revision.state == State.DITERIMA,
                    )
                )
                if case_id is not None
            }
    return found
