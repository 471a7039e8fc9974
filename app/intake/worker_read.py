"""The confined process that opens an officer's workbook or text and gives its cells as text.

A request is the file, the answer is JSON; the protocol around it is `worker_loop`'s. A sheet's
rows come as one text, its cells and rows parted by separators: splitting that is much cheaper than
a list of lists.
"""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.intake.delimited import LooseQuote, read_delimited
from app.intake.worker_loop import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MEMORY = 1024**3
SECONDS = 20
CELL, ROW = "\x1f", "\x1e"
_WHOLE = 1e15
_ZIP = b"PK\x03\x04"


def main() -> None:
    """Answer requests until stdin ends."""
    serve(_answer, memory=MEMORY, seconds=SECONDS)


def _answer(body: bytes) -> bytes:
    return json.dumps(_read(body), ensure_ascii=False).encode()


def _read(data: bytes) -> dict[str, Any]:
    try:
        if not data.startswith(_ZIP):
            text = read_delimited(data)
            return {"sheets": [packed("Data", text.rows)], "lines": text.lines}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {"sheets": [_sheet(book, meta) for meta in book.sheets_metadata if _reads(meta)]}
    except LooseQuote as cause:
        return {"error": type(cause).__name__, "line": cause.line}
    except Exception as cause:
        return {"error": type(cause).__name__}


def _reads(meta: Any) -> bool:
    return bool(meta.typ == SheetTypeEnum.WorkSheet)


def _sheet(book: CalamineWorkbook, meta: Any) -> dict[str, Any]:
    rows = book.get_sheet_by_name(meta.name).to_python(False)  # noqa: FBT003
    hidden = meta.visible != SheetVisibleEnum.Visible
    return packed(meta.name, rows, hidden=hidden)


def packed(name: str, rows: Iterable[Sequence[Any]], *, hidden: bool = False) -> dict[str, Any]:
    """Return a sheet as the answer carries it; rows without anything are left out."""
    numbers: list[int] = []
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        line = _line(row)
        if line.strip(CELL):
            numbers.append(number)
            lines.append(line)
    return {"name": name, "hidden": hidden, "rows": numbers, "text": ROW.join(lines)}


def _line(row: Sequence[Any]) -> str:
    """Join a row's texts; the separators cannot stand in XML, and are taken out if they do."""
    texts = [
        value if type(value) is str else _WRITERS.get(type(value), str)(value) for value in row
    ]
    line = CELL.join(texts)
    if line.count(CELL) != len(texts) - 1 or ROW in line:
        line = CELL.join(text.replace(CELL, "").replace(ROW, "") for text in texts)
    return line.replace("_x000D_", "") if "_x000D_" in line else line


def _number(value: float) -> str:
    if value == int(value) and abs(value) < _WHOLE:
        return str(int(value))
    text = repr(value)
    if "e" in text:
        text = f"{value:.12f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _moment(value: datetime) -> str:
    return f"{_day(value)} {_time(value)}"


def _day(value: date) -> str:
    # Written out: `strftime` takes four times as long, and a sheet is full of days.
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def _time(value: datetime | time) -> str:
    return f"{value.hour:02d}.{value.minute:02d}"


# How an Indonesian cell shows a value, by its type: comma for fractions, day first.
_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "Ya" if value else "Tidak",
    int: _number,
    float: _number,
    datetime: _moment,
    date: _day,
    time: _time,
}
