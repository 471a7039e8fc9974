"""Taking rows out of a draft again: an entry, or a row that waits for correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app import audit
from app.access.scope import Permission
from app.errors import NotFound
from app.model.entry import Entry
from app.model.report import PendingRow, Revision
from app.reports.drafts import editable, refresh_statements, subject, touch
from app.reports.waiting import hanging_on

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession


def drop_entry(
    session: WriteSession, actor: Actor, revision: Revision, row_key: str, now: datetime
) -> None:
    """Take one entry out of a draft, with a newer text of it that still waits for correction."""
    actor.require(Permission.REPORT_DRAFT)
    editable(revision, None)
    entry = session.scalar(
        select(Entry).where(Entry.revision_id == revision.id, Entry.row_key == row_key)
    )
    if entry is None:
        raise NotFound
    session.refresh(entry, ["locations", "parties", "sources", "actions"])
    keys = {row_key, *(action.row_key for action in entry.actions)}
    session.delete(entry)
    session.execute(
        delete(PendingRow).where(
            PendingRow.revision_id == revision.id, PendingRow.row_key.in_(keys)
        )
    )
    touch(revision)
    refresh_statements(session, revision)
    audit.record(
        session,
        actor.username,
        "laporan.buang_entri",
        subject(revision),
        now=now,
        details={"kode": row_key},
    )


def drop_pending(
    session: WriteSession, actor: Actor, revision: Revision, pending_id: int, now: datetime
) -> None:
    """Take one unfinished row out of a draft, and the actions that only wait for it.

    Their cells are kept in the uploaded file.
    """
    actor.require(Permission.REPORT_DRAFT)
    editable(revision, None)
    row = session.scalar(
        select(PendingRow).where(
            PendingRow.revision_id == revision.id, PendingRow.id == pending_id
        )
    )
    if row is None:
        raise NotFound
    hanging = hanging_on(session, revision, row.row_key)
    ids = [item.id for item in (row, *hanging)]
    session.execute(delete(PendingRow).where(PendingRow.id.in_(ids)))
    touch(revision)
    audit.record(
        session,
        actor.username,
        "laporan.buang_baris",
        subject(revision),
        now=now,
        details={"kode": row.row_key, "baris": row.row_number, "upaya": len(hanging)},
    )
