"""What two web processes do with one piece of work, over real sockets and on both databases.

A connection is opened while all processes but one stand still, so that it is known who answers on
it; what has to come to both at the same moment is sent on two such connections.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import func, select

from app.access.throttle import FREE
from app.cli.console import clock
from app.files import FileStore, sha256_of
from app.model.account import SignInAttempt, User
from app.model.flash import FlashReport
from app.model.notice import Notice, NoticeKind, NoticeState
from app.model.report import Upload
from tests import factories
from tests.attacks.kill_attack import variant
from tests.attacks.two_processes import TwoProcesses
from tests.mail.conftest import server
from tests.waiting import until
from tests.web import officer_helpers as at
from tests.web.officer_helpers import REPORT
from tests.web.test_flash import NEW, TOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.db import Database
    from tests.mail.server import MailServer

__all__ = ["server"]
PIECE = 6_000
UPLOAD = f"{REPORT}/unggah"
ROUNDS = 3
MAILS = 2
QUOTA = 3


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes


class Pair(TwoProcesses):
    """Two processes, and somebody who is signed in to both."""

    cookie = ""

    def enter(self, name: str) -> None:
        """Sign in; the session is a row, so it holds at both."""
        data = {"nama": name, "sandi": factories.PASSWORD}
        answer = self.request("POST", "/masuk", data=data)
        assert answer.status_code == 303, answer.text[:500]
        self.cookie = answer.headers["set-cookie"].split(";")[0]

    def request(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        """Ask whichever process takes it."""
        return httpx2.request(
            method, f"{self.url}{path}", headers=self._head(), timeout=120, **sent
        )

    def form(self, page: str) -> dict[str, str]:
        """Read the form of a page that leads to itself."""
        return at.forms_of(self.request("GET", page).text)[page]

    def ask(self, child: int, method: str, path: str, **sent: Any) -> Answer:
        """Ask one process."""
        [answer] = self.together([child], method, path, **sent)
        return answer

    def together(
        self, children: Sequence[int], method: str, path: str, **sent: Any
    ) -> list[Answer]:
        """Ask each of these processes the same at the same moment."""
        asked = httpx2.Request(
            method, f"{self.url}{path}", headers=self._head() | {"Connection": "close"}, **sent
        )
        target, body = asked.url.raw_path.decode(), asked.read()
        lines = [self.line_to(child) for child in children]
        start = threading.Barrier(len(lines))

        def send(line: Any) -> Answer:
            start.wait()
            line.request(method, target, body=body, headers=dict(asked.headers))
            with line.getresponse() as answer:
                found = Answer(answer.status, answer.getheader("location", ""), answer.read())
            line.close()
            return found

        with ThreadPoolExecutor(len(lines)) as pool:
            return list(pool.map(send, lines))

    def replaced(self, child: int) -> int:
        """Kill a process and return the one that takes its place."""
        others = set(self.children())
        os.kill(child, signal.SIGKILL)
        until(lambda: len(self.children()) == 2 and set(self.children()) - others)
        [new] = set(self.children()) - others
        self.ask(new, "GET", "/siap")
        return new

    def _head(self) -> dict[str, str]:
        return {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}


@pytest.fixture
def make_pair(database: Database, tmp_path: Path) -> Iterator[Callable[..., Pair]]:
    """Start a portal of two processes on the test's database."""
    made: list[Pair] = []
    at.settle(database, single=True)

    def make(*, worker: bool = False, **around: str) -> Pair:
        environment = {"PETAKONFLIK_PROCESSES": "2"} | {
            f"PETAKONFLIK_{name.upper()}": value for name, value in around.items()
        }
        data = tmp_path / "data"
        data.mkdir()
        pair = Pair(data, database_url=database.url, environment=environment, worker=worker)
        made.append(pair)
        pair.start()
        return pair

    yield make
    for pair in made:
        if pair.is_alive():
            pair.stop()


