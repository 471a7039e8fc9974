"""A table of an export: headings and values, its texts made neutral as it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.outputs.exports.neutral import neutral_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    Value = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in map files, `heading` on sheets; width in characters."""

    key: str
    heading: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of neutral values; moments are local to the region and carry no zone."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def headings(self) -> list[str]:
        """Headings in order."""
        return [column.heading for column in self.columns]

    def records(self) -> Iterable[dict[str, Value]]:
        """Give each row as values by key."""
        keys = [column.key for column in self.columns]
        return (dict(zip(keys, row, strict=True)) for row in self.rows)


def table(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Table:
    """Make a table; every text in it becomes neutral here, so no writer can forget to.

    Raises:
        ValueError: a row has another number of values than there are columns.
    """
    kept = tuple(tuple(_neutral(value) for value in row) for row in rows)
    if any(len(row) != len(columns) for row in kept):
        raise ValueError(f"a row of {title} does not fit its columns")
    return Table(title, tuple(columns), kept)


def _neutral(value: Value) -> Value:
    return neutral_text(value) if isinstance(value, str) else value
