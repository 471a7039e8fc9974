"""A whole file of an office's own tables, read as agreed: the same verdicts as a workbook's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.intake.columns import ACTION, SHEET_OF_KIND, letter
from app.intake.cover import ParsedCover
from app.intake.judging import judge_tables
from app.intake.loose.meanings import SUBJECT
from app.intake.loose.rows import lines_of
from app.intake.loose.translate import tell
from app.intake.parse import check_stamp, notice
from app.intake.parsed import IgnoredRow
from app.intake.row import CASE_KEY, Place
from app.intake.row_key import normal_key
from app.intake.sheets import Table
from app.intake.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.intake.context import IntakeContext
    from app.intake.loose.cells import Told
    from app.intake.loose.choices import SheetChoice
    from app.intake.parsed import Parsed
    from app.intake.problem import Problem
    from app.intake.workbook import RawSheet, RawWorkbook


@dataclass(frozen=True, slots=True)
class FreshRow:
    """A row told in our columns that has no code yet."""

    kind: str
    sheet: str
    number: int
    cells: Mapping[str, str]


class Keys(Protocol):
    """Gives rows the codes under which a draft knows them, so that nothing comes twice."""

    @property
    def known(self) -> frozenset[str]:
        """Codes of the entries the draft has already."""

    def give(self, rows: Sequence[FreshRow]) -> list[str]:
        """Return a code for each row: the one it had before, else one nobody has."""

    def case_of(self, key: str) -> str:
        """Return the number of the case an entry is about; empty when it has none."""

    def titles(self) -> Mapping[str, str]:
        """Return the codes of the draft's entries by their titles, folded."""


class NewKeys:
    """Codes for a draft that is empty: the rows of each register in their order."""

    known: frozenset[str] = frozenset()

    def give(self, rows: Sequence[FreshRow]) -> list[str]:
        """Number the rows of each register."""
        counts: dict[str, int] = {}
        keys = []
        for row in rows:
            counts[row.kind] = counts.get(row.kind, 0) + 1
            keys.append(f"{row.kind}-T{counts[row.kind]:03d}")
        return keys

    def case_of(self, key: str) -> str:
        """Know no case."""
        del key
        return ""

    def titles(self) -> Mapping[str, str]:
        """Know no title."""
        return {}


@dataclass(slots=True)
class _Read:
    """A row on its way to a table."""

    told: Told
    table: Table
    number: int
    key: str = ""


def parse_loose(
    raw: RawWorkbook,
    choices: Mapping[str, SheetChoice],
    context: IntakeContext,
    keys: Keys | None = None,
) -> Parsed:
    """Read every row of the sheets that are to be read; the others are named.

    Raises:
        Unreadable: the file bears the stamp of another regency or quarter.
    """
    check_stamp(raw, context)
    keys = keys or NewKeys()
    tables: list[Table] = []
    rows: list[_Read] = []
    unread: list[Problem] = []
    for sheet in raw.sheets:
        choice = choices.get(sheet.name)
        if choice is not None and choice.is_read and choice.header:
            rows += _rows(sheet, choice, context, tables)
        elif sheet.rows:
            unread.append(notice(sheet.name, f"Lembar {sheet.name} tidak dibaca."))
    entries = [row for row in rows if row.table.kind != ACTION]
    _give(keys, entries)
    actions = [row for row in rows if row.table.kind == ACTION]
    _link(actions, _by_title(keys, entries))
    _give(keys, actions)
    cases = _cases_by_title(context)
    for row in rows:
        case = keys.case_of(row.key) or _case_of(row, cases)
        if case:
            row.told.cells.setdefault(CASE_KEY, case)
        _place(row, choices[row.table.shown])
    result = judge_tables(tables, context, keys.known)
    result.problems = [*unread, *result.problems]
    return result.parsed(ParsedCover(), ["", *(sheet.name for sheet in raw.sheets)])


def _rows(
    sheet: RawSheet, choice: SheetChoice, context: IntakeContext, tables: list[Table]
) -> list[_Read]:
    table = Table(choice.kind, SHEET_OF_KIND[choice.kind], choice.header, shown=sheet.name)
    tables.append(table)
    found = lines_of(sheet, choice)
    table.ignored += found.ignored
    rows = []
    for line in found.lines:
        told = tell(line, choice.kind, choice, context)
        if told.elsewhere:
            table.ignored.append(IgnoredRow(sheet.name, line.number, told.elsewhere))
        else:
            rows.append(_Read(told, table, line.number))
    table.ignored.sort(key=lambda row: row.row_number)
    return rows


def _give(keys: Keys, rows: Sequence[_Read]) -> None:
    fresh = [FreshRow(row.table.kind, row.table.shown, row.number, row.told.cells) for row in rows]
    for row, key in zip(rows, keys.give(fresh), strict=True):
        row.key = key


def _by_title(keys: Keys, rows: Iterable[_Read]) -> dict[str, str]:
    """Return codes by title; a title that two entries share leads nowhere."""
    found = dict(keys.titles())
    seen: set[str] = set()
    for row in rows:
        title = fold(row.told.cells.get("title", ""))
        if title in seen and found.get(title) != row.key:
            found[title] = ""
        elif title:
            found[title] = row.key
            seen.add(title)
    return found


def _link(actions: Iterable[_Read], titles: Mapping[str, str]) -> None:
    """Find the entry each action is about by its code or by its title."""
    for row in actions:
        said = row.told.cells.pop(SUBJECT, "")
        if said and "entry_key" not in row.told.cells:
            row.told.cells["entry_key"] = titles.get(fold(said)) or normal_key(said) or said


def _cases_by_title(context: IntakeContext) -> dict[str, str]:
    """Return last quarter's cases by title; a title that two share leads to neither."""
    found: dict[str, str] = {}
    for number in context.previous_cases:
        title = fold(context.known_cases.get(number, ""))
        found[title] = "" if title in found else number
    return found


def _case_of(row: _Read, cases: Mapping[str, str]) -> str:
    """Know a dispute of last quarter again by its title; told, never silent."""
    if row.table.kind != "P" or CASE_KEY in row.told.cells:
        return ""
    number = cases.get(fold(row.told.cells.get("title", "")), "")
    if number:
        row.told.say(
            "title", f"Judulnya sama dengan kasus {number}; dicatat sebagai lanjutannya. Periksa."
        )
    return number


def _place(row: _Read, choice: SheetChoice) -> None:
    told = row.told
    letters = {key: letter(col) for key, col in told.origin.items() if col >= 0}
    # An empty cell of ours is blamed on the table's column that should have told it.
    letters |= {key: letter(col) for col, key in choice.meanings().items() if key not in letters}
    place = Place(row.table.sheet, row.number, row.key, letters, row.table.shown)
    row.table.rows.append((place, told.cells))
    if told.remarks:
        row.table.remarks[row.key] = told.remarks
