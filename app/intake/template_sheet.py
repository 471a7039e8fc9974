"""A sheet of rows while it is written, and the rows that are prepared on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.columns import layout
from app.intake.template_lists import HEADER_ROW, PREPARED

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from app.intake.template_lists import Lists
    from app.intake.template_look import Look

FIRST_ROW = HEADER_ROW + 1
LAST_ROW = FIRST_ROW + PREPARED  # as Excel numbers it, inclusive


@dataclass(frozen=True, slots=True)
class RowSheet:
    """A sheet being written, and what it draws on."""

    book: Workbook
    sheet: Worksheet
    look: Look
    lists: Lists
    kind: str
    stamp: str
    matrix: str

    @property
    def width(self) -> int:
        """Number of columns before the hidden case column."""
        return len(layout(self.kind)) + 1

    def area(self, name: str) -> str:
        """Return the prepared cells of a column by its letter."""
        return f"{name}{FIRST_ROW + 1}:{name}{LAST_ROW}"
