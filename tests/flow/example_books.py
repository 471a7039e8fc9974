"""Filling the template a regency downloads with the rows of an example report."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl

from app.intake.columns import (
    COVER_SHEET,
    EVENT_SHEET,
    POTENTIAL_SHEET,
    SHEET_OF_KIND,
    layout,
    letter,
    letters_of,
)
from tests.intake import examples
from tests.intake.books import saved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

FIRST_ROW = 6
_LABELS = {
    "letter_no": "Nomor surat",
    "letter_date": "Tanggal surat",
    "letter_subject": "Hal",
    "letter_enclosures": "Lampiran surat",
    "signatory_name": "Nama penanda tangan",
    "signatory_position": "Jabatan",
    "signatory_rank": "Pangkat/golongan",
    "signing_capacity": "Kapasitas",
    "sign_method": "Cara tanda tangan",
    "situation_summary": "Gambaran umum situasi",
    "trend": "Kecenderungan",
    "trend_reason": "Alasan kecenderungan",
    "nil_statement": "Pernyataan nihil",
}
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{2})/(\d{2})/(\d{4})\b")


def fill_report(
    template: bytes, report: str, changed: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[bytes, dict[str, str]]:
    """Write an example report into its template; return it and the row key of each entry.

    `changed` replaces cells by entry and column.
    """
    other = changed or {}
    book = openpyxl.load_workbook(io.BytesIO(template))
    entries = examples.entries(report)
    keys = write_entries(
        book,
        [(row, examples.cells(row) | dict(other.get(row["entry_id"], {}))) for row in entries],
    )
    actions = [
        cells | {"entry_key": keys[entry_id]}
        for entry_id, cells in _actions_of(report, examples.keys(report))
    ]
    write_rows(book[SHEET_OF_KIND["U"]], "U", FIRST_ROW, actions)
    write_letter(book[COVER_SHEET], examples.letter(report))
    write_statements(book[COVER_SHEET], examples.statements(report))
    return saved(book), keys


def fill_earlier(template: bytes, report: str, wanted: Iterable[str], **changed: str) -> bytes:
    """Write some entries of an example report into the template of the quarter before.

    `changed` replaces cells of the events; every day lies 90 days back.
    """
    book = openpyxl.load_workbook(io.BytesIO(template))
    rows = [row for row in examples.entries(report) if row["entry_id"] in set(wanted)]
    typed = []
    for row in rows:
        cells = _back(examples.cells(row)) | {"change": "BARU", "development": ""}
        cells |= changed if row["kind"] == "K" else {}
        typed.append((row | {"carried_from": ""}, cells))
    keys = write_entries(book, typed)
    _number_old_cases(book[POTENTIAL_SHEET], rows, keys)
    actions = [
        _back(cells) | {"entry_key": keys[entry_id]}
        for entry_id, cells in _actions_of(report, examples.keys(report))
        if entry_id in keys
    ]
    write_rows(book[SHEET_OF_KIND["U"]], "U", FIRST_ROW, actions)
    written = examples.letter(report)
    day = date.fromisoformat(written["letter_date"]) - timedelta(days=90)
    write_letter(
        book[COVER_SHEET],
        written | {"letter_no": f"{written['letter_no']}/TW1", "letter_date": day.isoformat()},
    )
    return saved(book)


def write_entries(
    book: openpyxl.Workbook, entries: Iterable[tuple[Mapping[str, str], Mapping[str, str]]]
) -> dict[str, str]:
    """Write entries as (table row, cells): a carried case on its own row, the others below."""
    keys: dict[str, str] = {}
    potential_of: dict[str, str] = {}
    for kind, name in (("P", POTENTIAL_SHEET), ("K", EVENT_SHEET)):
        sheet = book[name]
        carried = _carried_rows(sheet, kind)
        free = FIRST_ROW + len(carried)
        for row, cells in entries:
            if row["kind"] != kind:
                continue
            number = carried.get(row["case_no"]) if row["carried_from"] else None
            if number is None:
                number, free = free, free + 1
            key = str(sheet.cell(number, 1).value)
            keys[row["entry_id"]] = key
            typed = {name: text for name, text in cells.items() if name != "case_no"}
            if kind == "P":
                potential_of[row["case_no"]] = key
            elif row["case_no"] in potential_of:
                typed["same_case"] = potential_of[row["case_no"]]
            write_rows(sheet, kind, number, [typed])
    return keys


def write_rows(sheet: Worksheet, kind: str, first: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write cells by column key, one row after the other."""
    letters = letters_of(kind)
    for number, cells in enumerate(rows, first):
        for name, value in cells.items():
            sheet[f"{letters[name]}{number}"] = None if value == "" else value


def write_letter(sheet: Worksheet, fields: Mapping[str, str]) -> None:
    """Write the letter by the labels an officer reads."""
    labels = {text: name for name, text in _LABELS.items()}
    for (cell,) in sheet.iter_rows(max_col=1):
        name = labels.get(str(cell.value).rstrip(" *"), "")
        if name in fields:
            value: Any = fields[name]
            if name == "letter_date":
                value = datetime.fromisoformat(value)
            sheet.cell(cell.row, 2, value)


def write_statements(
    sheet: Worksheet, statements: Mapping[str, tuple[str, str | None, str]]
) -> None:
    """Write what is said of each kecamatan, found by its name."""
    rows = {str(cell.value): cell.row for (cell,) in sheet.iter_rows(max_col=1)}
    for code, said in statements.items():
        for column, value in enumerate(said, 2):
            sheet.cell(rows[examples.NAMES[code]], column, value or None)


def _carried_rows(sheet: Worksheet, kind: str) -> dict[str, int]:
    """Return the row of each case the template brings along."""
    column = letter(len(layout(kind)) + 1)
    return {
        str(sheet[f"{column}{number}"].value): number
        for number in range(FIRST_ROW, sheet.max_row + 1)
        if sheet[f"{column}{number}"].value
    }


def _number_old_cases(
    sheet: Worksheet, rows: Iterable[Mapping[str, str]], keys: Mapping[str, str]
) -> None:
    """Give potentials the number of a case that is older than the portal."""
    column = letter(len(layout("P")) + 1)
    at = {str(cell.value): cell.row for (cell,) in sheet.iter_rows(min_row=FIRST_ROW, max_col=1)}
    for row in rows:
        if row["kind"] == "P" and row["carried_from"]:
            sheet[f"{column}{at[keys[row['entry_id']]]}"] = row["case_no"]


def _actions_of(report: str, keys: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    entry_of = {key: entry_id for entry_id, key in keys.items()}
    return [(entry_of[cells["entry_key"]], cells) for cells in examples.actions(report)]


def _back(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: _DAY.sub(_earlier_day, text) for name, text in cells.items()}


def _earlier_day(found: re.Match[str]) -> str:
    year, month, day, day_2, month_2, year_2 = found.groups()
    moved = date(int(year or year_2), int(month or month_2), int(day or day_2))
    return f"{moved - timedelta(days=90):%d/%m/%Y}"
