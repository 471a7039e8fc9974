"""The list of mail: worked off once, over refusals, broken lines, kills and restarts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access import links
from app.mail import sending
from app.mail.letters import message_id
from app.mail.link_mail import send_link
from app.mail.sending import PAUSES, leave_unknown, send_round
from app.model.account import LinkPurpose, User
from app.model.notice import Notice, NoticeKind, NoticeState
from app.model.period import Obligation
from tests import factories

if TYPE_CHECKING:
    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.mail.server import MailServer

S = NoticeState


@pytest.fixture(autouse=True)
def _quiet_day(clock: Clock) -> None:
    """Friday 2 October 2026: no reminder is due, so only what a test lists goes out."""
    clock.moment = clock.moment.replace(day=2)


def note(database: Database, clock: Clock, **changed: object) -> int:
    """Put a trial mail to the operator on the list."""
    values = {"kind": NoticeKind.UJI, "subject": "uji", "day": clock().date()}
    values |= {"state": S.MENUNGGU, "not_before": clock()}
    with database.write() as session:
        person = session.scalars(select(User).where(User.username == "operator")).one()
        return factories.make_notice(session, person, **(values | changed)).id


def row(database: Database, notice_id: int) -> Notice:
    """The notice as it stands."""
    with database.read() as session:
        found = session.get_one(Notice, notice_id)
        session.expunge(found)
        return found


def test_a_mail_goes_out_once(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    notice_id = note(office, clock)
    assert [send_round(office, mail_settings, clock) for _ in range(3)] == [1, 0, 0]
    sent = row(office, notice_id)
    assert (sent.state, sent.sent_at) == (S.TERKIRIM, clock())
    assert (sent.address, sent.title) == ("operator@contoh.example", "Surel uji")
    assert len(server.script.mails) == 1
    got = server.script.mails[0]
    assert got["Message-ID"] == f"<pemberitahuan-{notice_id}@portal.contoh.example>"
    assert got["Message-ID"] == message_id(sent, mail_settings)
    assert got["Auto-Submitted"] == "auto-generated"


def test_without_a_server_nothing_is_touched(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    notice_id = note(office, clock)
    silent = mail_settings.model_copy(update={"smtp_host": ""})
    assert send_round(office, silent, clock) == 0
    assert row(office, notice_id).state is S.MENUNGGU


def test_a_kill_between_claim_and_outcome_is_never_repeated(
    office: Database,
    mail_settings: Settings,
    server: MailServer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notice_id = note(office, clock)
    given = sending.hand_over

    def killed(*arguments: object) -> None:
        given(*arguments)  # type: ignore[arg-type]
        raise SystemExit  # what no handler of ours catches: the process is gone

    monkeypatch.setattr(sending, "hand_over", killed)
    with pytest.raises(SystemExit):
        send_round(office, mail_settings, clock)
    monkeypatch.setattr(sending, "hand_over", given)
    assert row(office, notice_id).state is S.MENGIRIM
    with office.write() as session:  # the next worker starts
        assert leave_unknown(session, before=clock()) == 1
    for _ in range(3):
        clock.forward(hours=1)
        assert send_round(office, mail_settings, clock) == 0
    lost = row(office, notice_id)
    assert (lost.state, lost.tries) == (S.TIDAK_PASTI, 1)
    assert len(server.script.mails) == 1


def test_a_hanging_claim_is_given_up_without_a_restart(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    changed = {"state": S.MENGIRIM, "attempt": "a" * 32, "claimed_at": clock()}
    notice_id = note(office, clock, **changed)
    clock.forward(minutes=14)
    send_round(office, mail_settings, clock)
    assert row(office, notice_id).state is S.MENGIRIM
    clock.forward(minutes=2)
    send_round(office, mail_settings, clock)
    assert row(office, notice_id).state is S.TIDAK_PASTI


def test_an_outcome_that_comes_late_is_the_truth(
    office: Database,
    mail_settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another worker starts while a mail is on its way, and gives the row up too early."""
    notice_id = note(office, clock)
    given = sending.hand_over

    def slow(*arguments: object) -> None:
        given(*arguments)  # type: ignore[arg-type]
        with office.write() as session:
            assert leave_unknown(session, before=clock()) == 1

    monkeypatch.setattr(sending, "hand_over", slow)
    send_round(office, mail_settings, clock)
    assert row(office, notice_id).state is S.TERKIRIM


