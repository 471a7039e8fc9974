"""What an officer's workbook is made of: whose, for when, which places, which rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.model.quarter import Quarter


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan with its villages as (code, name)."""

    code: str
    name: str
    villages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """An open case of the last quarter: kind `P`, `K` or `U`, and texts by key or heading."""

    kind: str
    case_no: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateRequest:
    """Whose workbook, for when, with which places and which rows to begin with.

    `letter` holds defaults of the cover by field name; `secret` is the key of the stamp.
    """

    region_code: str
    region_name: str
    agency_name: str
    quarter: Quarter
    districts: tuple[District, ...]
    secret: bytes
    carried: tuple[CarriedRow, ...] = ()
    letter: Mapping[str, str] = field(default_factory=dict)

    def rows_of(self, kind: str) -> tuple[CarriedRow, ...]:
        """Return the rows carried into one sheet."""
        return tuple(row for row in self.carried if row.kind == kind)
