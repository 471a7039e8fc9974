"""A PostgreSQL of the test run's own, for machines that have the programs but no open server."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
# A test's database lives for a second: nothing of it must outlive the server.
SPEED = (
    "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 "
    "-c max_wal_size=256MB -c max_connections=200 -c dynamic_shared_memory_type=mmap"
)


def programs() -> Path | None:
    """Return the folder of the newest installed server that has PostGIS."""
    found = [
        folder / "bin"
        for folder in sorted(PROGRAMS.glob("*"), key=lambda path: path.name, reverse=True)
        if (folder / "bin" / "initdb").exists()
        and (EXTENSIONS / folder.name / "extension" / "postgis.control").exists()
    ]
    return found[0] if found else None


class TemporaryServer:
    """Started in a temporary folder on a free loopback port; stopped and removed with the run."""

    def __init__(self, folder: Path, options: str = SPEED) -> None:
        self._programs = folder
        self._options = options
        # Its socket's path must be short, so not under pytest's own temporary folder.
        self._data = Path(tempfile.mkdtemp(prefix="pk-postgres-"))
        # The server refuses to run as root; Debian's package brings an account for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            os.chown(self._data, pwd.getpwnam(self._user).pw_uid, -1)

    def start(self) -> str:
        """Start it and return its URL."""
        port = free_port()
        self._run(
            "initdb",
            "-D",
            self._data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {self._data} {self._options}"
        log = self._data / "log"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", options)
        return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        """Stop it without ceremony and remove its folder."""
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate")
        shutil.rmtree(self._data, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [str(self._programs / program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._data,
            user=self._user,
        )


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
