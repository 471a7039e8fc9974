"""The harness itself: what every other test trusts without looking."""

from __future__ import annotations

import socket
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import func, select

from app.access.passwords import verify
from app.model.account import Role
from app.model.entry import FIELDS, Entry
from app.model.fields import Shape
from app.model.region import Area, Region
from app.model.report import State
from tests import factories, parts
from tests.live import LiveServer
from tests.visitor import CHROMIUM_FLAGS, NOWHERE_ELSE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from playwright.sync_api import Browser

    from app.db import Database
    from tests.conftest import Clock
    from tests.visitor import Visitor


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_has_a_database_of_its_own(database: Database, round_: int) -> None:
    with database.write() as session:
        assert session.scalar(select(func.count()).select_from(Region)) == 0, round_
        factories.make_province(session)


def test_factories_fit_together(database: Database) -> None:
    with database.write() as session:
        factories.make_province(session)
        boundary_set = factories.make_boundary_set(session)
        user = factories.make_user(session, Role.OPERATOR_KAB)
        period = factories.make_period(session)
        first = factories.make_revision(session, period, drafted_by=user)
        factories.make_entry(session, first)
        assert factories.send(session, first, State.DITERIMA).receipt_code
        factories.make_revision(session, period, number=2)
        areas = session.scalar(select(func.count()).where(Area.boundary_set == boundary_set))
        assert areas == 12
        assert verify(factories.PASSWORD, user.password_hash)
        assert factories.actor_of(user).scope.covers("99.01")
        assert not factories.actor_of(user).scope.covers("99.02")


def test_the_example_entry_uses_codes_that_exist(database: Database) -> None:
    with database.write() as session:
        factories.make_province(session)
        period = factories.make_period(session)
        entry = factories.make_entry(session, factories.make_revision(session, period))
        for field in FIELDS:
            value = getattr(entry, field.name)
            if field.spec.codes is None or value in (None, ""):
                continue
            codes = value if field.spec.shape is Shape.CODES else [str(value)]
            assert all(code in field.spec.codes for code in codes), field.name
        assert session.scalar(select(func.count()).select_from(Entry)) == 1


def test_places_of_kaltim(kaltim: Database) -> None:
    with kaltim.read() as session:
        regencies = session.scalar(
            select(func.count()).where(Region.parent_code == "64", Region.level == 2)
        )
    assert regencies == 10


def test_clock_stands_still(clock: Clock, now: datetime) -> None:
    assert clock() == now
    assert (clock.forward(hours=3) - now).total_seconds() == 3 * 3600


def test_the_outside_world_is_out_of_reach() -> None:
    with pytest.raises(RuntimeError, match="only loopback"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="only loopback"):
        urllib.request.urlopen("http://example.invalid/", timeout=1)


def test_missing_parts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETAKONFLIK_TEST_REQUIRE", "browser, kopi")
    monkeypatch.setitem(parts.PARTS, "browser", lambda: "no browser")
    assert parts.required_but_missing() == [
        "unknown part 'kopi', known: postgis, browser, libreoffice",
        "no browser",
    ]


class Neighbour(ThreadingHTTPServer):
    """Another host that would answer: it listens on 127.0.0.2, the portal never does."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.2", 0), NeighbourAnswers)

    @property
    def address(self) -> str:
        return f"127.0.0.2:{self.server_address[1]}"


class NeighbourAnswers(BaseHTTPRequestHandler):
    """Answers everything, and remembers it."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Neighbour)
        self.server.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    with Neighbour() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


WORKER = "addEventListener('message', ({data, source}) => fetch(data, {mode: 'no-cors'})"
WORKER += ".then(() => source.postMessage('sampai'), () => source.postMessage('ditolak')));"
FROM_PAGE = "url => fetch(url, {mode: 'no-cors'}).then(() => 'sampai', () => 'ditolak')"
FROM_SOCKET = """url => new Promise(done => {
  const socket = new WebSocket(url.replace('http', 'ws'));
  socket.onopen = socket.onerror = () => done('ditolak');
})"""
FROM_WORKER = """url => new Promise(done => {
  navigator.serviceWorker.onmessage = ({data}) => done(data);
  navigator.serviceWorker.register('/pekerja.js').then(() => navigator.serviceWorker.ready)
    .then(({active}) => active.postMessage(url));
})"""


def page_that_strays(address: str = "") -> FastAPI:
    """An application whose only page asks another host for a picture, and brings a worker."""
    app = FastAPI()
    picture = f'<img src="{address}" alt="">' if address else ""

    @app.get("/", response_class=HTMLResponse)
    def home() -> str:
        return f'<title>Uji</title><link rel="icon" href="data:,">{picture}'

    @app.get("/pekerja.js")
    def worker() -> Response:
        return Response(WORKER, media_type="text/javascript")

    return app


@pytest.mark.browser
def test_a_foreign_host_is_noticed(visitor: Visitor) -> None:
    with LiveServer(page_that_strays("https://foreign.invalid/a.png")) as server:
        visitor.page().goto(server.url, wait_until="networkidle")
    assert visitor.strangers == ["https://foreign.invalid/a.png"]
    visitor.strangers.clear()
    visitor.complaints.clear()


@pytest.mark.browser
@pytest.mark.parametrize(
    "way", [FROM_PAGE, FROM_SOCKET, FROM_WORKER], ids=["page", "ws", "worker"]
)
def test_an_address_of_numbers_is_not_reached_and_noticed(
    visitor: Visitor, neighbour: Neighbour, way: str
) -> None:
    with LiveServer(page_that_strays()) as server:
        page = visitor.page()
        page.goto(server.url)
        assert page.evaluate(way, f"http://{neighbour.address}/jauh") == "ditolak"
    assert neighbour.asked == []
    assert [urlsplit(url).netloc for url in visitor.strangers] == [neighbour.address]
    visitor.strangers.clear()
    visitor.complaints.clear()


@pytest.mark.browser
def test_without_its_rule_the_browser_reaches_the_neighbour(
    browser: Browser, neighbour: Neighbour
) -> None:
    """The neighbour would answer: it is the rule that keeps the browser from it."""
    flags = [flag for flag in CHROMIUM_FLAGS if flag != NOWHERE_ELSE]
    kind = browser.browser_type
    free = kind.launch(executable_path=parts.require_browser(), args=flags)
    with LiveServer(page_that_strays()) as server:
        page = free.new_page()
        page.goto(server.url)
        assert page.evaluate(FROM_PAGE, f"http://{neighbour.address}/dekat") == "sampai"
    free.close()
    assert neighbour.asked == ["/dekat"]
