"""The port, and the web server that says when it answers."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import structlog
import uvicorn

from app.cli.bounded_heads import BoundedHeads
from app.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI


log = structlog.get_logger(__name__)


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
                http=BoundedHeads,
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
        until_told(lambda: self.run(sockets=sockets))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then tell."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()


def until_told(act: Callable[[], None]) -> None:
    """Do something lasting until Ctrl-C or SIGTERM; both end in an orderly return."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        act()
    except KeyboardInterrupt:
        log.info("stopped")
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
