"""The mail with a one-time link: a token of its own, at any hour, never for a dead link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access import forgotten, links, users
from app.access.links import Choice, Standing
from app.mail.link_mail import send_link
from app.mail.sending import PAUSES, send_round
from app.model.account import OneTimeLink, Role, User
from app.model.notice import Notice, NoticeState
from tests import factories

if TYPE_CHECKING:
    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.mail.server import MailServer

NEW = "layang-layang ungu di dermaga"
S = NoticeState


@pytest.fixture(autouse=True)
def _sunday_night(clock: Clock) -> None:
    """Sunday 4 October 2026, 23.00: no office works, and no reminder is due."""
    clock.moment = clock.moment.replace(day=4, hour=23)


def invite(database: Database, settings: Settings, clock: Clock) -> str:
    """Invite somebody with an address; the token the inviter sees."""
    admin = factories.make_actor(Role.ADMIN, region="99")
    person = users.Person(
        "orang.baru",
        "Orang Contoh Baru",
        "99.01",
        frozenset({Role.OPERATOR_KAB}),
        email="baru@contoh.example",
    )
    with database.write() as session:
        user = users.add_user(session, admin, person, clock())
        issued = links.issue(session, admin, user.id, clock())
        assert send_link(session, settings, issued.link, clock()) == "baru@contoh.example"
        return issued.token


def ask(database: Database, settings: Settings, clock: Clock) -> None:
    """Have the operator ask for another password."""
    with database.write() as session:
        link = forgotten.link_for(session, "operator", clock())
        assert link is not None
        send_link(session, settings, link, clock())


def token_in(text: str) -> str:
    """The token a mail carries."""
    found = re.search(r"https://portal\.contoh\.example/tautan/([\w-]{43})\s", text)
    assert found is not None, text
    return found[1]


def row(database: Database) -> Notice:
    """The one notice as it stands."""
    with database.read() as session:
        found = session.scalars(select(Notice)).one()
        session.expunge(found)
        return found


def test_an_invitation_arrives_at_night_with_a_link_of_its_own(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    shown = invite(office, mail_settings, clock)
    assert [send_round(office, mail_settings, clock) for _ in range(3)] == [1, 0, 0]
    (mail,) = server.script.mails
    text = mail.get_content()
    mailed = token_in(text)
    assert mailed != shown
    assert (mail["To"], mail["Subject"]) == (
        "baru@contoh.example",
        "Undangan ke Peta Konflik Kaltim",
    )
    assert "orang.baru" in text
    assert "sampai 7 Oktober 2026, 23.00 WITA" in text
    assert "Pengingat dapat dimatikan" not in text
    sent = row(office)
    kept = "".join(str(value) for value in vars(sent).values())
    assert mailed not in kept
    assert sent.state is S.TERKIRIM
    links.choose(office, Choice(mailed, NEW, "k"), clock())
    with office.read() as session:
        assert links.look(session, shown, clock()).standing is Standing.USED


def test_a_forgotten_password_comes_back_by_mail(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    ask(office, mail_settings, clock)
    assert send_round(office, mail_settings, clock) == 1
    text = server.script.mails[0].get_content()
    assert "Ada permintaan kata sandi baru" in text
    assert "sampai 5 Oktober 2026, 00.00 WITA" in text
    assert links.choose(office, Choice(token_in(text), NEW, "k"), clock()) == "operator"


def test_no_mail_about_a_link_that_is_good_for_nothing(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    ask(office, mail_settings, clock)
    clock.forward(hours=1)
    assert send_round(office, mail_settings, clock) == 0
    assert (row(office).state, row(office).problem) == (S.BATAL, "Tautan tidak berlaku lagi.")
    assert server.script.mails == []


def test_a_refused_mail_is_tried_again_at_night_with_a_fresh_token(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    ask(office, mail_settings, clock)
    server.script.answers["RCPT"] = "450 later"
    assert send_round(office, mail_settings, clock) == 0
    with office.read() as session:
        before = session.scalars(select(OneTimeLink.mailed_sha256)).one()
    assert row(office).not_before == clock() + PAUSES[0]
    server.script.answers.clear()
    clock.moment += PAUSES[0]
    assert send_round(office, mail_settings, clock) == 1
    with office.read() as session:
        link = session.scalars(select(OneTimeLink)).one()
        assert link.mailed_sha256 != before
        assert link.expires_at == clock() - PAUSES[0] + timedelta(hours=1)


def test_without_address_or_server_nothing_is_listed(
    office: Database, mail_settings: Settings, clock: Clock
) -> None:
    silent = mail_settings.model_copy(update={"smtp_host": ""})
    with office.write() as session:
        for username, settings in (("tanpa.surel", mail_settings), ("operator", silent)):
            user = session.scalars(select(User).where(User.username == username)).one()
            link = links.for_mail_only(session, user, clock())
            assert send_link(session, settings, link, clock()) == ""
        assert session.scalars(select(Notice)).all() == []
