"""Actions and the entry they are about: what joins it, what waits with it, what has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.columns import EVENT_SHEET, POTENTIAL_SHEET
from app.intake.parsed import ParsedAction, RefusedRow
from app.intake.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Set


def with_its_entry(
    action: ParsedAction,
    cells: Mapping[str, str],
    letter: str,
    *,
    good: Set[str],
    waiting: Set[str],
) -> ParsedAction | RefusedRow:
    """Let an action pass when its entry is good; nothing hangs in the air.

    When the entry waits for correction, the action waits with it and nothing is wrong with it.
    A code that is nowhere is an error. `letter` names the column of the entry's code.
    """
    if action.entry_key in good:
        return action
    place = (action.sheet, action.row_number, action.row_key)
    if action.entry_key in waiting:
        return RefusedRow(*place, dict(cells), (), action)
    problem = Problem(
        sheet=action.sheet,
        row_number=action.row_number,
        row_key=action.row_key,
        column="entry_key",
        heading="Kode entri",
        cell=f"{letter}{action.row_number}" if letter and action.row_number else "",
        message=f"Kode {action.entry_key} tidak ada pada lembar {POTENTIAL_SHEET} atau "
        f"{EVENT_SHEET}.",
        value=cells.get("entry_key", ""),
    )
    return RefusedRow(*place, dict(cells), (problem,))
