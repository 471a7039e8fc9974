"""Children of the portal that are kept alive: the worker, and web processes that share a port."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

import structlog

from app.errors import Conflict

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping, Sequence

    from app.settings import Settings

log = structlog.get_logger(__name__)
_PATIENCE = 30.0  # seconds a child may take to finish the step it is at
_SOON = 5.0


class KeptProcess:
    """A child of this program: started again when it dies, asked to finish when we leave."""

    def __init__(
        self,
        command: Sequence[str],
        settings: Settings,
        *,
        sockets: Sequence[socket.socket] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Name a command of this program; nothing is started yet.

        With `sockets` the child gets their numbers, and that of a pipe on which it tells when it
        is ready (`tell_parent`).
        """
        self._command = [sys.executable, "-m", "app", *command, "--with-parent"]
        self._command += ["--data", str(settings.data), "--url", settings.base_url]
        self._sockets = [each.fileno() for each in sockets]
        self._environment = {**os.environ, **(environment or {})}
        self._word = f"{command[0]} ended, starting it again"
        self._leaving = threading.Event()
        self._starting = threading.Lock()  # nothing is started once we leave
        self._child: subprocess.Popen[bytes] | None = None
        self._ready = -1
        self._watch = threading.Thread(
            target=self._keep_alive, name=f"{command[0]}-watch", daemon=True
        )

    @property
    def pid(self) -> int | None:
        """The number of the child that runs now."""
        return self._child.pid if self._child is not None else None

    def __enter__(self) -> Self:
        """Start the child and the thread that watches it."""
        self.start()
        self.watch()
        return self

    def watch(self) -> None:
        """From here on a child that ends is started again."""
        self._watch.start()

    def is_ready(self) -> bool:
        """Wait until the child says that it is ready; False when it ended instead."""
        try:
            return os.read(self._ready, 1) != b""
        finally:
            os.close(self._ready)

    def leave(self) -> None:
        """Ask the child to finish its step, without waiting; none is started any more."""
        with self._starting:
            self._leaving.set()
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.send_signal(signal.SIGINT)

    def __exit__(self, *_: object) -> None:
        """Let the child finish; what it did not reach goes on at the next start."""
        self.leave()
        if self._child is None:
            return
        try:
            self._child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        _let_go(self._child)
        if self._watch.ident is not None:
            self._watch.join(_SOON)

    def start(self) -> bool:
        """Start the child unless we leave."""
        with self._starting:
            if self._leaving.is_set():
                return False
            command, passed, tells = self._command, list(self._sockets), -1
            if passed:
                self._ready, tells = os.pipe()
                command = [*command, "--socket", str(passed[0]), "--ready", str(tells)]
                passed.append(tells)
            # Its own session: Ctrl-C reaches us alone, and we ask the child in our own time. The
            # pipe tells the child when we are gone without a word.
            self._child = subprocess.Popen(  # noqa: S603 - our own program
                command,
                stdin=subprocess.PIPE,
                start_new_session=True,
                pass_fds=passed,
                env=self._environment,
            )
            if tells >= 0:
                os.close(tells)
            return True

    def _keep_alive(self) -> None:
        while self._child is not None:
            begun = time.monotonic()
            code = self._child.wait()
            if self._leaving.is_set():
                return
            _let_go(self._child)
            log.error(self._word, code=code)
            # At once, unless it did not live: what fails at its start would fail at once again.
            if time.monotonic() - begun < _SOON and self._leaving.wait(_SOON):
                return
            if not self.start():
                return
            if self._sockets:
                self.is_ready()


def _let_go(child: subprocess.Popen[bytes]) -> None:
    """Close our end of the pipe to a child that is gone."""
    if child.stdin is not None:
        child.stdin.close()


class WebProcesses:
    """Web processes that take requests from one port, each kept alive by itself."""

    def __init__(self, children: Sequence[KeptProcess]) -> None:
        """Take what is to be started."""
        self.children = children

    def __enter__(self) -> Self:
        """Start them together and wait until all answer.

        Raises:
            Conflict: one ended before it answered; it said why.
        """
        for child in self.children:
            child.start()
        ready = [child.is_ready() for child in self.children]
        if not all(ready):
            self.__exit__()
            raise Conflict("Portal tidak dijalankan: satu proses web berhenti saat dimulai.")
        for child in self.children:
            child.watch()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask all of them to finish what they answer, then wait for each."""
        for child in self.children:
            child.leave()
        for child in self.children:
            child.__exit__()


def worker_process(settings: Settings) -> KeptProcess:
    """Return the worker as a child."""
    return KeptProcess(["worker"], settings)


def tell_parent(ready: int) -> None:
    """Say on the pipe of the parent that this process answers."""
    os.write(ready, b"1")
    os.close(ready)


def leave_with_parent() -> None:
    """Watch standard input, which the parent holds open, and stop when it closes."""
    # A script that starts us with `&` has us ignore Ctrl-C; the parent's word must still count.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def watch() -> None:
        # Not through sys.stdin: its lock, held by a waiting thread, spoils an orderly exit.
        while os.read(0, 1):
            pass
        never = threading.Event()
        while True:
            os.kill(os.getpid(), signal.SIGINT)
            # One that comes while a module is being loaded can be swallowed there; again, then.
            never.wait(_PATIENCE)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
