"""The mail of a hand-over: to the closed account too, without content, silent once taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.handover import commands
from app.mail.sending import send_round
from app.model.account import User
from app.model.notice import Notice, NoticeKind, NoticeState
from app.reports.lateness import day_in
from tests import factories

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.mail.server import MailServer


def handed(database: Database, clock: Clock) -> tuple[Actor, int, int]:
    """The operator leaves, a colleague goes on; returns the head, the leaver and the act."""
    with database.write() as session:
        factories.make_user(session, username="rekan", email="rekan@contoh.example")
        session.flush()
        people = {
            user.username: user
            for user in session.scalars(select(User).options(selectinload(User.roles)))
        }
        head = factories.actor_of(people["kepala"])
        moment = (clock(), day_in(clock(), "Asia/Makassar"))
        leaver, successor = people["operator"].id, people["rekan"].id
        done = commands.hand_over(session, head, leaver, successor, moment)
        return head, leaver, done.id


def states(database: Database) -> list[NoticeState]:
    """How the notices of the hand-over stand, oldest first."""
    with database.read() as session:
        query = select(Notice.state).where(Notice.kind == NoticeKind.SERAH_TERIMA)
        return list(session.scalars(query.order_by(Notice.id)))


def test_both_hear_of_it_once(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    handed(office, clock)
    for _ in range(3):
        send_round(office, mail_settings, clock)
    told = {
        mail["To"]: mail.get_content()
        for mail in server.script.mails
        if "Serah terima" in mail["Subject"]
    }
    assert set(told) == {"operator@contoh.example", "rekan@contoh.example"}
    assert "akun Anda ditutup" in told["operator@contoh.example"]
    assert "diserahkan kepada Anda" in told["rekan@contoh.example"]
    assert not any("LAP-" in text or "Contoh Hulu" in text for text in told.values())
    assert states(office) == [NoticeState.TERKIRIM] * 2


def test_taken_back_before_it_was_told(
    office: Database, mail_settings: Settings, server: MailServer, clock: Clock
) -> None:
    head, leaver, number = handed(office, clock)
    with office.write() as session:
        commands.take_back(session, head, leaver, number, clock())
    send_round(office, mail_settings, clock)
    titles = [mail["Subject"] for mail in server.script.mails]
    assert [title for title in titles if "Serah" in title] == ["Serah terima dibatalkan"] * 2
    assert states(office) == [NoticeState.BATAL] * 2 + [NoticeState.TERKIRIM] * 2
