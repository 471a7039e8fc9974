"""The web server that says when it answers, and the worker beside it that is kept alive."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Self

import structlog
import uvicorn

from app.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from app.settings import Settings

log = structlog.get_logger(__name__)
_PATIENCE = 30.0  # seconds a worker may take to finish the step it is at
_SOON = 5.0


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is prepared, so that a taken one is said at once.

    Raises:
        Conflict: another program has it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError:
        taken.close()
        raise Conflict(
            f"Porta {port} di {host} tidak dapat dipakai. Pilih yang lain dengan --port, "
            f"misalnya {port + 1}."
        ) from None
    return taken


class Server(uvicorn.Server):
    """Calls `on_ready` when the port answers."""

    def __init__(self, app: FastAPI, on_ready: Callable[[], None]) -> None:
        """Configure uvicorn; its logs go where all others go."""
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=10,
            )
        )
        self._on_ready = on_ready

    def serve_until_told(self, sockets: list[socket.socket]) -> None:
        """Serve until Ctrl-C or SIGTERM; both end in an orderly return, not in an abort."""
        # uvicorn raises the signal once more when it has finished: this is who hears it then.
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            self.run(sockets=sockets)
        except KeyboardInterrupt:
            log.info("stopped")
        finally:
            signal.signal(signal.SIGTERM, before)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then tell."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


class WorkerProcess:
    """The worker as a child: started again when it dies, asked to finish when we leave."""

    def __init__(self, settings: Settings) -> None:
        """Say where the data are; nothing is started yet."""
        self._command = [sys.executable, "-m", "app", "worker", "--with-parent"]
        self._command += ["--data", str(settings.data), "--url", settings.base_url]
        self._leaving = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, name="worker-watch", daemon=True)

    def __enter__(self) -> Self:
        """Start the child and the thread that watches it."""
        self._child = self._start()
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the child finish its step; it continues where it was at the next start."""
        self._leaving.set()
        child = self._child
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGINT)
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._watch.join(_SOON)

    def _start(self) -> subprocess.Popen[bytes]:
        # Its own session: Ctrl-C reaches us alone, and we ask the child in our own time. The
        # pipe tells the child when we are gone without a word.
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603

    def _keep_alive(self) -> None:
        while self._child is not None:
            code = self._child.wait()
            if self._leaving.is_set():
                return
            log.error("worker ended, starting it again", code=code)
            if self._leaving.wait(_SOON):
                return
            self._child = self._start()


def leave_with_parent() -> None:
    """Watch standard input, which the parent holds open, and stop when it closes."""

    def watch() -> None:
        # Not through sys.stdin: its lock, held by a waiting thread, spoils an orderly exit.
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
