"""A worker killed while the server has the mail, as real processes: nothing goes out twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cli.console import clock
from app.mail.sending import send_round
from app.model.account import User
from app.model.notice import Notice, NoticeKind, NoticeState
from tests import factories
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.db import Database
    from app.settings import Settings
    from tests.mail.server import MailServer

ONE_ROUND = """
from app.cli.console import clock, open_database, read_settings
from app.cli.console import clock
from app.mail.sending import send_round

settings = read_settings()
send_round(open_database(settings), settings, clock)
"""


@contextmanager
def process(settings: Settings, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the portal with these settings; it is gone when the block ends."""
    told = {
        f"PETAKONFLIK_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_defaults=True).items()
    }
    with subprocess.Popen([sys.executable, *words], env=os.environ | told) as started:
        try:
            yield started
        finally:
            started.kill()


def state_of(database: Database) -> NoticeState:
    with database.read() as session:
        return session.scalars(select(Notice.state)).one()


@pytest.fixture
def waiting_mail(office: Database) -> Database:
    """One mail that may go out at any hour, by the clock of the processes."""
    now = clock()
    with office.write() as session:
        person = session.scalars(select(User).where(User.username == "operator")).one()
        factories.make_notice(
            session,
            person,
            kind=NoticeKind.UJI,
            subject="uji",
            state=NoticeState.MENUNGGU,
            not_before=now,
            day=now.date(),
        )
    return office


def test_a_worker_killed_with_the_mail_on_its_way_never_sends_it_again(
    waiting_mail: Database, mail_settings: Settings, server: MailServer
) -> None:
    settings = mail_settings.model_copy(update={"database_url": waiting_mail.url})
    server.script.holds = threading.Event()
    try:
        with process(settings, "-c", ONE_ROUND) as sender:
            until(lambda: server.script.mails)
            assert sender.poll() is None
            sender.kill()
            sender.wait()
    finally:
        server.script.holds.set()
    assert state_of(waiting_mail) is NoticeState.MENGIRIM
    server.script.holds = None
    with process(settings, "-m", "app", "worker"):
        until(lambda: state_of(waiting_mail) is NoticeState.TIDAK_PASTI)
    assert send_round(waiting_mail, settings, clock) == 0
    assert len(server.script.mails) == 1