def number_of(database: Database, table: type[Any]) -> int:
    """How many rows there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_pieces_that_come_to_both_are_one_file(
    make_pair: Callable[..., Pair], database: Database
) -> None:
    """One of the two is killed on the way; whoever takes its place goes on where it was."""
    pair = make_pair()
    pair.enter("satu")
    book = at.workbook(pair.request("GET", f"{REPORT}/templat.xlsx").content)
    first, second = pair.children()
    here, starts = f"/kiriman/{sha256_of(book)}", range(0, len(book), PIECE)
    assert len(starts) > 4
    for number, start in enumerate(starts):
        if number == 2:
            first = pair.replaced(first)
        one, other = (first, second) if number % 2 else (second, first)
        assert json.loads(pair.ask(other, "GET", here).body) == {"ada": start}
        asked = {"ukuran": str(len(book)), "mulai": str(start)}
        sent = {"params": asked, "content": book[start : start + PIECE]}
        both = [one, other] if start in {starts[0], starts[-1]} else [one]
        for answer in pair.together(both, "POST", here, **sent):
            assert answer.status in {200, 409}
            assert json.loads(answer.body) == {"ada": min(start + PIECE, len(book))}
    named = {"kiriman.berkas": sha256_of(book), "nama.berkas": "laporan kiriman.xlsx"}
    fields = pair.form(UPLOAD) | named
    answers = pair.together([first, second], "POST", UPLOAD, data=fields)
    assert [(a.status, a.location) for a in answers] == [(303, f"{REPORT}/periksa")] * 2
    with database.read() as session:
        upload = session.scalars(select(Upload)).one()
        assert (upload.file_sha256, upload.size_bytes) == (sha256_of(book), len(book))
        number = upload.id
    assert FileStore(pair.data / "berkas").get(sha256_of(book)) == book
    for child in (first, second):
        assert pair.ask(child, "GET", f"{REPORT}/berkas/{number}").body == book


def test_a_key_sent_to_both_at_once_acts_once(
    make_pair: Callable[..., Pair], database: Database
) -> None:
    pair = make_pair()
    pair.enter("satu")
    blank = pair.request("GET", f"{REPORT}/templat.xlsx").content
    book = at.workbook(blank, {"P": [at.POTENTIAL]})
    children = pair.children()
    for number in range(1, ROUNDS + 1):
        file = ("laporan.xlsx", variant(book, f"ronde {number}"))
        sent = {"data": pair.form(UPLOAD), "files": {"berkas": file}}
        answers = pair.together(children, "POST", UPLOAD, **sent)
        assert [a.status for a in answers] == [303, 303], answers
        assert len({a.location for a in answers}) == 1
        assert number_of(database, Upload) == number
        told = pair.form(NEW) | TOLD | {"tempat": f"Lapangan contoh {number}"}
        answers = pair.together(children, "POST", NEW, data=told)
        assert [a.status for a in answers] == [303, 303], answers
        assert len({a.location for a in answers}) == 1
        assert number_of(database, FlashReport) == number


def test_guesses_and_quotas_count_over_both(
    make_pair: Callable[..., Pair], database: Database
) -> None:
    pair = make_pair(uploads_per_person=str(QUOTA))
    children = pair.children()
    with database.write() as session:  # all but the last free one, and no pause ends meanwhile
        for _ in range(FREE - 1):
            later = clock() + timedelta(hours=1)
            session.add(SignInAttempt(username="nama:tetangga", address="", at=later))
    guess = {"nama": "tetangga", "sandi": "salah sekali ini"}
    answers = pair.together(children * 8, "POST", "/masuk", data=guess)
    statuses = [answer.status for answer in answers]
    assert (statuses.count(422), statuses.count(429)) == (1, len(statuses) - 1)
    assert number_of(database, SignInAttempt) == FREE
    pair.enter("satu")
    book = at.workbook(
        pair.request("GET", f"{REPORT}/templat.xlsx").content, {"P": [at.POTENTIAL]}
    )
    for number in range(QUOTA + 1):
        sent = {
            "data": pair.form(UPLOAD),
            "files": {"berkas": ("a.xlsx", variant(book, f"kuota {number}"))},
        }
        answer = pair.ask(children[number % 2], "POST", UPLOAD, **sent)
        assert answer.status == (303 if number < QUOTA else 429)
    assert number_of(database, Upload) == QUOTA


def states(database: Database) -> list[NoticeState]:
    """What became of the mails, in order."""
    with database.read() as session:
        return list(session.scalars(select(Notice.state).order_by(Notice.id)))


def write_mails(database: Database, number: int) -> None:
    """Have mails wait that may go out at any hour."""
    now = clock()
    with database.write() as session:
        person = session.scalars(select(User).where(User.username == "satu")).one()
        person.email = "satu@contoh.example"
        for each in range(number):
            factories.make_notice(
                session,
                person,
                kind=NoticeKind.UJI,
                subject=f"uji {each}",
                state=NoticeState.MENUNGGU,
                not_before=now,
                day=now.date(),
            )


def test_there_is_one_worker_and_a_killed_one_sends_nothing_twice(
    make_pair: Callable[..., Pair], database: Database, server: MailServer
) -> None:
    """It dies with a mail on its way; the parent starts another, which leaves that mail alone."""
    server.script.holds = threading.Event()
    pair = make_pair(
        worker=True,
        smtp_host="127.0.0.1",
        smtp_port=str(server.port),
        smtp_security="none",
        mail_sender="portal@contoh.example",
    )
    [worker] = pair.children("worker")
    write_mails(database, MAILS)
    try:
        until(lambda: server.script.mails, 150)  # it looks once a minute
        pair.replaced(pair.children()[0])
        assert pair.children("worker") == [worker], "web processes bring none along"
        os.kill(worker, signal.SIGKILL)
        until(lambda: pair.children("worker") not in ([], [worker]))
        [successor] = pair.children("worker")
    finally:
        server.script.holds.set()
    server.script.holds = None
    until(lambda: states(database) == [NoticeState.TIDAK_PASTI, NoticeState.TERKIRIM], 150)
    assert len(server.script.mails) == MAILS
    assert len({mail["Message-ID"] for mail in server.script.mails}) == MAILS
    assert pair.children("worker") == [successor]
    assert len(pair.children()) == 2
