"""What reading a workbook needs to know: the region, the quarter, its places and its cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.model.quarter import Quarter


@dataclass(frozen=True, slots=True)
class Match:
    """A place found by what somebody typed; `code` is None when nothing fits exactly.

    Suggestions are (code, name), the nearest first; they are offered, never taken.
    """

    code: str | None
    name: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()


class Places(Protocol):
    """Finds places by name or dotted code, and points in places (EPSG:4326).

    Names are compared after NFKC and casefold; `Kec.`, `Desa`, `Kel.` and the like in front of a
    name do not matter.
    """

    def districts(self) -> tuple[tuple[str, str], ...]:
        """Return (code, name) of every kecamatan of the reporting regency."""

    def villages(self, district_code: str) -> tuple[tuple[str, str], ...]:
        """Return (code, name) of every village of a kecamatan."""

    def find_district(self, text: str) -> Match:
        """Find a kecamatan of the reporting regency."""

    def find_village(self, text: str, district_code: str) -> Match:
        """Find a desa or kelurahan of a kecamatan."""

    def find_anywhere(self, text: str) -> Match:
        """Find a place in any regency: `Desa X, Kec. Y`, `Kec. Z`, a regency, or a code."""

    def district_at(self, lon: float, lat: float) -> str | None:
        """Return the code of the kecamatan a point lies in; None outside every one."""

    def distance_km(self, code: str, lon: float, lat: float) -> float | None:
        """Return how far a point lies from a region, 0 inside; None without a boundary."""


@dataclass(frozen=True, slots=True)
class IntakeContext:
    """Everything a row is judged against; nothing else decides what a cell means.

    Attributes:
        zone: IANA name of the region's time zone, such as `Asia/Makassar`.
        known_cases: case number to title, of the reporting regency.
        previous_cases: cases an earlier accepted report told of; the others are new.
        closed_cases: those of them that were over by then; told again, they have recurred.
        quiet_cases: those without an event or a rise in the two quarters before.
        letters_from: first day a covering letter may bear; by default 14 days before the end.
    """

    region_code: str
    region_name: str
    quarter: Quarter
    places: Places
    today: date
    zone: str = "Asia/Makassar"
    known_cases: Mapping[str, str] = field(default_factory=dict)
    previous_cases: frozenset[str] = frozenset()
    closed_cases: frozenset[str] = frozenset()
    quiet_cases: frozenset[str] = frozenset()
    letters_from: date | None = None
