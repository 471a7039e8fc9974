"""Days that are not exact: `awal Juni 2026`, `12 s.d. 14 Juni 2026`; said with their precision."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.intake.dates import MONTH, BadDate, parse_date

DAY, MONTH_ONLY = "HARI", "BULAN"
_LEAD = re.compile(
    r"^(?:pada\s+)?(?:hari\s+)?(?:tanggal|tgl\.?|sejak|mulai|bulan|per)\s+(?=\S)|^pada\s+(?=\d)"
)
_ABOUT = re.compile(
    r"^(?:sekitar|kurang lebih|kira-kira|lebih kurang|±|\+/-|k\.l\.)\s*(?:tanggal\s+)?"
)
_WEEKDAYS = r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)"
_HARIS = re.compile(rf"^{_WEEKDAYS}\s*(?:-|s\.?\s?/?\s?d\.?|dan|sampai)\s*{_WEEKDAYS}\s*,?\s*")
_HARI = re.compile(rf"{_WEEKDAYS}\s*(?:[,/]|(?=\s\d)|(?=\s*-\s*{_WEEKDAYS}))\s*|^hari\s+")
_TO = r"\s*(?:s\.?\s?/?\s?d\.?|sampai(?:\s+dengan)?|hingga|-|–|—|dan|&)\s*"
_DAYS = re.compile(rf"(\d{{1,2}}){_TO}(\d{{1,2}})\s+([a-z]+)\.?\s+(\d{{4}})")
_DAYS_MONTHS = re.compile(rf"(\d{{1,2}})\s+([a-z]+)\.?{_TO}(\d{{1,2}})\s+([a-z]+)\.?\s+(\d{{4}})")
_TWO = re.compile(
    r"(\S.*?\d{2})(?:\s*(?:s\.?\s?/?\s?d\.?|sampai(?:\s+dengan)?|hingga)\s*|\s+[-–—]\s+)(\d.*)"
)
_PART = re.compile(
    r"(?:(awal|pertengahan|akhir)|(?:minggu|pekan)\s+(?:ke-?\s*)?(i{1,3}|iv|[1-4]|pertama|kedua"
    r"|ketiga|keempat|terakhir))\s+(?:bulan\s+)?([a-z]+)\.?,?\s+(?:tahun\s+)?(\d{4})"
)
_MONTH = re.compile(r"([a-z]+)\.?,?\s*(?:tahun\s+)?[-/']?\s*(\d{4}|\d{2})")
_MONTHS = re.compile(rf"([a-z]+)\.?(?:\s+(\d{{4}}))?{_TO}([a-z]+)\.?\s+(\d{{4}})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_PARTS = {"awal": (1, 10), "pertengahan": (11, 20), "akhir": (21, 31)}
_WEEKS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "pertama": 1, "kedua": 2,
    "ketiga": 3, "keempat": 4, "terakhir": 4,
}  # fmt: skip
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day a text may mean; `precision` is a code of the list of precisions."""

    first: date
    last: date
    precision: str


@lru_cache(maxsize=4096)
def parse_span(text: str) -> Span | None:
    """Read days that `parse_date` cannot; None when the text does not say which month and year."""
    low = " ".join(text.casefold().replace("’", "'").replace("`", "'").split())[:_LONGEST]
    about = _ABOUT.sub("", low)
    bare = _LEAD.sub("", _HARI.sub("", _HARIS.sub("", _LEAD.sub("", about)))).strip(" .,")
    bare = _LEAD.sub("", bare)
    try:
        found = _exact(bare) or _several_days(bare) or _part_of_month(bare) or _months(bare)
    except (BadDate, ValueError):
        return None
    if found is not None and about != low:
        return Span(found.first, found.last, MONTH_ONLY)
    return found


def _exact(text: str) -> Span | None:
    try:
        day = parse_date(text)
    except BadDate:
        return None
    return Span(day, day, DAY)


def _several_days(text: str) -> Span | None:
    found = _DAYS.fullmatch(text)
    if found and found[3] in MONTH:
        year, month = int(found[4]), MONTH[found[3]]
        return _days(date(year, month, int(found[1])), date(year, month, int(found[2])))
    found = _DAYS_MONTHS.fullmatch(text)
    if found and found[2] in MONTH and found[4] in MONTH:
        last = date(int(found[5]), MONTH[found[4]], int(found[3]))
        year = last.year - (MONTH[found[2]] > last.month)
        return _days(date(year, MONTH[found[2]], int(found[1])), last)
    found = _TWO.fullmatch(text)
    return _days(parse_date(found[1].strip()), parse_date(found[2].strip())) if found else None


def _days(first: date, last: date) -> Span | None:
    return Span(first, last, DAY) if timedelta() <= last - first <= timedelta(days=366) else None


def _part_of_month(text: str) -> Span | None:
    found = _PART.fullmatch(text)
    if found is None or found[3] not in MONTH:
        return None
    month, year = MONTH[found[3]], int(found[4])
    end = monthrange(year, month)[1]
    if found[1]:
        first, last = _PARTS[found[1]]
    else:
        week = _WEEKS[found[2]]
        first, last = 7 * week - 6, 31 if week == 4 else 7 * week
    return Span(date(year, month, first), date(year, month, min(last, end)), MONTH_ONLY)


def _months(text: str) -> Span | None:
    found = _MONTHS.fullmatch(text)
    if found and found[1] in MONTH and found[3] in MONTH:
        year = int(found[4])
        start = date(int(found[2] or year), MONTH[found[1]], 1)
        end = _month(year, MONTH[found[3]]).last
        return Span(start, end, MONTH_ONLY) if start <= end else None
    found = _MONTH.fullmatch(text)
    if found and found[1] in MONTH:
        year = int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2])
        return _month(year, MONTH[found[1]])
    found = _MONTH_YEAR.fullmatch(text)
    return _month(int(found[2]), int(found[1])) if found else None


def _month(year: int, month: int) -> Span:
    if not 1990 <= year <= 2099:
        raise ValueError(year)
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), MONTH_ONLY)
