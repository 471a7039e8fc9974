"""The first sheet of the workbook: letter, situation, nil statement, and every kecamatan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.intake.cells import find_code
from app.intake.cover import COVER_FIELDS, DISTRICT_HEADINGS, NEEDED_TO_SEND
from app.intake.dates import BadDate, parse_date
from app.intake.requests import HEADINGS, HINT, LINES, MOST, SECTION
from app.intake.template_look import set_page
from app.model import vocabulary as words
from app.model.fields import Shape

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from app.intake.columns import Column
    from app.intake.template_lists import Lists
    from app.intake.template_look import Look
    from app.intake.template_request import TemplateRequest

_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Surat pengantar",
        (
            "letter_no",
            "letter_date",
            "letter_subject",
            "letter_enclosures",
            "signatory_name",
            "signatory_position",
            "signatory_rank",
            "signing_capacity",
            "sign_method",
        ),
    ),
    ("Situasi triwulan ini", ("situation_summary", "trend", "trend_reason")),
    ("Laporan nihil (hanya bila tidak ada potensi dan peristiwa)", ("nil_statement",)),
)
_TALL = {"situation_summary": 90, "trend_reason": 34, "nil_statement": 48, "letter_subject": 30}
_HINT = (
    "Data surat boleh diisi di sini atau di portal. Surat bertanda tangan (PDF) dilampirkan di "
    "portal, bersama laporan atau menyusul."
)
_COVERAGE_HINT = (
    "Satu baris satu kecamatan. Nihil hanya bila sudah dicek: sebut dasarnya. Kosong berarti "
    "tidak ada informasi. Kecamatan yang punya entri ditandai sendiri oleh portal."
)
_MOST_PROMPT = 255


def write_cover(
    sheet: Worksheet, look: Look, lists: Lists, request: TemplateRequest, stamp: str
) -> None:
    """Write the first sheet."""
    sheet.hide_gridlines(2)
    for index, width in enumerate((30, 58, 34, 44)):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 26)
    title = f"Laporan Peta Potensi Konflik dan Peta Konflik — {request.quarter.label}"
    sheet.write_string(0, 0, title, look.title)
    sheet.write_string(0, 3, "TERBATAS", look.badge)
    sheet.write_string(1, 0, stamp, look.stamp)
    sheet.write_string(2, 0, _HINT, look.hint)
    sheet.freeze_panes(3, 0)
    row = 4
    columns = {column.key: column for column in COVER_FIELDS}
    for section, keys in _SECTIONS:
        _write_section(sheet, look, row, section)
        row += 1
        for key in keys:
            _write_field(sheet, look, lists, (row, columns[key]), request.letter.get(key, ""))
            row += 1
        row += 1
    _write_districts(sheet, look, lists, row, request)
    _write_requests(sheet, look, lists, row + len(request.districts) + 4)
    set_page(sheet, (request.agency_name, f"{request.region_name} · {request.quarter.label}"))
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_section(sheet: Worksheet, look: Look, row: int, text: str) -> None:
    sheet.set_row(row, 20)
    sheet.write_string(row, 0, text, look.section)
    for index in (1, 2, 3):
        sheet.write_blank(row, index, None, look.section)


def _write_field(
    sheet: Worksheet, look: Look, lists: Lists, place: tuple[int, Column], text: str
) -> None:
    row, column = place
    sheet.set_row(row, _TALL.get(column.key, 20))
    needed = column.key in NEEDED_TO_SEND
    label = f"{column.heading} *" if needed else column.heading
    sheet.write_string(row, 0, label, look.label_required if needed else look.label)
    sheet.write_string(row, 2, column.help, look.note)
    _write_value(sheet, look, row, column, text)
    check: dict[str, Any] = {"validate": "any"}
    if column.codes is not None:
        check = {
            "validate": "list",
            "source": f"={lists.of(column.codes)}",
            "error_message": "Pilih satu dari daftar.",
        }
    sheet.data_validation(
        row,
        1,
        row,
        1,
        {**check, "input_title": column.heading[:32], "input_message": column.help[:_MOST_PROMPT]},
    )


def _write_value(sheet: Worksheet, look: Look, row: int, column: Column, text: str) -> None:
    if column.spec.shape is Shape.DATE:
        try:
            sheet.write_datetime(row, 1, parse_date(text), look.value_date)
        except BadDate:
            sheet.write_blank(row, 1, None, look.value_date)
        return
    if column.codes is not None and text:
        code = find_code(column.codes, text)
        text = code.label if code else text
    if text:
        sheet.write_string(row, 1, text, look.value)
    else:
        sheet.write_blank(row, 1, None, look.value)


def _write_requests(sheet: Worksheet, look: Look, lists: Lists, row: int) -> None:
    _write_section(sheet, look, row, SECTION)
    sheet.write_string(row + 1, 0, HINT, look.hint)
    head = row + 2
    sheet.set_row(head, 20)
    for index, text in enumerate(HEADINGS):
        sheet.write_string(head, index, text, look.heading)
    first, last = head + 1, head + LINES
    for line in range(first, last + 1):
        sheet.set_row(line, 34)
        for index in range(len(HEADINGS)):
            day = HEADINGS[index] == HEADINGS[2]
            sheet.write_blank(line, index, None, look.value_date if day else look.value)
    title = {"input_title": HEADINGS[0], "input_message": "Pilih siapa yang diminta bertindak."}
    source = f"={lists.of(words.REC_TARGET)}"
    check = {"validate": "list", "source": source, "error_message": "Pilih satu dari daftar."}
    sheet.data_validation(first, 0, last, 0, {**check, **title})
    longest = {"validate": "length", "criteria": "<=", "value": MOST}
    sheet.data_validation(
        first, 1, last, 1, {**longest, "error_message": f"Paling banyak {MOST}."}
    )


def _write_districts(
    sheet: Worksheet, look: Look, lists: Lists, row: int, request: TemplateRequest
) -> None:
    _write_section(sheet, look, row, "Pernyataan kecamatan")
    sheet.write_string(row + 1, 0, _COVERAGE_HINT, look.hint)
    head = row + 2
    sheet.set_row(head, 20)
    for index, text in enumerate(DISTRICT_HEADINGS):
        sheet.write_string(head, index, text, look.heading)
    first = head + 1
    for offset, district in enumerate(request.districts):
        sheet.write_string(first + offset, 0, district.name, look.label)
        for index in (1, 2, 3):
            sheet.write_blank(first + offset, index, None, look.value)
    last = max(first, first + len(request.districts) - 1)
    for index, source, message in (
        (1, lists.add_statements(), "Pilih Nihil (sudah dicek) atau Tidak ada informasi."),
        (2, lists.of(words.INFORMATION_SOURCE), "Pilih siapa yang mengecek."),
    ):
        check = {"validate": "list", "source": f"={source}", "error_message": message}
        title = DISTRICT_HEADINGS[index]
        prompt = {"input_title": title, "input_message": message}
        sheet.data_validation(first, index, last, index, {**check, **prompt})
    note = {"validate": "length", "criteria": "<=", "value": 200}
    sheet.data_validation(first, 3, last, 3, {**note, "error_message": "Paling banyak 200."})
    # A nil statement without its basis turns pink, as a missing cell does elsewhere.
    nil = words.DISTRICT_STATEMENT.label_of("NIHIL")
    sheet.conditional_format(
        first,
        2,
        last,
        2,
        {
            "type": "formula",
            "criteria": f'=AND($B{first + 1}="{nil}",LEN($C{first + 1})=0)',
            "format": look.missing,
        },
    )
