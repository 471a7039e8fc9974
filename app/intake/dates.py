"""Dates as officers type them; what does not exist or is vague is asked about, not guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.intake.text import quoted

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_ALIASES = {
    "jan": 1, "peb": 2, "pebruari": 2, "feb": 2, "mar": 3, "mrt": 3, "apr": 4, "may": 5,
    "jun": 6, "june": 6, "jul": 7, "july": 7, "agu": 8, "ags": 8, "agt": 8, "agust": 8, "aug": 8,
    "august": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "october": 10, "nop": 11,
    "nopember": 11, "nov": 11, "des": 12, "dec": 12, "december": 12, "january": 1, "february": 2,
    "march": 3,
}  # fmt: skip
MONTH = {name.casefold(): number for number, name in enumerate(MONTHS, 1)} | _ALIASES
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:\s|-|/|\.)*([a-z]{3,10})\.?(?:\s|-|/|\.|,)*(\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})\s*([a-z]{3,10})")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,15}))?")
_WEEKDAY = re.compile(
    r"^(?:hari\s+)?(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\s*[,/]?\s*"
    r"(?:(?:tanggal|tgl\.?)\s+)?(?=\d)"
)
_TIME = re.compile(
    r"(?:[\s,]|(?<=\d)t)\s*(?:pukul|jam|pkl\.?)?\s*(\d{1,2})[.:](\d{2})(?:[.:]\d{2}(?:\.\d+)?)?"
    r"\s*(wib|wita|wit|z|[+-]\d{2}:?\d{2})?$"
)
_ZONES = {"wib": 7, "wita": 8, "wit": 9}
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet serials after February 1900
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050  # 1990 to 2099
_LONGEST = 60


class BadDate(ValueError):
    """The text is not a day of the calendar; the message says why and what to write."""


def spell(day: date) -> str:
    """Write a day as letters do: `1 Juli 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short(day: date) -> str:
    """Write a day as cells do: `01/07/2026`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date:
    """Read a day in any of the usual ways.

    Raises:
        BadDate: not a day, or not clear which one.
    """
    low = _WEEKDAY.sub("", text.casefold().strip())[:_LONGEST]
    if "’" in low:
        low = _WEEKDAY.sub("", low.replace("’", "'"))
    if not low.isascii():
        raise BadDate(_vague(text))
    serial = _SERIAL.fullmatch(low)
    if serial:
        return _from_serial(int(serial[1]), text)
    iso = _ISO.fullmatch(low)
    if iso:
        return _checked(int(iso[1]), int(iso[2]), int(iso[3]), text)
    numeric = _NUMERIC.fullmatch(low)
    if numeric:
        return _checked(_year(numeric[3]), int(numeric[2]), int(numeric[1]), text)
    named = _NAMED.fullmatch(low)
    if named and named[2] in MONTH:
        return _checked(_year(named[3]), MONTH[named[2]], int(named[1]), text)
    raise BadDate(_vague(text))


@lru_cache(maxsize=4096)
def parse_moment(text: str, zone: str) -> datetime:
    """Read a day with or without a time; without one it is midnight in the region's zone.

    Raises:
        BadDate: not a day, or not a time of day.
    """
    low = text.casefold().strip()[:_LONGEST]
    serial = _SERIAL.fullmatch(low)
    if serial and serial[2]:
        minutes = round(float(f"0.{serial[2]}") * 24 * 60)
        start = datetime.combine(_from_serial(int(serial[1]), text), time(), ZoneInfo(zone))
        return start + timedelta(minutes=minutes)
    found = _TIME.search(low) if low.isascii() else None
    if found is None:
        return datetime.combine(parse_date(text), time(), ZoneInfo(zone))
    day = parse_date(low[: found.start()])
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise BadDate(f"Jam {found[1]}.{found[2]} tidak ada. Tulis jam 00.00 sampai 23.59.")
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=_zone(found[3], zone))


def _zone(mark: str | None, zone: str) -> timezone | ZoneInfo:
    if not mark:
        return ZoneInfo(zone)
    if mark == "z":
        return UTC
    if mark in _ZONES:
        return timezone(timedelta(hours=_ZONES[mark]))
    digits = mark[1:].replace(":", "")
    offset = timedelta(hours=min(int(digits[:2]), 23), minutes=min(int(digits[2:]), 59))
    return timezone(-offset if mark[0] == "-" else offset)


def _from_serial(days: int, text: str) -> date:
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        raise BadDate(_vague(text))
    return _EPOCH + timedelta(days=days)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _checked(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise BadDate(f"{text} bukan tanggal yang ada. Tulis hari/bulan/tahun, mis. 25/06/2026.")
    if not 1990 <= year <= 2099:
        raise BadDate(f"Tahun {year} pada {quoted(text)} tidak masuk akal. Periksa tahunnya.")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise BadDate(
            f"{text} bukan tanggal yang ada. {MONTHS[month - 1]} berakhir tanggal {last}."
        )
    return date(year, month, day)


def _vague(text: str) -> str:
    low = text.casefold().strip()
    no_year = _NO_YEAR.fullmatch(low)
    if no_year and no_year[2] in MONTH:
        return f"Tahun pada {quoted(text)} belum ditulis. Tulis lengkap, mis. 12 Juni 2026."
    if any(word in MONTH for word in re.findall(r"[a-z]{3,10}", low)):
        return (
            f"{quoted(text)} belum menyebut tanggal. Tulis tanggalnya, mis. 05/06/2026; "
            "bila tidak pasti, tulis perkiraannya."
        )
    return f"{quoted(text)} bukan tanggal. Contoh yang benar: 25/06/2026 atau 25 Juni 2026."
