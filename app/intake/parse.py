"""A whole workbook: whose it is, its cover, its rows, and all that must be said about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake.columns import (
    ACTION,
    ACTION_SHEET,
    COVER_SHEET,
    EVENT_SHEET,
    HELP_SHEET,
    LISTS_SHEET,
    META_SHEET,
    POTENTIAL_SHEET,
    PROBLEM_SHEET,
    SHEET_OF_KIND,
    letter,
)
from app.intake.cover import parse_cover
from app.intake.hanging import with_its_entry
from app.intake.parsed import (
    IgnoredRow,
    Parsed,
    ParsedAction,
    ParsedEntry,
    RefusedRow,
)
from app.intake.problem import WARNING, Problem
from app.intake.row import CASE_KEY, judge, normal_key, parse_row
from app.intake.sheets import Table, read_table
from app.model.quarter import Quarter

if TYPE_CHECKING:
    from app.intake.context import IntakeContext
    from app.intake.workbook import RawSheet, RawWorkbook

__all__ = [
    "IgnoredRow",
    "Parsed",
    "ParsedAction",
    "ParsedEntry",
    "RefusedRow",
    "parse_row",
    "parse_workbook",
]

_ASIDE = frozenset({HELP_SHEET, LISTS_SHEET, META_SHEET, PROBLEM_SHEET})
_ACTED = frozenset({"PROSES", "SELESAI"})


@dataclass(slots=True)
class _Result:
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


def parse_workbook(raw: RawWorkbook, context: IntakeContext) -> Parsed:
    """Read every row of a workbook; all problems of all rows are found, not the first.

    Raises:
        Unreadable: made for another regency or quarter, or none of our sheets.
    """
    _check_stamp(raw, context)
    sheets = _known_sheets(raw)
    if not any(name in sheets for name in SHEET_OF_KIND.values()):
        raise Unreadable(
            f"Lembar {POTENTIAL_SHEET} dan {EVENT_SHEET} tidak ditemukan. Unduh templat, salin "
            "barisnya, lalu unggah lagi."
        )
    result = _Result()
    _note_sheets(raw, sheets, result)
    tables = {
        kind: read_table(sheets[name], kind)
        for kind, name in SHEET_OF_KIND.items()
        if name in sheets
    }
    _link_cases(tables)
    for table in tables.values():
        result.problems += table.problems
        result.ignored += table.ignored
        for place, cells in table.rows:
            result.take(judge(place, cells, context))
    _settle_actions(result, tables.get(ACTION))
    result.problems += _without_action(result, tables)
    return _parsed(result, sheets, context)


def _parsed(result: _Result, sheets: dict[str, RawSheet], context: IntakeContext) -> Parsed:
    cover = parse_cover(sheets.get(COVER_SHEET), context)
    problems = [*cover.problems, *result.problems]
    for entry in result.entries:
        problems += entry.warnings
    for action in result.actions:
        problems += action.warnings
    for refused in result.refused:
        problems += refused.action.warnings if refused.action else refused.problems
    order = [COVER_SHEET, *SHEET_OF_KIND.values()]
    problems.sort(
        key=lambda item: (
            order.index(item.sheet) if item.sheet in order else len(order),
            item.row_number,
        )
    )
    return Parsed(
        cover,
        tuple(result.entries),
        tuple(result.actions),
        tuple(result.refused),
        tuple(problems),
        len(result.entries) + len(result.actions) + len(result.refused),
        tuple(result.ignored),
    )


def _check_stamp(raw: RawWorkbook, context: IntakeContext) -> None:
    stamp = raw.stamp
    if stamp is None:
        return
    if stamp.region_code != context.region_code:
        owner = _owner(raw) or f"wilayah {stamp.region_code}"
        raise Unreadable(
            f"Templat ini milik {owner}, sedangkan Anda masuk sebagai {context.region_name}. "
            "Unduh templat Anda."
        )
    if stamp.quarter_code != context.quarter.code:
        raise Unreadable(
            f"Templat ini untuk {_quarter_label(stamp.quarter_code)}. Baris Anda tidak hilang: "
            f"unduh templat Triwulan {context.quarter.roman}, salin barisnya, lalu unggah."
        )


def _quarter_label(code: str) -> str:
    try:
        return Quarter.parse(code).label
    except ValueError:
        return f"triwulan lain ({code})"


def _owner(raw: RawWorkbook) -> str:
    """Return the region's name as the stamp line prints it before its code."""
    for sheet in raw.sheets:
        for number in range(1, 4):
            for text in sheet.rows.get(number, {}).values():
                found = re.match(r"([^·(]{3,60}) \(\d{2}\.\d{2}\) · ", text)
                if found:
                    return found[1]
    return ""


