"""Two web processes on one port, as real processes: what they share, and what a death costs."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
from sqlalchemy import update

from app.access import passwords
from app.access.throttle import FREE
from app.cli.console import clock
from app.cli.kept import KeptProcess, WebProcesses
from app.db import Database
from app.errors import Conflict
from app.files import PARTIAL
from app.model.account import SignInAttempt
from app.settings import MOST_PROCESSES, Settings
from app.turns import Turns
from tests import factories
from tests.attacks.portal_process import PortalProcess, is_listening, prepare
from tests.attacks.two_processes import TwoProcesses
from tests.postgres import free_port
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def ignored(number: signal.Signals | None) -> Iterator[None]:
    """Ignore a signal, and have programs started meanwhile ignore it."""
    before = signal.signal(number, signal.SIG_IGN) if number is not None else None
    try:
        yield
    finally:
        if number is not None:
            signal.signal(number, before)


@pytest.fixture
def portal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TwoProcesses]:
    around = {"PETAKONFLIK_PROCESSES": "2", "PETAKONFLIK_METRICS_PORT": str(free_port())}
    running = TwoProcesses(tmp_path, environment=around)
    prepare(running.database)
    with ignored(getattr(request, "param", None)):
        running.start()
    try:
        yield running
    finally:
        if running.is_alive():
            running.stop()


def sign_in(portal: PortalProcess, name: str, password: str) -> httpx2.Response:
    """Sign in on a connection of its own."""
    data = {"nama": name, "sandi": password}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return httpx2.post(f"{portal.url}/masuk", data=data, headers=headers, timeout=60)


def hold_back(portal: PortalProcess) -> None:
    """Set the failed attempts a minute ahead: on a slow machine two seconds are over at once."""
    database = Database(portal.database)
    with database.write() as session:
        session.execute(update(SignInAttempt).values(at=clock() + timedelta(minutes=1)))
    database.dispose()


def test_two_processes_are_one_portal(portal: TwoProcesses) -> None:
    """What one learns the other knows: sessions, failed attempts, figures."""
    first, second = portal.children()
    with portal.only(first):
        entered = sign_in(portal, "satu", factories.PASSWORD)
        for _ in range(FREE):
            assert sign_in(portal, "tetangga", "salah sekali ini").status_code == 422
    assert entered.status_code == 303
    cookie = {"cookie": entered.headers["set-cookie"].split(";")[0]}
    hold_back(portal)
    with portal.only(second):
        assert sign_in(portal, "tetangga", "salah sekali ini").status_code == 429
        home = httpx2.get(f"{portal.url}/", headers=cookie, timeout=60)
    assert home.status_code == 200
    assert "Keluar" in home.text
    assert portal.figure('petakonflik_sign_ins_total{outcome="ditolak"}') == FREE
    assert portal.figure('petakonflik_sign_ins_total{outcome="terlalu_sering"}') == 1
    assert portal.figure("petakonflik_web2_process_resident_memory_bytes") > 0


def test_requests_go_on_when_one_dies(portal: TwoProcesses) -> None:
    """The other answers at once, the dead one is replaced, and nothing of a sibling is swept."""
    first, second = portal.children()
    upload = portal.data / f"sedang-ditulis{PARTIAL}"
    upload.write_bytes(b"setengah")
    until(lambda: portal.figure("petakonflik_requests_total") > 0)
    before = portal.figure("petakonflik_requests_total")
    os.kill(first, signal.SIGKILL)
    until(lambda: first not in portal.children())  # what it was answering is lost with it
    for _ in range(10):
        assert httpx2.get(f"{portal.url}/siap", timeout=60).status_code == 200
    until(lambda: len(portal.children()) == 2 and first not in portal.children())
    [replacement] = set(portal.children()) - {second}
    with portal.only(replacement):
        assert httpx2.get(f"{portal.url}/siap", timeout=90).status_code == 200
    assert portal.figure("petakonflik_requests_total") >= before + 11
    assert upload.exists()
    assert portal.process is not None
    portal.process.send_signal(signal.SIGTERM)
    assert portal.process.wait(60) == 0
    assert not is_listening(portal.port)
    assert not any(Path(f"/proc/{child}").exists() for child in (second, replacement))


@pytest.mark.parametrize("portal", [None, signal.SIGINT], ids=["", "by a script"], indirect=True)
def test_nobody_is_left_when_the_parent_is_killed(portal: TwoProcesses) -> None:
    """A script that starts programs with `&` has them ignore SIGINT."""
    children = portal.children()
    portal.kill()
    until(lambda: not is_listening(portal.port))
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def test_a_process_that_cannot_start_is_a_refusal(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with Path(os.devnull).open("rb") as nothing:
        child = KeptProcess(["perintah-yang-tidak-ada"], settings, sockets=[nothing])  # type: ignore[list-item]
        with pytest.raises(Conflict, match="berhenti saat dimulai"), WebProcesses([child]):
            pass
    assert child.pid is not None
    assert not Path(f"/proc/{child.pid}").exists()


def test_turns_are_shared_out() -> None:
    """Four Argon2 of 64 MiB at a time are a bound of the machine, not of a process."""
    turns = Turns(4)
    turns.share(2)
    with turns.take(), turns.take():
        assert turns.here * 2 == turns.most
        assert not turns._free.acquire(blocking=False)
    assert turns._free.acquire(blocking=False)
    assert passwords.TURNS.most // MOST_PROCESSES * MOST_PROCESSES == passwords.TURNS.most


def test_how_many_processes_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(processes=0)
    for cores, expected in ((1, 1), (2, 2), (16, MOST_PROCESSES)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: set(range(cores)))
        assert settings.model_copy(update={"production": True}).web_processes == expected
        assert settings.model_copy(update={"production": False}).web_processes == 1
        assert settings.model_copy(update={"processes": 2}).web_processes == 2
