"""What the parts of a workbook hold, counted by our own XML pass before any reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from app.errors import Unreadable
from app.intake.gate_strings import MOST_STRING, Strings
from app.intake.gate_zip import broken, too_big

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_COLUMNS = 256
MOST_ROWS = 100_000
MOST_FILLED_ROWS = 20_000
MOST_AREA = 5_000_000
MOST_ELEMENTS = 6_000_000
MOST_EMPTY_COLUMNS = 1_024
MOST_DIMENSION = 150_000_000
MOST_MERGES = 2_000
MOST_MERGED_CELLS = 200_000
MOST_TEXT = 30_000_000
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_PLAIN_ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii"})
_FORBIDDEN = (
    "Berkas ini memuat deklarasi XML yang tidak dipakai Excel, jadi tidak dibuka. "
    "Simpan ulang dari Excel atau LibreOffice sebagai .xlsx, lalu unggah lagi."
)
_COLUMN_NUMBERS: dict[str, int] = {}

Attributes = dict[str, str]


def scan(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Feed a part to the handlers; element names come without their prefix.

    Raises:
        Unreadable: a document type, an entity, an encoding other than UTF-8, or bad XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    # Every name is looked at: a root without a prefix may hold children with one, which readers
    # take for what they are.
    parser.StartElementHandler = _without_prefix(start)
    if text is not None:
        parser.CharacterDataHandler = text
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.XmlDeclHandler = _check_encoding
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    first = True
    try:
        for chunk in chunks:
            if first and (b"\0" in chunk[:4] or chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}):
                raise Unreadable(_FORBIDDEN)
            first = False
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as cause:
        raise broken() from cause


def _without_prefix(start: Callable[[str, Attributes], None]) -> Callable[..., None]:
    def handler(name: str, attributes: Attributes) -> None:
        start(name.rpartition(":")[2] if ":" in name else name, attributes)

    return handler


def _refuse(*_: object) -> None:
    raise Unreadable(_FORBIDDEN)


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.casefold() not in _PLAIN_ENCODINGS:
        raise Unreadable(_FORBIDDEN)


def column_number(letters: str) -> int:
    """Return the number of a column, A being 1."""
    known = _COLUMN_NUMBERS.get(letters)
    if known is None:
        known = 0
        for char in letters:
            known = known * 26 + ord(char) - 64
        _COLUMN_NUMBERS[letters] = known
    return known


@dataclass(slots=True)
class Budget:
    """What may still be read of one file, whatever sheet it stands on."""

    text: int = MOST_TEXT
    elements: int = MOST_ELEMENTS

    def spend_text(self, length: int) -> None:
        """Count characters as often as cells show them."""
        self.text -= length
        if self.text < 0:
            raise too_big(f"teks seluruhnya lebih dari {MOST_TEXT // 10**6} juta karakter")


@dataclass(slots=True)
class SheetCount:
    """One sheet as counted by the gate: filled cells, rows with any, merges, elements."""

    name: str
    cells: int = 0
    rows: int = 0
    elements: int = 0
    last_row: int = 0
    last_column: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


class SheetScan:
    """Counts a sheet's cells; a cell counts when a reader would find text or a number in it."""

    def __init__(self, count: SheetCount, strings: Strings, budget: Budget) -> None:
        """Count into `count`, looking shared strings up and spending from the budget."""
        self._count = count
        self._strings = strings
        self._budget = budget
        self._row = 0
        self._row_text = ""
        self._column = 0
        self._type = ""
        self._pieces: list[str] = []
        self._inside = False
        self._row_filled = False
        self._merged_cells = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Follow rows and cells; everything else is only counted."""
        self._count.elements += 1
        self._budget.elements -= 1
        if self._budget.elements < 0:
            raise too_big(f"lebih dari {MOST_ELEMENTS} unsur")
        if name == "c":
            self._close_cell()
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self._inside = True
        else:
            self._other(name, attributes)

    def _other(self, name: str, attributes: Attributes) -> None:
        self._inside = False
        if name == "row":
            self._close_cell()
            self._open_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "dimension":
            self._dimension(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        """Keep the text of a value."""
        if self._inside:
            self._pieces.append(data)

    def finish(self) -> None:
        """Count the last cell and check what the sheet spans."""
        self._close_cell()
        count = self._count
        if count.rows > MOST_FILLED_ROWS:
            raise too_big(f"lembar {count.name} memuat lebih dari {MOST_FILLED_ROWS} baris berisi")
        if count.last_row * count.last_column > MOST_AREA:
            raise too_big(f"lembar {count.name} membentang lebih dari {MOST_AREA} sel")

    def _open_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() else self._row + 1
        self._row_text = number
        self._column = 0
        self._row_filled = False

    def _open_cell(self, attributes: Attributes) -> None:
        self._inside = False
        self._type = attributes.get("t", "")
        ref = attributes.get("r")
        if ref is None:
            self._column += 1
        else:
            self._column, self._row = self._split(ref)
        if self._column > MOST_EMPTY_COLUMNS:
            raise self._too_far()

    def _split(self, ref: str) -> tuple[int, int]:
        letters = ref.rstrip("0123456789")
        # Nearly every cell stands in the row that was just opened, in a column seen before.
        if letters in _COLUMN_NUMBERS and ref[len(letters) :] == self._row_text:
            return _COLUMN_NUMBERS[letters], self._row
        found = _REF.fullmatch(ref)
        if found is None:
            raise broken()
        return column_number(found[1]), int(found[2])

    def _close_cell(self) -> None:
        if not self._pieces:
            return
        pieces = self._pieces
        value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if not self._is_filled(value):
            return
        if self._column > MOST_COLUMNS or self._row > MOST_ROWS:
            raise self._too_far()
        count = self._count
        count.cells += 1
        if not self._row_filled:
            self._row_filled = True
            count.rows += 1
            count.last_row = max(count.last_row, self._row)
        count.last_column = max(count.last_column, self._column)

    def _is_filled(self, value: str) -> bool:
        if self._type == "s":
            index = value.strip()
            if not index.isdecimal() or int(index) >= len(self._strings.lengths):
                raise broken()
            self._budget.spend_text(self._strings.lengths[int(index)])
            return self._strings.filled[int(index)]
        if len(value) > MOST_STRING:
            raise too_big(f"satu sel memuat lebih dari {MOST_STRING} karakter")
        return self._type != "e" and not value.isspace()

    def _too_far(self) -> Unreadable:
        return too_big(
            f"lembar {self._count.name} baris {self._row} kolom ke-{self._column}; batasnya "
            f"{MOST_ROWS} baris dan {MOST_COLUMNS} kolom"
        )

    def _merge(self, ref: str) -> None:
        self._count.merges.append(self._area(ref))
        top, left, bottom, right = self._count.merges[-1]
        self._merged_cells += (bottom - top + 1) * (right - left + 1)
        if len(self._count.merges) > MOST_MERGES or self._merged_cells > MOST_MERGED_CELLS:
            raise too_big(f"lembar {self._count.name} memuat terlalu banyak sel gabungan")

    def _dimension(self, ref: str) -> None:
        top, left, bottom, right = self._area(ref)
        area = (bottom - top + 1) * (right - left + 1)
        if right > MOST_EMPTY_COLUMNS or area > MOST_DIMENSION:
            raise too_big(f"lembar {self._count.name} membentang {ref}")

    @staticmethod
    def _area(ref: str) -> tuple[int, int, int, int]:
        """Return (top, left, bottom, right), counted from 1."""
        first, _, last = ref.partition(":")
        start, end = _REF.fullmatch(first), _REF.fullmatch(last or first)
        if start is None or end is None:
            raise broken()
        return int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])
