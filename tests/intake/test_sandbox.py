"""The confined worker: it dies alone, in time, without a way out."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.intake.sandbox import Sandbox, WorkerFailed
from app.intake.workbook import read_workbook
from tests.intake import bombs

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = """
import json, os, struct, sys, time
from app.intake.confine import allow_seconds, confine


def main():
    confine(memory=400 * 1024 ** 2, file_bytes=0)
    while True:
        head = sys.stdin.buffer.read(8)
        if len(head) < 8:
            return
        allow_seconds(10)
        word = sys.stdin.buffer.read(struct.unpack(">Q", head)[0]).decode()
        answer = WORDS[word]().encode()
        sys.stdout.buffer.write(struct.pack(">Q", len(answer)) + answer)
        sys.stdout.buffer.flush()


def tried(act):
    try:
        act()
    except (OSError, PermissionError) as cause:
        return type(cause).__name__
    return "allowed"


def connect():
    import socket
    return tried(lambda: socket.create_connection(("127.0.0.1", 1)))


def run():
    import subprocess
    return tried(lambda: subprocess.run(["true"]))


def write():
    def act():
        with open("/tmp/petakonflik-uji", "w") as file:
            file.write("x")
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return tried(act)


WORDS = {
    "pid": lambda: str(os.getpid()),
    "loop": lambda: [None for _ in iter(int, 1)] and "",
    "eat": lambda: str(len(bytearray(2 * 1024 ** 3))),
    "die": lambda: os._exit(3),
    "lie": lambda: sys.stdout.buffer.write(b"\\\\xff" * 64) and "",
    "environment": lambda: ",".join(sorted(os.environ)),
    "connect": connect,
    "run": run,
    "write": write,
}
"""


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Workers that misbehave on request; their module lies where only this test looks."""
    (tmp_path / "unruly.py").write_text(WORKER)
    monkeypatch.setattr(
        "app.intake.sandbox._BOOT",
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.path.insert(0, sys.argv[1]); "
        "import unruly; unruly.main()",
    )
    made = Sandbox("unruly", seconds=2)
    yield made
    made.close()


def test_a_worker_is_kept_for_the_next_request(sandbox: Sandbox) -> None:
    assert sandbox.ask(b"pid") == sandbox.ask(b"pid")


@pytest.mark.parametrize("word", ["loop", "eat", "die", "lie"])
def test_a_worker_that_fails_is_replaced(sandbox: Sandbox, word: str) -> None:
    before = sandbox.ask(b"pid")
    with pytest.raises(WorkerFailed):
        sandbox.ask(word.encode())
    assert sandbox.ask(b"pid") != before


def test_nobody_waits_for_a_bad_file(sandbox: Sandbox) -> None:
    def ask_for_ever() -> None:
        with pytest.raises(WorkerFailed):
            sandbox.ask(b"loop")

    slow = threading.Thread(target=ask_for_ever)
    slow.start()
    assert sandbox.ask(b"pid").isdigit()
    assert slow.is_alive()
    slow.join()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
@pytest.mark.parametrize("word", ["connect", "run", "write"])
def test_a_worker_cannot_reach_out(sandbox: Sandbox, word: str) -> None:
    assert sandbox.ask(word.encode()) != b"allowed"
    Path("/tmp/petakonflik-uji").unlink(missing_ok=True)


def test_a_worker_sees_no_settings(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETAKONFLIK_SECRET", "rahasia")
    assert b"PETAKONFLIK" not in sandbox.ask(b"environment")


def test_many_readers_at_once_all_get_their_answer() -> None:
    found: list[object] = []
    data = bombs.book()
    threads = [
        threading.Thread(target=lambda: found.append(read_workbook(data).sheets[0].rows))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{1: {0: "1"}}] * 6
