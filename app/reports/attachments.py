"""Attachments: the signed covering letter, with the report or after it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, NotFound
from app.model.account import User
from app.model.report import Attachment, Revision, State
from app.reports.drafts import subject

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.files import FileStore
    from app.intake.attached import Accepted

OPEN_FOR_LETTER = frozenset({State.DRAF, State.MENUNGGU_PENGESAHAN, State.DIKIRIM, State.DITELAAH})


def attach_letter(  # noqa: PLR0913 - what, to which report, by whom, stored where, when
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    *,
    accepted: Accepted,
    file_name: str,
    files: FileStore,
    now: datetime,
) -> Attachment:
    """Store the signed letter; a newer one takes the place of an older one.

    Raises:
        Conflict: the report is decided, so its letter stays as it is.
    """
    actor.require(Permission.REPORT_DRAFT)
    if revision.state not in OPEN_FOR_LETTER:
        raise Conflict("Laporan sudah diputus; suratnya tidak dapat diganti.")
    sha256 = files.put(accepted.data)
    for earlier in letters_of(session, revision):
        session.delete(earlier)
    row = Attachment(
        revision=revision,
        category="SURAT",
        file_name=clean_file_name(file_name),
        media_type=accepted.media_type,
        size_bytes=len(accepted.data),
        sha256=sha256,
        uploaded_at=now,
        uploaded_by=session.get_one(User, actor.user_id),
        caption="Surat pengantar bertanda tangan",
        original_sha256=files.sealed.put(accepted.original) if accepted.original else None,
    )
    session.add(row)
    audit.record(
        session,
        actor.username,
        "laporan.lampirkan",
        subject(revision),
        now=now,
        details={"sha256": sha256},
    )
    session.flush()
    return row


def remove_letter(session: WriteSession, actor: Actor, revision: Revision, now: datetime) -> None:
    """Take the letter off a draft again."""
    actor.require(Permission.REPORT_DRAFT)
    if revision.state is not State.DRAF:
        raise Conflict("Laporan sudah dikirim; surat hanya dapat diganti, tidak dihapus.")
    rows = letters_of(session, revision)
    if not rows:
        raise NotFound
    for row in rows:
        session.delete(row)
    audit.record(session, actor.username, "laporan.lepas_surat", subject(revision), now=now)


def letters_of(session: WriteSession, revision: Revision) -> list[Attachment]:
    """Return the covering letters of a revision (at most one is in force)."""
    return list(
        session.scalars(
            select(Attachment).where(
                Attachment.revision_id == revision.id, Attachment.category == "SURAT"
            )
        )
    )


def clean_file_name(name: str) -> str:
    """Keep a file name showable: no path, control or direction marks, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip()
    return shown[:120] or "surat.pdf"
