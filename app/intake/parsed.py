"""What a workbook turns into: entries, actions, refused rows, and what was left aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.intake.problem import ERROR, Finding, error, warning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.context import IntakeContext
    from app.intake.cover import ParsedCover
    from app.intake.problem import Problem


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A good row of 2_Potensi or 3_Peristiwa; `values` holds every field of its kind.

    `same_case` is the key of the potential whose case an event belongs to, empty when none.
    """

    kind: str
    sheet: str
    row_number: int
    row_key: str
    case_no: str | None
    values: dict[str, Any]
    locations: tuple[dict[str, Any], ...]
    parties: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]
    warnings: tuple[Problem, ...] = ()
    same_case: str = ""


@dataclass(frozen=True, slots=True)
class ParsedAction:
    """A good row of 4_TindakLanjut; `values` holds every action field."""

    sheet: str
    row_number: int
    row_key: str
    entry_key: str
    values: dict[str, Any]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that waits for correction: its cells as typed, by column key.

    `action` is set when the row itself is right and only waits for the entry it is about.
    """

    sheet: str
    row_number: int
    row_key: str
    cells: dict[str, str]
    problems: tuple[Problem, ...]
    action: ParsedAction | None = None


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A row with text that is not an entry, such as a total; said, never silent."""

    sheet: str
    row_number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole workbook; entries, actions and refused rows add up to `total_rows`.

    `problems` holds everything found, warnings included: of the file, the cover and the rows.
    """

    cover: ParsedCover
    entries: tuple[ParsedEntry, ...]
    actions: tuple[ParsedAction, ...]
    refused: tuple[RefusedRow, ...]
    problems: tuple[Problem, ...]
    total_rows: int
    ignored_rows: tuple[IgnoredRow, ...] = ()


@dataclass(slots=True)
class Draft:
    """A row while it is being judged; rules read it and may only add findings or tighten it."""

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