def _known_sheets(raw: RawWorkbook) -> dict[str, RawSheet]:
    """Return our sheets by name, whatever the case and the spacing."""
    wanted = {_plain(name): name for name in (COVER_SHEET, *SHEET_OF_KIND.values())}
    found: dict[str, RawSheet] = {}
    for sheet in raw.sheets:
        name = wanted.get(_plain(sheet.name))
        if name is not None:
            found.setdefault(name, sheet)
    return found


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _note_sheets(raw: RawWorkbook, sheets: dict[str, RawSheet], result: _Result) -> None:
    taken = {sheet.name for sheet in sheets.values()}
    for sheet in raw.sheets:
        if sheet.name not in taken and sheet.name not in _ASIDE and sheet.rows:
            result.problems.append(
                _notice(sheet.name, f"Lembar {sheet.name} bukan bagian templat dan tidak dibaca.")
            )
    for name in SHEET_OF_KIND.values():
        if name not in sheets:
            result.problems.append(
                _notice(name, f"Lembar {name} tidak ada di berkas; tidak ada baris yang dibaca.")
            )
    if raw.stamp is None:
        result.problems.append(
            _notice(
                "",
                "Berkas ini tidak bercap templat. Pastikan wilayah dan triwulannya benar; lain "
                "kali pakai templat yang diunduh dari sini.",
            )
        )
    elif raw.stamp.valid is False:
        result.problems.append(
            _notice("", "Cap templat berubah. Berkas tetap dibaca; lain kali unduh templat baru.")
        )


def _notice(sheet: str, message: str) -> Problem:
    return Problem(sheet=sheet, row_number=0, severity=WARNING, message=message)


def _link_cases(tables: dict[str, Table]) -> None:
    """Give an event the case of the potential it points to, before the rows are judged."""
    potentials = tables.get("P")
    if potentials is None or "K" not in tables:
        return
    cases = {
        place.row_key: cells[CASE_KEY] for place, cells in potentials.rows if CASE_KEY in cells
    }
    for _, cells in tables["K"].rows:
        key = normal_key(cells.get("same_case", "")) or ""
        if key in cases and CASE_KEY not in cells:
            cells[CASE_KEY] = cases[key]


def _settle_actions(result: _Result, table: Table | None) -> None:
    """Let the actions of good rows pass; the others wait with their entry or have none."""
    if table is None:
        return
    good = {entry.row_key for entry in result.entries}
    waiting = {row.row_key for row in result.refused if row.sheet != ACTION_SHEET}
    typed = {place.row_key: cells for place, cells in table.rows}
    letter_of_code = table.letters.get("entry_key", "")
    judged, result.actions = result.actions, []
    for action in judged:
        cells = typed[action.row_key]
        result.take(with_its_entry(action, cells, letter_of_code, good=good, waiting=waiting))


def _without_action(result: _Result, tables: dict[str, Table]) -> list[Problem]:
    """Say which entries are called handled although the file holds no action for them."""
    acted = {action.entry_key for action in result.actions}
    found = []
    for entry in result.entries:
        if entry.values["handling_status"] not in _ACTED or entry.row_key in acted:
            continue
        column = letter(tables[entry.kind].positions.get("handling_status", 0))
        found.append(
            Problem(
                sheet=entry.sheet,
                row_number=entry.row_number,
                row_key=entry.row_key,
                column="handling_status",
                heading="Status penanganan",
                cell=f"{column}{entry.row_number}",
                severity=WARNING,
                message=f"Belum ada upaya untuk {entry.row_key} pada lembar {ACTION_SHEET}.",
            )
        )
    return found
