"""One thing wrong with one cell, row or sheet: where it is, what to do, what may be meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ERROR = "galat"
WARNING = "peringatan"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A sentence for the officer, tied to a cell.

    `row_number` is the row as Excel shows it, 0 when the whole sheet or file is meant; `column`
    is a column key (empty for a row or a sheet); `suggestions` are (value for the cell, label).
    """

    sheet: str
    row_number: int
    message: str
    row_key: str = ""
    column: str = ""
    heading: str = ""
    cell: str = ""
    severity: str = ERROR
    value: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()

    @property
    def is_error(self) -> bool:
        """Tell whether the row cannot be stored until this is put right."""
        return self.severity == ERROR

    def as_warning(self) -> Problem:
        """Return the same problem as a warning."""
        return replace(self, severity=WARNING)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dictionary that JSON can carry."""
        return {
            "sheet": self.sheet,
            "row_number": self.row_number,
            "row_key": self.row_key,
            "column": self.column,
            "heading": self.heading,
            "cell": self.cell,
            "severity": self.severity,
            "message": self.message,
            "value": self.value,
            "suggestions": [list(pair) for pair in self.suggestions],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Problem:
        """Read back what `to_json` wrote."""
        pairs = tuple((str(value), str(label)) for value, label in data["suggestions"])
        return cls(**{**data, "suggestions": pairs})


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A problem before its place in the file is known: which column, and what is wrong."""

    column: str
    message: str
    severity: str = ERROR
    suggestions: tuple[tuple[str, str], ...] = ()


def error(column: str, message: str, suggestions: tuple[tuple[str, str], ...] = ()) -> Finding:
    """Say that a cell must be corrected."""
    return Finding(column=column, message=message, suggestions=suggestions)


def warning(column: str, message: str) -> Finding:
    """Say that a cell should be looked at; the row is stored."""
    return Finding(column=column, message=message, severity=WARNING)
