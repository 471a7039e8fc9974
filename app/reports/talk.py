"""Reads of the notes on a report with everything said to them; they take the reader's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.errors import NotFound
from app.model.report import NoteReply, ReviewNote, Revision, State
from app.reports.review_notes import asked_on

if TYPE_CHECKING:
    from app.access.scope import Scope
    from app.db import ReadSession


def notes_of(session: ReadSession, scope: Scope, revision: Revision) -> list[ReviewNote]:
    """Return the notes asked on a version; for a draft, those of earlier ones that still stand.

    With their replies, and the version each was first asked on.
    """
    is_draft = revision.state in {State.DRAF, State.MENUNGGU_PENGESAHAN}
    return [
        note
        for note in talk_of(session, scope, revision)
        if (note.resolved_in is None if is_draft else asked_on(note) == revision.number)
    ]


def talk_of(session: ReadSession, scope: Scope, revision: Revision) -> list[ReviewNote]:
    """Return every note of a report up to a version, oldest first, with what was said to each."""
    if not scope.covers(revision.report.obligation.region_code):
        raise NotFound
    return list(
        session.scalars(
            select(ReviewNote)
            .join(ReviewNote.revision)
            .where(Revision.report_id == revision.report_id, Revision.number <= revision.number)
            .options(
                joinedload(ReviewNote.created_by),
                contains_eager(ReviewNote.revision),
                selectinload(ReviewNote.replies).joinedload(NoteReply.created_by),
            )
            .order_by(ReviewNote.id)
        )
    )
