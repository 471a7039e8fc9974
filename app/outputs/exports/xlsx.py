"""The edition as a workbook: summary, regencies, kecamatan, what was reported, method."""

from __future__ import annotations

import io
import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.outputs.exports.content import tables_of
from app.outputs.exports.neutral import neutral_text
from app.outputs.exports.overview import (
    district_table,
    method_lines,
    notice,
    regency_table,
    stamped,
    summary_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.outputs.exports.content import EditionContent
    from app.outputs.exports.table import Column, Table, Value

_OPTIONS = {
    "in_memory": False,
    "constant_memory": True,
    # A text stays a text whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_WIDEST = 60
_PRINTED_WIDE = 190  # characters across a landscape A4 page that can still be read
_LINE, _MOST_LINES = 15, 12


def workbook(content: EditionContent) -> bytes:
    """Write the workbook; its dates are the edition's, so equal editions give equal bytes."""
    target = io.BytesIO()
    import xlsxwriter  # noqa: PLC0415 - only who writes a workbook pays for loading it

    book = xlsxwriter.Workbook(target, dict(_OPTIONS))
    writer = _Writer(book, content)
    figures = content.figures
    writer.blocks("Ringkasan", summary_blocks(figures))
    for source in (regency_table(figures), district_table(figures)):
        writer.sheet(source)
    for source in tables_of(content):
        writer.sheet(stamped(source, figures))
    writer.lines("Metode", method_lines(figures))
    book.close()
    return target.getvalue()


def _height(values: Sequence[Value], widths: Sequence[int]) -> int:
    """Points a row needs: said here, because not every program measures wrapped text itself."""
    lines = [
        sum(1 + max(0, len(line) - 1) // max(1, width) for line in value.split("\n"))
        for value, width in zip(values, widths, strict=True)
        if isinstance(value, str)
    ]
    return _LINE * min(_MOST_LINES, max(lines, default=1))


class _Writer:
    """Writes sheets row by row: rows leave memory as they are written."""

    def __init__(self, book: Any, content: EditionContent) -> None:
        head = content.figures.head
        self.book = book
        self.line = " · ".join(
            part
            for part in (
                head.classification,
                f"Laporan {head.quarter_label}",
                f"Edisi {head.number}",
                head.code,
                head.published_text,
                notice(content.figures),
            )
            if part
        )
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.small = book.add_format({"font_color": "#4a5a66"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#e3ecef", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.plain = book.add_format({"valign": "top"})
        self.moment = book.add_format({"valign": "top", "num_format": "dd/mm/yyyy hh:mm"})
        self.day = book.add_format({"valign": "top", "num_format": "dd/mm/yyyy"})
        # Without a zone: the workbook's own dates have none.
        book.set_properties(
            {
                "title": f"Laporan {head.quarter_label}",
                "subject": head.code,
                "author": head.agency_name,
                "category": head.classification,
                "created": content.published_at.replace(tzinfo=None),
            }
        )

    def sheet(self, source: Table) -> None:
        """Write one table with frozen headings and a filter."""
        sheet = self._begin(source.title, source.columns)
        self._rows(sheet, 2, source)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        sheet.repeat_columns(0, 1)
        sheet.autofilter(2, 0, 2 + max(1, len(source.rows)), len(source.columns) - 1)

    def blocks(self, name: str, blocks: Sequence[Table]) -> None:
        """Write small tables under one another."""
        widest = max((block.columns for block in blocks), key=len)
        sheet = self._begin(name, widest)
        row = 2
        for block in blocks:
            sheet.write_string(row, 0, block.title, self.title)
            row = self._rows(sheet, row + 1, block) + 1

    def lines(self, name: str, lines: Sequence[str]) -> None:
        """Write sentences, one a row."""
        sheet = self._begin(name, ())
        sheet.set_column(0, 0, 110)
        for row, said in enumerate(lines, 2):
            sheet.write_string(row, 0, neutral_text(said), self.text)

    def _begin(self, name: str, columns: Sequence[Column]) -> Any:
        sheet = self.book.add_worksheet(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, min(_WIDEST, column.width))
        sheet.set_landscape()
        sheet.set_paper(9)
        printed = sum(min(_WIDEST, column.width) for column in columns)
        sheet.fit_to_pages(max(1, math.ceil(printed / _PRINTED_WIDE)), 0)
        # An ampersand starts a code in headers and footers of a sheet.
        sheet.set_footer(f"&L&8{self.line.replace('&', '&&')[:200]}&R&8&P / &N")
        sheet.write_string(0, 0, self.line, self.small)
        return sheet

    def _rows(self, sheet: Any, row: int, source: Table) -> int:
        widths = [min(_WIDEST, column.width) for column in source.columns]
        sheet.set_row(row, _height(source.headings, widths))
        for index, heading in enumerate(source.headings):
            sheet.write_string(row, index, heading, self.head)
        for values in source.rows:
            row += 1
            sheet.set_row(row, _height(values, widths))
            for index, value in enumerate(values):
                self._cell(sheet, row, index, value)
        return row + 1

    def _cell(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value, self.text)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        else:
            sheet.write_number(row, column, value, self.plain)
