"""The only door to the database: reading and writing sessions the database itself tells apart."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session, configure_mappers

from app.model import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_SAFE_WAL = (3, 51, 3)
METADATA = everything.metadata
configure_mappers()


class ReadSession(Session):
    """A session whose transaction the database refuses to write in."""


class WriteSession(ReadSession):
    """A session inside one writing transaction; `Database.write` alone commits it."""


class Database:
    """Engines for one database and the two kinds of session on it."""

    def __init__(self, url: str, *, pool_size: int = 16) -> None:
        """Prepare engines; no connection is opened yet."""
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.writer = _sqlite_engine(url, reading=False, pool_size=pool_size)
            self.reader = _sqlite_engine(url, reading=True, pool_size=pool_size)
        else:
            self.writer = create_engine(
                url,
                pool_size=pool_size,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"options": "-c synchronous_commit=on"},
            )
            self.reader = self.writer.execution_options(postgresql_readonly=True)

    @contextmanager
    def read(self) -> Iterator[ReadSession]:
        """Open a session that cannot write; always rolled back."""
        with ReadSession(self.reader) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[WriteSession]:
        """Open one writing transaction: leaving it commits, an exception rolls back."""
        with WriteSession(self.writer) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writer.dispose()
        self.reader.dispose()


def _sqlite_engine(url: str, *, reading: bool, pool_size: int) -> Engine:
    module = _sqlite_module()
    engine = create_engine(
        url,
        module=module,
        pool_size=pool_size,
        hide_parameters=True,
        connect_args={"timeout": 30, "check_same_thread": False},
    )
    journal = (
        ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
        if module.sqlite_version_info >= _SAFE_WAL
        else ("PRAGMA journal_mode=DELETE", "PRAGMA synchronous=EXTRA")
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (*journal, "PRAGMA foreign_keys=ON", "PRAGMA busy_timeout=30000"):
            connection.execute(pragma)
        if reading:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _sqlite_module() -> Any:
    """Prefer the wheel's SQLite: Debian's 3.40.1 can corrupt a WAL with two connections."""
    try:
        import pysqlite3.dbapi2 as module  # noqa: PLC0415
    except ImportError:
        import sqlite3 as module  # noqa: PLC0415
    return module
