"""Personal data taken out of what was sent (domain paper 1.2).

An amendment with the reason PDP says by its own content what had to go: whatever narrative,
caption or file it changed or dropped leaves every earlier version, with a mark that can be seen.
One thing can also go by request (`redaction_requests`). Seals and receipts stay, and so does the
SHA-256 of each text and file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.files import sha256_of
from app.model.case import Case
from app.model.followup import FollowUp
from app.model.redaction import Part, Redaction, mark_of, slot_of
from app.model.report import Attachment, Revision, Upload
from app.reports import drafts
from app.reports.enclosure_label import LETTER
from app.reports.holding import hold_editions
from app.reports.lateness import day_in
from app.reports.redaction_texts import (
    CLEARED,
    Place,
    file_texts,
    part_of_file,
    said,
    texts_of,
)
from app.reports.redaction_uploads import file_names, workbooks_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.model.redaction import Owner, RedactionRequest
    from app.reports.redaction_texts import HeldFile, Text

FILE, THUMBNAIL = "file", "thumbnail"
_LONGEST_KEY = 40


def redact_earlier(
    session: WriteSession, actor: Actor, before: Revision, after: Revision, now: datetime
) -> int:
    """Overwrite in every earlier version what an accepted amendment took out; return how much.

    `before` is the version that was in force. Both must have their report loaded.
    """
    gone = _gone(texts_of(session, before), texts_of(session, after))
    files = _contents(session, before) - _contents(session, after)
    captions = _said_of_files(session, before) - _said_of_files(session, after)
    if not (gone or files or captions):
        return 0
    count = 0
    earlier = session.scalars(
        select(Revision).where(
            Revision.report_id == after.report_id,
            Revision.number < after.number,
            Revision.submitted_at.is_not(None),
        )
    )
    eraser = Eraser(session, actor, now)
    for revision in list(earlier):
        held = _held(session, revision)
        rows = [row for row in held if row.sha256 in files]
        found = [item for item in texts_of(session, revision) if item.place in gone]
        for row in held:
            found += [item for item in file_texts(row) if (row.sha256, item.text) in captions]
        count += eraser.take_out(revision, found, rows)
    details = {"teks": count}
    about = drafts.subject(after)
    audit.record(session, actor.username, "laporan.redaksi", about, now=now, details=details)
    return count


class Eraser:
    """Takes texts and files out; the rules of the database are open only within one call."""

    def __init__(
        self,
        session: WriteSession,
        actor: Actor,
        now: datetime,
        request: RedactionRequest | None = None,
    ) -> None:
        """Say who does it when, and by which request if it was not an amendment."""
        self._session, self._actor, self._now, self._request = session, actor, now, request
        self._day = day_in(now, actor.zone)

    def take_out(self, owner: Owner, texts: Sequence[Text], files: Iterable[HeldFile]) -> int:
        """Mark what goes, overwrite it, close the marks again; return how many texts and files."""
        files = [row for row in files if row.redacted_at is None]
        texts = _each_once([*texts, *(item for row in files for item in file_texts(row))])
        if not texts and not files:
            return 0
        uploads = workbooks_with(self._session, owner, texts)
        if uploads:  # what they are called may say it too
            texts = _each_once([*texts, *said(file_names(self._session, owner.id))])
        used = self._used(owner)
        marks = [
            self._mark(owner, item.place, sha256_of(item.text.encode()), used) for item in texts
        ]
        for row in files:
            marks += self._marks_of_file(owner, row, used)
        marks += [
            self._mark(owner, Place(Part.UPLOAD, str(row.id), FILE), row.file_sha256, used)
            for row in uploads
        ]
        self._session.add_all(marks)
        self._session.flush()
        self._overwrite(texts, files, uploads)
        for mark in marks:
            mark.is_open = False
        if isinstance(owner, Revision):
            parts = {text.place.part for text in texts if not _is_letter(text.holder)}
            parts |= {part_of_file(row) for row in files if not _is_letter(row)}
            hold_editions(self._session, self._actor, owner, parts, self._now)
        elif isinstance(owner, FollowUp):
            owner.lock_version += 1  # a form that was opened before holds the old words
        self._session.flush()
        return len(texts) + len(files)

    def _overwrite(
        self, texts: Iterable[Text], files: Iterable[HeldFile], uploads: Iterable[Upload]
    ) -> None:
        for item in texts:
            name = item.place.field_name
            room = type(item.holder).__table__.columns[name].type.length
            value = "" if name in CLEARED else mark_of(self._day, room)
            setattr(item.holder, name, value)
            if name == "title":
                _retitle(self._session, item, value)
        for row in files:
            row.redacted_at = self._now
        for upload in uploads:
            # What was wrong with a row is said in words of that row.
            upload.problems = []
        self._session.flush()

    def _used(self, owner: Owner) -> set[Place]:
        column = getattr(Redaction, f"{slot_of(owner)}_id")
        rows = self._session.scalars(select(Redaction).where(column == owner.id))
        return {Place(row.part, row.row_key, row.field_name) for row in rows}

    def _mark(self, owner: Owner, place: Place, sha256: str, used: set[Place]) -> Redaction:
        """Return the mark of a place; a text written there anew gets a mark of its own."""
        key, turn = place.row_key, 1
        while Place(place.part, key, place.field_name) in used:
            turn += 1
            key = f"{place.row_key[: _LONGEST_KEY - 6]} ({turn})"
        used.add(Place(place.part, key, place.field_name))
        mark = Redaction(
            request=self._request,
            part=place.part,
            row_key=key,
            field_name=place.field_name,
            original_sha256=sha256,
            made_at=self._now,
        )
        setattr(mark, slot_of(owner), owner)
        return mark

    def _marks_of_file(self, owner: Owner, row: HeldFile, used: set[Place]) -> list[Redaction]:
        held = ((FILE, row.sha256), (THUMBNAIL, row.thumbnail_sha256))
        return [
            self._mark(owner, Place(part_of_file(row), str(row.id), name), sha256, used)
            for name, sha256 in held
            if sha256
        ]


def redactions_of(session: ReadSession, revision: Revision) -> list[Redaction]:
    """Return what was taken out of a version."""
    return list(
        session.scalars(
            select(Redaction).where(Redaction.revision_id == revision.id).order_by(Redaction.id)
        )
    )


def _gone(before: Iterable[Text], after: Iterable[Text]) -> frozenset[Place]:
    """Return the places whose text the amendment changed or dropped."""
    kept = {(item.place, item.text) for item in after}
    return frozenset(item.place for item in before if (item.place, item.text) not in kept)


def _held(session: ReadSession, revision: Revision) -> Sequence[Attachment]:
    """Return the files of a version, its letter left out: each version has a letter of its own.

    The letter names an official; what else stands in one goes by request.
    """
    return session.scalars(
        select(Attachment).where(
            Attachment.revision_id == revision.id, Attachment.category != LETTER
        )
    ).all()


def _is_letter(holder: object) -> bool:
    """Tell whether a file is a covering letter, which no edition prints a word of."""
    return isinstance(holder, Attachment) and holder.category == LETTER


def _contents(session: ReadSession, revision: Revision) -> set[str]:
    return {row.sha256 for row in _held(session, revision)}


def _said_of_files(session: ReadSession, revision: Revision) -> set[tuple[str, str]]:
    return {
        (row.sha256, item.text) for row in _held(session, revision) for item in file_texts(row)
    }


def _each_once(texts: Iterable[Text]) -> list[Text]:
    return list({item.place: item for item in texts}.values())


def _retitle(session: WriteSession, item: Text, mark: str) -> None:
    """A case that bears the title bears the mark as well."""
    case = session.get(Case, item.holder.case_id) if item.holder.case_id else None
    if case is not None and case.title == item.text:
        case.title = mark
