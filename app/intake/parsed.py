"""What a workbook turns into: entries, actions, refused rows, and what was left aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
