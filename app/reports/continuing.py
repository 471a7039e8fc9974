"""An open case told on: last quarter's values, and what the officer says anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import load_only

from app import audit
from app.access.scope import Permission
from app.errors import NotFound
from app.intake.columns import POTENTIAL_SHEET
from app.intake.parse import parse_row
from app.intake.parsed import ParsedAction, RefusedRow
from app.intake.row import CASE_KEY
from app.model.case import Case
from app.model.entry import Entry, Kind
from app.reports import drafts
from app.reports.carried import draft_cells
from app.reports.merge import DraftRows
from app.reports.omissions import forget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.intake.context import IntakeContext
    from app.intake.parsed import ParsedEntry
    from app.intake.template_request import CarriedRow
    from app.model.report import Revision


def continue_case(  # noqa: PLR0913, PLR0917 - whose draft, which case, what is said, judged how
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    carried: Sequence[CarriedRow],
    case_no: str,
    said: Mapping[str, str],
    context: IntakeContext,
    *,
    expected: int | None,
    now: datetime,
) -> ParsedEntry | RefusedRow:
    """Tell an open case on with last quarter's values and what is said anew.

    A refusal stores nothing. `carried` are the rows of `carried_rows`, `said` cells by column key.

    Raises:
        NotFound: the case does not wait for this quarter.
        Conflict: the draft changed meanwhile, or is none any more.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, expected)
    row = next((item for item in carried if item.case_no == case_no), None)
    if row is None:
        raise NotFound
    store = DraftRows(session, revision)
    key = _key_of(session, revision, case_no) or _own_key(store, carried, case_no)
    told = draft_cells(session, revision, case_no)
    cells = {**(told if told is not None else row.cells), **said, CASE_KEY: case_no}
    result = parse_row(POTENTIAL_SHEET, 0, key, cells, context)
    if isinstance(result, ParsedAction):
        raise TypeError("a sheet of potentials gave an action")
    if isinstance(result, RefusedRow):
        return result
    store.put((result,), ())
    forget(session, revision, case_no)
    drafts.touch(revision)
    drafts.refresh_statements(session, revision)
    details = {"kasus": case_no, "perubahan": result.values["change"]}
    audit.record(
        session,
        actor.username,
        "laporan.lanjutkan",
        drafts.subject(revision),
        now=now,
        details=details,
    )
    session.flush()
    return result


def told_on(session: ReadSession, revision: Revision) -> dict[int, Entry]:
    """Return what a draft tells of earlier cases, by case: no more than its news."""
    rows = session.scalars(
        select(Entry)
        .where(
            Entry.revision_id == revision.id,
            Entry.kind == Kind.POTENTIAL,
            Entry.case_id.is_not(None),
        )
        .options(load_only(Entry.case_id, Entry.row_key, Entry.change, Entry.development))
    )
    return {entry.case_id: entry for entry in rows if entry.case_id is not None}


def _key_of(session: ReadSession, revision: Revision, case_no: str) -> str | None:
    return session.scalar(
        select(Entry.row_key)
        .join(Entry.case)
        .where(
            Entry.revision_id == revision.id,
            Entry.kind == Kind.POTENTIAL,
            Case.case_no == case_no,
        )
        .limit(1)
    )


def _own_key(store: DraftRows, carried: Sequence[CarriedRow], case_no: str) -> str:
    """Return the code the workbook gives the case, else the next that is free."""
    numbers = [item.case_no for item in carried]
    number = numbers.index(case_no) + 1
    while f"P-{number:03d}" in store.entry_keys:
        number += 1
    return f"P-{number:03d}"
