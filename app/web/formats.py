"""Numbers, dates and moments as Indonesian offices write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.day_words import MONTHS, date_id, moment_id

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

__all__ = [
    "MONTHS",
    "count_of",
    "date_id",
    "date_short",
    "date_typed",
    "decimal_id",
    "moment_id",
    "number_id",
    "rupiah",
    "size_id",
]
_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_SWAP = str.maketrans(",.", ".,")


def date_short(day: date) -> str:
    """Write `8 Jul`, for tables."""
    return f"{day.day} {_SHORT[day.month - 1]}"


def date_typed(day: date) -> str:
    """Write `08/07/2026`, as people type it into a field."""
    return f"{day:%d/%m/%Y}"


def number_id(value: int) -> str:
    """Write `126.951`."""
    return f"{value:,}".translate(_SWAP)


def decimal_id(value: float | Decimal, places: int = 1) -> str:
    """Write `32,9`."""
    return f"{value:,.{places}f}".translate(_SWAP)


def rupiah(value: int) -> str:
    """Write `Rp30.000.000`."""
    return f"Rp{number_id(value)}" if value >= 0 else f"-Rp{number_id(-value)}"


def size_id(size_bytes: int) -> str:
    """Write `96 KB` or `1,4 MB`."""
    if size_bytes < 1000 * 1024:
        return f"{max(1, -(-size_bytes // 1024))} KB"
    return f"{decimal_id(size_bytes / 1024 / 1024)} MB"


def count_of(value: int, thing: str, none: str = "tidak ada") -> str:
    """Write `3 entri`, or `tidak ada entri`: Indonesian nouns do not change with number."""
    return f"{number_id(value)} {thing}" if value else f"{none} {thing}"