def test_a_broken_line_is_left_to_a_person(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    notice_id = note(office, clock)
    server.script.hangs_up_at = "TEXT"
    send_round(office, mail_settings, clock)
    clock.forward(days=1)
    send_round(office, mail_settings, clock)
    assert row(office, notice_id).state is S.TIDAK_PASTI
    assert server.script.heard.count("DATA") == 1


def test_refusals_are_tried_again_more_and_more_rarely_and_in_office_hours(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    notice_id = note(office, clock)
    server.script.answers = {"RCPT": "451 later"}
    for tries, pause in enumerate(PAUSES, start=1):
        send_round(office, mail_settings, clock)
        waiting = row(office, notice_id)
        assert (waiting.state, waiting.tries) == (S.MENUNGGU, tries)
        assert waiting.not_before == clock() + pause
        assert send_round(office, mail_settings, clock) == 0
        assert row(office, notice_id).tries == tries
        clock.moment = waiting.not_before
    send_round(office, mail_settings, clock)
    given_up = row(office, notice_id)
    assert (given_up.state, given_up.problem) == (S.GAGAL, "451 later")


def test_a_refusal_for_good_is_final(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    notice_id = note(office, clock)
    server.script.answers = {"RCPT": "550 nobody here"}
    send_round(office, mail_settings, clock)
    assert row(office, notice_id).state is S.GAGAL


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"is_active": False}, "tidak aktif"),
        ({"email": None}, "tidak aktif"),
        ({"wants_reminders": False}, "mematikan"),
    ],
)
def test_who_can_or_wants_no_longer_is_not_written_to(
    office: Database,
    mail_settings: Settings,
    server: MailServer,
    clock: Clock,
    person: dict[str, object],
    why: str,
) -> None:
    notice_id = note(office, clock, kind=NoticeKind.PENGINGAT, subject="")
    with office.write() as session:
        user = session.scalars(select(User).where(User.username == "operator")).one()
        for name, value in person.items():
            setattr(user, name, value)
    send_round(office, mail_settings, clock)
    dropped = row(office, notice_id)
    assert dropped.state is S.BATAL
    assert why in dropped.problem
    assert server.script.mails == []


def test_a_reminder_that_is_no_longer_true_is_dropped(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    late = note(office, clock, kind=NoticeKind.PENGINGAT, subject="", day=date(2026, 10, 1))
    done = note(office, clock, kind=NoticeKind.PENGINGAT, subject="")
    with office.write() as session:
        duty = session.scalars(select(Obligation).where(Obligation.region_code == "99.01")).one()
        duty.waived_at, duty.waiver_reason = clock(), "Kantor kebanjiran."
    send_round(office, mail_settings, clock)
    assert row(office, late).problem == "Tidak terkirim pada waktunya."
    assert row(office, done).problem == "Laporan sudah masuk."
    assert server.script.mails == []


def test_news_of_a_decision_is_dropped_when_it_is_old(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    notice_id = note(office, clock, kind=NoticeKind.DITERIMA, subject="LAP-9901-2026TW3/1")
    clock.forward(days=4)
    send_round(office, mail_settings, clock)
    assert row(office, notice_id).state is S.BATAL


def test_the_pauses_grow() -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert PAUSES[0] >= timedelta(minutes=5)


@pytest.mark.parametrize(
    "address", ["bukan alamat", "a@b.example\r\nBcc: c@d.example", "a\u202e@b.example", "@"]
)
def test_an_address_no_mail_can_go_to_stops_no_other_mail(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock, address: str
) -> None:
    """It came past the forms; the round goes on, and a person is told what to put right."""
    with office.write() as session:
        person = session.scalars(select(User).where(User.username == "operator")).one()
        person.email = address
    bad = note(office, clock)
    with office.write() as session:
        other = session.scalars(select(User).where(User.username == "lain")).one()
        values = {"kind": NoticeKind.UJI, "state": S.MENUNGGU, "not_before": clock()}
        factories.make_notice(session, other, day=clock().date(), **values)
    assert [send_round(office, mail_settings, clock) for _ in range(2)] == [1, 0]
    assert server.script.recipients == ["lain@contoh.example"]
    kept = row(office, bad)
    assert (kept.state, kept.address) == (S.GAGAL, "")
    assert "Perbaiki di Akun" in kept.problem


def test_a_name_of_any_length_fits_the_list(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    named = mail_settings.model_copy(update={"portal_name": "Peta Konflik Contoh " * 20})
    with office.write() as session:
        person = session.scalars(select(User).where(User.username == "operator")).one()
        link = links.for_mail_only(session, person, clock())
        link.purpose = LinkPurpose.UNDANGAN
        send_link(session, named, link, clock())
    assert send_round(office, named, clock) == 1
    assert server.script.mails[0]["Subject"].startswith("Undangan ke Peta Konflik Contoh")
