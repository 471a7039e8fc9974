"""Every page every role is led to: no dead links, no faults, no barrier, nothing refused."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from app import schema
from app.main import create_app
from app.settings import Settings
from tests import everything, parts
from tests.access_world import COLUMNS
from tests.conftest import START
from tests.crawl import Walk, Walker, links_of
from tests.flow.markup import Loads
from tests.live import LiveServer
from tests.looks import faults_of
from tests.visitor import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Page

    from tests.access_world import World
    from tests.stores import SqliteStore
    from tests.visitor import Visitor

# Six sorts of people at work; neighbours see the same pages of their own regency.
# Reached only with something in hand: a token, a boundary file that waits, a printed code, an
# answer of the sign-in provider.
ELSEWHERE = {
    "/admin/wilayah/{sha256}",
    "/admin/wilayah/{sha256}/gambar.svg",
    "/kalender.ics",
    "/laporan/{t}/tarik",
    "/masuk/sso/kembali",
    "/tautan/{token}",
    "/tindak-lanjut/{rakor}/{code}/bukti/{evidence_id}/kecil",
    "/v/{kode}",
}
AT_WORK = ("tamu", "op", "ps", "an", "pp", "gub", "adm", "aud")


pytestmark = pytest.mark.xdist_group("crawl")


@pytest.fixture(scope="module")
def site(
    sqlite_store: SqliteStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, World]]:
    if not sqlite_store.has("migrated"):
        sqlite_store.make("migrated", schema.upgrade)
    database = sqlite_store.copy("migrated")
    settings = Settings(
        data=tmp_path_factory.mktemp("jelajah"),
        database_url=database.url,
        secret="rahasia-uji" * 4,
        province="99",
    )
    world = everything.make(database, settings, START).world
    everything.build(database, settings, START)
    yield create_app(settings, database, clock=lambda: START), world
    sqlite_store.drop(database)


@pytest.fixture(scope="module")
def walks(site: tuple[FastAPI, World]) -> dict[str, Walk]:
    app, world = site
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        walker = Walker(client, world, most=2)
        return {column: walker.walk(column) for column in ("tamu", *COLUMNS)}


def test_nobody_is_led_to_a_closed_door(walks: dict[str, Walk]) -> None:
    assert {column: walk.dead for column, walk in walks.items() if walk.dead} == {}


def test_the_walk_reaches_almost_every_page(
    walks: dict[str, Walk], site: tuple[FastAPI, World]
) -> None:
    """A crawl that stays at the door proves nothing."""
    app, world = site
    with TestClient(app) as client:
        kind_of = Walker(client, world).kind_of
    reached = {
        kind_of(address).split("?")[0]
        for walk in walks.values()
        for address, answer in walk.opened.items()
        if answer.status_code == 200
    }
    routes = {
        route.path or "" for route in iter_route_contexts(app.routes) if "GET" in route.methods
    }
    assert routes - reached == ELSEWHERE


def test_pages_name_nothing_of_another_host(walks: dict[str, Walk]) -> None:
    strange = defaultdict(set)
    for walk in walks.values():
        for address in walk.pages:
            for loaded in Loads.of(walk.opened[address].text):
                if urlsplit(loaded).netloc:
                    strange[loaded].add(address)
    assert strange == {}


def test_a_dead_link_is_found(site: tuple[FastAPI, World]) -> None:
    """The yardstick bites: a page with a link to nowhere is told, with the page it stands on."""
    app, world = site
    with TestClient(app, follow_redirects=False) as client:
        walker = Walker(client, world, most=1)
        first = walker.first
        walker.first = lambda column: [*first(column), "/masuk?x=1"]  # type: ignore[method-assign]
        real = client.get

        def with_a_dead_link(address: str) -> object:
            answer = real(address)
            if address == "/masuk?x=1":
                answer._content += b'<a href="/tidak-ada">lanjut</a>'
            return answer

        client.get = with_a_dead_link  # type: ignore[method-assign,assignment]
        assert walker.walk("tamu").dead == {"/tidak-ada": "404, on /masuk?x=1"}


def test_links_are_read_as_a_browser_would() -> None:
    html = (
        '<a href="b?x=1#y">b</a><a href="http://jauh.example/">j</a><img src="/c.png">'
        '<form action="/cari"><input name="q" value="a b"></form>'
        '<a href="mailto:a@b.example">m</a>'
    )
    assert links_of(html, "/a/") == ["/a/b?x=1", "/c.png", "/cari?q=a+b"]


# --- in Chromium -------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("column", AT_WORK)
def test_the_policy_is_never_broken(
    site: tuple[FastAPI, World], walks: dict[str, Walk], visitor: Visitor, column: str
) -> None:
    """Open one page of every kind: no violation, no foreign request, no complaint, no fault."""
    parts.require_browser()
    app, world = site
    with TestClient(app) as client, LiveServer(app) as server:
        walker = Walker(client, world)
        page, faults = watched(visitor)
        be(page, world, column, server.url)
        addresses = one_of_each_kind(walker, walks[column])
        for address in addresses:
            open_wide(page, server.url + address)
        assert len(addresses) >= (1 if column == "tamu" else 6)
        assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("column", AT_WORK)
def test_every_page_passes_axe_and_fits(
    site: tuple[FastAPI, World], walks: dict[str, Walk], visitor: Visitor, column: str
) -> None:
    """One page of every kind and role, folded parts open: at the desk, on phones, at 320 px."""
    parts.require_browser()
    app, world = site
    faults: dict[str, list[str]] = {}
    with TestClient(app) as client, LiveServer(app) as server:
        page = visitor.page()
        be(page, world, column, server.url)
        for address in one_of_each_kind(Walker(client, world), walks[column]):
            page.goto(server.url + address, wait_until="load")
            faults |= faults_of(page, address)
    assert faults == {}


@pytest.mark.browser
def test_a_barrier_is_found(visitor: Visitor) -> None:
    """The look bites: a field without a name and a table wider than a phone are both told."""
    parts.require_browser()
    page = visitor.page()
    page.set_content(
        '<html lang="id"><title>Uji</title><main><h1>Uji</h1><input>'
        '<p style="width:400px">Lebar</p></main>'
    )
    assert {"uji 1366 label", "uji 390 label", "uji 320 wide"} <= set(faults_of(page, "uji"))


def be(page: Page, world: World, column: str, url: str) -> None:
    """Give the page the session of a column; somebody unknown has none."""
    if column != "tamu":
        cookie = {"name": "sid", "value": world.tokens[column], "url": url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]


def one_of_each_kind(walker: Walker, walk: Walk) -> list[str]:
    """Return the first page of every route the walk opened."""
    found: dict[str, str] = {}
    for address in walk.pages:
        if walk.opened[address].status_code == 200:
            found.setdefault(walker.kind_of(address).partition("?")[0], address)
    return list(found.values())


def open_wide(page: Page, address: str) -> None:
    """Open a page and everything folded up on it."""
    page.goto(address, wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")


@pytest.mark.browser
@pytest.mark.parametrize(
    "planted", ["<script>1</script>", "<img src='http://jauh.example/a.png'>"]
)
def test_a_broken_policy_is_heard(
    site: tuple[FastAPI, World], visitor: Visitor, planted: str
) -> None:
    parts.require_browser()
    with LiveServer(site[0]) as server:
        page, faults = watched(visitor)
        page.goto(f"{server.url}/masuk")
        page.evaluate(
            "html => document.body.append(document.createRange().createContextualFragment(html))",
            planted,
        )
        page.wait_for_function("() => window.__pelanggaran.length > 0")
    assert (
        any("content security policy" in fault.lower() for fault in visitor.complaints) or faults
    )
    visitor.complaints.clear()
    visitor.strangers.clear()
