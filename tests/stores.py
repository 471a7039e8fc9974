"""Fresh databases in milliseconds: a migrated template per kind, copied for every test."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.db import Database
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Fill = Callable[[Database], None]


class Store(Protocol):
    """Keeps named templates of one kind of database and hands out copies."""

    def has(self, template: str) -> bool:
        """Tell whether a template was made in this session."""

    def make(self, template: str, fill: Fill, base: str | None = None) -> None:
        """Make a template: a copy of another (or an empty database) that `fill` completes."""

    def copy(self, template: str | None) -> Database:
        """Return a database of the test's own."""

    def drop(self, database: Database) -> None:
        """Remove a copy."""


class SqliteStore:
    """Templates are files; a copy is a copied file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, template: str) -> bool:
        return (self.folder / f"{template}.db").exists()

    def make(self, template: str, fill: Fill, base: str | None = None) -> None:
        database = self.copy(base)
        fill(database)
        with database.writer.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        shutil.copyfile(make_url(database.url).database or "", self.folder / f"{template}.db")
        self.drop(database)

    def copy(self, template: str | None) -> Database:
        path = self.folder / f"copy-{uuid4().hex}.db"
        if template is not None:
            shutil.copyfile(self.folder / f"{template}.db", path)
        return Database(f"sqlite:///{path}", pool_size=4)

    def drop(self, database: Database) -> None:
        database.dispose()
        path = self.folder / (make_url(database.url).database or "")
        for ending in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


class PostgresStore:
    """Templates are databases; a copy is CREATE DATABASE ... TEMPLATE."""

    def __init__(self) -> None:
        self.server = make_url(parts.postgres_url())
        self.prefix = f"petakonflik_test_{os.getpid()}_"
        self.made: list[str] = []

    def has(self, template: str) -> bool:
        return self.prefix + template in self.made

    def make(self, template: str, fill: Fill, base: str | None = None) -> None:
        database = self._create(template, base)
        fill(database)
        database.dispose()

    def copy(self, template: str | None) -> Database:
        return self._create(uuid4().hex[:12], template)

    def drop(self, database: Database) -> None:
        database.dispose()
        self._drop(make_url(database.url).database or "")

    def drop_all(self) -> None:
        """Remove templates and forgotten copies at the end of the session."""
        for name in list(self.made):
            self._drop(name)

    def _create(self, name: str, base: str | None) -> Database:
        full = self.prefix + name
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(full))
        if base is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(self.prefix + base))
        with self._administration() as connection:
            connection.execute(statement)
        self.made.append(full)
        url = self.server.set(drivername="postgresql+psycopg", database=full)
        return Database(url.render_as_string(hide_password=False), pool_size=4)

    def _drop(self, name: str) -> None:
        with self._administration() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
        self.made.remove(name)

    @contextmanager
    def _administration(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(
            host=self.server.host or "127.0.0.1",
            port=self.server.port or 5432,
            user=self.server.username,
            password=self.server.password,
            dbname=self.server.database or "postgres",
            autocommit=True,
        ) as connection:
            yield connection
