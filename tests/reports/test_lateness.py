"""Lateness from dates: the first sending counts, extensions move it, a lock ends it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.area_code import AreaCode
from app.model.period import Obligation, Period, PeriodStatus
from app.model.quarter import Quarter
from app.model.report import Report, Revision, State
from app.reports.lateness import Lateness, days_late, first_sending, lateness, takes_reports

DUE, GRACE, RECAP = date(2026, 10, 12), date(2026, 10, 15), date(2026, 10, 26)
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 31))
L = Lateness


def owed(status: PeriodStatus = PeriodStatus.DIBUKA, **changed: object) -> Obligation:
    """What a regency owes for quarter III of 2026."""
    period = Period(
        quarter=Quarter(2026, 3),
        opens_on=date(2026, 9, 16),
        due_on=DUE,
        grace_on=GRACE,
        province_due_on=RECAP,
        governor_due_on=date(2026, 10, 31),
        status=status,
    )
    values = {"period": period, "region_code": AreaCode("99.01"), "agency_name": "Badan Contoh"}
    return Obligation(**(values | changed))  # type: ignore[arg-type]


def version(number: int, state: State, sent: datetime | None) -> Revision:
    """One version of a report."""
    report = Report(obligation=owed(), report_no="LAP-9901-2026TW3")
    made = datetime(2026, 10, 1, tzinfo=UTC)
    return Revision(report=report, number=number, state=state, submitted_at=sent, created_at=made)


@pytest.mark.parametrize(
    ("sent", "verdict", "days"),
    [
        (date(2026, 9, 20), L.TEPAT_WAKTU, 0),
        (DUE, L.TEPAT_WAKTU, 0),
        (DUE + timedelta(days=1), L.TERLAMBAT, 1),
        (GRACE, L.TERLAMBAT, 3),
        (GRACE + timedelta(days=1), L.SANGAT_TERLAMBAT, 4),
    ],
)
def test_what_was_sent(sent: date, verdict: Lateness, days: int) -> None:
    long_after = date(2027, 3, 1)
    for status in (PeriodStatus.DIBUKA, PeriodStatus.TERKUNCI, PeriodStatus.DIARSIPKAN):
        assert lateness(owed(status), sent, long_after) is verdict
    assert days_late(owed(), sent, long_after) == days


@pytest.mark.parametrize(
    ("status", "today", "verdict"),
    [
        (PeriodStatus.DIBUKA, DUE, L.BELUM_JATUH_TEMPO),
        (PeriodStatus.DIBUKA, GRACE, L.TERLAMBAT),
        (PeriodStatus.DIBUKA, RECAP, L.SANGAT_TERLAMBAT),
        (PeriodStatus.TERJADWAL, DUE, L.BELUM_JATUH_TEMPO),
        (PeriodStatus.TERKUNCI, RECAP, L.TIDAK_MELAPOR),
        (PeriodStatus.DIARSIPKAN, RECAP, L.TIDAK_MELAPOR),
    ],
)
def test_what_was_not_sent(status: PeriodStatus, today: date, verdict: Lateness) -> None:
    assert lateness(owed(status), None, today) is verdict


def test_more_time_moves_the_day_and_never_the_others() -> None:
    given_time = owed(due_on_override=date(2026, 10, 20))
    assert lateness(given_time, date(2026, 10, 20), RECAP) is L.TEPAT_WAKTU
    assert lateness(given_time, date(2026, 10, 21), RECAP) is L.SANGAT_TERLAMBAT
    assert lateness(owed(), date(2026, 10, 20), RECAP) is L.SANGAT_TERLAMBAT


def test_a_waiver_ends_the_question_unless_something_was_sent() -> None:
    waived = owed(waiver_reason="Kantor kebanjiran.", waived_at=datetime(2026, 10, 1, tzinfo=UTC))
    assert lateness(waived, None, RECAP) is None
    assert lateness(waived, DUE, RECAP) is L.TEPAT_WAKTU


@given(today=DAYS, until=DAYS)
def test_an_unlocked_period_locks_itself_again(today: date, until: date) -> None:
    unlocked = owed(PeriodStatus.TERKUNCI, unlocked_until=until)
    assert takes_reports(unlocked, today) is (today <= until)
    assert (lateness(unlocked, None, today) is L.TIDAK_MELAPOR) is (today > until)
    assert not takes_reports(owed(PeriodStatus.DIARSIPKAN, unlocked_until=until), today)


@given(sent=DAYS, later=DAYS, override=st.none() | st.dates(DUE, RECAP))
def test_later_is_never_more_punctual(sent: date, later: date, override: date | None) -> None:
    duty = owed(due_on_override=override)
    order = [L.TEPAT_WAKTU, L.TERLAMBAT, L.SANGAT_TERLAMBAT]
    early, late = sorted((sent, later))
    first, second = lateness(duty, early, later), lateness(duty, late, later)
    assert first is not None
    assert second is not None
    assert order.index(first) <= order.index(second)
    assert (days_late(duty, sent, later) == 0) is (lateness(duty, sent, later) is L.TEPAT_WAKTU)


def test_the_first_sending_counts_whatever_happened_after() -> None:
    first, again = datetime(2026, 10, 9, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)
    returned = [version(1, State.DIKEMBALIKAN, first), version(2, State.DIKIRIM, again)]
    assert first_sending(returned) == first
    resent = [version(1, State.DITARIK, first), version(2, State.DIKIRIM, again)]
    assert first_sending(resent) == first
    taken_back = [version(1, State.DITARIK, first), version(2, State.DRAF, None)]
    assert first_sending(taken_back) is None
    assert first_sending([]) is None
