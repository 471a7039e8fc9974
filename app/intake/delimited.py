"""Reads a text of parted columns; runs in the confined process only.

Offices save such files from Excel with Indonesian settings: semicolons, Windows-1252. UTF-8 and
UTF-16 are recognised by their marks or by being valid; the part sign by which the lines agree.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.gate_strings import MOST_STRING
from app.intake.gate_xml import MOST_COLUMNS, MOST_FILLED_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNS = (";", "\t", ",", "|")
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Delimited:
    """Rows of trimmed cells, and how many lines of the text they came from."""

    rows: list[list[str]]
    lines: int


class LooseQuote(ValueError):
    """A quotation mark opens or ends where it must not; `line` is the text's, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def read_delimited(data: bytes) -> Delimited:
    """Return the rows of the text.

    Raises:
        LooseQuote: quotes that never end, stand inside a word, or hold whole rows in one cell.
        ValueError: no encoding fits, or more rows or columns than a sheet may have.
        csv.Error: a cell that is too long.
    """
    text = decoded(data)
    before, sign, text = _said_sign(text)
    csv.field_size_limit(MOST_STRING)
    numbered = list(_rows(text, sign, before))
    widths = Counter(len(row) for _, row in numbered if len(row) > 1)
    width = max(widths, key=widths.__getitem__, default=0)
    for line, row in numbered:
        if any(_holds_rows(cell, sign, width - 1 - at) for at, cell in enumerate(row)):
            raise LooseQuote(line)
    lines = before + sum(1 + sum(map(_breaks, row)) for _, row in numbered)
    rows = [[cell.strip() for cell in row] for _, row in numbered]
    if sum(any(row) for row in rows) > MOST_FILLED_ROWS:
        raise ValueError("rows")
    if max(widths, default=0) > MOST_COLUMNS:
        raise ValueError("columns")
    return Delimited(rows, lines)


def _said_sign(text: str) -> tuple[int, str, str]:
    """Return the lines that only speak to Excel, the part sign, and the text after them."""
    said = text.split("\n", 1)[0].strip().casefold()
    if said.startswith("sep="):
        return 1, said[4:5] or ";", text.partition("\n")[2]
    return 0, part_sign(text), text


def _rows(text: str, sign: str, before: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    line = before + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as cause:
            if "field larger" in str(cause):
                raise
            raise LooseQuote(line) from cause
        if row is None:
            return
        yield line, row
        line = before + reader.line_num + 1


def _holds_rows(cell: str, sign: str, signs_left: int) -> bool:
    """Tell whether a cell of several lines holds the rest of its row and the start of the next.

    A forgotten quotation mark reads on to the next one, and the rows between are lost. Prose of
    several lines seldom has, in its first, exactly the part signs that its row still lacks.
    """
    if "\n" not in cell and "\r" not in cell:
        return False
    first, *later = cell.splitlines()
    return 2 <= signs_left == first.count(sign) and any(sign in line for line in later)


def _breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def decoded(data: bytes) -> str:
    """Return the text in the encoding it was most likely saved in."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Bytes that Windows-1252 leaves open are replaced: a sign in a name, never a figure.
        return data.decode("cp1252", "replace")


def part_sign(text: str) -> str:
    """Return the sign that parts most lines into the same number of columns."""
    lines = [line for line in text.splitlines()[: 4 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]
    best, most = ";", (0, 0)
    for sign in _SIGNS:
        counts = [len(next(csv.reader([line], delimiter=sign))) for line in lines]
        wide = [count for count in counts if count > 1]
        score = (len(wide) * max(wide), max(wide)) if wide else (0, 0)
        if score > most:
            best, most = sign, score
    return best
