"""Reads a text of parted columns; runs in the confined process only.

Offices save such files from Excel with Indonesian settings: semicolons, Windows-1252. UTF-8 and
UTF-16 are recognised by their marks or by being valid; the part sign by which the lines agree.
"""

from __future__ import annotations

import codecs
import csv
import io

from app.intake.gate_strings import MOST_STRING
from app.intake.gate_xml import MOST_COLUMNS, MOST_FILLED_ROWS

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNS = (";", "\t", ",", "|")
_LOOKED_AT = 30


def read_delimited(data: bytes) -> list[list[str]]:
    """Return the rows of the text.

    Raises:
        ValueError: no encoding fits, or more rows or columns than a sheet may have.
        csv.Error: quotes that never end, or a cell that is too long.
    """
    text = decoded(data)
    said = text.split("\n", 1)[0].strip().casefold()
    sign = said[4:5] if said.startswith("sep=") else part_sign(text)
    if said.startswith("sep="):
        text = text.partition("\n")[2]
    csv.field_size_limit(MOST_STRING)
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign or ";", strict=True)
    ]
    if sum(any(row) for row in rows) > MOST_FILLED_ROWS:
        raise ValueError("rows")
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        raise ValueError("columns")
    return rows


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
