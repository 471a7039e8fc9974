"""The sheets of rows: headings by group, prepared codes, drop-downs, feedback, carried rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.intake.columns import (
    ACTION,
    CASE_HEADING,
    EVENT_SHEET,
    KEY_HEADING,
    POTENTIAL_SHEET,
    SEVERITY_HEADING,
    SHEET_OF_KIND,
    Column,
    columns_by_key,
    layout,
    letter,
    letters_of,
)
from app.intake.dates import BadDate, parse_moment
from app.intake.numbers import BadNumber, rupiah
from app.intake.template_checks import add_checks
from app.intake.template_lists import HEADER_ROW, PREPARED
from app.intake.template_look import colour_levels, colour_severity, set_page
from app.intake.template_print import page_breaks
from app.intake.template_sheet import FIRST_ROW, LAST_ROW, RowSheet
from app.model import vocabulary as words
from app.model.fields import Group, Shape

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from app.intake.template_request import CarriedRow, TemplateRequest
from app.intake.template_look import Look

_PRINT_SCALE = 60
_PRINT_ROWS = 44  # two pages of rows; the rest is printed only when rows are carried into it
_TITLES = {
    "P": "Potensi konflik",
    "K": "Peristiwa konflik",
    ACTION: "Upaya penanganan",
}
_NAMES = {"P": "Risiko", "K": "Keparahan", ACTION: "JudulEntri"}
_HINTS = {
    "P": "Isi mulai baris 6. Kolom kuning (*) wajib, sel merah muda masih kurang. Klik sel, lalu "
    "pilih dari panah. Jangan mengubah judul kolom.",
    "K": "Isi mulai baris 6, satu baris satu peristiwa. Unjuk rasa damai bukan peristiwa konflik. "
    "Tidak ada korban? Pilih Ya pada Nihil korban dan kerusakan.",
    ACTION: "Satu baris satu upaya. Pilih kode entri yang ditangani; judulnya muncul sendiri.",
}


def write_row_sheet(target: RowSheet, request: TemplateRequest) -> None:
    """Write one sheet of rows."""
    sheet = target.sheet
    sheet.hide_gridlines(2)
    sheet.set_default_row(32)
    sheet.freeze_panes(FIRST_ROW, 2)
    _write_top(target, request)
    _write_headings(target)
    _write_keys(target)
    _write_computed(target)
    for index, row in enumerate(request.rows_of(target.kind)):
        _write_carried(target, FIRST_ROW + index, row, request)
    add_checks(target, request)
    _paint(target)
    _set_print(target, request)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _write_top(target: RowSheet, request: TemplateRequest) -> None:
    sheet, look = target.sheet, target.look
    sheet.set_row(0, 26)
    for row, height in ((1, 15), (2, 15), (3, 16), (HEADER_ROW, 34)):
        sheet.set_row(row, height)
    sheet.write_string(0, 0, f"{_TITLES[target.kind]} — {request.quarter.label}", look.title)
    sheet.write_string(0, 3, "TERBATAS", look.badge)
    sheet.write_string(1, 0, target.stamp, look.stamp)
    sheet.write_string(2, 0, _HINTS[target.kind], look.hint)


def _write_headings(target: RowSheet) -> None:
    sheet, look = target.sheet, target.look
    sheet.set_column(0, 0, 8, look.key)
    sheet.write_string(HEADER_ROW, 0, KEY_HEADING, look.heading)
    sheet.write_blank(3, 0, None, look.band)
    labelled: Group | None = None
    pages = frozenset(page_breaks(target.kind))
    for index, item in enumerate(layout(target.kind), start=1):
        if isinstance(item, str):
            sheet.set_column(index, index, 16, look.computed)
            sheet.write_string(HEADER_ROW, index, item, look.heading_computed)
            sheet.write_blank(3, index, None, look.band)
            continue
        sheet.set_column(index, index, item.width, _format(look, item))
        style = look.heading_required if item.required else look.heading
        sheet.write_string(HEADER_ROW, index, item.shown_heading, style)
        # The first column is repeated on every printed page, so it carries no group's name.
        if index == 1 or target.kind == ACTION or (item.group is labelled and index not in pages):
            sheet.write_blank(3, index, None, look.band)
        else:
            sheet.write_string(3, index, item.group.value.upper(), look.band)
            labelled = item.group
    sheet.set_column(target.width, target.width, 18, look.computed, {"hidden": True})
    sheet.write_string(HEADER_ROW, target.width, CASE_HEADING, look.heading_computed)


def _format(look: Look, column: Column) -> Format:
    shape = column.spec.shape
    if shape is Shape.DATE:
        return look.entry_date
    if shape is Shape.MOMENT:
        return look.entry_moment
    return look.entry_number if shape in {Shape.INTEGER, Shape.MONEY} else look.entry


def _write_keys(target: RowSheet) -> None:
    for number in range(1, PREPARED + 1):
        key = f"{target.kind}-{number:03d}"
        target.sheet.write_string(FIRST_ROW + number - 1, 0, key, target.look.key)


def _write_computed(target: RowSheet) -> None:
    """Write the computed column; the long formula stands once, as a name relative to its row."""
    for index, item in enumerate(layout(target.kind), start=1):
        if not isinstance(item, str):
            continue
        name = _NAMES[target.kind]
        target.book.define_name(name, _formula(target).replace("#", "1"))
        for row in range(FIRST_ROW, LAST_ROW):
            target.sheet.write_formula(row, index, f"={name}", target.look.computed, "")


def _formula(target: RowSheet) -> str:
    """Return the sheet's formula with `#` for the row's number."""
    own = SHEET_OF_KIND[target.kind]
    at = {key: f"'{own}'!${name}" for key, name in letters_of(target.kind).items()}
    if target.kind == "P":
        likely, impact = f"{at['likelihood']}#", f"{at['impact']}#"
        cell = f"INDEX({target.matrix},VALUE(LEFT({likely},1)),VALUE(LEFT({impact},1)))"
        return f'=IF(OR({likely}="",{impact}=""),"",IFERROR({cell},""))'
    if target.kind == "K":
        return _severity_formula(at)
    key, titles = f"{at['entry_key']}#", letters_of("P")["title"]
    found = ",".join(
        f"IFERROR(INDEX('{name}'!${titles}:${titles},MATCH({key},'{name}'!$A:$A,0))"
        for name in (POTENTIAL_SHEET, EVENT_SHEET)
    )
    return f'=IF({key}="","",{found},"kode tidak ditemukan")))&""'


def _severity_formula(at: dict[str, str]) -> str:
    """Domain paper 4.3 as a formula; N() reads words such as `nihil` as zero."""

    def n(name: str) -> str:
        return f"N({at[name]}#)"

    state, force = f"{at['status_konflik']}#", f'{at["violence"]}#="Ya"'
    labels = {code.code: code.label for code in words.DECLARED_STATE}
    toll = [
        "deaths", "injured_serious", "injured_minor", "displaced_hh", "displaced_people",
        "houses_damaged", "public_damaged", "worship_damaged", "vehicles_damaged", "loss_idr",
    ]  # fmt: skip
    worst = (
        f"{n('deaths')}>=2,{n('displaced_hh')}>100,{n('loss_idr')}>=5000000000,"
        f'{state}="{labels["PROV"]}",{state}="{labels["NAS"]}"'
    )
    heavy = (
        f"{n('deaths')}=1,{n('injured_serious')}>=5,{n('displaced_hh')}>=1,"
        f"{n('loss_idr')}>=500000000,{n('worship_damaged')}>=1,"
        f'{state}="{labels["KAB"]}"'
    )
    large = f"AND(OR({force},{'+'.join(n(name) for name in toll)}>0),{n('crowd_max')}>=500)"
    middle = (
        f"{n('injured_serious')}>=1,{n('loss_idr')}>=50000000,{n('houses_damaged')}>=1,{large}"
    )
    slight = f"{force},{'+'.join(n(name) for name in toll)}>0"
    return (
        f'=IF({at["event_form"]}#="","",IF(OR({worst}),5,IF(OR({heavy}),4,'
        f"IF(OR({middle}),3,IF(OR({slight}),2,1)))))"
    )


def _write_carried(
    target: RowSheet, row: int, carried: CarriedRow, request: TemplateRequest
) -> None:
    by_heading = {column.heading: column for column in columns_by_key(target.kind).values()}
    places = {
        item.key: index
        for index, item in enumerate(layout(target.kind), start=1)
        if isinstance(item, Column)
    }
    del request
    for name, text in carried.cells.items():
        column = columns_by_key(target.kind).get(name) or by_heading.get(name)
        if column is not None and text:
            _write_cell(target, row, places[column.key], column, text)
    if carried.case_no:
        target.sheet.write_string(row, target.width, carried.case_no)


def _write_cell(target: RowSheet, row: int, index: int, column: Column, text: str) -> None:
    """Write a carried text as what it is, so that Excel sorts and checks it; never a formula."""
    style = _format(target.look, column)
    shape, codes = column.spec.shape, column.codes
    value: Any = text
    try:
        if shape in {Shape.DATE, Shape.MOMENT}:
            value = parse_moment(text, "UTC").replace(tzinfo=None)
            target.sheet.write_datetime(row, index, value, style)
            return
        if shape in {Shape.INTEGER, Shape.MONEY}:
            target.sheet.write_number(row, index, rupiah(text), style)
            return
    except (BadDate, BadNumber):
        value = text
    if codes is not None and shape is Shape.SCALE and text in codes:
        value = f"{text} {codes.label_of(text)}"
    elif codes is not None and shape is not Shape.SCALE:
        value = "; ".join(codes.label_of(part.strip()) for part in text.split(";"))
    target.sheet.write_string(row, index, value, style)


def _paint(target: RowSheet) -> None:
    """Show what is missing, how high the risk is, and a grid round the prepared rows."""
    for index, item in enumerate(layout(target.kind), start=1):
        if isinstance(item, str) and target.kind != ACTION:
            colour = colour_severity if item == SEVERITY_HEADING else colour_levels
            colour(target.book, target.sheet, target.area(letter(index)))
    whole = f"A{FIRST_ROW + 1}:{letter(target.width - 1)}{LAST_ROW}"
    target.sheet.conditional_format(
        whole, {"type": "formula", "criteria": "=TRUE", "format": target.look.grid}
    )


def _set_print(target: RowSheet, request: TemplateRequest) -> None:
    sheet = target.sheet
    set_page(sheet, (request.agency_name, f"{request.region_name} · {request.quarter.label}"))
    sheet.repeat_rows(3, HEADER_ROW)
    sheet.repeat_columns(0, 1)
    sheet.set_print_scale(_PRINT_SCALE)
    rows = max(_PRINT_ROWS, len(request.rows_of(target.kind)))
    sheet.print_area(0, 0, HEADER_ROW + rows, target.width - 1)
    sheet.set_v_pagebreaks(page_breaks(target.kind))
