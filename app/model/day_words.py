"""Days and moments in words, as Indonesian offices write them: pages, mail, calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA"}
_ZONES |= {"Asia/Jayapura": "WIT"}


def date_id(day: date) -> str:
    """Write `8 Juli 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_id(day: date) -> str:
    """Write `Rabu, 8 Juli 2026`, so that nobody has to look the weekday up."""
    return f"{WEEKDAYS[day.weekday()]}, {date_id(day)}"


def moment_id(moment: datetime, zone: str) -> str:
    """Write `8 Juli 2026, 09.12 WITA`: the moment in the reader's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{date_id(local)}, {local:%H.%M} {_ZONES.get(zone, zone)}"
