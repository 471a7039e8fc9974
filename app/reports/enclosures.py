"""Files on an entry, an action or the report as a whole: what shows that it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound, TooLarge
from app.model.account import User
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.report import Attachment, Revision
from app.model.vocabulary import CLASSIFICATION
from app.reports.attachments import clean_file_name
from app.reports.drafts import editable, subject
from app.reports.enclosure_label import LETTER, MOST_CAPTION, Owner
from app.reports.erasing import must_not_come_back

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession
    from app.files import FileStore
    from app.intake.attached import Accepted
    from app.reports.enclosure_label import Label, Limits

_RANK = {code.code: rank for rank, code in enumerate(CLASSIFICATION)}
_MEGABYTE = 1024 * 1024


def enclose(  # noqa: PLR0913 - which file, said to be what, on what, by whom, stored where, when
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    owner: Owner,
    label: Label,
    accepted: Accepted,
    *,
    limits: Limits,
    files: FileStore,
    now: datetime,
) -> Attachment:
    """Put a file on an entry, an action or the report; the same file there again changes nothing.

    Raises:
        Conflict: the report is no longer a draft.
        NotFound: the draft has no such entry or action.
        Invalid: the classification is above the report's, or the file was taken out before because
            of personal data.
        TooLarge: the version's files would be more than they may be together.
    """
    actor.require(Permission.REPORT_DRAFT)
    _lock(session, revision)
    editable(revision, None)
    _must_stand(session, revision, owner)
    _must_not_exceed(revision, label)
    must_not_come_back(session, revision, accepted.data)
    sha256 = files.put(accepted.data)
    held = list(session.scalars(select(Attachment).where(Attachment.revision_id == revision.id)))
    _take_place_of(session, held, owner, sha256)
    _must_fit(held, len(accepted.data), limits)
    row = Attachment(
        revision=revision,
        category=label.category,
        file_name=clean_file_name(label.file_name),
        media_type=accepted.media_type,
        size_bytes=len(accepted.data),
        sha256=sha256,
        uploaded_at=now,
        uploaded_by=session.get_one(User, actor.user_id),
        caption=label.caption[:MOST_CAPTION],
        entry_key=owner.entry_key or None,
        action_key=owner.action_key or None,
        taken_on=label.taken_on,
        classification=label.classification,
        has_personal_data=label.has_personal_data,
        thumbnail_sha256=files.put(accepted.thumbnail) if accepted.thumbnail else None,
        original_sha256=files.sealed.put(accepted.original) if accepted.original else None,
    )
    session.add(row)
    _record(session, actor, revision, row, "laporan.lampirkan", now)
    session.flush()
    return row


def remove(
    session: WriteSession, actor: Actor, revision: Revision, number: int, now: datetime
) -> None:
    """Take a file off a draft; it can be put back until the report is sent."""
    row = _own(session, actor, revision, number)
    if row.removed_at is None:
        row.removed_at = now
        _record(session, actor, revision, row, "laporan.lepas_lampiran", now)
        session.flush()


def put_back(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    number: int,
    *,
    limits: Limits,
    now: datetime,
) -> None:
    """Put a file back that was taken off.

    Raises:
        TooLarge: meanwhile others took its room.
    """
    row = _own(session, actor, revision, number)
    if row.removed_at is None:
        return
    held = session.scalars(select(Attachment).where(Attachment.revision_id == revision.id))
    _must_fit(list(held), row.size_bytes, limits)
    row.removed_at = None
    _record(session, actor, revision, row, "laporan.lampirkan", now)
    session.flush()


def enclosures_of(session: ReadSession, revision: Revision) -> list[Attachment]:
    """Return the files of a revision but its letter, those that were taken off left out."""
    return [row for row in all_of(session, revision) if row.removed_at is None]


def all_of(session: ReadSession, revision: Revision) -> list[Attachment]:
    """Return the files of a revision but its letter, with who sent them in, oldest first."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.revision_id == revision.id, Attachment.category != LETTER)
            .options(joinedload(Attachment.uploaded_by))
            .order_by(Attachment.id)
        )
    )


