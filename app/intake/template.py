"""Builds the officer's workbook for one regency and quarter; what the parser reads back."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.intake.columns import ACTION_SHEET, COVER_SHEET, EVENT_SHEET, HELP_SHEET, POTENTIAL_SHEET
from app.intake.stamp import PROPERTY_NAME, stamp_text, visible_stamp
from app.intake.template_cover import write_cover
from app.intake.template_help import write_help
from app.intake.template_lists import Lists, add_meta
from app.intake.template_look import make_look
from app.intake.template_rows import write_row_sheet
from app.intake.template_sheet import RowSheet

if TYPE_CHECKING:
    from app.intake.template_request import TemplateRequest


def build_template(request: TemplateRequest) -> bytes:
    """Return the workbook; the same request gives the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # noqa: PLC0415 - only who writes a workbook pays for loading it

    with xlsxwriter.Workbook(buffer, options) as book:
        stamp = stamp_text(request.secret, request.region_code, request.quarter.code)
        book.set_properties(_properties(request))
        book.set_custom_property(PROPERTY_NAME, stamp, "text")
        look = make_look(book)
        names = (COVER_SHEET, POTENTIAL_SHEET, EVENT_SHEET, ACTION_SHEET, HELP_SHEET)
        sheets = {name: book.add_worksheet(name) for name in names}
        lists = Lists(book)
        lists.add_places(request.districts)
        matrix = lists.add_matrix()
        lists.add_entry_keys(len(request.rows_of("P")), len(request.rows_of("K")))
        line = visible_stamp(
            request.secret,
            (request.region_code, request.region_name),
            (request.quarter.code, f"{request.quarter.label} ({request.quarter.span})"),
        )
        write_cover(sheets[COVER_SHEET], look, lists, request, line)
        for kind, name in (("P", POTENTIAL_SHEET), ("K", EVENT_SHEET), ("U", ACTION_SHEET)):
            write_row_sheet(RowSheet(book, sheets[name], look, lists, kind, line, matrix), request)
        write_help(sheets[HELP_SHEET], look, request, line)
        add_meta(book, stamp)
        sheets[POTENTIAL_SHEET].activate()
    return buffer.getvalue()


def _properties(request: TemplateRequest) -> dict[str, object]:
    first = request.quarter.first_day
    return {
        "title": f"Laporan Peta Potensi Konflik dan Peta Konflik {request.quarter.label}",
        "subject": request.region_name,
        "author": request.agency_name,
        "category": "TERBATAS",
        "created": datetime(first.year, first.month, first.day, tzinfo=UTC).replace(tzinfo=None),
    }
