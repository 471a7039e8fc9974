"""The portal with two web processes, and connections that lead to one of them."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from tests.attacks.portal_process import PortalProcess
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator


class TwoProcesses(PortalProcess):
    """A portal with two web processes."""

    def start(self) -> float:
        """Start it; ready when both answer, for until then one that ends is a refusal."""
        seconds = super().start()
        # One process may answer while the other ends: `is_ready` says what the portal died of.
        until(lambda: self.is_ready() and "Portal siap" in self.last_words())
        return seconds

    def children(self, command: str = "web") -> list[int]:
        """The numbers of the living children that run a command, in order."""
        assert self.process is not None
        # Listed by the thread that started them: the first ones by the main one.
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        listed = " ".join(thread.read_text() for thread in threads)
        told = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in listed.split()}
        wanted = f"\0{command}\0".encode()
        return sorted(int(child) for child, words in told.items() if wanted in words)

    @contextmanager
    def only(self, answering: int) -> Iterator[None]:
        """Stop all but one of the processes, so that this one answers."""
        others = [child for child in self.children() if child != answering]
        for child in others:
            os.kill(child, signal.SIGSTOP)
        try:
            until(lambda: all(_is_stopped(child) for child in others))
            yield
        finally:
            for child in others:
                os.kill(child, signal.SIGCONT)

    def figure(self, name: str) -> float:
        """Sum of a figure over its labels."""
        address = f"http://127.0.0.1:{self.environment['PETAKONFLIK_METRICS_PORT']}/metrics"
        lines = httpx2.get(address, timeout=60).text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    def line_to(self, child: int) -> HTTPConnection:
        """Open a connection that this process has taken, so that what is sent on it goes there."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.auto_open = 0  # one that was closed must not be opened again, to whomever
        with self.only(child):
            line.connect()
            own = line.sock.getsockname()[1]
            until(lambda: self._socket(own) & _sockets_of(child))
        return line

    def _socket(self, other: int) -> set[str]:
        """Name the portal's end of a connection from a port, as `/proc` does."""
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ends = (f"0100007F:{self.port:04X}", f"0100007F:{other:04X}")
        return {f"socket:[{row[9]}]" for row in rows if (row[1], row[2]) == ends}


def _is_stopped(child: int) -> bool:
    """Tell whether a process stands still: it is told to in its own time."""
    return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def _sockets_of(child: int) -> set[str]:
    """The open files of a process that are sockets."""
    found = set()
    for file in Path(f"/proc/{child}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(file.readlink()))
    return found
