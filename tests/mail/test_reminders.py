"""Who is reminded, on which days, with which words; and never a word of a report."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.mail.sending import send_round
from app.model.account import User
from app.model.notice import Notice, NoticeKind
from app.model.period import Holiday, Obligation, Period, PeriodStatus
from app.model.report import State
from app.reports import notify
from tests import factories

if TYPE_CHECKING:
    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.mail.server import MailServer

WITA = ZoneInfo("Asia/Makassar")
DUE = date(2026, 10, 12)  # a Monday


def told(database: Database) -> list[tuple[str, date]]:
    """Who was reminded on which day, in the order of days."""
    with database.read() as session:
        rows = session.execute(
            select(User.username, Notice.day)
            .join(Notice.recipient)
            .where(Notice.kind == NoticeKind.PENGINGAT)
            .order_by(Notice.day, User.username)
        )
        return [(name, day) for name, day in rows]


def live_through(
    database: Database, settings: Settings, clock: Clock, first: date, last: date
) -> None:
    """Let the worker look at every hour of some days."""
    clock.moment = datetime.combine(first, datetime.min.time(), tzinfo=WITA)
    while clock.moment.date() <= last:
        send_round(database, settings, clock)
        clock.forward(hours=1)


def days_of(database: Database, name: str) -> list[date]:
    """The days on which somebody was reminded."""
    return [day for told_name, day in told(database) if told_name == name]


def owed(database: Database, region: str, **changed: object) -> None:
    """Change what a regency owes."""
    with database.write() as session:
        duty = session.scalars(select(Obligation).where(Obligation.region_code == region)).one()
        for name, value in changed.items():
            setattr(duty, name, value)


def test_a_whole_quarter_hour_by_hour(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    live_through(office, mail_settings, clock, date(2026, 9, 24), date(2026, 10, 22))
    operator = [
        date(2026, 9, 28),  # H-14
        date(2026, 10, 5),  # H-7
        date(2026, 10, 9),  # H-3
        DUE,  # H-1 is a Sunday
        date(2026, 10, 13),  # H+1
    ]
    assert days_of(office, "operator") == operator
    # H+5 is a Saturday; the head is told, and where there is no head, everybody
    assert days_of(office, "kepala") == [*operator, date(2026, 10, 19)]
    assert days_of(office, "lain") == [*operator, date(2026, 10, 19)]
    assert len(server.script.mails) == len(told(office)) == 17
    for mail in server.script.mails:
        sent = datetime.strptime(mail["Date"], "%a, %d %b %Y %H:%M:%S %z").astimezone(WITA)
        assert sent.hour == 7
        assert sent.weekday() < 5


def test_more_time_and_a_waiver_and_a_holiday_move_reminders(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    owed(office, "99.01", due_on_override=date(2026, 10, 20))
    owed(office, "99.02", waived_at=clock(), waiver_reason="Kantor kebanjiran.")
    with office.write() as session:
        session.add(Holiday(day=date(2026, 10, 13), name="Hari contoh"))
    live_through(office, mail_settings, clock, date(2026, 10, 12), date(2026, 10, 22))
    assert days_of(office, "operator") == [
        date(2026, 10, 14),  # H-7 is the holiday
        date(2026, 10, 19),  # H-3 is a Saturday, H-1 a Monday: one mail
        date(2026, 10, 21),
    ]
    assert days_of(office, "lain") == []


def test_who_has_reported_is_left_alone(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    with office.write() as session:
        period = session.scalars(select(Period)).one()
        factories.send(session, factories.make_revision(session, period, "99.01"))
    live_through(office, mail_settings, clock, date(2026, 10, 9), date(2026, 10, 9))
    assert told(office) == [("lain", date(2026, 10, 9))]


def test_a_day_the_worker_missed_is_made_good_for_three_days(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    live_through(office, mail_settings, clock, date(2026, 9, 30), date(2026, 9, 30))
    assert days_of(office, "operator") == [date(2026, 9, 30)]  # H-14 was on Monday
    live_through(office, mail_settings, clock, date(2026, 10, 1), date(2026, 10, 2))
    assert days_of(office, "operator") == [date(2026, 9, 30)]


def test_one_mail_a_day_even_when_the_province_reminds_as_well(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    clock.moment = datetime(2026, 10, 9, 6, 30, tzinfo=WITA)
    with office.write() as session:
        people = notify.reachable(session, "99.01")
        assert notify.reminder(session, people, "Asia/Makassar", clock()) == 2
    live_through(office, mail_settings, clock, date(2026, 10, 9), date(2026, 10, 9))
    to = [mail["To"] for mail in server.script.mails]
    assert sorted(to) == [
        "kepala@contoh.example",
        "lain@contoh.example",
        "operator@contoh.example",
    ]


def test_the_lock_is_told_to_the_head(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    with office.write() as session:
        period = session.scalars(select(Period)).one()
        period.status = PeriodStatus.TERKUNCI
        period.locked_at = datetime(2026, 10, 31, 21, 0, tzinfo=WITA)  # a Saturday night
    live_through(office, mail_settings, clock, date(2026, 10, 31), date(2026, 11, 12))
    assert told(office) == [("kepala", date(2026, 11, 2)), ("lain", date(2026, 11, 2))]
    assert "tercatat tidak melapor" in server.script.mails[0].get_content().replace("\n", " ")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 9), "Tenggat Senin, 12 Oktober 2026: 3 hari lagi."),
        (DUE, "Tenggat hari ini, Senin, 12 Oktober 2026."),
        (date(2026, 10, 13), "Tenggat 12 Oktober 2026 lewat 1 hari."),
    ],
)
def test_the_words_of_a_reminder(
    office: Database,
    mail_settings: Settings,
    server: MailServer,
    clock: Clock,
    day: date,
    words: str,
) -> None:
    live_through(office, mail_settings, clock, day, day)
    mail = server.script.mails[0]
    text = mail.get_content()
    assert mail["Subject"] == "Pengingat laporan Triwulan III 2026"
    assert f"Laporan Triwulan III 2026 Kabupaten Contoh Hulu belum diterima. {words}" in text
    assert "https://portal.contoh.example/laporan/2026-tw3" in text
    assert "tidak memuat isi laporan" in text


def test_nothing_of_a_report_is_in_a_mail(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    canary = "kata-rahasia-kenari"
    with office.write() as session:
        period = session.scalars(select(Period)).one()
        operator = session.scalars(select(User).where(User.username == "operator")).one()
        revision = factories.make_revision(
            session,
            period,
            "99.01",
            drafted_by=operator,
            situation_summary=canary,
            letter_subject=canary,
        )
        factories.make_entry(session, revision, title=canary, summary=canary)
        factories.send(session, revision, State.DIKEMBALIKAN)
        revision.decision_note = canary
        for kind in (NoticeKind.DIKEMBALIKAN, NoticeKind.DITERIMA):
            notify.of_decision(session, revision, kind, clock())
    clock.forward(days=1)
    assert send_round(office, mail_settings, clock) == 5
    subjects = {mail["Subject"] for mail in server.script.mails}
    assert {
        "Laporan Triwulan III 2026 dikembalikan",
        "Laporan Triwulan III 2026 diterima",
    } < subjects
    for mail in server.script.mails:
        assert canary not in mail.as_string()
        assert canary not in mail.get_content()
    assert "belum dikirim ulang" in " ".join(m.get_content() for m in server.script.mails)


def test_a_day_has_one_reminder_a_person_at_most(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    with office.write() as session:
        factories.make_period(session, factories.QUARTER - 1)
    live_through(office, mail_settings, clock, date(2026, 10, 9), date(2026, 10, 13))
    assert len(told(office)) == len(set(told(office)))
    assert all(day <= DUE + timedelta(days=1) for _, day in told(office))
