"""A portal on its first day, in Chromium: people and boundaries, and no quarter was opened yet.

Every page a role is led to must say that there is nothing yet, and why, and what to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from app import schema
from app.access import sign_in
from app.main import create_app
from app.settings import Settings
from tests import factories, parts
from tests.access_world import COLUMNS, World
from tests.conftest import START
from tests.crawl import Walk, Walker
from tests.live import LiveServer
from tests.looks import Looks
from tests.web.officer_helpers import main_text
from tests.web.test_crawl import be, one_of_each_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from tests.stores import SqliteStore
    from tests.visitor import Visitor

pytestmark = pytest.mark.xdist_group("kosong")
AT_WORK = ("op", "pm", "ps", "an", "pp", "gub", "adm", "aud")
# The least a role is led to on the first day.
LEAST = 9
SAME_EVERY_DAY = ("/akun", "/panduan", "/masuk", "/lupa-sandi")


@pytest.fixture(scope="module")
def site(
    sqlite_store: SqliteStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, World]]:
    if not sqlite_store.has("migrated"):
        sqlite_store.make("migrated", schema.upgrade)
    database = sqlite_store.copy("migrated")
    tokens: dict[str, str] = {}
    with database.write() as session:
        factories.make_province(session)
        factories.make_boundary_set(session)
        for column in AT_WORK:
            role, region = COLUMNS[column]
            user = factories.make_user(session, role, region=region)
            tokens[column] = sign_in.open_session(session, user, sign_in.Browser(), START)
    settings = Settings(
        data=tmp_path_factory.mktemp("kosong"),
        database_url=database.url,
        secret="rahasia-uji" * 4,
        province="99",
    )
    yield create_app(settings, database, clock=lambda: START), World(tokens, {})
    sqlite_store.drop(database)


@pytest.fixture(scope="module")
def walks(site: tuple[FastAPI, World]) -> dict[str, Walk]:
    app, world = site
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        walker = Walker(client, world, most=1)
        return {column: walker.walk(column) for column in AT_WORK}


def test_nobody_is_led_to_a_closed_door_on_the_first_day(walks: dict[str, Walk]) -> None:
    assert {column: walk.dead for column, walk in walks.items() if walk.dead} == {}


@pytest.mark.browser
@pytest.mark.parametrize("column", AT_WORK)
def test_every_page_of_the_first_day(
    site: tuple[FastAPI, World], walks: dict[str, Walk], visitor: Visitor, column: str
) -> None:
    parts.require_browser()
    app, world = site
    looks = Looks(visitor.page())
    with TestClient(app) as client, LiveServer(app) as server:
        be(looks.page, world, column, server.url)
        for address in own_pages(Walker(client, world), walks, column):
            looks.page.goto(server.url + address, wait_until="load")
            name = re.sub(r"\W+", "-", address.partition("?")[0]).strip("-") or "beranda"
            looks.at(f"kosong-{column}-{name}", looks.page.inner_text("h1"))
    assert looks.faults == {}


def own_pages(walker: Walker, walks: dict[str, Walk], column: str) -> list[str]:
    """Return one page of every kind that says to this column what no earlier one was told.

    The account and the guide are the same on every day; the crawl of a full portal looks at them.
    """
    told: set[str] = set()
    found: list[str] = []
    for earlier in AT_WORK[: AT_WORK.index(column) + 1]:
        walk = walks[earlier]
        addresses = one_of_each_kind(walker, walk)
        assert len(addresses) >= LEAST, earlier
        says = {address: main_text(walk.opened[address].text) for address in addresses}
        found = [
            address
            for address, text in says.items()
            if text not in told and not address.startswith(SAME_EVERY_DAY)
        ]
        told |= set(says.values())
    return found
