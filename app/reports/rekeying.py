"""A file's codes against the draft's: the case number decides which row is meant, then the code.

A workbook downloaded before a case was told on the page, or before last quarter's report was
accepted, may give a case another code than the draft has. Its row still means that case; and a
row of the file never overwrites an entry of another case because their codes happen to meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.intake.columns import ACTION_SHEET, KIND_OF_SHEET
from app.intake.row import CASE_KEY
from app.intake.row_key import normal_key
from app.model.case import Case
from app.model.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.db import ReadSession
    from app.intake.parsed import Parsed, ParsedAction, ParsedEntry, RefusedRow
    from app.model.report import Revision


def with_the_drafts_codes(session: ReadSession, revision: Revision, parsed: Parsed) -> Parsed:
    """Return the file's rows under the codes their cases have in the draft.

    The revision must have its report, obligation and period loaded.
    """
    quarter = revision.report.obligation.period.quarter
    rows = session.execute(
        select(Entry.row_key, Case.case_no, Case.first_quarter)
        .join(Entry.case)
        .where(Entry.revision_id == revision.id)
    )
    draft = {key: _Known(case_no, first < quarter) for key, case_no, first in rows}
    codes = _new_codes(parsed, draft)
    if not codes:
        return parsed
    return replace(
        parsed,
        entries=tuple(_entry(row, codes) for row in parsed.entries),
        actions=tuple(_action(row, codes) for row in parsed.actions),
        refused=tuple(_refused(row, codes) for row in parsed.refused),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The case of an entry in the draft; an old one was in the workbook from the start."""

    case_no: str
    is_old: bool


def _new_codes(parsed: Parsed, draft: Mapping[str, _Known]) -> dict[str, str]:
    """Return the file's code to the draft's, where the two differ."""
    of_case = {(key[0], known.case_no): key for key, known in draft.items()}
    rows = list(_rows(parsed))
    tells_cases = any(case_no for _, _, case_no in rows)
    codes: dict[str, str] = {}
    for key, row_number, case_no in rows:
        own = of_case.get((key[0], case_no)) if case_no else None
        known = draft.get(key)
        # Only potentials are carried over; an event finds its case by the potential it names.
        carries_case = tells_cases and key.startswith("P")
        if own is not None:
            codes[key] = own
        elif known is not None and (case_no or (carries_case and known.is_old)):
            # Taken by another case: the code its row number gives is nobody else's.
            codes[key] = f"{key[0]}-B{row_number:03d}"
    return {key: code for key, code in codes.items() if key != code}


def _rows(parsed: Parsed) -> Iterable[tuple[str, int, str]]:
    for entry in parsed.entries:
        yield entry.row_key, entry.row_number, entry.case_no or ""
    for row in parsed.refused:
        if KIND_OF_SHEET.get(row.sheet) in {"P", "K"}:
            yield row.row_key, row.row_number, row.cells.get(CASE_KEY, "")


def _entry(row: ParsedEntry, codes: Mapping[str, str]) -> ParsedEntry:
    same_case = codes.get(row.same_case, row.same_case)
    return replace(row, row_key=codes.get(row.row_key, row.row_key), same_case=same_case)


def _action(row: ParsedAction, codes: Mapping[str, str]) -> ParsedAction:
    return replace(row, entry_key=codes.get(row.entry_key, row.entry_key))


def _refused(row: RefusedRow, codes: Mapping[str, str]) -> RefusedRow:
    if row.sheet != ACTION_SHEET:
        return replace(row, row_key=codes.get(row.row_key, row.row_key))
    about = codes.get(normal_key(row.cells.get("entry_key", "")) or "")
    if about is None:
        return row
    action = row.action and _action(row.action, codes)
    return replace(row, cells={**row.cells, "entry_key": about}, action=action)
