"""The whole life of a case: its snapshots by quarter, its actions, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.cases.linking import members_of, membership_of
from app.errors import NotFound
from app.model.case import Case
from app.model.case_history import CaseDecision, CaseOmission
from app.model.entry import Entry
from app.model.period import Obligation
from app.model.report import Report, ReviewNote, Revision, State
from app.reports.entry_pages import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.quarter import Quarter

# Which version of a report tells of a quarter: the one in force, else the one on its way.
_IN_FORCE = (State.DITERIMA, State.DITELAAH, State.DIKIRIM, State.DIKEMBALIKAN)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one report tells of a case: its entries, potentials first, or why it leaves it out."""

    quarter: Quarter
    revision: Revision
    entries: tuple[Entry, ...]
    omission: CaseOmission | None
    notes: tuple[ReviewNote, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """A case with everything known of it; snapshots are the newest quarter first."""

    case: Case
    merged_into: Case | None
    merged: tuple[Case, ...]
    linked: tuple[Case, ...]
    snapshots: tuple[Snapshot, ...]
    decisions: tuple[CaseDecision, ...]

    @property
    def newest(self) -> Entry | None:
        """The last thing that was told of it."""
        return next((entry for item in self.snapshots for entry in item.entries), None)


def get_case(session: ReadSession, scope: Scope, case_no: str) -> Case:
    """Return a case by its number.

    Raises:
        NotFound: there is none, or its regency lies outside the scope.
    """
    found = session.scalar(
        select(Case).where(Case.case_no == case_no, scope.clause(Case.home_region))
    )
    if found is None:
        raise NotFound
    return found


def life_of(session: ReadSession, scope: Scope, case_no: str) -> Life:
    """Return everything known of a case, told under any of the cases merged into it.

    Raises:
        NotFound: see `get_case`.
    """
    case = get_case(session, scope, case_no)
    merged = tuple(
        session.scalars(select(Case).where(Case.merged_into_id == case.id).order_by(Case.case_no))
    )
    member = membership_of(session, case)
    linked = members_of(session, member.group_id) if member is not None else []
    ids = [case.id, *(item.id for item in merged)]
    return Life(
        case=case,
        merged_into=session.get(Case, case.merged_into_id) if case.merged_into_id else None,
        merged=merged,
        linked=tuple(item.case for item in linked if item.case_id != case.id),
        snapshots=_snapshots(session, scope, ids),
        decisions=_decisions(session, ids),
    )


def _snapshots(session: ReadSession, scope: Scope, ids: Sequence[int]) -> tuple[Snapshot, ...]:
    told = select(Entry.revision_id).where(Entry.case_id.in_(ids))
    left_out = select(CaseOmission.revision_id).where(CaseOmission.case_id.in_(ids))
    revisions = session.scalars(
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .where(
            or_(Revision.id.in_(told), Revision.id.in_(left_out)),
            Revision.state.in_(_IN_FORCE),
            scope.clause(Obligation.region_code),
        )
        .options(
            joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period)
        )
    )
    chosen = _in_force(revisions)
    numbers = [item.id for item in chosen]
    entries = session.scalars(
        select(Entry)
        .where(Entry.revision_id.in_(numbers), Entry.case_id.in_(ids))
        .order_by(Entry.kind.desc(), Entry.row_key)
        .options(*WHOLE)
    ).all()
    omissions = session.scalars(
        select(CaseOmission).where(
            CaseOmission.revision_id.in_(numbers), CaseOmission.case_id.in_(ids)
        )
    )
    left_out_by = {item.revision_id: item for item in omissions}
    notes = session.scalars(
        select(ReviewNote)
        .where(ReviewNote.revision_id.in_(numbers), ReviewNote.row_key.is_not(None))
        .options(joinedload(ReviewNote.created_by))
        .order_by(ReviewNote.id)
    ).all()
    return tuple(_snapshot(item, entries, left_out_by.get(item.id), notes) for item in chosen)


def _snapshot(
    revision: Revision,
    entries: Sequence[Entry],
    omission: CaseOmission | None,
    notes: Sequence[ReviewNote],
) -> Snapshot:
    own = tuple(item for item in entries if item.revision_id == revision.id)
    about = {(revision.id, item.row_key) for item in own}
    return Snapshot(
        quarter=revision.report.obligation.period.quarter,
        revision=revision,
        entries=own,
        omission=omission,
        notes=tuple(item for item in notes if (item.revision_id, item.row_key) in about),
    )


def _in_force(revisions: Iterable[Revision]) -> list[Revision]:
    """Return one revision a report, the newest quarter first."""
    best: dict[int, Revision] = {}
    for revision in revisions:
        kept = best.get(revision.report_id)
        if kept is None or _weight(revision) > _weight(kept):
            best[revision.report_id] = revision
    return sorted(
        best.values(), key=lambda item: item.report.obligation.period.quarter, reverse=True
    )


def _weight(revision: Revision) -> tuple[int, int]:
    return -_IN_FORCE.index(revision.state), revision.number


def _decisions(session: ReadSession, ids: Sequence[int]) -> tuple[CaseDecision, ...]:
    return tuple(
        session.scalars(
            select(CaseDecision)
            .where(or_(CaseDecision.case_id.in_(ids), CaseDecision.other_id.in_(ids)))
            .options(
                joinedload(CaseDecision.decided_by),
                joinedload(CaseDecision.case),
                joinedload(CaseDecision.other),
            )
            .order_by(CaseDecision.id.desc())
        )
    )
