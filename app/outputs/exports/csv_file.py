"""CSV as Indonesian spreadsheets open it: semicolon, UTF-8 with BOM, everything quoted."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.outputs.exports.overview import regency_table, stamped
from app.outputs.exports.table import Column, table

if TYPE_CHECKING:
    from app.outputs.exports.content import EditionContent
    from app.outputs.exports.table import Table, Value

BOM = "\ufeff"
DIALECT: dict[str, Any] = {
    "delimiter": ";",
    "quoting": csv.QUOTE_ALL,
    "lineterminator": "\r\n",
}


def regencies_csv(content: EditionContent) -> bytes:
    """Write the regencies, silent ones included."""
    return written(stamped(regency_table(content.figures), content.figures))


def entries_csv(content: EditionContent) -> bytes:
    """Write potentials, then events; a column that only one kind has is empty in the other."""
    potentials, events = content.potentials, content.events
    known = {column.key for column in potentials.columns}
    columns = [
        Column("jenis", "Jenis entri"),
        *potentials.columns,
        *(column for column in events.columns if column.key not in known),
    ]
    records = [
        *({"jenis": "Potensi", **record} for record in potentials.records()),
        *({"jenis": "Peristiwa", **record} for record in events.records()),
    ]
    rows = [[record.get(column.key) for column in columns] for record in records]
    return written(stamped(table("Entri", columns, rows), content.figures))


def written(source: Table) -> bytes:
    """Write a table."""
    target = io.StringIO()
    writer = csv.writer(target, **DIALECT)
    writer.writerow(source.headings)
    writer.writerows([_said(value) for value in row] for row in source.rows)
    return (BOM + target.getvalue()).encode()


def _said(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    # A decimal comma, as the spreadsheets this file is for expect.
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
