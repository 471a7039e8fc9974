"""An open case a report leaves out: why, and which are still to be explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app import audit
from app.access.scope import EVERYWHERE, Permission
from app.errors import Invalid, NotFound
from app.intake.columns import POTENTIAL_SHEET
from app.intake.personal import refuse_nik
from app.intake.row import CASE_KEY
from app.model.case import Case
from app.model.case_history import CaseOmission
from app.model.entry import Entry, Kind
from app.model.report import PendingRow, Revision
from app.model.vocabulary import CLOSURE_BASIS, OMISSION_REASON
from app.reports import drafts
from app.reports.open_cases import waiting_cases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.intake.context import IntakeContext

_LEAST_NOTE = 10


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a report says nothing of a case; a resolved one has its basis and its day."""

    reason: str
    note: str
    closure_basis: str | None = None
    closed_on: date | None = None


def explain_omission(  # noqa: PLR0913 - whose draft, which case, why, judged how, when
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    case_no: str,
    why: Explanation,
    *,
    context: IntakeContext,
    expected: int | None,
    now: datetime,
) -> None:
    """Say why a report leaves an open case out; said again, the newer word stands.

    Raises:
        Invalid: the reason, its basis, its day or its note is missing or wrong.
        NotFound: the regency has no such case.
        Conflict: the draft changed meanwhile, or is none any more.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, expected)
    _check(why, case_no, context)
    found = _case(session, revision, case_no)
    forget(session, revision, case_no)
    over = why.reason == "SELESAI"
    session.add(
        CaseOmission(
            revision=revision,
            case=found,
            reason=why.reason,
            note=why.note.strip()[:600],
            closure_basis=why.closure_basis if over else None,
            closed_on=why.closed_on if over else None,
        )
    )
    drafts.touch(revision)
    details = {"kasus": case_no, "alasan": why.reason}
    audit.record(
        session,
        actor.username,
        "laporan.jelaskan",
        drafts.subject(revision),
        now=now,
        details=details,
    )
    session.flush()


def take_back(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    case_no: str,
    *,
    expected: int | None,
    now: datetime,
) -> None:
    """Take an explanation back; the case waits for a word again."""
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, expected)
    forget(session, revision, case_no)
    drafts.touch(revision)
    audit.record(
        session,
        actor.username,
        "laporan.jelaskan-batal",
        drafts.subject(revision),
        now=now,
        details={"kasus": case_no},
    )


def unexplained(session: ReadSession, revision: Revision) -> list[Case]:
    """Return the open cases a draft neither tells on nor explains, by number.

    The revision must have its report, obligation and period loaded.
    """
    return without_word(session, revision, cases_before(session, revision))


def cases_before(session: ReadSession, revision: Revision) -> list[Case]:
    """Return the cases still open before the quarter of a draft, by number."""
    obligation = revision.report.obligation
    return waiting_cases(session, EVERYWHERE, obligation.period.quarter, obligation.region_code)


def without_word(session: ReadSession, revision: Revision, waiting: Sequence[Case]) -> list[Case]:
    """Return those of some open cases that a draft neither tells on nor explains."""
    if not waiting:
        return []
    told = told_cases(session, revision)
    explained = {item.case_id for item in omissions_of(session, revision)}
    return [case for case in waiting if case.case_no not in told and case.id not in explained]


def told_cases(session: ReadSession, revision: Revision) -> set[str]:
    """Return the numbers of cases a draft has a potential for, waiting rows included."""
    rows = session.scalars(
        select(Case.case_no)
        .join(Entry, Entry.case_id == Case.id)
        .where(Entry.revision_id == revision.id, Entry.kind == Kind.POTENTIAL)
    )
    waiting = session.scalars(
        select(PendingRow.cells).where(
            PendingRow.revision_id == revision.id, PendingRow.sheet == POTENTIAL_SHEET
        )
    )
    return set(rows) | {str(cells.get(CASE_KEY, "")) for cells in waiting}


def omissions_of(session: ReadSession, revision: Revision) -> list[CaseOmission]:
    """Return what a revision explains of the cases it leaves out."""
    return list(
        session.scalars(
            select(CaseOmission)
            .where(CaseOmission.revision_id == revision.id)
            .order_by(CaseOmission.case_id)
        )
    )


def copy_omissions(session: WriteSession, revision: Revision, draft: Revision) -> None:
    """Take the explanations of a revision over into the draft made from it."""
    for item in omissions_of(session, revision):
        copied = CaseOmission(
            revision=draft,
            reason=item.reason,
            note=item.note,
            closure_basis=item.closure_basis,
            closed_on=item.closed_on,
        )
        copied.case_id = item.case_id
        session.add(copied)
    session.flush()


def forget_told(session: WriteSession, revision: Revision) -> None:
    """Drop the explanations of cases the draft has come to tell of."""
    session.flush()
    told = select(Entry.case_id).where(
        Entry.revision_id == revision.id,
        Entry.kind == Kind.POTENTIAL,
        Entry.case_id.is_not(None),
    )
    session.execute(
        delete(CaseOmission).where(
            CaseOmission.revision_id == revision.id, CaseOmission.case_id.in_(told)
        )
    )


def _check(why: Explanation, case_no: str, context: IntakeContext) -> None:
    if why.reason not in OMISSION_REASON:
        raise Invalid("Pilih alasan kasus ini tidak dilaporkan.")
    if len(why.note.strip()) < _LEAST_NOTE:
        raise Invalid("Jelaskan alasannya, paling sedikit 10 karakter.")
    refuse_nik(why.note)
    if why.reason != "SELESAI":
        return
    if why.closure_basis not in CLOSURE_BASIS:
        raise Invalid("Kasus selesai memerlukan dasar penyelesaian. Pilih satu.")
    if why.closure_basis == "REDA" and case_no not in context.quiet_cases:
        raise Invalid("Mereda sendiri berlaku setelah dua triwulan tenang. Pilih dasar lain.")
    if why.closed_on is None or why.closed_on > context.today:
        raise Invalid("Isi tanggal selesai; paling lambat hari ini.")


def _case(session: ReadSession, revision: Revision, case_no: str) -> Case:
    found = session.scalar(
        select(Case).where(
            Case.case_no == case_no, Case.home_region == revision.report.obligation.region_code
        )
    )
    if found is None:
        raise NotFound
    return found


def forget(session: WriteSession, revision: Revision, case_no: str) -> None:
    """Drop what a draft explains of one case."""
    cases = select(Case.id).where(Case.case_no == case_no)
    session.execute(
        delete(CaseOmission).where(
            CaseOmission.revision_id == revision.id, CaseOmission.case_id.in_(cases)
        )
    )
