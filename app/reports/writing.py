"""Writing one row of a draft by hand: the same cells and rules as a row of the workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid
from app.intake.columns import ACTION, ACTION_SHEET, SHEET_OF_KIND, columns_by_key
from app.intake.parse import parse_row
from app.intake.parsed import ParsedAction, ParsedEntry
from app.intake.personal import has_nik
from app.intake.row import CASE_KEY
from app.intake.row_key import normal_key
from app.model.case import Case
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.report import PendingRow
from app.reports import drafts
from app.reports.content import parsed_action_facts, parsed_facts
from app.reports.omissions import forget_told
from app.reports.row_store import store_row
from app.reports.written import TypedAction, WrittenRow, filled, find_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.intake.context import IntakeContext
    from app.model.report import Revision
    from app.reports.row_store import Judged
    from app.reports.written import TypedRow

MOST_CHARACTERS = 20_000
_NUMBER = re.compile(r"[PKU]-W(\d+)")


class RowDiffers(Conflict):
    """Somebody else changed the row meanwhile; nothing was written."""

    def __init__(self, current: WrittenRow | None) -> None:
        """Keep what the row says now, so that both can be shown; None when it was taken out."""
        super().__init__(
            "Entri ini berubah sejak Anda membukanya. Isian Anda belum disimpan dan tidak ada "
            "yang tertimpa."
        )
        self.current = current


class RowNotKept(Invalid):
    """The row holds what may not be stored, not even as a draft; `column` is the cell."""

    def __init__(self, column: str, sentence: str) -> None:
        """Keep which cell it is."""
        super().__init__(sentence)
        self.column = column


def new_row_key(session: ReadSession, revision: Revision, kind: str) -> str:
    """Return a code of the web form's own row of numbers: a workbook's rows never have it."""
    keys = {
        *session.scalars(select(Entry.row_key).where(Entry.revision_id == revision.id)),
        *session.scalars(
            select(Action.row_key).join(Action.entry).where(Entry.revision_id == revision.id)
        ),
        *session.scalars(select(PendingRow.row_key).where(PendingRow.revision_id == revision.id)),
    }
    taken = [
        int(found[1])
        for key in keys
        if key.startswith(f"{kind}-") and (found := _NUMBER.fullmatch(key))
    ]
    return f"{kind}-W{max(taken, default=0) + 1:03d}"


def write_row(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    typed: TypedRow,
    context: IntakeContext,
    now: datetime,
) -> WrittenRow:
    """Store a row as typed: a right one becomes an entry, the others wait and nothing is lost.

    Writing what stands already changes nothing, whatever version was seen: a repeat is harmless.

    Raises:
        RowDiffers: the row is no longer as it was seen.
        RowNotKept: a text is too long, or holds a NIK.
        Conflict: the report is no longer a draft.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    _refuse_what_may_not_be_kept(typed)
    current = find_written(session, revision, typed.row_key, context.zone)
    whole = _completed(session, revision, typed, current)
    judged = _judge(whole, current, context)
    if current is not None and _says_the_same(current, judged, whole, context):
        return current
    if (current.version if current is not None else "") != typed.seen:
        raise RowDiffers(current)
    store_row(session, revision, whole, judged, context)
    forget_told(session, revision)
    revision.channel = typed.channel
    drafts.touch(revision)
    drafts.refresh_statements(session, revision)
    audit.record(
        session,
        actor.username,
        "laporan.isi",
        drafts.subject(revision),
        now=now,
        details={"kode": typed.row_key, "saluran": typed.channel},
    )
    session.flush()
    written = find_written(session, revision, typed.row_key, context.zone)
    if written is None:
        raise RowDiffers(None)
    return written


def _refuse_what_may_not_be_kept(typed: TypedRow) -> None:
    rows = [(typed.kind, typed.cells), *((ACTION, item.cells) for item in typed.actions)]
    for kind, cells in rows:
        columns = columns_by_key(kind)
        for key, text in cells.items():
            heading = columns[key].heading if key in columns else "Isian"
            if len(text) > MOST_CHARACTERS:
                raise RowNotKept(key, f"{heading} terlalu panjang untuk disimpan. Ringkaslah.")
            if key != "url" and has_nik(text):
                raise RowNotKept(
                    key,
                    f"{heading} memuat 16 angka yang tampak sebagai NIK, jadi belum disimpan. "
                    "Hapus angkanya; tulis kelompok, bukan orang.",
                )


def _completed(
    session: ReadSession, revision: Revision, typed: TypedRow, current: WrittenRow | None
) -> TypedRow:
    """Add the cells that were not sent, and the case of the potential an event belongs to."""
    cells = {**(current.cells if current is not None else {}), **typed.cells}
    same_case = normal_key(cells.get("same_case", ""))
    if same_case and not cells.get(CASE_KEY):
        cells[CASE_KEY] = _case_of(session, revision, same_case)
    known = {item.row_key: item.cells for item in current.actions} if current is not None else {}
    actions = tuple(
        replace(
            item,
            cells={**known.get(item.row_key, {}), **item.cells, "entry_key": typed.row_key},
        )
        for item in typed.actions
    )
    return replace(typed, cells=filled(cells), actions=actions)


def _case_of(session: ReadSession, revision: Revision, row_key: str) -> str:
    found = session.scalar(
        select(Case.case_no)
        .join(Entry, Entry.case_id == Case.id)
        .where(Entry.revision_id == revision.id, Entry.row_key == row_key)
    )
    return found or ""


def _judge(typed: TypedRow, current: WrittenRow | None, context: IntakeContext) -> list[Judged]:
    """Judge the row first, then its actions that stay."""
    sheet, number = SHEET_OF_KIND[typed.kind], current.row_number if current is not None else 0
    return [
        parse_row(sheet, number, typed.row_key, typed.cells, context),
        *(
            parse_row(ACTION_SHEET, 0, item.row_key, filled(item.cells), context)
            for item in typed.actions
            if not item.is_dropped
        ),
    ]


def _says_the_same(
    current: WrittenRow, judged: Iterable[Judged], typed: TypedRow, context: IntakeContext
) -> bool:
    """Compare by facts: `3 Juli 2026` and `03/07/2026` say the same."""
    touched = {item.row_key for item in typed.actions}
    there = replace(
        typed,
        cells=current.cells,
        actions=tuple(
            TypedAction(item.row_key, item.cells)
            for item in current.actions
            if item.row_key in touched
        ),
    )
    before = {item.row_key: _essence(item) for item in _judge(there, current, context)}
    return before == {item.row_key: _essence(item) for item in judged}


def _essence(row: Judged) -> tuple[str, Mapping[str, object]]:
    if isinstance(row, ParsedEntry):
        return "entri", parsed_facts(row)
    if isinstance(row, ParsedAction):
        return "upaya", parsed_action_facts(row)
    return "menunggu", row.cells
