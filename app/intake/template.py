"""Builds the officer's workbook for one regency and quarter; what the parser reads back."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.intake.columns import ACTION_SHEET, COVER_SHEET, EVENT_SHEET, HELP_SHEET, POTENTIAL_SHEET
from app.intake.stamp import PROPERTY_NAME, stamp_text, visible_stamp
from app.intake.template_cover import write_cover
from app.intake.template_help import write_help
from app.intake.template_lists import Lists, add_meta
from app.intake.template_look import make_look
from app.intake.template_rows import RowSheet, write_row_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.model.quarter import Quarter


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan with its villages as (code, name)."""

    code: str
    name: str
    villages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """An open case of the last quarter: kind `P`, `K` or `U`, and texts by key or heading."""

    kind: str
    case_no: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateRequest:
    """Whose workbook, for when, with which places and which rows to begin with.

    `letter` holds defaults of the cover by field name; `secret` is the key of the stamp.
    """

    region_code: str
    region_name: str
    agency_name: str
    quarter: Quarter
    districts: tuple[District, ...]
    secret: bytes
    carried: tuple[CarriedRow, ...] = ()
    letter: Mapping[str, str] = field(default_factory=dict)

    def rows_of(self, kind: str) -> tuple[CarriedRow, ...]:
        """Return the rows carried into one sheet."""
        return tuple(row for row in self.carried if row.kind == kind)


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
