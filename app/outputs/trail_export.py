"""The trail as CSV and as a workbook, for an auditor and for notices by UU 27/2022 art. 46.

A trail is long and says the same few words over and over: rows go out as they come in, and what a
word looks like in the file is worked out once.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from app.outputs.exports.csv_file import BOM, DIALECT
from app.outputs.exports.neutral import neutral_text
from app.outputs.exports.table import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Row

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OUTCOMES = {"": "Terlaksana", "DITOLAK": "Ditolak", "TIDAK_ADA": "Tidak ada atau bukan haknya"}
_COLUMNS = (
    Column("nomor", "Nomor", 9),
    Column("waktu", "Waktu", 17),
    Column("pelaku", "Pelaku", 24),
    Column("tindakan", "Tindakan", 30),
    Column("terhadap", "Terhadap", 34),
    Column("wilayah", "Wilayah", 9),
    Column("hasil", "Hasil", 14),
    Column("dari", "Dari alamat", 16),
    Column("rincian", "Rincian", 40),
)
_SHEET, _END = "xl/worksheets/sheet1.xml", b"</sheetData>"
_REMEMBERED = 50_000  # words of a trail; a year of a province has fewer
_LIKE_AN_ESCAPE = re.compile("(_x[0-9A-Fa-f]{4}_)")  # which a spreadsheet would read as a sign


def write_file(
    target: IO[bytes], kind: str, rows: Iterable[Row[Any]], labels: Mapping[str, str], zone: str
) -> int:
    """Write rows as a file of a kind of `MEDIA_TYPES` and return how many there were.

    Times are local to the reader. Rows are taken one at a time and never held together.
    """
    values = _values(rows, labels, ZoneInfo(zone))
    return _write_csv(target, values) if kind == CSV else _write_workbook(target, values)


def _values(
    rows: Iterable[Row[Any]], labels: Mapping[str, str], zone: ZoneInfo
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the number of each row and its other values, in the order of the columns."""
    for row in rows:
        details = row.details
        yield (
            row.id,
            (
                row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
                row.actor,
                labels.get(row.action, row.action),
                row.subject,
                row.region_code,
                OUTCOMES.get(row.outcome, row.outcome),
                row.origin,
                "; ".join(f"{name}: {_said(value)}" for name, value in details.items())
                if details
                else "",
            ),
        )


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_neutral = lru_cache(_REMEMBERED)(neutral_text)


def _write_csv(target: IO[bytes], values: Iterable[tuple[int, tuple[str, ...]]]) -> int:
    text = io.TextIOWrapper(target, "utf-8", newline="")
    text.write(BOM)
    writer = csv.writer(text, **DIALECT)
    writer.writerow([column.heading for column in _COLUMNS])
    count = 0
    for count, (number, texts) in enumerate(values, 1):  # noqa: B007 - the last one is the count
        writer.writerow((number, *map(_neutral, texts)))
    text.flush()
    text.detach()
    return count


def _write_workbook(target: IO[bytes], values: Iterable[tuple[int, tuple[str, ...]]]) -> int:
    """Write the rows into the sheet of an empty workbook, cell by cell as XML.

    The workbook around them (heading, widths, panes, styles) is XlsxWriter's; its own cells take
    five times as long, because each is looked at for formulas, links and formats.
    """
    count = 0
    with (
        zipfile.ZipFile(io.BytesIO(_frame())) as frame,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book,
    ):
        for item in frame.infolist():
            content = frame.read(item)
            if item.filename != _SHEET:
                book.writestr(item, content)
                continue
            before, end, after = content.partition(_END)
            with book.open(item.filename, "w", force_zip64=True) as sheet:
                sheet.write(before)
                for count, (number, texts) in enumerate(values, 1):
                    sheet.write(_row(count + 1, number, texts))
                sheet.write(end + after)
    return count


def _row(place: int, number: int, texts: tuple[str, ...]) -> bytes:
    cells = "".join(map(_cell, texts))
    return f'<row r="{place}"><c><v>{number}</v></c>{cells}</row>'.encode()


@lru_cache(_REMEMBERED)
def _cell(text: str) -> str:
    said = escape(_LIKE_AN_ESCAPE.sub(r"_x005F\1", neutral_text(text)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _frame() -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only who writes a workbook pays for loading it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Log")
    bold = book.add_format({"bold": True, "bg_color": "#e3ecef", "bottom": 1})
    for place, column in enumerate(_COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, bold)
    sheet.freeze_panes(1, 2)
    # To the end of any sheet: how many rows come is known only when the last one came.
    sheet.autofilter(0, 0, 1_048_575, len(_COLUMNS) - 1)
    book.close()
    return target.getvalue()
