"""Fixtures every test may use: databases, clock, settings, app, client, live server, browser."""

from __future__ import annotations

import logging
import os
import socket
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings as hypothesis_settings

from app import schema
from app.settings import Settings
from tests import parts
from tests.live import LiveServer
from tests.memory import MemoryRoom
from tests.postgres import TemporaryServer, programs
from tests.stores import PostgresStore, SqliteStore, Store
from tests.visitor import CHROMIUM_FLAGS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Browser, Page
    from starlette.testclient import TestClient

    from app.db import Database

WITA = ZoneInfo("Asia/Makassar")
START = datetime(2026, 10, 8, 9, 0, tzinfo=WITA)
# Speed has benchmarks; a property holds however slow the machine is.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")
SHOTS = Path(os.environ.get("PETAKONFLIK_TEST_SHOTS", "var/test-shots"))


_own_server = pytest.StashKey[TemporaryServer]()
_room = pytest.StashKey[MemoryRoom | None]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep what the tests write in memory where there is room: they wait for no disk."""
    if not hasattr(config, "workerinput"):
        config.stash[_room] = MemoryRoom.take()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the run's own PostgreSQL, and stop at once when a required part is missing.

    Its own even where one answers: it writes to memory and gives no promise of durability.
    """
    if hasattr(session.config, "workerinput"):
        return
    folder = programs()
    if folder and "PETAKONFLIK_TEST_POSTGRES" not in os.environ:
        server = TemporaryServer(folder)
        # The workers of a parallel run inherit the environment.
        os.environ["PETAKONFLIK_TEST_POSTGRES"] = server.start()
        session.config.stash[_own_server] = server
    missing = parts.required_but_missing()
    if missing:
        pytest.exit("\n".join(missing), returncode=2)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL that this run started and give the memory back."""
    server = config.stash.get(_own_server, None)
    if server is not None:
        server.stop()
        del os.environ["PETAKONFLIK_TEST_POSTGRES"]
    room = config.stash.get(_room, None)
    if room is not None:
        room.give_back()


# --- the outside world -------------------------------------------------------------------------


def _is_near(host: object) -> bool:
    if host in {"localhost", "", None}:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine, and every name that would be looked up."""
    patch = pytest.MonkeyPatch()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_near(address[0]):
            raise RuntimeError(f"a test reached for {address[0]}: only loopback is allowed")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if not _is_near(host.decode() if isinstance(host, bytes) else host):
            raise RuntimeError(f"a test looked up {host}: only loopback is allowed")
        return look_up(host, *rest, **named)

    patch.setattr(socket.socket, "connect", guarded)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting in the tester's shell or .env must not change what a test sees."""
    for name in list(os.environ):
        if name.startswith("PETAKONFLIK_") and not name.startswith("PETAKONFLIK_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A test that sets logging up must not leave its closed stream to the next one."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], logging.raiseExceptions = handlers, True
    root.setLevel(level)


# --- time --------------------------------------------------------------------------------------


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **parts_of_time: float) -> datetime:
        """Move on: `clock.forward(days=2, hours=1)`."""
        self.moment += timedelta(**parts_of_time)
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """Thursday 8 October 2026, 09.00 WITA: two days before the reports of quarter III are due."""
    return Clock(START)


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The moment the clock shows at first."""
    return clock()


# --- databases ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    """SQLite templates of this session."""
    return SqliteStore(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_store() -> Iterator[PostgresStore]:
    """PostgreSQL templates of this session (one set per xdist worker)."""
    parts.require_postgis()
    store = PostgresStore()
    yield store
    store.drop_all()


DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgis))


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest) -> Store:
    """Both kinds of database in turn: a test that asks for a database runs twice."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


def _copy_of(store: Store, template: str) -> Database:
    if not store.has(template):
        store.make(template, schema.upgrade)
    return store.copy(template)


@pytest.fixture
def empty_database(store: Store) -> Iterator[Database]:
    """A database without any table, for tests of the migrations themselves."""
    database = store.copy(None)
    yield database
    store.drop(database)


@pytest.fixture
def database(store: Store) -> Iterator[Database]:
    """A migrated database of the test's own, on SQLite and again on PostgreSQL."""
    database = _copy_of(store, "migrated")
    yield database
    store.drop(database)


@pytest.fixture
def sqlite_database(sqlite_store: SqliteStore) -> Iterator[Database]:
    """A migrated SQLite file, for tests where the kind of database does not matter."""
    database = _copy_of(sqlite_store, "migrated")
    yield database
    sqlite_store.drop(database)


@pytest.fixture
def kaltim(store: Store) -> Iterator[Database]:
    """A database with the codes, offices and packaged boundaries of Kalimantan Timur."""
    if not store.has("kaltim"):
        if not store.has("migrated"):
            store.make("migrated", schema.upgrade)
        store.make("kaltim", _load_places, base="migrated")
    database = store.copy("kaltim")
    yield database
    store.drop(database)


def _load_places(database: Database) -> None:
    from app.areas.load import load_default

    with database.write() as session:
        load_default(session, now=START, province="64")


# --- the portal --------------------------------------------------------------------------------


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings for a trial in the test's folder; keyword arguments replace single ones."""

    def make(**changed: Any) -> Settings:
        return Settings(**({"data": tmp_path / "data", "secret": "rahasia-uji" * 4} | changed))

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """Settings that fit the test's database."""
    return make_settings(database_url=database.url)


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The portal as it runs, on the test's database and clock."""
    from app.main import create_app

    return create_app(settings, database, clock=clock)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser without a screen: same-origin requests, redirects not followed."""
    from starlette.testclient import TestClient

    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield client


@pytest.fixture
def live_server(app: FastAPI) -> Iterator[LiveServer]:
    """The portal behind a real uvicorn on a free loopback port, for browsers."""
    with LiveServer(app) as server:
        yield server


# --- browsers ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    executable = parts.require_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens pages like a person would; foreign hosts are refused and fail the test."""
    visitor = Visitor(browser)
    yield visitor
    visitor.close()
    assert visitor.strangers == [], "the page asked another host"
    assert visitor.complaints == [], "the browser complained"


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A page of 1366 by 768 in a fresh context."""
    return visitor.page()


@pytest.fixture
def shots() -> Path:
    """Folder where screenshots are kept for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS
