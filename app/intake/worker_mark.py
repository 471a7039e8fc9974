"""The confined process that marks an officer's own workbook: red cells, notes, a list in front.

A request is four bytes of length, the problems as JSON, then the workbook; the answer is the
marked workbook, or nothing when it could not be made. The protocol is `worker_loop`'s.
"""

from __future__ import annotations

import io
import json
import re
import struct
import warnings
from copy import copy
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink

from app.intake.worker_loop import serve

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MEMORY = 1536 * 1024**2
SECONDS = 20
FILE_BYTES = 200 * 1024**2  # openpyxl keeps sheets in temporary files while it saves
LIST_SHEET = "Perlu diperbaiki"
_KEY_COLUMN = 1
_RED = Side(style="medium", color="FFB3261E")
_BAD_FILL = PatternFill("solid", fgColor="FFF9CFCB")
_BAD_BORDER = Border(left=_RED, right=_RED, top=_RED, bottom=_RED)
_WARN_FILL = PatternFill("solid", fgColor="FFFFF1CC")
_HEAD_FILL = PatternFill("solid", fgColor="FF0D3B4F")
_INK, _LINK, _WHITE, _RED_INK = "FF16242E", "FF0B5A86", "FFFFFFFF", "FFB3261E"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOTE_AUTHOR = "Portal Peta Konflik"
_COLUMNS = (("No.", 6), ("Lembar", 18), ("Sel", 8), ("Kode", 9), ("Kolom", 26),
            ("Yang perlu diperbaiki", 80), ("Isi sekarang", 40))  # fmt: skip
# Signs that no workbook can hold: one of them would keep the whole file from being written.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_NOTE = 900
_NOTE_SIZE = (300, 100)
_CROSSED = '"✗ "@'


def main() -> None:
    """Answer requests until stdin ends."""
    serve(_answer, memory=MEMORY, seconds=SECONDS, file_bytes=FILE_BYTES)


def _answer(body: bytes) -> bytes:
    length = struct.unpack_from(">I", body)[0]
    problems = json.loads(body[4 : 4 + length])
    try:
        return mark(body[4 + length :], problems)
    except Exception:
        return b""


def mark(data: bytes, problems: list[dict[str, Any]]) -> bytes:
    """Return the workbook with every problem shown in it; formulas and checks stay."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    sheets = {_plain(sheet.title): sheet for sheet in book.worksheets}
    for sheet in book.worksheets:
        _take_off_marks(sheet)
    for problem in problems:
        sheet = sheets.get(_plain(problem["sheet"]))
        if sheet is not None and problem["row_number"]:
            _mark_row(sheet, problem)
            if problem["cell"]:
                _mark_cell(sheet[problem["cell"]], problem)
    _write_list(book.create_sheet(LIST_SHEET, 0), problems, sheets)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == LIST_SHEET
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _is_error(problem: dict[str, Any]) -> bool:
    return bool(problem["severity"] == "galat")


def _take_off_marks(sheet: Worksheet) -> None:
    """Give cells marked in an earlier round the look of their column again."""
    for cell in list(sheet._cells.values()):
        ours = cell.comment is not None and cell.comment.author == _NOTE_AUTHOR
        if ours:
            cell.comment = None
        elif cell.comment is not None:
            cell.comment.width, cell.comment.height = _NOTE_SIZE
        if ours or cell.number_format == _CROSSED:
            column = sheet.column_dimensions[cell.column_letter]
            cell._style = copy(column._style)


def _mark_row(sheet: Worksheet, problem: dict[str, Any]) -> None:
    """Show a cross before the code of a row that waits; the code itself stays as it is."""
    cell = sheet.cell(problem["row_number"], _KEY_COLUMN)
    if _is_error(problem) and problem["row_key"]:
        font = copy(cell.font)
        cell.font = Font(name=font.name, size=font.size, bold=True, color=_RED_INK)
        cell.fill = _BAD_FILL
        cell.number_format = _CROSSED


def _mark_cell(cell: Cell, problem: dict[str, Any]) -> None:
    said = cell.comment.text + "\n" if cell.comment and cell.comment.author == _NOTE_AUTHOR else ""
    if _is_error(problem):
        cell.fill, cell.border = _BAD_FILL, _BAD_BORDER
    elif not said:
        cell.fill = _WARN_FILL
    text = f"{said}{problem['message']}"
    if problem["suggestions"]:
        text += " Mungkin: " + ", ".join(label for _, label in problem["suggestions"]) + "."
    cell.comment = Comment(
        _UNWRITABLE.sub("", text)[:_MOST_NOTE],
        _NOTE_AUTHOR,
        width=_NOTE_SIZE[0],
        height=_NOTE_SIZE[1],
    )


def _write_list(
    sheet: Worksheet, problems: list[dict[str, Any]], sheets: dict[str, Worksheet]
) -> None:
    errors = sum(_is_error(problem) for problem in problems)
    sheet["A1"] = f"Ada {errors} sel yang perlu diperbaiki"
    sheet["A1"].font = Font(name="Arial", size=15, bold=True, color=_HEAD_FILL.fgColor.rgb)
    sheet["A2"] = (
        "Klik nama sel untuk menuju ke sana. Sel merah wajib diperbaiki, sel kuning perlu "
        "diperhatikan. Setelah itu simpan dan unggah lagi berkas ini; baris yang sudah benar "
        "tidak berubah."
    )
    sheet["A2"].font = Font(name="Arial", size=10, color=_INK)
    for index, (text, width) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(4, index, text)
        cell.font = Font(name="Arial", size=10, bold=True, color=_WHITE)
        cell.fill = _HEAD_FILL
        sheet.column_dimensions[cell.column_letter].width = width
    ordered = sorted(problems, key=lambda problem: not _is_error(problem))
    for number, problem in enumerate(ordered, start=1):
        _write_line(sheet, number, problem, sheets)
    sheet.freeze_panes = "A5"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.right.text = "TERBATAS"


def _write_line(
    sheet: Worksheet, number: int, problem: dict[str, Any], sheets: dict[str, Worksheet]
) -> None:
    row = 4 + number
    texts = (
        problem["sheet"],
        problem["cell"] or (f"Baris {problem['row_number']}" if problem["row_number"] else ""),
        problem["row_key"],
        problem["heading"],
        problem["message"],
        problem["value"],
    )
    sheet.cell(row, 1, number)
    for index, text in enumerate(texts, start=2):
        _write_text(sheet.cell(row, index), text)
    for index in range(1, len(_COLUMNS) + 1):
        cell = sheet.cell(row, index)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.font = Font(name="Arial", size=10, color=_INK)
        if index == 1:
            cell.fill = _BAD_FILL if _is_error(problem) else _WARN_FILL
    target = sheets.get(_plain(problem["sheet"]))
    if target is not None and problem["cell"]:
        link = sheet.cell(row, 3)
        title = target.title.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{title}'!{problem['cell']}")
        link.font = Font(name="Arial", size=10, underline="single", color=_LINK)


def _write_text(cell: Cell, text: str) -> None:
    """Write what somebody typed so that no program takes it for a formula."""
    cell.value = written(text)
    cell.data_type = "s"
    cell.quotePrefix = cell.value.startswith("'") and not text.startswith("'")


def written(text: str) -> str:
    """Return what somebody typed as the list says it: as text, with signs a file can hold."""
    plain = _UNWRITABLE.sub("", text)
    return f"'{plain}" if plain.startswith(_FORMULA_STARTS) else plain
