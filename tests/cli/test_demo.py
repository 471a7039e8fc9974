"""The demo: one line of JSON once the port answers, and everything kept for the next start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.access.passwords import verify
from app.db import Database
from app.model.account import Role, User
from app.model.confidential import SYSTEM
from app.model.edition import Edition, EditionState
from tests.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# One worker of a parallel run takes them all: what they share takes long to make.
pytestmark = pytest.mark.xdist_group("demo")


@contextmanager
def demo(data: Path, port: int) -> Iterator[dict[str, Any]]:
    """Run the demo while the block lasts; gives what it said, and ends it with Ctrl-C."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PETAKONFLIK_")}
    words = ["demo", "--data", str(data), "--port", str(port), "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            assert process.stdout.read() == "", "more than one line"
            assert process.wait(60) == 0
        finally:
            process.kill()


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The first start, which prepares everything (a minute or so)."""
    data = tmp_path_factory.mktemp("demo") / "isi"
    with demo(data, free_port()) as answer:
        with urllib.request.urlopen(answer["url"] + "/masuk") as page:
            assert page.status == 200
        return data, answer


def test_says_where_and_who(said: tuple[Path, dict[str, Any]]) -> None:
    _, answer = said
    assert set(answer) == {"url", "accounts"}
    assert {account["role"] for account in answer["accounts"]} == {role.value for role in Role}
    for account in answer["accounts"]:
        assert set(account) == {"role", "region", "username", "password"}


def test_everything_is_there_and_ready(said: tuple[Path, dict[str, Any]]) -> None:
    data, answer = said
    database = Database(f"sqlite:///{data}/petakonflik.db", reach=SYSTEM)
    with database.read() as session:
        states = session.scalars(select(Edition.state)).all()
        hashes = dict(session.execute(select(User.username, User.password_hash)).all())
    database.dispose()
    assert len(states) >= 2
    assert set(states) == {EditionState.READY}
    account = answer["accounts"][0]
    assert verify(account["password"], hashes[account["username"]])
    assert not (data / ".contoh").exists()


def test_the_second_start_keeps_the_data(said: tuple[Path, dict[str, Any]]) -> None:
    data, first = said
    database = Database(f"sqlite:///{data}/petakonflik.db", reach=SYSTEM)
    with database.write() as session:
        session.scalars(select(User)).first().name = "Diubah Orang"  # type: ignore[union-attr]
    database.dispose()
    with demo(data, free_port()) as second:
        assert second["accounts"] == first["accounts"]
    with database.read() as session:
        assert session.scalar(select(func.count()).where(User.name == "Diubah Orang")) == 1
    database.dispose()
