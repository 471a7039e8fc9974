"""Deadlines by role against the database, and the calendar read back with the library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.agenda.deadlines import Deadline, What, deadlines
from app.agenda.feed import calendar_of
from app.model.account import Role
from app.model.period import Obligation, Period
from tests import factories
from tests.factories import QUARTER, make_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db import Database
    from app.settings import Settings

TODAY = date(2026, 10, 8)
ZONE = "Asia/Makassar"
OPERATOR = make_actor(Role.OPERATOR_KAB)
ANALYST = make_actor(Role.ANALIS_PROV, region="99")
COLUMNS = {
    What.OPENS: "opens_on",
    What.DUE: "due_on",
    What.GRACE: "grace_on",
    What.PROVINCE: "province_due_on",
    What.GOVERNOR: "governor_due_on",
}


@pytest.fixture
def quarter(database: Database) -> Database:
    """Quarter III of 2026 is open for the three regencies."""
    with database.write() as session:
        factories.make_province(session)
        factories.make_period(session)
    return database


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """A portal with an address of its own."""
    return make_settings(base_url="https://portal.contoh.example")


def seen(database: Database, actor: object = OPERATOR, ahead: int = 0) -> list[Deadline]:
    """What a person has to keep."""
    with database.read() as session:
        return deadlines(session, actor, QUARTER, QUARTER + ahead, TODAY)  # type: ignore[arg-type]


def change(database: Database, region: str = "99.01", **values: object) -> None:
    """Change what a regency owes."""
    with database.write() as session:
        duty = session.scalars(select(Obligation).where(Obligation.region_code == region)).one()
        for name, value in values.items():
            setattr(duty, name, value)


def test_the_province_has_every_date_of_the_period(quarter: Database) -> None:
    with quarter.read() as session:
        period = session.scalars(select(Period)).one()
        wanted = {(what, getattr(period, column)) for what, column in COLUMNS.items()}
    assert {(item.what, item.day) for item in seen(quarter, ANALYST)} == wanted


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.OPERATOR_KAB, {What.OPENS, What.DUE, What.GRACE}),
        (Role.PEMBACA_GUB, {What.PROVINCE, What.GOVERNOR}),
        (Role.ADMIN, set(COLUMNS)),
        (Role.AUDITOR, set(COLUMNS)),
    ],
)
def test_each_role_has_its_own_dates(quarter: Database, role: Role, kinds: set[What]) -> None:
    region = "99.01" if role.is_regency else "99"
    assert {item.what for item in seen(quarter, make_actor(role, region=region))} == kinds


def test_more_time_is_for_the_one_regency_and_the_province(quarter: Database) -> None:
    until = date(2026, 10, 20)
    change(quarter, due_on_override=until, extensions=1, extended_at=factories.MOMENT)
    assert {item.day for item in seen(quarter) if item.what is What.DUE} == {until}
    other = make_actor(Role.OPERATOR_KAB, region="99.02")
    assert {i.day for i in seen(quarter, other) if i.what is What.DUE} == {date(2026, 10, 12)}
    extended = [item for item in seen(quarter, ANALYST) if item.what is What.EXTENDED]
    assert [(item.day, item.title) for item in extended] == [
        (until, "Tenggat khusus Contoh Hulu, Triwulan III 2026")
    ]
    for role in (Role.ADMIN, Role.PEMBACA_GUB):  # they see no reports, so no exceptions either
        told = seen(quarter, make_actor(role, region="99"))
        assert What.EXTENDED not in {item.what for item in told}


def test_a_quarter_nobody_opened_asks_nothing_of_the_past(quarter: Database) -> None:
    with quarter.read() as session:
        found = deadlines(session, ANALYST, QUARTER - 3, QUARTER - 1, TODAY)
    assert found == []


def test_a_waiver_takes_the_deadline_away(quarter: Database) -> None:
    change(quarter, waived_at=factories.MOMENT, waiver_reason="Kantor kebanjiran.")
    assert {item.what for item in seen(quarter)} == {What.OPENS}


def test_a_sent_report_is_done(quarter: Database) -> None:
    assert not any(item.done for item in seen(quarter))
    with quarter.write() as session:
        period = session.scalars(select(Period)).one()
        factories.send(session, factories.make_revision(session, period))
    assert {item.what for item in seen(quarter) if item.done} == {What.DUE, What.GRACE}


def test_quarters_ahead_follow_the_usual_calendar_and_say_so(quarter: Database) -> None:
    ahead = [item for item in seen(quarter, ahead=1) if item.quarter == QUARTER + 1]
    assert {item.tentative for item in ahead} == {True}
    assert date(2027, 1, 11) in {item.day for item in ahead}  # the 10th is a Sunday


# --- the calendar file -------------------------------------------------------------------------


def read(content: bytes) -> dict[str, object]:
    """Events of a calendar by their lasting name."""
    return {str(event["UID"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_the_calendar_says_what_the_database_says(quarter: Database, settings: Settings) -> None:
    found = seen(quarter, ahead=1)
    content = calendar_of(found, ZONE, settings)
    events = read(content)
    assert len(events) == len(found) == 6
    for item in found:
        event = events[f"{item.name}@portal.contoh.example"]
        assert str(event["SUMMARY"]) == item.title  # type: ignore[index]
        assert event["DTSTART"].dt.date() == item.day  # type: ignore[index]
        assert event["DTSTART"].params["TZID"] == ZONE  # type: ignore[index]
        assert event["DTSTART"].dt.utcoffset() == timedelta(hours=8)  # type: ignore[index]
        assert event["SEQUENCE"] == item.changes  # type: ignore[index]
        status = "TENTATIVE" if item.tentative else "CONFIRMED"
        assert event["STATUS"] == status  # type: ignore[index]
        alarms = event.walk("VALARM")  # type: ignore[attr-defined]
        assert [alarm["TRIGGER"].dt for alarm in alarms] == [timedelta(days=-3)]
        assert "DESCRIPTION" not in event  # type: ignore[operator]
    zones = Calendar.from_ical(content).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == [ZONE]


def test_the_same_dates_are_the_same_bytes(quarter: Database, settings: Settings) -> None:
    contents = {calendar_of(seen(quarter), ZONE, settings) for _ in range(3)}
    assert len(contents) == 1


def test_a_moved_date_keeps_its_name_and_counts_on(quarter: Database, settings: Settings) -> None:
    before = read(calendar_of(seen(quarter), ZONE, settings))
    moved_at = datetime(2026, 10, 7, 3, tzinfo=UTC)
    with quarter.write() as session:
        period = session.scalars(select(Period)).one()
        period.due_on = date(2026, 10, 13)
        period.date_changes, period.dates_changed_at = 1, moved_at
    change(quarter, due_on_override=date(2026, 10, 14), extensions=1, extended_at=moved_at)
    after = read(calendar_of(seen(quarter), ZONE, settings))
    assert set(before) == set(after)
    name = "2026-tw3-tenggat-99.01@portal.contoh.example"
    assert after[name]["DTSTART"].dt.date() == date(2026, 10, 14)  # type: ignore[index]
    assert after[name]["SEQUENCE"] == before[name]["SEQUENCE"] + 2  # type: ignore[index]
    assert after[name]["DTSTAMP"].dt == moved_at  # type: ignore[index]


def test_opening_a_quarter_confirms_what_was_tentative(
    quarter: Database, settings: Settings
) -> None:
    expected = read(calendar_of(seen(quarter, ahead=1), ZONE, settings))
    with quarter.write() as session:
        factories.make_period(session, QUARTER + 1)
    confirmed = read(calendar_of(seen(quarter, ahead=1), ZONE, settings))
    assert set(expected) == set(confirmed)
    name = "2026-tw4-tenggat-99.01@portal.contoh.example"
    assert confirmed[name]["SEQUENCE"] > expected[name]["SEQUENCE"]  # type: ignore[index]


def test_the_hours_of_an_event_are_office_hours(quarter: Database, settings: Settings) -> None:
    for event in read(calendar_of(seen(quarter), ZONE, settings)).values():
        start = event["DTSTART"].dt.astimezone(ZoneInfo(ZONE))  # type: ignore[index]
        assert start.hour == 8
