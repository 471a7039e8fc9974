"""Deadlines as an iCalendar file: titles and days, never a word of a report."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vText

from app.intake.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.agenda.deadlines import Deadline
    from app.settings import Settings

_FROM, _UNTIL = time(8), time(16)  # the office hours of the day, so that an alarm wakes nobody
_AHEAD = timedelta(days=3)


def calendar_of(deadlines: Iterable[Deadline], zone: str, settings: Settings) -> bytes:
    """Return the calendar; the same dates give the same bytes, and a moved one a higher number."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", "-//Peta Konflik//Agenda//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _visible(f"Agenda {settings.portal_name}"))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for deadline in deadlines:
        calendar.add_component(_event(deadline, zone, host))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(deadline: Deadline, zone: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{deadline.name}@{host}")
    event.add("dtstamp", deadline.changed_at.astimezone(UTC))
    event.add("sequence", deadline.changes)
    event.add("summary", _visible(deadline.title))
    for name, hour in (("dtstart", _FROM), ("dtend", _UNTIL)):
        event.add(name, datetime.combine(deadline.day, hour, tzinfo=ZoneInfo(zone)))
    event.add("status", "TENTATIVE" if deadline.tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody's day busy
    if not deadline.done:
        event.add_component(_alarm(deadline.title))
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _visible(title))
    alarm.add("trigger", -_AHEAD)
    return alarm


def _visible(text: str) -> vText:
    """Return a title as one line: names of offices and of the portal come from outside.

    The kind is named because the library escapes nothing in a property it does not know.
    """
    return vText(one_line(clean(text)))
