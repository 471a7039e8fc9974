"""A quarter of a year: order, days, and its names on paper, in codes and in addresses."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_ROMAN = ("I", "II", "III", "IV")
_SPAN = ("Januari–Maret", "April–Juni", "Juli–September", "Oktober–Desember")
_CODE = re.compile(r"(\d{4})-tw([1-4])", re.IGNORECASE)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """Quarter `number` (1 to 4) of `year`; ordered in time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse quarters that do not exist."""
        if not (1 <= self.number <= 4 and 2000 <= self.year <= 2999):
            raise ValueError(f"no such quarter: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2026-TW3` in any case.

        Raises:
            ValueError: the text is not a period code.
        """
        found = _CODE.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"not a period code: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def code(self) -> str:
        """Period code, `2026-TW3`."""
        return f"{self.year}-TW{self.number}"

    @property
    def slug(self) -> str:
        """Form used in addresses, `2026-tw3`."""
        return self.code.lower()

    @property
    def label(self) -> str:
        """Name on the page, `Triwulan III 2026`."""
        return f"Triwulan {self.roman} {self.year}"

    @property
    def short_label(self) -> str:
        """Name under a bar, `III/26`."""
        return f"{self.roman}/{self.year % 100:02d}"

    @property
    def roman(self) -> str:
        """Number in Roman numerals, as letters print it."""
        return _ROMAN[self.number - 1]

    @property
    def span(self) -> str:
        """Months of the quarter, `Juli–September 2026`."""
        return f"{_SPAN[self.number - 1]} {self.year}"

    @property
    def first_day(self) -> date:
        """First day of the quarter."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        """Last day of the quarter."""
        month = self.number * 3
        return date(self.year, month, monthrange(self.year, month)[1])

    def __add__(self, quarters: int) -> Quarter:
        """Return the quarter so many later (earlier when negative)."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    def __sub__(self, quarters: int) -> Quarter:
        """Return the quarter so many earlier."""
        return self + -quarters

    def back_from(self, later: Quarter) -> int:
        """Return how many quarters lie between this and a later one."""
        return (later.year - self.year) * 4 + later.number - self.number

    def contains(self, day: date) -> bool:
        """Tell whether a day lies in the quarter."""
        return self.first_day <= day <= self.last_day
