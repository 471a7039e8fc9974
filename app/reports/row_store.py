"""A judged row and its actions written into a draft: what is right joins it, the rest waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.intake.columns import ACTION, ACTION_SHEET, letters_of
from app.intake.hanging import with_its_entry
from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.report import PendingRow
from app.reports.merge import DraftRows
from app.reports.waiting import join_standing
from app.reports.written import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.db import ReadSession, WriteSession
    from app.intake.context import IntakeContext
    from app.model.report import Revision
    from app.reports.written import TypedRow

Judged = ParsedEntry | ParsedAction | RefusedRow


def store_row(
    session: WriteSession,
    revision: Revision,
    typed: TypedRow,
    judged: Sequence[Judged],
    context: IntakeContext,
) -> None:
    """Put a row and its actions where they belong; an action waits with the row it is about."""
    _drop_actions(session, revision, [item.row_key for item in typed.actions if item.is_dropped])
    store = DraftRows(session, revision)
    good = store.entry_keys | {item.row_key for item in judged if isinstance(item, ParsedEntry)}
    letter = letters_of(ACTION)["entry_key"]
    cells = {item.row_key: filled(item.cells) for item in typed.actions}
    settled = [
        with_its_entry(item, cells[item.row_key], letter, good=good, waiting={typed.row_key})
        if isinstance(item, ParsedAction)
        else item
        for item in judged
    ]
    store.put(
        [item for item in settled if isinstance(item, ParsedEntry)],
        [item for item in settled if isinstance(item, ParsedAction)],
        _hashes(session, revision, [typed.row_key, *cells]),
    )
    waiting = [item for item in settled if isinstance(item, RefusedRow)]
    store.keep(_rewritten(session, revision, waiting))
    join_standing(store, context)


def _drop_actions(session: WriteSession, revision: Revision, keys: list[str]) -> None:
    if not keys:
        return
    mine = select(Entry.id).where(Entry.revision_id == revision.id)
    session.execute(delete(Action).where(Action.row_key.in_(keys), Action.entry_id.in_(mine)))
    session.execute(
        delete(PendingRow).where(
            PendingRow.revision_id == revision.id,
            PendingRow.sheet == ACTION_SHEET,
            PendingRow.row_key.in_(keys),
        )
    )


def _hashes(session: ReadSession, revision: Revision, keys: list[str]) -> dict[str, str]:
    """Return the cells a file has of waiting rows: mended here, they are known when it returns."""
    rows = session.execute(
        select(PendingRow.row_key, PendingRow.cells_sha256).where(
            PendingRow.revision_id == revision.id, PendingRow.row_key.in_(keys)
        )
    )
    return dict(rows.all())


def _rewritten(
    session: WriteSession, revision: Revision, rows: list[RefusedRow]
) -> list[RefusedRow]:
    """Write rows that wait already in their place, and return the new ones."""
    known = {
        (row.sheet, row.row_key): row
        for row in session.scalars(
            select(PendingRow)
            .where(PendingRow.revision_id == revision.id)
            .where(PendingRow.row_key.in_([item.row_key for item in rows]))
        )
    }
    fresh = []
    for item in rows:
        row = known.get((item.sheet, item.row_key))
        if row is None:
            fresh.append(item)
            continue
        row.cells = dict(item.cells)
        row.problems = [problem.to_json() for problem in item.problems]
    session.flush()
    return fresh
