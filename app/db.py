"""The only door to the database: reading and writing sessions the database itself tells apart."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, configure_mappers

from app.model import everything
from app.model.confidential import NOTHING, Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Self

    from sqlalchemy import Connection, Engine

_SAFE_WAL = (3, 51, 3)
_REACH = "petakonflik_reach"
_NAME_REACH = "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(NOTHING.settings))
METADATA = everything.metadata
configure_mappers()


class ReadSession(Session):
    """A session whose transaction the database refuses to write in."""


class WriteSession(ReadSession):
    """A session inside one writing transaction; `Database.write` alone commits it."""

    def at_the_end(self, act: Callable[[WriteSession], None]) -> None:
        """Do something as the last thing before the commit, when all else is written."""
        endings: list[Callable[[WriteSession], None]] = self.info.setdefault("endings", [])
        endings.append(act)

    def close_up(self) -> None:
        """Write what is waiting, then do what was kept for the end; `Database.write` calls it."""
        self.flush()
        for act in self.info.pop("endings", []):
            act(self)


class Database:
    """Engines for one database and the two kinds of session on it.

    Every transaction on PostgreSQL names its reach, and the policies of
    `app.model.confidential` compare the rows with it. Who names none finds nothing.
    """

    def __init__(self, url: str, *, pool_size: int = 16, reach: Reach = NOTHING) -> None:
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
            event.listen(self.writer, "begin", _name_reach)
            self.reader = self.writer.execution_options(postgresql_readonly=True)
        self.reach = reach
        if reach is not NOTHING:
            self._carry(reach)

    def within(self, reach: Reach) -> Self:
        """Return the same database, on the same connections, for who may touch only so much."""
        narrowed = copy.copy(self)
        narrowed._carry(reach)
        return narrowed

    def _carry(self, reach: Reach) -> None:
        self.reach = reach
        self.writer = self.writer.execution_options(**{_REACH: reach})
        self.reader = self.reader.execution_options(**{_REACH: reach})

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
            session.close_up()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writer.dispose()
        self.reader.dispose()


@contextmanager
def reaching(session: WriteSession, reach: Reach) -> Iterator[None]:
    """Do part of a transaction within another reach, where the portal acts for somebody else.

    Everything is flushed before and after, so that no row is written within the wrong one.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        yield
        return
    session.flush()
    _set(connection, reach)
    yield
    session.flush()
    _name_reach(connection)


def upsert(
    session: WriteSession, table: type[Any], key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Write one row whether or not its key is there; two at once never collide."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(table)
    row = insert.values(**key, **values)
    session.execute(row.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _name_reach(connection: Connection) -> None:
    """Name it for this transaction alone: a setting of the session would stay in the pool."""
    _set(connection, connection.get_execution_options().get(_REACH, NOTHING))


def _set(connection: Connection, reach: Reach) -> None:
    named = tuple(part for pair in reach.settings.items() for part in pair)
    connection.exec_driver_sql(_NAME_REACH, named)


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
