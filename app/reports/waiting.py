"""Rows that wait for correction: judged anew, and the actions that wait with their entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.intake.columns import ACTION, letters_of
from app.intake.hanging import with_its_entry
from app.intake.parse import parse_row
from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.intake.problem import Problem
from app.intake.row_key import normal_key
from app.model.report import PendingRow, Revision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.db import ReadSession
    from app.intake.context import IntakeContext
    from app.reports.merge import DraftRows

# A row without a problem of its own waits for the entry it is about.
IS_FAULTY = func.json_array_length(PendingRow.problems) > 0


def pending_of(session: ReadSession, revision: Revision) -> list[PendingRow]:
    """Return the rows of a draft that wait for correction, in the order of the file."""
    return list(
        session.scalars(
            select(PendingRow)
            .where(PendingRow.revision_id == revision.id)
            .order_by(PendingRow.sheet, PendingRow.row_number)
        )
    )


def rows_to_mend(session: ReadSession, revision: Revision) -> int:
    """Count the rows somebody has to put right; a draft with any waiting row has at least one."""
    faulty, every = session.execute(
        select(func.count().filter(IS_FAULTY), func.count())
        .select_from(PendingRow)
        .where(PendingRow.revision_id == revision.id)
    ).one()
    return faulty or every


def hanging_on(session: ReadSession, revision: Revision, entry_key: str) -> list[PendingRow]:
    """Return the actions that wait for one entry."""
    rows = session.scalars(
        select(PendingRow).where(PendingRow.revision_id == revision.id, ~IS_FAULTY)
    )
    return [row for row in rows if entry_of(row) == entry_key]


def entry_of(row: PendingRow) -> str:
    """Return the code of the entry a waiting action is about."""
    return normal_key(str(row.cells.get("entry_key", ""))) or ""


def judge_again(
    store: DraftRows,
    rows: Sequence[PendingRow],
    corrections: Mapping[int, Mapping[str, str]],
    context: IntakeContext,
) -> None:
    """Judge waiting rows with corrected cells: right ones join the draft, the others stay."""
    cells = {row.id: {**row.cells, **corrections.get(row.id, {})} for row in rows}
    results = {
        row.id: parse_row(row.sheet, row.row_number, row.row_key, cells[row.id], context)
        for row in rows
    }
    entries = [item for item in results.values() if isinstance(item, ParsedEntry)]
    good = store.entry_keys | {item.row_key for item in entries}
    bad = {item.row_key for item in results.values() if isinstance(item, RefusedRow)}
    letter = letters_of(ACTION)["entry_key"]
    for number, item in results.items():
        if isinstance(item, ParsedAction):
            results[number] = with_its_entry(item, cells[number], letter, good=good, waiting=bad)
    actions = [item for item in results.values() if isinstance(item, ParsedAction)]
    store.put(entries, actions, {row.row_key: row.cells_sha256 for row in rows})
    for row in rows:
        result = results[row.id]
        if isinstance(result, RefusedRow):
            row.cells = cells[row.id]
            row.problems = [problem.to_json() for problem in _where_they_stand(row, result)]


def _where_they_stand(row: PendingRow, result: RefusedRow) -> list[Problem]:
    """Keep the sheet and the cells an office's own table has; ours are those of the template."""
    before = [Problem.from_json(item) for item in row.problems]
    shown = next((item.sheet for item in before if item.sheet != row.sheet), "")
    if not shown:
        return list(result.problems)
    cells = {item.column: item.cell for item in before}
    return [
        replace(problem, sheet=shown, cell=cells.get(problem.column, ""))
        for problem in result.problems
    ]


def join_standing(store: DraftRows, context: IntakeContext) -> None:
    """Let the actions join that waited for an entry the draft has by now."""
    rows = store.session.scalars(
        select(PendingRow).where(PendingRow.revision_id == store.revision.id, ~IS_FAULTY)
    )
    standing = [row for row in rows if entry_of(row) in store.entry_keys]
    if standing:
        judge_again(store, standing, {}, context)
