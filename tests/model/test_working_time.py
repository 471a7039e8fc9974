"""Office hours: whatever is due falls into them, never early, and no earlier moment would do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.period import PeriodStatus, default_period
from app.model.quarter import Quarter
from app.model.working_time import (
    CLOSES,
    OPENS,
    is_working_day,
    next_office_moment,
    next_working_day,
)

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
HOLIDAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 2, 15)), max_size=20)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=50)).map(
    lambda past: datetime(2026, 1, 1, tzinfo=UTC) + past
)


def is_office_time(moment: datetime, zone: str, holidays: frozenset[date]) -> bool:
    """Said another way than in the code: by the clock on the wall."""
    wall = moment.astimezone(ZoneInfo(zone))
    return (
        wall.strftime("%a") not in {"Sat", "Sun"}
        and wall.date() not in holidays
        and 7 <= wall.hour < 20
    )


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), holidays=HOLIDAYS)
def test_due_moments_fall_into_office_hours_and_never_early(
    moment: datetime, zone: str, holidays: frozenset[date]
) -> None:
    due = next_office_moment(moment, zone, holidays)
    assert due >= moment
    assert is_office_time(due, zone, holidays)
    assert next_office_moment(due, zone, holidays) == due


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), holidays=HOLIDAYS)
def test_no_office_hour_is_passed_over(
    moment: datetime, zone: str, holidays: frozenset[date]
) -> None:
    due = next_office_moment(moment, zone, holidays)
    step = moment
    while step < due:
        assert not is_office_time(step, zone, holidays)
        step += timedelta(minutes=30)


@given(day=DAYS, holidays=HOLIDAYS)
def test_a_working_day_stays_and_others_move_on(day: date, holidays: frozenset[date]) -> None:
    moved = next_working_day(day, holidays)
    assert moved >= day
    assert is_working_day(moved, holidays)
    between = [day + timedelta(days=n) for n in range((moved - day).days)]
    assert not any(is_working_day(passed, holidays) for passed in between)


@pytest.mark.parametrize(
    ("wall", "due"),
    [
        ("2026-10-08T06:59", "2026-10-08T07:00"),
        ("2026-10-08T07:00", "2026-10-08T07:00"),
        ("2026-10-08T19:59", "2026-10-08T19:59"),
        ("2026-10-08T20:00", "2026-10-09T07:00"),
        ("2026-10-09T20:00", "2026-10-12T07:00"),  # Friday evening
        ("2026-10-11T12:00", "2026-10-12T07:00"),  # Sunday noon
    ],
)
def test_the_edges_of_office_hours(wall: str, due: str) -> None:
    zone = ZoneInfo("Asia/Makassar")
    moment = datetime.fromisoformat(wall).replace(tzinfo=zone)
    expected = datetime.fromisoformat(due).replace(tzinfo=zone)
    assert next_office_moment(moment, "Asia/Makassar") == expected
    assert (OPENS.hour, CLOSES.hour) == (7, 20)


@given(
    quarter=st.builds(Quarter, st.integers(2020, 2040), st.integers(1, 4)),
    off=st.frozensets(st.integers(1, 40), max_size=12),
)
def test_the_usual_calendar_is_in_order_and_on_working_days(
    quarter: Quarter, off: frozenset[int]
) -> None:
    holidays = frozenset(quarter.last_day + timedelta(days=n) for n in off)
    period = default_period(quarter, PeriodStatus.DIBUKA, holidays)
    dates = [period.due_on, period.grace_on, period.province_due_on, period.governor_due_on]
    assert dates == sorted(dates)
    assert period.grace_on < period.province_due_on
    assert all(is_working_day(day, holidays) for day in dates)


def test_the_tenth_on_a_saturday_moves_to_monday_and_past_a_holiday() -> None:
    quarter = Quarter(2026, 3)
    assert default_period(quarter, PeriodStatus.DIBUKA).due_on == date(2026, 10, 12)
    off = {date(2026, 10, 12)}
    assert default_period(quarter, PeriodStatus.DIBUKA, off).due_on == date(2026, 10, 13)
