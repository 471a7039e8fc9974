"""Tables of rows judged together: entries, their actions, and all that must be said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.columns import ACTION, ACTION_SHEET, COVER_SHEET, SHEET_OF_KIND
from app.intake.hanging import with_its_entry
from app.intake.parsed import IgnoredRow, Parsed, ParsedAction, ParsedEntry, RefusedRow
from app.intake.problem import WARNING, Problem
from app.intake.row import CASE_KEY, judge
from app.intake.row_key import normal_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.intake.context import IntakeContext
    from app.intake.cover import ParsedCover
    from app.intake.row import Place
    from app.intake.sheets import Table

_ACTED = frozenset({"PROSES", "SELESAI"})


@dataclass(slots=True)
class Judged:
    """The verdicts on the rows of some tables; `problems` holds what is not of a row."""

    entries: list[ParsedEntry] = field(default_factory=list)
    actions: list[ParsedAction] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)

    def take(self, row: ParsedEntry | ParsedAction | RefusedRow) -> None:
        """Put a judged row where it belongs."""
        if isinstance(row, RefusedRow):
            self.refused.append(row)
        elif isinstance(row, ParsedAction):
            self.actions.append(row)
        else:
            self.entries.append(row)

    def parsed(self, cover: ParsedCover, order: Sequence[str] = ()) -> Parsed:
        """Return everything, problems in the order of the sheets (ours unless named) and rows."""
        problems = [*cover.problems, *self.problems]
        for entry in self.entries:
            problems += entry.warnings
        for action in self.actions:
            problems += action.warnings
        for refused in self.refused:
            problems += refused.action.warnings if refused.action else refused.problems
        places = {name: at for at, name in enumerate(order or _OURS)}
        problems.sort(key=lambda item: (places.get(item.sheet, len(places)), item.row_number))
        return Parsed(
            cover,
            tuple(self.entries),
            tuple(self.actions),
            tuple(self.refused),
            tuple(problems),
            len(self.entries) + len(self.actions) + len(self.refused),
            tuple(self.ignored),
        )


_OURS = (COVER_SHEET, *SHEET_OF_KIND.values())


def judge_tables(
    tables: Sequence[Table], context: IntakeContext, known: frozenset[str] = frozenset()
) -> Judged:
    """Judge every row of some tables; `known` are entries that need not be in the file."""
    _link_cases(tables)
    result = Judged()
    for table in tables:
        result.problems += table.problems
        result.ignored += table.ignored
        for place, cells in table.rows:
            result.take(judge(place, cells, context, table.remarks.get(place.row_key, ())))
    _settle_actions(result, tables, known)
    result.problems += _without_action(result, tables)
    return result


def _link_cases(tables: Sequence[Table]) -> None:
    """Give an event the case of the potential it points to, before the rows are judged."""
    cases = {
        place.row_key: cells[CASE_KEY]
        for table in tables
        if table.kind == "P"
        for place, cells in table.rows
        if CASE_KEY in cells
    }
    if not cases:
        return
    for table in tables:
        for _, cells in table.rows if table.kind == "K" else ():
            key = normal_key(cells.get("same_case", "")) or ""
            if key in cases and CASE_KEY not in cells:
                cells[CASE_KEY] = cases[key]


def _settle_actions(result: Judged, tables: Sequence[Table], known: frozenset[str]) -> None:
    """Let the actions of good rows pass; the others wait with their entry or have none."""
    rows = {
        place.row_key: (place, cells)
        for table in tables
        if table.kind == ACTION
        for place, cells in table.rows
    }
    if not rows:
        return
    waiting = {row.row_key for row in result.refused if row.sheet != ACTION_SHEET}
    good = ({entry.row_key for entry in result.entries} | known) - waiting
    judged, result.actions = result.actions, []
    for action in judged:
        place, cells = rows[action.row_key]
        letter = place.letters.get("entry_key", "")
        result.take(with_its_entry(action, cells, letter, good=good, waiting=waiting))


def _without_action(result: Judged, tables: Sequence[Table]) -> list[Problem]:
    """Say which entries are called handled although the file holds no action for them."""
    acted = {action.entry_key for action in result.actions}
    places = {place.row_key: place for table in tables for place, _ in table.rows}
    found = []
    for entry in result.entries:
        if entry.values["handling_status"] not in _ACTED or entry.row_key in acted:
            continue
        place = places[entry.row_key]
        column = place.letters.get("handling_status", "")
        found.append(
            Problem(
                sheet=place.shown or place.sheet,
                row_number=entry.row_number,
                row_key=entry.row_key,
                column="handling_status",
                heading="Status penanganan",
                cell=f"{column}{entry.row_number}" if column else "",
                severity=WARNING,
                message=_no_action(entry.row_key, place),
            )
        )
    return found


def _no_action(key: str, place: Place) -> str:
    if place.shown:
        return "Belum ada upaya untuk entri ini; tambahkan sebelum laporan dikirim."
    return f"Belum ada upaya untuk {key} pada lembar {ACTION_SHEET}."
