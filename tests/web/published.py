"""A portal whose first edition is published: the made-up province with one account per role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from app import schema
from app.files import FileStore
from app.main import create_app
from app.model.account import Role
from app.outputs.build import build_edition
from app.settings import Settings
from tests import factories
from tests.live import LiveServer
from tests.outputs import made_province as made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.db import Database
    from tests.conftest import Clock
    from tests.stores import SqliteStore, Store

TITLE = "Sengketa lahan contoh antara dua kelompok"
PEOPLE = {
    "operator": (Role.OPERATOR_KAB, "99.01"),
    "tetangga": (Role.OPERATOR_KAB, "99.71"),
    "analis": (Role.ANALIS_PROV, "99"),
    "gubernur": (Role.PEMBACA_GUB, "99"),
    "admin": (Role.ADMIN, "99"),
    "auditor": (Role.AUDITOR, "99"),
}


@dataclass(frozen=True)
class Published:
    """The portal, its database and a browser without a screen."""

    settings: Settings
    database: Database
    clock: Clock
    client: TestClient

    def enter(self, username: str) -> TestClient:
        """Sign in as somebody."""
        self.client.cookies.clear()
        data = {"nama": username, "sandi": factories.PASSWORD}
        assert self.client.post("/masuk", data=data).status_code == 303
        return self.client

    def publish_amended(self) -> None:
        """Accept a later version of 99.02 and publish the quarter again."""
        with self.database.write() as session:
            made.amend(session)
        with self.database.write() as session:
            edition_id = made.announce(session, made.AMENDED).id
        self.build(edition_id)

    def build(self, edition_id: int) -> None:
        """Do the worker's part."""
        files = FileStore(self.settings.files)
        build_edition(self.database, files, self.settings, edition_id, clock=self.clock)


def settings_for(folder: Path, database: Database) -> Settings:
    """Settings of the portal of the made-up province."""
    return Settings(
        data=folder,
        database_url=database.url,
        secret="rahasia-uji" * 4,
        province=made.PROVINCE,
        agency_name="Badan Kesbangpol Provinsi Contoh",
    )


def template(store: Store, folder: Path, clock: Clock) -> None:
    """Make the database once per kind; the files it names are stored by content, for all."""
    if not store.has("migrated"):
        store.make("migrated", schema.upgrade)

    def fill(database: Database) -> None:
        made.fill(database)
        with database.write() as session:
            for username, (role, region) in PEOPLE.items():
                factories.make_user(session, role, region=region, username=username)
        settings = settings_for(folder, database)
        build_edition(database, FileStore(settings.files), settings, 1, clock=clock)

    if not store.has("terbit"):
        store.make("terbit", fill, base="migrated")


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the files of every edition: one, however many modules ask for it."""
    folder = tmp_path_factory.getbasetemp() / "terbit"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def published_database(store: Store, published_folder: Path, clock: Clock) -> Iterator[Database]:
    """A database of the test's own with the published quarter."""
    template(store, published_folder, replace_clock(clock))
    database = store.copy("terbit")
    yield database
    store.drop(database)


def replace_clock(clock: Clock) -> Clock:
    """A clock of its own for the template, so that a test's clock stays where it is."""
    return type(clock)(clock.moment)


@pytest.fixture
def published(
    published_database: Database, published_folder: Path, clock: Clock
) -> Iterator[Published]:
    """The portal on it."""
    settings = settings_for(published_folder, published_database)
    app = create_app(settings, published_database, clock=clock)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield Published(settings, published_database, clock, client)


@pytest.fixture
def published_site(
    sqlite_store: SqliteStore, published_folder: Path, clock: Clock
) -> Iterator[LiveServer]:
    """The portal behind a real server, for browsers; SQLite is enough for what they see."""
    template(sqlite_store, published_folder, replace_clock(clock))
    database = sqlite_store.copy("terbit")
    with LiveServer(create_app(settings_for(published_folder, database), database, clock)) as site:
        yield site
    sqlite_store.drop(database)


__all__ = ["Published", "published", "published_database", "published_folder", "published_site"]
