"""A row while it is being judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.intake.problem import ERROR, Finding, error, warning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.context import IntakeContext


@dataclass(slots=True)
class Draft:
    """What is read of a row so far; rules may only add findings or tighten it."""

    kind: str
    row_key: str
    cells: Mapping[str, str]
    context: IntakeContext
    values: dict[str, Any]
    case_no: str | None = None
    locations: list[dict[str, Any]] = field(default_factory=list)
    parties: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return a cell as typed, empty when there is none."""
        return self.cells.get(key, "")

    def error(
        self, column: str, message: str, suggestions: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Note what must be corrected."""
        self.findings.append(error(column, message, suggestions))

    def warn(self, column: str, message: str) -> None:
        """Note what should be looked at."""
        self.findings.append(warning(column, message))

    def is_bad(self, column: str) -> bool:
        """Tell whether a cell already failed, so that one mistake is told once."""
        # Asked dozens of times of a row that mostly has nothing wrong.
        return bool(self.findings) and any(
            item.column == column and item.severity == ERROR for item in self.findings
        )

    def count(self, name: str) -> int:
        """Return a number of the row, 0 when it is not given."""
        return int(self.values.get(name) or 0)
