"""The database as one file, taken while others write, with digests of that very moment."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import make_url

from app import schema
from app.backup.digests import digests
from app.db import Database
from app.errors import Conflict, Unreadable
from app.model.confidential import SYSTEM

if TYPE_CHECKING:
    from pathlib import Path

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_AS_ONE_FILE = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--schema=public",
    "--exclude-table-data=spatial_ref_sys",  # comes with PostGIS and belongs to who installed it
    "--enable-row-security",  # the policies hold for pg_dump as for the portal: see `run`
)
_REACH = " ".join(f"-c {name}={value}" for name, value in SYSTEM.settings.items())


def kind_of(database: Database) -> str:
    """Name the kind of a database, as the manifest does."""
    return SQLITE if database.is_sqlite else POSTGRESQL


def dump(database: Database, target: Path) -> dict[str, Any]:
    """Write the database to a file that is not there yet; return what the manifest says of it.

    Everything that was committed before this was called is in it.

    Raises:
        Conflict: the programs of PostgreSQL are missing or older than the server.
    """
    tables = _sqlite(database, target) if database.is_sqlite else _postgresql(database, target)
    return {"jenis": kind_of(database), "migrasi": schema.current(database), "tabel": tables}


def sqlite_file(database: Database) -> str:
    """Return the path of a SQLite database."""
    return make_url(database.url).database or ""


def _sqlite(database: Database, target: Path) -> dict[str, Any]:
    """Copy by the library itself: a copied file of a living database misses what is in its WAL."""
    with database.writer.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("VACUUM INTO ?", (str(target),))
    return sqlite_digests(target)


def sqlite_digests(path: Path) -> dict[str, Any]:
    """Return the digests of a SQLite file that nobody writes in.

    Raises:
        Unreadable: SQLite finds it damaged.
    """
    copy = Database(f"sqlite:///{path}", pool_size=1)
    try:
        with copy.reader.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise Unreadable("Basis data di dalam cadangan rusak.")
            return digests(connection)
    finally:
        copy.dispose()


def _postgresql(database: Database, target: Path) -> dict[str, Any]:
    """Dump and count in one snapshot, which this transaction lends to pg_dump."""
    program = tool("pg_dump", database)
    whole = database.within(SYSTEM).reader.execution_options(isolation_level="REPEATABLE READ")
    with whole.connect() as connection:
        snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        where = (f"--snapshot={snapshot}", f"--file={target}", *address(database))
        run([program, *_AS_ONE_FILE, *where], database)
        return digests(connection)


def tool(name: str, database: Database) -> str:
    """Return the path of a program of PostgreSQL that is new enough for the server.

    Raises:
        Conflict: it is missing, or older than the server.
    """
    program = shutil.which(name)
    if program is None:
        raise Conflict(f"Program {name} tidak ada. Pasang paket postgresql-client.")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"(\d+)(?:\.\d+)*", told.stdout)
    with database.reader.connect() as connection:
        server = int(connection.scalar(sa.text("SHOW server_version_num")) or 0) // 10000
    if found is None or int(found[1]) < server:
        raise Conflict(
            f"Program {name} versi {found[1] if found else '?'} lebih tua daripada server "
            f"PostgreSQL {server}. Pasang postgresql-client-{server}."
        )
    return program


def address(database: Database) -> list[str]:
    """Return the options that lead a program to the database; without the password."""
    url = make_url(database.url)
    options = ["--no-password", f"--dbname={url.database}"]
    return options + [
        f"--{name}={value}"
        for name, value in (("host", url.host), ("port", url.port), ("username", url.username))
        if value
    ]


def run(command: list[str], database: Database) -> None:
    """Run a program of PostgreSQL; the password travels in its environment.

    Raises:
        Conflict: it failed; the sentence ends with what it said last.
    """
    password = make_url(database.url).password
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGOPTIONS": _REACH}
    if password:
        environment["PGPASSWORD"] = password
    told = subprocess.run(  # noqa: S603 - fixed programs, arguments of the settings
        command, capture_output=True, text=True, check=False, env=environment
    )
    if told.returncode:
        last = told.stderr.strip().splitlines()[-1:] or ["tanpa keterangan"]
        raise Conflict(f"{command[0].rsplit('/', 1)[-1]} gagal: {last[0][:200]}")
