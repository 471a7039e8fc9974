"""What an OpenDocument spreadsheet holds, counted before any reader opens it.

Cells and rows in this format may say that they repeat a million times, so the gate multiplies as
the reader will and refuses before that happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake import gate_xml as xml
from app.intake.gate_strings import MOST_STRING, ElementCount
from app.intake.gate_zip import broken, too_big

if TYPE_CHECKING:
    from app.intake.gate_xml import Attributes
    from app.intake.gate_zip import Parts

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_LOCKED = "Berkas ini dikunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi."
_MACRO_FOLDERS = ("basic/", "scripts/", "dialogs/")
_MACRO = "Berkas ini memuat makro. Simpan ulang tanpa makro, lalu unggah lagi."
_LINK = (
    "Berkas ini tersambung ke berkas lain. Di LibreOffice pilih Edit > Tautan > Putuskan, simpan, "
    "lalu unggah lagi."
)
_MOST_OTHER_ELEMENTS = 500_000
_MOST_BLANKS = 1_000


def inspect_ods(parts: Parts) -> tuple[xml.SheetCount, ...]:
    """Count the sheets of an OpenDocument spreadsheet.

    Raises:
        Unreadable: locked, with macros or links, damaged, or more than the limits.
    """
    if CONTENT not in parts.names or any(name.startswith("xl/") for name in parts.names):
        raise broken()  # the second is two files in one: a reader might take the other
    for name in parts.names:
        if name.casefold().startswith(_MACRO_FOLDERS):
            raise Unreadable(_MACRO)
    if MANIFEST in parts.names:
        xml.scan(parts.chunks(MANIFEST), _check_manifest)
    scan = _TableScan()
    xml.scan(parts.chunks(CONTENT), scan.start, scan.text, scan.end)
    for name in parts.names:
        if name not in {CONTENT, MANIFEST}:
            _look_through(parts, name)
    return tuple(scan.sheets)


def _look_through(parts: Parts, name: str) -> None:
    """Unpack every other part too, so that nothing in the file stays unlooked at."""
    if name.endswith((".xml", ".rdf")):
        count = ElementCount(_MOST_OTHER_ELEMENTS, f"unsur bagian {name}")
        xml.scan(parts.chunks(name), count.start)
    else:
        for _ in parts.chunks(name):
            pass


def _check_manifest(name: str, _attributes: Attributes) -> None:
    if name == "encryption-data":
        raise Unreadable(_LOCKED)


def _repeats(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal() or not text.isascii() or len(text) > 9 or int(text) < 1:
        raise broken()
    return int(text)


class _TableScan:
    """Follows tables, rows and cells; a cell counts when a reader would find something in it."""

    def __init__(self) -> None:
        self.sheets: list[xml.SheetCount] = []
        self._budget = xml.Budget()
        self._depth = 0
        self._row = self._column = 0
        self._row_repeats = self._cell_repeats = 1
        self._row_cells = 0
        self._filled = self._inside = False
        self._value = ""
        self._length = 0
        self._in_note = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin an element."""
        self._budget.elements -= 1
        if self._budget.elements < 0:
            raise too_big(f"lebih dari {xml.MOST_ELEMENTS} unsur")
        begin = _BEGIN.get(name)
        if begin is not None:
            begin(self, attributes)

    def text(self, data: str) -> None:
        """Count the text of a cell."""
        if not self._inside or self._in_note:
            return
        self._length += len(data)
        if self._length > MOST_STRING:
            raise too_big(f"satu sel memuat lebih dari {MOST_STRING} karakter")
        self._filled = self._filled or not data.isspace()

    def end(self, name: str) -> None:
        """Finish a cell, a row or a table."""
        if name == "annotation":
            self._in_note -= 1
        elif name in {"table-cell", "covered-table-cell"} and self._depth == 1:
            self._end_cell()
        elif name == "table-row" and self._depth == 1:
            self._end_row()
        elif name == "table":
            self._depth -= 1

    def _table(self, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            self.sheets.append(xml.SheetCount(attributes.get("table:name", "")))
            self._row = 0

    def _link(self, _attributes: Attributes) -> None:
        raise Unreadable(_LINK)

    def _note(self, _attributes: Attributes) -> None:
        self._in_note += 1

    def _open_row(self, attributes: Attributes) -> None:
        if self._depth == 1:
            self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self._column = self._row_cells = 0

    def _open_cell(self, attributes: Attributes) -> None:
        if self._depth != 1:
            return
        self._cell_repeats = _repeats(attributes, "table:number-columns-repeated")
        self._inside, self._length = True, 0
        kind = attributes.get("office:value-type", "")
        stated = attributes.get("office:string-value")
        # A number or a day stands in an attribute; a text in the paragraphs unless stated.
        self._filled = kind not in {"", "string"} or bool(stated and not stated.isspace())
        self._inside = kind == "string" and stated is None
        self._value = kind
        self._merge(attributes)

    def _merge(self, attributes: Attributes) -> None:
        wide = _repeats(attributes, "table:number-columns-spanned")
        high = _repeats(attributes, "table:number-rows-spanned")
        if wide * high == 1:
            return
        if wide * high > xml.MOST_MERGED_CELLS:
            raise too_big("terlalu banyak sel gabungan")
        merges = self.sheets[-1].merges
        top, left = self._row + 1, self._column + 1
        merges.append((top, left, top + high - 1, left + wide - 1))
        if len(merges) > xml.MOST_MERGES:
            raise too_big("terlalu banyak sel gabungan")

    def _blank(self, attributes: Attributes) -> None:
        if self._inside and _repeats(attributes, "text:c") > _MOST_BLANKS:
            raise too_big("satu sel memuat terlalu banyak spasi")

    def _end_cell(self) -> None:
        self._inside = False
        if self._filled and self._value:
            last = self._column + self._cell_repeats
            if last > xml.MOST_COLUMNS or self._row + self._row_repeats > xml.MOST_ROWS:
                raise too_big(f"lembar {self.sheets[-1].name} terlalu lebar atau terlalu panjang")
            self._row_cells += self._cell_repeats
            times = self._cell_repeats * self._row_repeats
            self._budget.spend_text(self._length * times)
            self.sheets[-1].last_column = max(self.sheets[-1].last_column, last)
        self._filled = False
        self._column += self._cell_repeats

    def _end_row(self) -> None:
        sheet = self.sheets[-1]
        if self._row_cells:
            sheet.cells += self._row_cells * self._row_repeats
            sheet.rows += self._row_repeats
            sheet.last_row = self._row + self._row_repeats
            sheet.elements = sheet.cells
            if sheet.rows > xml.MOST_FILLED_ROWS:
                raise too_big(f"lebih dari {xml.MOST_FILLED_ROWS} baris berisi")
            if sheet.last_row * sheet.last_column > xml.MOST_AREA:
                raise too_big(f"lembar {sheet.name} membentang lebih dari {xml.MOST_AREA} sel")
        self._row += self._row_repeats


_BEGIN = {
    "table": _TableScan._table,
    "table-source": _TableScan._link,
    "cell-range-source": _TableScan._link,
    "dde-source": _TableScan._link,
    "annotation": _TableScan._note,
    "table-row": _TableScan._open_row,
    "table-cell": _TableScan._open_cell,
    "covered-table-cell": _TableScan._open_cell,
    "s": _TableScan._blank,
}
