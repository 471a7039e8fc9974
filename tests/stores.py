"""Fresh databases in milliseconds: a migrated template per kind, copied for every test."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.errors import DuplicateObject, UniqueViolation
from sqlalchemy import make_url

from app.db import Database
from app.model.confidential import SYSTEM
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Fill = Callable[[Database], None]

PORTAL_ROLE = "petakonflik_uji"  # no superuser, and not past row security


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
        return Database(f"sqlite:///{path}", pool_size=4, reach=SYSTEM)

    def drop(self, database: Database) -> None:
        database.dispose()
        path = self.folder / (make_url(database.url).database or "")
        for ending in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


class PostgresStore:
    """Templates are databases; a copy is CREATE DATABASE ... TEMPLATE.

    The portal of the tests is no superuser: those pass every policy, and nothing would be tested.
    """

    def __init__(self) -> None:
        self.server = make_url(parts.postgres_url())
        self.prefix = f"petakonflik_test_{os.getpid()}_"
        self.made: list[str] = []
        self.strategy = self._fastest_copy()
        self._make_portal_role()

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

    def as_superuser(self, database: Database) -> str:
        """Return the URL of a database for somebody whom no policy holds."""
        url = self.server.set(
            drivername="postgresql+psycopg", database=make_url(database.url).database
        )
        return url.render_as_string(hide_password=False)

    def _create(self, name: str, base: str | None) -> Database:
        full = self.prefix + name
        statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(full), sql.Identifier(PORTAL_ROLE)
        )
        if base is not None:
            statement += sql.SQL(" TEMPLATE {} STRATEGY {}").format(
                sql.Identifier(self.prefix + base), sql.SQL(self.strategy)
            )
        with self._administration() as connection:
            connection.execute(statement)
        self.made.append(full)
        if base is None:
            with self._administration(full) as connection:  # only a superuser may
                connection.execute("CREATE EXTENSION postgis")
        url = self.server.set(
            drivername="postgresql+psycopg",
            database=full,
            username=PORTAL_ROLE,
            password=PORTAL_ROLE,
        )
        return Database(url.render_as_string(hide_password=False), pool_size=4, reach=SYSTEM)

    def _fastest_copy(self) -> str:
        """Copying files takes half the time of logging pages, but twenty times where it syncs."""
        with self._administration() as connection:
            [syncs] = connection.execute("SHOW fsync").fetchone() or ("on",)
        return "wal_log" if syncs == "on" else "file_copy"

    def _make_portal_role(self) -> None:
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(PORTAL_ROLE), sql.Literal(PORTAL_ROLE)
        )
        # Another process of this run may be as fast: then the name is taken one way or the other.
        with suppress(DuplicateObject, UniqueViolation), self._administration() as connection:
            connection.execute(statement)

    def _drop(self, name: str) -> None:
        with self._administration() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
        self.made.remove(name)

    @contextmanager
    def _administration(self, database: str = "") -> Iterator[psycopg.Connection]:
        with psycopg.connect(
            host=self.server.host or "127.0.0.1",
            port=self.server.port or 5432,
            user=self.server.username,
            password=self.server.password,
            dbname=database or self.server.database or "postgres",
            autocommit=True,
        ) as connection:
            yield connection