def enclosure_in(
    session: ReadSession, scope: Scope, revision: Revision, number: int
) -> Attachment:
    """Return one file of a revision.

    Raises:
        NotFound: there is none, or it lies outside the scope.
    """
    row = session.get(Attachment, number)
    if (
        row is None
        or row.revision_id != revision.id
        or row.category == LETTER
        or not scope.covers(revision.report.obligation.region_code)
    ):
        raise NotFound
    return row


def drop_removed(session: WriteSession, revision: Revision) -> None:
    """Forget what was taken off, right before the report is sent."""
    for row in all_of(session, revision):
        if row.removed_at is not None:
            session.delete(row)


def copy_enclosures(session: WriteSession, revision: Revision, draft: Revision) -> None:
    """The next version of a report begins with the files of the one before."""
    session.add_all(
        [copy_of_file(session, row, draft) for row in enclosures_of(session, revision)]
    )
    session.flush()


def copy_of_file(session: WriteSession, row: Attachment, draft: Revision) -> Attachment:
    """Return a copy for another version; the file itself is stored once."""
    return Attachment(
        revision=draft,
        category=row.category,
        file_name=row.file_name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        uploaded_at=row.uploaded_at,
        uploaded_by=session.get_one(User, row.uploaded_by_id),
        caption=row.caption,
        entry_key=row.entry_key,
        action_key=row.action_key,
        taken_on=row.taken_on,
        classification=row.classification,
        has_personal_data=row.has_personal_data,
        thumbnail_sha256=row.thumbnail_sha256,
        redacted_at=row.redacted_at,
        original_sha256=row.original_sha256,
    )


def _lock(session: WriteSession, revision: Revision) -> None:
    """Count a version's bytes one after another: SQLite locks as a whole, PostgreSQL by row."""
    session.execute(select(Revision.id).where(Revision.id == revision.id).with_for_update())


def _own(session: WriteSession, actor: Actor, revision: Revision, number: int) -> Attachment:
    actor.require(Permission.REPORT_DRAFT)
    _lock(session, revision)
    editable(revision, None)
    return enclosure_in(session, actor.scope, revision, number)


def _must_stand(session: WriteSession, revision: Revision, owner: Owner) -> None:
    if not owner.entry_key:
        if owner.action_key:
            raise NotFound
        return
    standing = select(Entry.id).where(
        Entry.revision_id == revision.id, Entry.row_key == owner.entry_key
    )
    if owner.action_key:
        standing = standing.where(Entry.actions.any(Action.row_key == owner.action_key))
    if session.scalar(standing) is None:
        raise NotFound


def _must_not_exceed(revision: Revision, label: Label) -> None:
    if _RANK[label.classification] > _RANK[revision.classification]:
        raise Invalid("Klasifikasi lampiran tidak boleh lebih tinggi daripada laporannya.")


def _take_place_of(
    session: WriteSession, held: list[Attachment], owner: Owner, sha256: str
) -> None:
    """Let the same file come back where it was taken off; it does not hang there twice."""
    twin = next((item for item in held if item.sha256 == sha256 and _owner(item) == owner), None)
    if twin is None:
        return
    if twin.removed_at is None:
        raise Conflict("Berkas yang sama sudah terlampir di sini.")
    session.delete(twin)


def _must_fit(held: list[Attachment], size: int, limits: Limits) -> None:
    used = sum(item.size_bytes for item in held if item.removed_at is None)
    if used + size > limits.total:
        shown = f"{used / _MEGABYTE:.1f}".replace(".", ",")
        raise TooLarge(
            f"Lampiran satu laporan paling besar {limits.total // _MEGABYTE} MB seluruhnya; sudah "
            f"terpakai {shown} MB. Lepas atau perkecil yang lain lebih dulu."
        )


def _owner(row: Attachment) -> Owner:
    return Owner(row.entry_key or "", row.action_key or "")


def _record(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    row: Attachment,
    act: str,
    now: datetime,
) -> None:
    details = {"sha256": row.sha256, "entri": row.entry_key or "", "upaya": row.action_key or ""}
    audit.record(session, actor.username, act, subject(revision), now=now, details=details)
