"""The page of columns as plain data: each sheet with its selects, and the verdicts to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.columns import columns_by_key
from app.intake.loose import layout
from app.intake.loose.choices import UNREAD_SHEET
from app.intake.loose.meanings import CATEGORY, KIND_WORDS, labels_for, meanings_for
from app.intake.loose.understand import ASKED, CHOSEN, KNOWN, SURE
from app.intake.text import one_line
from app.web.pages.columns_form import SAME
from app.web.pages.file_remarks import gathered
from app.web.pages.result_cards import Option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.intake.loose.understand import ColumnReading, SheetReading
    from app.intake.parsed import IgnoredRow, Parsed
    from app.intake.problem import Problem
    from app.intake.workbook import RawSheet, RawWorkbook

_MOST_HEADERS, _MOST_TOLD = 15, 12
_LONGEST_ROW, _LONGEST_VALUE = 70, 60
_STATES = {
    SURE: ("Dikenali", "done"),
    KNOWN: ("Diingat", "done"),
    CHOSEN: ("Pilihan Anda", "busy"),
    ASKED: ("Perlu dijawab", "danger"),
}
_KINDS = (
    *(Option(kind, label) for kind, label in KIND_WORDS.items()),
    Option(UNREAD_SHEET, "Tidak dibaca"),
)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One line of the table of columns."""

    name: str
    letter: str
    heading: str
    values: tuple[str, ...]
    meaning: str
    label: str
    state: str
    tone: str
    is_asked: bool
    forget: str


@dataclass(frozen=True, slots=True)
class SameView:
    """A required column the table lacks, with the one value all rows may get."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet with its register, heading rows and columns."""

    at: int
    name: str
    hidden: bool
    kind: str
    kinds: tuple[Option, ...]
    is_asked: bool
    is_read: bool
    header: str
    headers: tuple[Option, ...]
    meanings: tuple[Option, ...]
    columns: tuple[ColumnView, ...]
    same: tuple[SameView, ...]

    @property
    def asked(self) -> list[ColumnView]:
        """Columns nobody knows yet."""
        return [column for column in self.columns if column.is_asked]

    @property
    def known(self) -> list[ColumnView]:
        """Columns that are understood."""
        return [column for column in self.columns if not column.is_asked]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the rows; new, known and faulty ones are all rows that are read."""

    total: int
    new: int
    known: int
    faulty: int
    faults: tuple[Problem, ...]
    more_faults: int
    remarks: tuple[Problem, ...]
    more_remarks: int
    ignored: tuple[IgnoredRow, ...]


def sheets_of(raw: RawWorkbook, readings: Sequence[SheetReading]) -> tuple[SheetView, ...]:
    """Return the sheets that hold a table."""
    by_name = {sheet.name: sheet for sheet in raw.sheets}
    return tuple(_sheet(at, by_name[reading.name], reading) for at, reading in enumerate(readings))


def _sheet(at: int, sheet: RawSheet, reading: SheetReading) -> SheetView:
    choice = reading.choice
    return SheetView(
        at=at,
        name=reading.name,
        hidden=reading.hidden,
        kind=choice.kind,
        kinds=_KINDS,
        is_asked=reading.kind_state == ASKED,
        is_read=choice.is_read,
        header=f"{choice.header}:{choice.depth}",
        headers=_headers(sheet, reading) if choice.is_read else (),
        meanings=tuple(Option(m.key, m.label) for m in meanings_for(choice.kind))
        if choice.is_read
        else (),
        columns=tuple(_column(at, choice.kind, column) for column in reading.columns),
        same=_same(at, reading) if choice.is_read else (),
    )


def _headers(sheet: RawSheet, reading: SheetReading) -> tuple[Option, ...]:
    choice = reading.choice
    found: dict[str, str] = {}
    for row in list(layout.header_candidates(sheet))[:_MOST_HEADERS]:
        found[f"{row}:1"] = f"Baris {row}: {_row(sheet, row)}"
        if row == choice.header and choice.depth == 2:
            found[f"{row}:2"] = f"Baris {row} dan {row + 1}: {_row(sheet, row)}"
    chosen = f"{choice.header}:{choice.depth}"
    found.setdefault(chosen, f"Baris {choice.header}: {_row(sheet, choice.header)}")
    return tuple(Option(value, label) for value, label in found.items())


def _row(sheet: RawSheet, number: int) -> str:
    cells = sheet.rows.get(number, {})
    return _short(" · ".join(one_line(cells[col]) for col in sorted(cells)), _LONGEST_ROW)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _column(at: int, kind: str, column: ColumnReading) -> ColumnView:
    state, tone = _STATES[column.state]
    return ColumnView(
        name=f"kolom-{at}-{column.index}",
        letter=column.letter,
        heading=_short(column.title, _LONGEST_VALUE) or "(tanpa judul)",
        values=tuple(_short(value, _LONGEST_VALUE) for value in column.values),
        meaning=column.meaning,
        label=labels_for(kind).get(column.meaning, ""),
        state=state,
        tone=tone,
        is_asked=column.state == ASKED,
        forget=f"lupa-{at}-{column.index}" if column.state == KNOWN else "",
    )


def _same(at: int, reading: SheetReading) -> tuple[SameView, ...]:
    choice = reading.choice
    told = set(choice.meanings().values())
    if CATEGORY in told:
        told.add("law_source")
    columns = columns_by_key(choice.kind)
    found = []
    for key in SAME:
        column = columns.get(key)
        if column is None or key in told or column.codes is None:
            continue
        options = tuple(Option(code.code, code.label) for code in column.codes if not code.retired)
        value = choice.same.get(key, "")
        found.append(SameView(f"sama-{at}-{key}", column.heading, value, options))
    return tuple(found)


def preview_of(parsed: Parsed, stands: Callable[[str], bool]) -> Preview:
    """Return the verdicts a file would get; `stands` tells which codes the draft has."""
    good = [entry.row_key for entry in parsed.entries]
    good += [action.row_key for action in parsed.actions]
    known = sum(map(stands, good))
    faults = [item for item in parsed.problems if item.is_error]
    remarks = gathered([item for item in parsed.problems if not item.is_error])
    return Preview(
        total=parsed.total_rows,
        new=len(good) - known,
        known=known,
        faulty=len(parsed.refused),
        faults=tuple(faults[:_MOST_TOLD]),
        more_faults=max(0, len(faults) - _MOST_TOLD),
        remarks=tuple(remarks[:_MOST_TOLD]),
        more_remarks=max(0, len(remarks) - _MOST_TOLD),
        ignored=parsed.ignored_rows,
    )
