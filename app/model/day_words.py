"""Days in words, as Indonesian offices write them: on pages, in mail and in calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def date_id(day: date) -> str:
    """Write `8 Juli 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_id(day: date) -> str:
    """Write `Rabu, 8 Juli 2026`, so that nobody has to look the weekday up."""
    return f"{WEEKDAYS[day.weekday()]}, {date_id(day)}"
