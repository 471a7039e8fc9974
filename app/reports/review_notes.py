"""Notes of a review and the talk about each: asked, answered, asked again, closed.

A note stands over the versions of a report until the province closes it or accepts the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.intake.personal import refuse_nik
from app.model.account import User
from app.model.entry import FIELD_BY_NAME, Entry
from app.model.report import NoteReply, Reply, ReviewNote, Revision, State
from app.model.vocabulary import REVIEW_CODE, REVIEW_SEVERITY
from app.reports import drafts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession

MUST_FIX = "WAJIB"
MOST = 600
_LEAST_ANSWER, _LEAST_REPEAT = 3, 10
_ACTS = {
    Reply.ANSWER: "catatan.jawab",
    Reply.REPEAT: "telaah.ulang-catatan",
    Reply.CLOSE: "telaah.tutup-catatan",
}


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
    in_review(revision)
    text = note.strip()
    if len(text) < 10:
        raise Invalid("Tulis catatan paling sedikit 10 karakter, supaya petugas tahu harus apa.")
    refuse_nik(text)
    if code not in REVIEW_CODE or severity not in REVIEW_SEVERITY:
        raise Invalid("Pilih jenis dan sifat catatan.")
    if field_name and field_name not in FIELD_BY_NAME:
        raise Invalid("Bagian yang dicatat tidak dikenal.")
    if row_key and entry_in(session, revision, row_key) is None:
        raise NotFound
    row = ReviewNote(
        revision=revision,
        row_key=row_key or None,
        field_name=field_name or None,
        code=code,
        severity=severity,
        note=text[:MOST],
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
    in_review(revision)
    row = session.scalar(
        select(ReviewNote).where(ReviewNote.id == note_id, ReviewNote.revision_id == revision.id)
    )
    if row is None:
        raise NotFound
    session.delete(row)
    audit.record(session, actor.username, "telaah.hapus", drafts.subject(revision), now=now)


def answer(
    session: WriteSession, actor: Actor, draft: Revision, note_id: int, text: str, now: datetime
) -> NoteReply:
    """Answer a note in the draft that follows it; saying more later adds to the talk.

    Raises:
        Invalid: the answer says nothing.
        NotFound: the note is not one this draft has to answer.
        Conflict: the draft was sent meanwhile.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(draft, None)
    if len(text.strip()) < _LEAST_ANSWER:
        raise Invalid("Tulis jawabannya, misalnya apa yang sudah diperbaiki atau mengapa tidak.")
    note = _standing_note(session, draft, note_id)
    return _reply(session, actor, draft, note, Reply.ANSWER, text, now)


def repeat(
    session: WriteSession, actor: Actor, revision: Revision, note_id: int, text: str, now: datetime
) -> NoteReply:
    """Ask an earlier note again on this version, saying what is still missing.

    Raises:
        Invalid: it is not said what is missing.
        NotFound: the note is closed, or of another report.
    """
    actor.require(Permission.REPORT_REVIEW)
    in_review(revision)
    if len(text.strip()) < _LEAST_REPEAT:
        raise Invalid("Tulis apa yang masih kurang, paling sedikit 10 karakter.")
    note = _standing_note(session, revision, note_id)
    note.repeated_in = revision.number
    return _reply(session, actor, revision, note, Reply.REPEAT, text, now)


def close(
    session: WriteSession, actor: Actor, revision: Revision, note_id: int, text: str, now: datetime
) -> NoteReply:
    """Close an earlier note: what it asked for is done, or is asked for no longer."""
    actor.require(Permission.REPORT_REVIEW)
    in_review(revision)
    note = _standing_note(session, revision, note_id)
    note.resolved_in = revision.number
    return _reply(session, actor, revision, note, Reply.CLOSE, text, now)


def is_answered(note: ReviewNote) -> bool:
    """Tell whether the office had the last word; the replies must be loaded."""
    return bool(note.replies) and note.replies[-1].act == Reply.ANSWER


def asked_on(note: ReviewNote) -> int:
    """Return the number of the version on which the note was last asked; loaded with it."""
    return note.repeated_in or note.revision.number


def must_fix(session: ReadSession, revision: Revision) -> Sequence[ReviewNote]:
    """Return the open must-fix notes that were asked on this very version."""
    return session.scalars(
        select(ReviewNote)
        .join(ReviewNote.revision)
        .where(
            Revision.report_id == revision.report_id,
            or_(
                ReviewNote.revision_id == revision.id,
                ReviewNote.repeated_in == revision.number,
            ),
            ReviewNote.severity == MUST_FIX,
            ReviewNote.resolved_in.is_(None),
        )
    ).all()


def open_must_fix(session: ReadSession, revision: Revision) -> int:
    """Count the must-fix notes of a report that nobody closed, whenever they were asked."""
    return (
        session.scalar(
            select(func.count())
            .select_from(ReviewNote)
            .join(ReviewNote.revision)
            .where(
                Revision.report_id == revision.report_id,
                ReviewNote.severity == MUST_FIX,
                ReviewNote.resolved_in.is_(None),
            )
        )
        or 0
    )


def resolve_earlier(session: WriteSession, revision: Revision) -> None:
    """Close what earlier versions were asked: accepting a report says it is well as it is."""
    for row in session.scalars(
        select(ReviewNote)
        .join(ReviewNote.revision)
        .where(
            Revision.report_id == revision.report_id,
            ReviewNote.revision_id != revision.id,
            ReviewNote.resolved_in.is_(None),
        )
    ):
        row.resolved_in = revision.number


def in_review(revision: Revision) -> None:
    """Let a reviewer write.

    Raises:
        Conflict: the version is not in review.
    """
    if revision.state is not State.DITELAAH:
        raise Conflict("Mulai telaah lebih dulu; laporan ini tidak sedang ditelaah.")


def entry_in(session: ReadSession, revision: Revision, row_key: str) -> Entry | None:
    """Return an entry of a version with the province's reading, by its code."""
    return session.scalar(
        select(Entry)
        .where(Entry.revision_id == revision.id, Entry.row_key == row_key)
        .options(joinedload(Entry.assessment))
    )


def _standing_note(session: WriteSession, revision: Revision, note_id: int) -> ReviewNote:
    """Return an open note that was asked on an earlier version of the same report."""
    note = session.scalar(
        select(ReviewNote)
        .join(ReviewNote.revision)
        .where(
            ReviewNote.id == note_id,
            Revision.report_id == revision.report_id,
            Revision.number < revision.number,
            ReviewNote.resolved_in.is_(None),
        )
    )
    if note is None:
        raise NotFound
    return note


def _reply(  # noqa: PLR0913, PLR0917 - who says what to which note, looking at which version, when
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    note: ReviewNote,
    act: Reply,
    text: str,
    now: datetime,
) -> NoteReply:
    refuse_nik(text)
    row = NoteReply(
        note=note,
        act=act.value,
        text=text.strip()[:MOST],
        version=revision.number,
        created_at=now,
        created_by=session.get_one(User, actor.user_id),
    )
    session.add(row)
    audit.record(
        session,
        actor.username,
        _ACTS[act],
        drafts.subject(revision),
        now=now,
        details={"entri": note.row_key or "", "jenis": note.code},
    )
    session.flush()
    return row
