"""Cells of days that are not exact: stored with their precision and said, or asked about."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.intake.dates import short, spell
from app.intake.spans import DAY, Span, parse_span
from app.intake.text import quoted

if TYPE_CHECKING:
    from app.intake.draft import Draft

# A beginning whose end has a column of its own.
_ENDS = {"event_start": "event_end", "date_start": "date_end"}
_MONTHLY = "BULAN"
_DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_NAMED = re.compile(r"(?:hari\s+)?([a-z]+)'?([a-z]*)\b")


def read_inexact(draft: Draft, key: str, text: str) -> bool:
    """Take a day that is not exact where the row can say so; False when it has to be asked.

    An event keeps its first day with the precision of the text; information is as old as the
    last day meant; a span of exact days fills beginning and end. Everything taken is told.
    """
    span = parse_span(text)
    if span is None:
        return False
    if span.precision == DAY:
        return _exact_days(draft, key, text, span)
    if key == "event_start":
        return _event(draft, text, span)
    if key in {"info_date", "obtained_on"}:
        day = min(span.last, draft.context.today)
        if day < span.first:
            return False
        draft.values[key] = day
        draft.warn(key, f"{quoted(text)} dicatat sebagai {spell(day)}. Periksa tanggalnya.")
        return True
    return False


def _exact_days(draft: Draft, key: str, text: str, span: Span) -> bool:
    end = _ENDS.get(key)
    if span.first != span.last and end is None:
        return False
    draft.values[key] = _value(draft, key, span.first)
    if end is not None and span.first != span.last and not draft.text(end):
        draft.values[end] = _value(draft, end, span.last)
        draft.warn(key, f"{quoted(text)} dibaca {short(span.first)} sampai {short(span.last)}.")
    return True


def _event(draft: Draft, text: str, span: Span) -> bool:
    draft.values["event_start"] = _value(draft, "event_start", span.first)
    if not draft.text("time_precision"):
        draft.values["time_precision"] = _MONTHLY
    draft.warn(
        "event_start",
        f"{quoted(text)} dicatat sebagai {spell(span.first)} dengan ketelitian Bulan. Tulis "
        "tanggalnya bila diketahui.",
    )
    return True


def _value(draft: Draft, key: str, day: date) -> date | datetime:
    if key.startswith("event_"):
        return datetime.combine(day, time(), ZoneInfo(draft.context.zone))
    return day


def nearest_day(text: str) -> tuple[tuple[str, str], ...]:
    """Offer the first day an inexact text may mean; offered, never taken."""
    span = parse_span(text)
    return ((short(span.first), spell(span.first)),) if span else ()


def check_weekday(draft: Draft, key: str, text: str) -> None:
    """Say when the name of the day and its date do not go together; the date is kept."""
    found = _NAMED.match(text.casefold().replace("’", "'"))
    value = draft.values.get(key)
    if found is None or not isinstance(value, date):
        return
    name = f"{found[1]}{found[2]}".replace("ahad", "minggu")
    day = value.astimezone(ZoneInfo(draft.context.zone)) if isinstance(value, datetime) else value
    right = _DAYS[day.weekday()]
    if name in _DAYS and name != right:
        told = spell(date(day.year, day.month, day.day))
        draft.warn(key, f"{told} jatuh pada hari {right.capitalize()}. Periksa tanggalnya.")
