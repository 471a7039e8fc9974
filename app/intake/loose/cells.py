"""One row of an office's table told in the cells of our columns, with what has to be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.columns import columns_by_key
from app.intake.problem import warning

if TYPE_CHECKING:
    from app.intake.context import IntakeContext
    from app.intake.problem import Finding


@dataclass(slots=True)
class Told:
    """A row while it is being told anew: cells by column key, remarks, and where texts came from.

    `origin` is the column of the table each of our cells was read from; `elsewhere` says why the
    row is not this regency's, empty when it is; `zeros`, that no casualty was left untold.
    """

    kind: str
    context: IntakeContext
    cells: dict[str, str] = field(default_factory=dict)
    remarks: list[Finding] = field(default_factory=list)
    origin: dict[str, int] = field(default_factory=dict)
    elsewhere: str = ""
    zeros: bool = False

    def put(self, key: str, text: str, col: int) -> None:
        """Write a cell unless it is told already; a register without the column has no cell."""
        if text and key in columns_by_key(self.kind) and key not in self.cells:
            self.cells[key] = text
            self.origin[key] = col

    def add(self, key: str, text: str, col: int) -> None:
        """Write a cell, on a new line when there is text in it."""
        if key in self.cells and text and text not in self.cells[key]:
            self.cells[key] = f"{self.cells[key]}\n{text}"
        else:
            self.put(key, text, col)

    def say(self, key: str, message: str) -> None:
        """Note what the officer should look at."""
        self.remarks.append(warning(key, message))
