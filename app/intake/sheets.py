"""A sheet of rows: where its headings are, which rows are entries, and what was left aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from app.intake.columns import (
    CASE_HEADING,
    COMPUTED,
    KEY_HEADING,
    SHEET_OF_KIND,
    columns_by_key,
    columns_for,
    letter,
)
from app.intake.parsed import IgnoredRow
from app.intake.problem import ERROR, WARNING, Problem
from app.intake.row import CASE_KEY, Place
from app.intake.row_key import normal_key
from app.intake.text import clean, fold, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.intake.columns import Column
    from app.intake.problem import Finding
    from app.intake.workbook import RawSheet

HEADER_ROWS = 15
_LEAST_HEADINGS = 3
_OURS_LEAST = 8
_KEY = "row_key"
_OURS = frozenset({heading.casefold() for _, _, heading in COMPUTED} | {"no", "no.", "nomor"})
TOTAL = re.compile(r"(grand )?(sub)?(jumlah|total)( (keseluruhan|baris|seluruhnya|umum))?\s*:?")
_SAMPLE = re.compile(
    r"contoh( pengisian| isian)?\s*:?|\(contoh\).*|isi mulai baris.*|petunjuk\b.*"
)
_MOST_MERGE_NOTICES = 20


@dataclass(slots=True)
class Table:
    """One sheet's rows by column key, with what must be said about the sheet itself.

    `shown` and `remarks`, by row key, are for tables that are not of the template.
    """

    kind: str
    sheet: str
    header_row: int = 0
    positions: dict[str, int] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[Place, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)
    remarks: dict[str, Sequence[Finding]] = field(default_factory=dict)
    shown: str = ""

    def say(self, row: int, message: str, severity: str = WARNING, *, column: str = "") -> None:
        """Note something about the sheet or one of its rows."""
        known = columns_by_key(self.kind).get(column)
        self.problems.append(
            Problem(
                sheet=self.sheet,
                row_number=row,
                column=column,
                heading=known.heading if known else "",
                severity=severity,
                message=message,
            )
        )


def has_headings(raw: RawSheet, kind: str) -> bool:
    """Tell whether a sheet has our own row of headings, not merely some of their synonyms."""
    table = Table(kind, SHEET_OF_KIND[kind])
    _find_header(table, raw)
    cells = raw.rows.get(table.header_row, {})
    ours = {fold(column.heading) for column in columns_for(kind)}
    return _KEY in table.positions or (
        sum(_normal(cells[col]) in ours for col in table.positions.values()) >= _OURS_LEAST
    )


def read_table(raw: RawSheet, kind: str) -> Table:
    """Find the headings of a sheet by their text and collect the rows under them."""
    table = Table(kind, SHEET_OF_KIND[kind])
    _find_header(table, raw)
    if not table.positions:
        return table
    table.letters = {key: letter(col) for key, col in table.positions.items()}
    _explain_merges(table, raw)
    keys: set[str] = set()
    for number in sorted(raw.rows):
        if number > table.header_row:
            _take_row(table, number, raw.rows[number], keys)
    return table


def _normal(heading: str) -> str:
    return re.sub(r"\s*\*+\s*$|^\*+\s*|\s*:$", "", fold(heading))


@cache
def _headings(kind: str) -> dict[str, str]:
    """Return heading to column key; a column's own heading wins over another's synonym."""
    known = {KEY_HEADING.casefold(): _KEY, CASE_HEADING.casefold(): CASE_KEY}
    columns = columns_for(kind)
    for column in columns:
        known[fold(column.heading)] = column.key
        known.setdefault(column.key.casefold(), column.key)
    for column in columns:
        for synonym in column.synonyms:
            known.setdefault(synonym, column.key)
    return known


def _find_header(table: Table, raw: RawSheet) -> None:
    known = _headings(table.kind)
    best: list[int] = []
    for number in range(1, HEADER_ROWS + 1):
        cells = raw.rows.get(number, {})
        found = [col for col, text in cells.items() if _normal(text) in known]
        if len(found) > len(best) and len(found) >= _LEAST_HEADINGS:
            best, table.header_row = found, number
    if not best:
        table.say(
            0,
            f"Judul kolom tidak ditemukan di {HEADER_ROWS} baris pertama lembar {raw.name}. "
            "Salin barisnya ke templat yang baru diunduh.",
            ERROR,
        )
        return
    for col, text in sorted(raw.rows[table.header_row].items()):
        _place_heading(table, raw, known, col, text)
    for column in columns_for(table.kind):
        if column.required and column.key not in table.positions:
            _missing_heading(table, column)


def _place_heading(
    table: Table, raw: RawSheet, known: dict[str, str], col: int, text: str
) -> None:
    key = known.get(_normal(text))
    row = table.header_row
    if key is None:
        filled = any(col in cells for number, cells in raw.rows.items() if number > row)
        if filled and _normal(text) not in _OURS:
            table.say(
                row, f"Kolom {quoted(text)} (kolom {letter(col)}) tidak dikenal dan tidak dibaca."
            )
    elif key in table.positions:
        table.say(row, f"Kolom {quoted(text)} ada dua kali; hanya yang pertama dibaca.")
    else:
        table.positions[key] = col


def _missing_heading(table: Table, column: Column) -> None:
    table.say(
        table.header_row,
        f"Kolom “{column.heading}” tidak ditemukan di baris {table.header_row}. "
        "Kembalikan judul kolom atau unduh templat lagi.",
        ERROR,
        column=column.key,
    )


def _explain_merges(table: Table, raw: RawSheet) -> None:
    said = 0
    for top, left, bottom, right in raw.merges:
        if bottom <= table.header_row or said >= _MOST_MERGE_NOTICES:
            continue
        said += 1
        table.say(
            top,
            f"Sel {letter(left - 1)}{top}:{letter(right - 1)}{bottom} digabung; hanya sel "
            f"{letter(left - 1)}{top} yang terbaca. Pisahkan selnya, lalu isi setiap baris.",
        )


def _take_row(table: Table, number: int, cells: dict[int, str], keys: set[str]) -> None:
    typed = {
        key: text
        for key, col in table.positions.items()
        if (text := cells.get(col)) and _says_something(text)
    }
    written = {key for key in typed if key not in {_KEY, CASE_KEY}}
    if not written:
        _note_emptied(table, number, typed)
        return
    reason = _why_not_a_row(table, typed, written)
    if reason:
        table.ignored.append(IgnoredRow(table.sheet, number, reason))
        table.say(number, f"Baris {number} tidak dibaca: {reason}.")
        return
    key = _free_key(table, number, typed.pop(_KEY, ""), keys)
    keys.add(key)
    table.rows.append((Place(table.sheet, number, key, table.letters), typed))


def _says_something(text: str) -> bool:
    return not text.isspace() if text.isascii() else bool(clean(text))


def _note_emptied(table: Table, number: int, typed: dict[str, str]) -> None:
    if CASE_KEY in typed:
        table.say(
            number,
            f"Baris {number} (kasus {typed[CASE_KEY]}) dikosongkan. Kasus yang masih terbuka "
            "perlu dijelaskan sebelum laporan dikirim.",
        )


def _why_not_a_row(table: Table, typed: dict[str, str], written: set[str]) -> str:
    texts = [text for key, text in typed.items() if key in written or key == _KEY]
    words = [text for text in texts if not text.replace(".", "").isdecimal()]
    if not words:
        return why_numbers(texts)
    first = [fold(text) for text in texts[:2]]
    if len(words) <= 2 and any(TOTAL.fullmatch(fold(text)) for text in words):
        return "baris jumlah"
    if any(_SAMPLE.fullmatch(text) for text in first):
        return "baris contoh atau petunjuk"
    known = _headings(table.kind)
    repeated = len(texts) >= _LEAST_HEADINGS and all(_normal(text) in known for text in texts)
    return "judul kolom yang terulang" if repeated else ""


def why_numbers(texts: list[str]) -> str:
    """Recognise the row of column numbers that official tables carry under their headings."""
    if len(texts) < _LEAST_HEADINGS or not all(text.isdecimal() for text in texts):
        return ""
    values = [int(text) for text in texts]
    in_order = values == list(range(values[0], values[0] + len(values)))
    return "baris nomor kolom" if in_order else ""


def _free_key(table: Table, number: int, text: str, keys: set[str]) -> str:
    """Keep a row's own code; a pasted row gets one from its row number, so it stays the same."""
    key = normal_key(text)
    if key is not None and key[0] == table.kind and key not in keys:
        return key
    fresh = f"{table.kind}-B{number:03d}"
    if text:
        why = "sudah dipakai baris lain" if key in keys else "bukan kode lembar ini"
        table.say(number, f"Kode {quoted(text)} {why}; baris {number} dicatat sebagai {fresh}.")
    return fresh
