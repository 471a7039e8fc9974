"""The portal as a process of its own, to be killed, starved and started again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from app import schema
from app.db import Database
from tests.postgres import free_port
from tests.web import officer_helpers as at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240.0  # patience, on a machine that is busy with much else
_PAUSE = 0.02
_FAULT = re.compile(r"\[error|\[critical|Traceback")
_LINES_OF_A_FAULT = 60
_PATIENCE = 180  # its children are given thirty seconds each


def prepare(url: str) -> None:
    """Migrate a database and fill in province 99 with its people."""
    database = Database(url)
    schema.upgrade(database)
    at.settle(database, single=True)
    database.dispose()


@dataclass
class PortalProcess:
    """`petakonflik serve`, mostly without its worker; with a weakness, one guard is missing."""

    data: Path
    database_url: str = ""
    weakness: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    worker: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """The address of its database."""
        return self.database_url or f"sqlite:///{(self.data / 'petakonflik.db').resolve()}"

    def start(self) -> float:
        """Start it and return after how many seconds it was ready."""
        program = ["tests.attacks.weak_portal", self.weakness] if self.weakness else ["app"]
        command = [sys.executable, "-m", *program, "serve", "--port", str(self.port)]
        command += ["--data", str(self.data)]
        command += ["--pekerja" if self.worker else "--tanpa-pekerja"]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment(), stderr=self._log(), start_new_session=True
        )
        wait_for(self.is_ready, START_SECONDS)
        return time.monotonic() - began

    def _log(self) -> int:
        return os.open(self.data / "portal.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PETAKONFLIK_")}
        own = {
            "PETAKONFLIK_PROVINCE": "99",
            "PETAKONFLIK_SECRET": "rahasia-uji" * 4,
            "PETAKONFLIK_DATABASE_URL": self.database,
            "PYTHONPATH": str(ROOT),
            # The day's limits are lifted: a file that is refused unread attacks nothing.
            "PETAKONFLIK_UPLOADS_PER_PERSON": "100000",
            "PETAKONFLIK_UPLOADS_PER_REGION": "100000",
        }
        return {**kept, **own, **self.environment}

    def is_ready(self) -> bool:
        """Tell whether it answers; an ended process is an error."""
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"the portal ended: {self.process.returncode}; {self.last_words()}")
        try:
            return httpx2.get(f"{self.url}/siap", timeout=5).status_code == 200
        except httpx2.HTTPError:
            return False

    def last_words(self) -> str:
        """The end of its log."""
        return (self.data / "portal.log").read_text(errors="replace")[-1500:]

    def complaints(self) -> list[str]:
        """What its log says of faults of its own, each with the lines after it."""
        lines = (self.data / "portal.log").read_text(errors="replace").splitlines()
        found = [at for at, line in enumerate(lines) if _FAULT.search(line)]
        return ["\n".join(lines[at : at + _LINES_OF_A_FAULT]) for at in found]

    def kill(self) -> None:
        """End it as a power cut would: no goodbye, and its readers with it."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)  # a script may have it ignore SIGINT
            self.process.wait(_PATIENCE)
            self.process = None

    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def megabytes(self) -> float:
        """Memory it holds by itself."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def wait_for(is_so: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so, and no longer than it may take."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(_PAUSE)


def is_listening(port: int) -> bool:
    """Tell whether somebody answers on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
