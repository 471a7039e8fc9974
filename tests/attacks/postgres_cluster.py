"""A PostgreSQL cluster of the attack's own, with full durability, that may be killed."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from tests.attacks.portal_process import is_listening, wait_for
from tests.postgres import TemporaryServer, free_port, programs

_DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=100"
_GONE_SECONDS = 20.0


class Cluster(TemporaryServer):
    """Its data outlive a kill; `start` once, then `kill` and `restart` as often as wanted."""

    def __init__(self) -> None:
        folder = programs()
        if folder is None:
            raise RuntimeError("no PostgreSQL with PostGIS is installed")
        super().__init__(folder)
        self._port = free_port()

    def start(self) -> str:
        """Make the cluster, start it, and return its URL."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--data-checksums")  # fmt: skip
        self.restart()
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def restart(self) -> None:
        """Start it again; it recovers by itself."""
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -k {self._data} {_DURABLE}"
        log = self._data / "log"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", options)

    def answers(self) -> bool:
        """Tell whether it listens."""
        return is_listening(self._port)

    def kill(self) -> None:
        """Kill the postmaster and every one of its processes at once."""
        lock = self._data / "postmaster.pid"
        head = int(lock.read_text().split()[0])
        _signal(head, signal.SIGSTOP)  # it must not start a child we do not see
        everybody = [head, *children_of(head)]
        for process in everybody:
            _signal(process, signal.SIGKILL)
        wait_for(
            lambda: not is_listening(self._port) and not any(map(_runs, everybody)), _GONE_SECONDS
        )
        # After a power cut no process has that number; here its corpse may wait to be collected.
        lock.unlink()
        (self._data / f".s.PGSQL.{self._port}.lock").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop it without ceremony and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self._data, ignore_errors=True)

    def check(self) -> None:
        """Verify every table and index against each other.

        Raises:
            CalledProcessError: something is damaged.
        """
        self._run("pg_amcheck", "-h", "127.0.0.1", "-p", self._port, "-U", "postgres",
                  "--install-missing", "--heapallindexed", "-d", "postgres")  # fmt: skip


def children_of(parent: int) -> list[int]:
    """Process ids of the direct children of a process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(folder.name))
    return found


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
