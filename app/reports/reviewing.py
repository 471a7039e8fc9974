"""Review: the province takes a report up, writes notes, assesses, accepts or returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.access.successors import stand_in
from app.db import reaching
from app.errors import Conflict, Invalid, NotFound
from app.intake.personal import refuse_nik
from app.model.account import User
from app.model.confidential import Reach
from app.model.notice import NoticeKind
from app.model.particulars import Assessment
from app.model.report import Attachment, Revision, State
from app.reports import burden, drafts, notify, reservation, tally
from app.reports.attachments import letters_of
from app.reports.enclosures import copy_of_file
from app.reports.redacting import redact_earlier
from app.reports.review_notes import entry_in, in_review, must_fix, resolve_earlier
from app.reports.sending import draft_from, move
from app.reports.settling import settle

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession

ZONES = ("HIJAU", "KUNING", "MERAH")


def start_review(
    session: WriteSession, actor: Actor, revision: Revision, now: datetime, reason: str = ""
) -> None:
    """Take a sent report up for review, or over from another reviewer.

    Whoever takes it up has two working days; see `reservation`. Notes of the one before stay.

    Raises:
        Conflict: somebody else has the report and may keep it, or it no longer waits.
        Invalid: it can be taken over now, but only with a reason.
    """
    actor.require(Permission.REPORT_REVIEW)
    if revision.state is State.DIKIRIM:
        move(revision, State.DITELAAH)
        revision.review_started_at = now
        reservation.reserve(session, actor, revision, now)
        audit.record(session, actor.username, "telaah.mulai", drafts.subject(revision), now=now)
    elif revision.state is State.DITELAAH:
        reservation.take_over(session, actor, revision, reason, now)
    else:
        raise Conflict("Laporan ini tidak sedang menunggu telaah.")


def assess(  # noqa: PLR0913 - the province's reading, with its reason, of one entry
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    row_key: str,
    *,
    zone: str | None,
    zone_reason: str,
    severity: int | None,
    severity_reason: str,
    now: datetime,
) -> None:
    """Set or clear the province's zone or severity of an entry; the original stays visible.

    Raises:
        Invalid: a value without its reason, or one outside its list.
    """
    actor.require(Permission.REPORT_ASSESS)
    in_review(revision)
    entry = entry_in(session, revision, row_key)
    if entry is None:
        raise NotFound
    if (zone and len(zone_reason.strip()) < 10) or (
        severity and len(severity_reason.strip()) < 10
    ):
        raise Invalid("Tulis alasan perubahan penilaian, paling sedikit 10 karakter.")
    if (zone and zone not in ZONES) or (severity and severity not in range(1, 6)):
        raise Invalid("Pilih nilai dari daftar.")
    row = entry.assessment or Assessment(
        entry=entry, assessed_at=now, assessed_by=session.get_one(User, actor.user_id)
    )
    row.assessed_at, row.assessed_by_id = now, actor.user_id
    row.zone, row.zone_reason = zone or None, zone_reason.strip()[:300] if zone else ""
    row.severity = severity or None
    row.severity_reason = severity_reason.strip()[:300] if severity else ""
    session.add(row)
    audit.record(
        session,
        actor.username,
        "telaah.nilai",
        drafts.subject(revision),
        now=now,
        details={"entri": row_key, "zona": zone or "", "keparahan": severity or 0},
    )
    session.flush()


def accept(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    *,
    letter_required: bool,
    now: datetime,
) -> None:
    """Accept a report: its tallies are written and the accepted one before it is replaced.

    Raises:
        Invalid: the signed covering letter is missing and the province requires it.
        Conflict: the report is not in review.
    """
    actor.require(Permission.REPORT_DECIDE)
    if letter_required and not _has_letter(session, revision):
        raise Invalid(
            "Surat pengantar bertanda tangan belum dilampirkan. Laporan dapat diterima setelah "
            "surat menyusul."
        )
    move(revision, State.DITERIMA)
    revision.decided_at, revision.decided_by_id = now, actor.user_id
    for earlier in session.scalars(
        select(Revision).where(
            Revision.report_id == revision.report_id,
            Revision.id != revision.id,
            Revision.state == State.DITERIMA,
        )
    ).all():
        move(earlier, State.DIGANTI)
        if revision.amendment_reason == "PDP":
            redact_earlier(session, actor, earlier, revision, now)
    session.flush()
    settle(session, revision)
    tally.rebuild(session, revision, now)
    obligation = revision.report.obligation
    for later in burden.later_accepted(session, obligation.region_code, obligation.period.quarter):
        tally.rebuild(session, later, now)
    resolve_earlier(session, revision)
    audit.record(session, actor.username, "telaah.terima", drafts.subject(revision), now=now)
    notify.of_decision(session, revision, NoticeKind.DITERIMA, now)


def return_report(
    session: WriteSession, actor: Actor, revision: Revision, note: str, now: datetime
) -> Revision:
    """Return a report with at least one must-fix note; a copy becomes the regency's new draft.

    A note of an earlier version counts when it was asked again on this one.

    Raises:
        Invalid: there is no must-fix note that stands.
    """
    actor.require(Permission.REPORT_DECIDE)
    notes = must_fix(session, revision)
    if not notes:
        raise Invalid(
            "Tulis paling sedikit satu catatan wajib diperbaiki sebelum mengembalikan laporan."
        )
    refuse_nik(note)
    move(revision, State.DIKEMBALIKAN)
    revision.decided_at, revision.decided_by_id = now, actor.user_id
    revision.decision_note = note.strip()[:600]
    audit.record(
        session,
        actor.username,
        "telaah.kembalikan",
        drafts.subject(revision),
        now=now,
        details={"wajib": len(notes)},
    )
    notify.of_decision(session, revision, NoticeKind.DIKEMBALIKAN, now)
    # The copy is the regency's own: the province makes it and does not see it any more.
    with reaching(session, Reach(reports=revision.report.obligation.region_code)):
        draft = draft_from(session, revision, stand_in(session, revision.drafted_by_id), now)
        _copy_letter(session, revision, draft)
    return draft


def _copy_letter(session: WriteSession, revision: Revision, draft: Revision) -> None:
    """The corrected version may reuse the letter it was first sent with."""
    for item in letters_of(session, revision):
        session.add(copy_of_file(session, item, draft))
    session.flush()


def _has_letter(session: WriteSession, revision: Revision) -> bool:
    return (
        session.scalar(
            select(Attachment.id).where(
                Attachment.revision_id == revision.id, Attachment.category == "SURAT"
            )
        )
        is not None
    )
