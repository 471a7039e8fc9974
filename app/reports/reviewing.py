"""Review: the province takes a report up, writes notes, assesses, accepts or returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.model.account import User
from app.model.entry import FIELD_BY_NAME, Entry
from app.model.notice import NoticeKind
from app.model.particulars import Assessment
from app.model.report import (
    Attachment,
    Report,
    ReviewNote,
    Revision,
    State,
)
from app.model.vocabulary import REVIEW_CODE, REVIEW_SEVERITY
from app.reports import drafts, notify, tally
from app.reports.sending import draft_from, move

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession

ZONES = ("HIJAU", "KUNING", "MERAH")


def start_review(session: WriteSession, actor: Actor, revision: Revision, now: datetime) -> None:
    """Take a sent report up for review; a second reviewer is told who has it.

    Raises:
        Conflict: the report is in review by somebody else, or no longer waits.
    """
    actor.require(Permission.REPORT_REVIEW)
    if revision.state is State.DITELAAH and revision.reviewer_id == actor.user_id:
        return
    if revision.state is State.DITELAAH and not actor.may(Permission.REPORT_DECIDE):
        raise Conflict("Laporan ini sedang ditelaah orang lain.")
    if revision.state is State.DIKIRIM:
        move(revision, State.DITELAAH)
        revision.review_started_at = now
    elif revision.state is not State.DITELAAH:
        raise Conflict("Laporan ini tidak sedang menunggu telaah.")
    revision.reviewer_id = actor.user_id
    audit.record(session, actor.username, "telaah.mulai", drafts.subject(revision), now=now)


def add_note(  # noqa: PLR0913 - a note is about something, of a kind, with a weight
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    *,
    row_key: str | None,
    field_name: str | None,
    code: str,
    severity: str,
    note: str,
    now: datetime,
) -> ReviewNote:
    """Write a note on an entry, a field or the report as a whole.

    Raises:
        Invalid: the note is too short, or names a code, entry or field that does not exist.
    """
    actor.require(Permission.REPORT_REVIEW)
    _in_review(revision)
    text = note.strip()
    if len(text) < 10:
        raise Invalid("Tulis catatan paling sedikit 10 karakter, supaya petugas tahu harus apa.")
    if code not in REVIEW_CODE or severity not in REVIEW_SEVERITY:
        raise Invalid("Pilih jenis dan sifat catatan.")
    if field_name and field_name not in FIELD_BY_NAME:
        raise Invalid("Bagian yang dicatat tidak dikenal.")
    if row_key and _entry(session, revision, row_key) is None:
        raise NotFound
    row = ReviewNote(
        revision=revision,
        row_key=row_key or None,
        field_name=field_name or None,
        code=code,
        severity=severity,
        note=text[:600],
        created_at=now,
        created_by=session.get_one(User, actor.user_id),
    )
    session.add(row)
    audit.record(
        session,
        actor.username,
        "telaah.catat",
        drafts.subject(revision),
        now=now,
        details={"entri": row_key or "", "jenis": code, "sifat": severity},
    )
    session.flush()
    return row


def remove_note(
    session: WriteSession, actor: Actor, revision: Revision, note_id: int, now: datetime
) -> None:
    """Take a note back while the review is still open."""
    actor.require(Permission.REPORT_REVIEW)
    _in_review(revision)
    row = session.scalar(
        select(ReviewNote).where(ReviewNote.id == note_id, ReviewNote.revision_id == revision.id)
    )
    if row is None:
        raise NotFound
    session.delete(row)
    audit.record(session, actor.username, "telaah.hapus", drafts.subject(revision), now=now)


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
    _in_review(revision)
    entry = _entry(session, revision, row_key)
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
    ):
        move(earlier, State.DIGANTI)
    session.flush()
    tally.rebuild(session, revision)
    obligation = revision.report.obligation
    for later in tally.later_accepted(session, obligation.region_code, obligation.period.quarter):
        tally.rebuild(session, later)
    _resolve_notes(session, revision)
    audit.record(session, actor.username, "telaah.terima", drafts.subject(revision), now=now)
    notify.of_decision(session, revision, NoticeKind.DITERIMA, now)


def return_report(
    session: WriteSession, actor: Actor, revision: Revision, note: str, now: datetime
) -> Revision:
    """Return a report with at least one must-fix note; a copy becomes the regency's new draft.

    Raises:
        Invalid: there is no must-fix note.
    """
    actor.require(Permission.REPORT_DECIDE)
    notes = session.scalars(
        select(ReviewNote).where(
            ReviewNote.revision_id == revision.id, ReviewNote.severity == "WAJIB"
        )
    ).all()
    if not notes:
        raise Invalid(
            "Tulis paling sedikit satu catatan wajib diperbaiki sebelum mengembalikan laporan."
        )
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
    draft = draft_from(session, revision, revision.drafted_by_id, now)
    _copy_letter(session, revision, draft)
    return draft


def _copy_letter(session: WriteSession, revision: Revision, draft: Revision) -> None:
    """The corrected version may reuse the letter it was first sent with."""
    for item in session.scalars(select(Attachment).where(Attachment.revision_id == revision.id)):
        copied = Attachment(
            revision=draft,
            category=item.category,
            file_name=item.file_name,
            media_type=item.media_type,
            size_bytes=item.size_bytes,
            sha256=item.sha256,
            uploaded_at=item.uploaded_at,
            uploaded_by=session.get_one(User, item.uploaded_by_id),
            caption=item.caption,
        )
        session.add(copied)
    session.flush()


def _resolve_notes(session: WriteSession, revision: Revision) -> None:
    for row in session.scalars(
        select(ReviewNote)
        .join(ReviewNote.revision)
        .join(Revision.report)
        .where(Report.id == revision.report_id, ReviewNote.resolved_in.is_(None))
    ):
        if row.revision_id != revision.id:
            row.resolved_in = revision.number


def _in_review(revision: Revision) -> None:
    if revision.state is not State.DITELAAH:
        raise Conflict("Mulai telaah lebih dulu; laporan ini tidak sedang ditelaah.")


def _entry(session: WriteSession, revision: Revision, row_key: str) -> Entry | None:
    return session.scalar(
        select(Entry)
        .where(Entry.revision_id == revision.id, Entry.row_key == row_key)
        .options(joinedload(Entry.assessment))
    )


def _has_letter(session: WriteSession, revision: Revision) -> bool:
    return (
        session.scalar(
            select(Attachment.id).where(
                Attachment.revision_id == revision.id, Attachment.category == "SURAT"
            )
        )
        is not None
    )
