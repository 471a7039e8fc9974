"""Working days and office hours: when a deadline may fall and when an office may be written to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Collection

OPENS, CLOSES = time(7), time(20)  # nobody is written to between 20.00 and 07.00 local time
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Tell whether offices work on a day: neither a weekend nor a public holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """Return the day itself when offices work, else the first day after it when they do."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def working_day_after(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """Return the day so many working days later."""
    while count:
        day += _DAY
        count -= is_working_day(day, holidays)
    return day


def next_office_moment(moment: datetime, zone: str, holidays: Collection[date] = ()) -> datetime:
    """Return the moment itself inside office hours of the zone, else the next working morning."""
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date()
    if is_working_day(day, holidays) and OPENS <= local.time() < CLOSES:
        return moment
    if local.time() >= OPENS:
        day += _DAY
    return morning_of(next_working_day(day, holidays), zone)


def morning_of(day: date, zone: str) -> datetime:
    """Return the moment an office may first be written to on a day."""
    return datetime.combine(day, OPENS, tzinfo=ZoneInfo(zone))
