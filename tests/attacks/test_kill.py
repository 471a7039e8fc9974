"""A short run of the kill attack on both databases, and the guards it is about taken out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.files import PARTIAL
from tests.attacks.bad_line import Weather
from tests.attacks.kill_attack import Attack
from tests.attacks.portal_process import ROOT, PortalProcess, prepare
from tests.postgres import programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOTH = pytest.mark.parametrize(
    "kind",
    [
        "sqlite",
        pytest.param(
            "postgresql",
            marks=[
                pytest.mark.postgis,
                pytest.mark.skipif(programs() is None, reason="no PostgreSQL is installed"),
            ],
        ),
    ],
)
DIES_WHILE_STORING = """
import os, signal, sys
from pathlib import Path
from app import files
def dies(_handle):
    if list(Path(sys.argv[1]).rglob("*" + files.PARTIAL)):
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = dies
files.FileStore(Path(sys.argv[1])).put(b"setengah" * 1000)
"""


@BOTH
def test_nothing_acknowledged_is_lost_doubled_or_torn(kind: str) -> None:
    result = Attack(kind, count=3, seed=7).run()
    assert result["good"], result
    assert result["acknowledged"], result


def test_it_bites_when_the_answer_comes_before_the_commit() -> None:
    result = Attack("sqlite", count=1, seed=7, weakness="answer-before-commit").run()
    assert result["lost"], result


def test_it_bites_when_keys_are_forgotten() -> None:
    """Only an answer lost and asked for again doubles, so a busy machine may need more kills."""
    weather = Weather(lost=0.8)
    results = []
    for seed in range(7, 12):
        attack = Attack("sqlite", count=2, seed=seed, weakness="forget-keys", weather=weather)
        results.append(attack.run())
        if results[-1]["doubled"]:
            return
    pytest.fail(f"nothing was doubled: {results}")


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PortalProcess]:
    """A portal whose folder holds a file somebody died over."""
    portal = PortalProcess(tmp_path)
    prepare(portal.database)
    command = [sys.executable, "-c", DIES_WHILE_STORING, str(tmp_path / "berkas")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    died = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    assert died.returncode == -signal.SIGKILL
    assert len(list(tmp_path.rglob(f"*{PARTIAL}"))) == 1
    yield portal
    portal.kill()


@pytest.mark.parametrize(("weakness", "left"), [("", 0), ("leave-leftovers", 1)])
def test_leftovers_are_cleared_away_at_the_start(
    portal: PortalProcess, weakness: str, left: int
) -> None:
    portal.weakness = weakness
    assert portal.start() < 30
    assert len(list(portal.data.rglob(f"*{PARTIAL}"))) == left
