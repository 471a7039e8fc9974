"""What of each kind is past its time: rows as (id, since), never anything that is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.model.account import OneTimeLink
from app.model.case import Case
from app.model.edition import EditionPin
from app.model.entry import Entry
from app.model.loose import WaitingFile
from app.model.notice import Notice, NoticeState
from app.model.period import Obligation, Period, PeriodStatus
from app.model.record import AuditEvent
from app.model.redaction import Redaction
from app.model.report import EDITABLE, Attachment, Report, ReviewNote, Revision, State, Upload

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Select

UNSENT = frozenset({*EDITABLE, State.MENUNGGU_PENGESAHAN})
_CLOSED = (PeriodStatus.TERKUNCI, PeriodStatus.DIARSIPKAN)
_DONE = (NoticeState.TERKIRIM, NoticeState.TIDAK_PASTI, NoticeState.GAGAL, NoticeState.BATAL)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What is older than `before` is past its time; `today` tells what is unlocked now."""

    before: datetime
    today: date


def old_drafts(cutoff: Cutoff) -> Select[int, Any]:
    """Drafts of closed quarters nobody touched since; none that anything else leans on."""
    used = func.coalesce(
        select(func.max(Upload.uploaded_at))
        .where(Upload.revision_id == Revision.id)
        .scalar_subquery(),
        Revision.created_at,
    )
    later = aliased(Entry)
    leaned_on = (
        select(later.id)
        .join(Entry, Entry.id == later.carried_from_id)
        .where(Entry.revision_id == Revision.id)
    )
    return (
        select(Revision.id, used)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Revision.state.in_(UNSENT),
            Revision.submitted_at.is_(None),
            Revision.created_at < cutoff.before,
            used < cutoff.before,
            Period.status.in_(_CLOSED),
            or_(Obligation.unlocked_until.is_(None), Obligation.unlocked_until < cutoff.today),
            ~leaned_on.exists(),
            ~select(EditionPin.id).where(EditionPin.revision_id == Revision.id).exists(),
            ~select(Redaction.id).where(Redaction.revision_id == Revision.id).exists(),
            ~select(ReviewNote.id).where(ReviewNote.revision_id == Revision.id).exists(),
        )
        .order_by(Revision.id)
    )


def unused_tables(cutoff: Cutoff) -> Select[int, Any]:
    """Files without our template that no row was ever taken from; those of drafts go with them."""
    return (
        select(WaitingFile.id, WaitingFile.uploaded_at)
        .join(WaitingFile.revision)
        .where(
            WaitingFile.upload_id.is_(None),
            WaitingFile.uploaded_at < cutoff.before,
            Revision.state.not_in(UNSENT),
        )
        .order_by(WaitingFile.id)
    )


def old_mail(cutoff: Cutoff) -> Select[int, Any]:
    """Mail that went out, failed or is not needed; never one that waits."""
    return (
        select(Notice.id, Notice.created_at)
        .where(Notice.state.in_(_DONE), Notice.created_at < cutoff.before)
        .order_by(Notice.id)
    )


def ended_links(cutoff: Cutoff) -> Select[int, Any]:
    """Links nobody can use any more."""
    over = func.coalesce(OneTimeLink.ended_at, OneTimeLink.expires_at)
    return (
        select(OneTimeLink.id, over)
        .where(over < cutoff.before, OneTimeLink.expires_at < cutoff.before)
        .order_by(OneTimeLink.id)
    )


def sent_reports(cutoff: Cutoff) -> Select[int, Any]:
    """Versions sent so long ago that the archive takes them."""
    return select(Revision.id, Revision.submitted_at).where(Revision.submitted_at < cutoff.before)


def personal_files(cutoff: Cutoff) -> Select[int, Any]:
    """Sent files flagged as personal whose case closed so long ago, not taken out yet."""
    return (
        select(Attachment.id, Case.closed_on)
        .join(Attachment.revision)
        .join(
            Entry,
            (Entry.revision_id == Attachment.revision_id)
            & (Entry.row_key == Attachment.entry_key),
        )
        .join(Case, Case.id == Entry.case_id)
        .where(
            Attachment.has_personal_data,
            Attachment.redacted_at.is_(None),
            Revision.submitted_at.is_not(None),
            Case.closed_on < cutoff.before.date(),
        )
    )


def old_audit_rows(cutoff: Cutoff) -> Select[int, Any]:
    """Acts so long ago that their trail may be sealed away."""
    return select(AuditEvent.id, AuditEvent.at).where(AuditEvent.at < cutoff.before)
