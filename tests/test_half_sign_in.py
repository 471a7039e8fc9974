"""Half a sign-in (password right, second factor owed) opens nothing: every route of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.access import sign_in
from app.access.scope import Owed
from app.main import create_app
from app.model.account import User
from app.model.second_factor import TotpFactor
from tests import access_world
from tests.access_table import PUBLIC, ROWS, Row
from tests.access_world import Rehearsal
from tests.test_access import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.db import Database
    from app.settings import Settings
    from tests.access_world import World
    from tests.conftest import Clock

COLUMNS = ("adm", "pp", "op")
FACTOR = "/masuk/dua-langkah"
# What half a sign-in may see: the page that asks for the factor, and the way out.
OPEN = {("GET", FACTOR), ("POST", FACTOR), ("POST", f"{FACTOR}/kunci-sandi"), ("POST", "/keluar")}


@pytest.fixture
def world(sqlite_database: Database, clock: Clock) -> World:
    """The world of the access table, in which three people put an app on elsewhere."""
    found = access_world.build(sqlite_database, clock())
    with sqlite_database.write() as session:
        for column in COLUMNS:
            role, region = access_world.COLUMNS[column]
            name = f"{role.value.lower().replace('_', '.')}.{region.replace('.', '')}"
            user_id = session.scalars(select(User.id).where(User.username == name)).one()
            values = {"sealed_key": "x", "last_step": 0, "created_at": clock()}
            session.add(TotpFactor(user_id=user_id, **values))
    return found


@pytest.fixture
def portal(
    world: World, sqlite_database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[TestClient]:
    rehearsal = Rehearsal(sqlite_database.url)
    settings = make_settings(database_url=sqlite_database.url, province="99")
    app = create_app(settings, rehearsal, clock=clock)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield client
    rehearsal.dispose()


def opened(portal: TestClient, world: World) -> list[str]:
    """The routes that answered half a sign-in with anything but the way to the second factor."""
    found = []
    for row in ROWS:
        if row.path in PUBLIC or (row.method, row.path) in OPEN:
            continue
        found += [
            f"{row.method} {row.path} {column}"
            for column in COLUMNS
            if not is_led_to_the_factor(portal, world, row, column)
        ]
    return found


def is_led_to_the_factor(portal: TestClient, world: World, row: Row, column: str) -> bool:
    answer = ask(portal, world, row, column)
    if row.method == "GET":
        return answer.status_code == 303 and answer.headers["location"].startswith(FACTOR)
    return answer.status_code == 401 and f'action="{FACTOR}"' in answer.text


def test_half_a_sign_in_opens_nothing(portal: TestClient, world: World) -> None:
    assert opened(portal, world) == []


def test_half_a_sign_in_opens_the_page_of_the_factor_and_the_way_out(
    portal: TestClient, world: World
) -> None:
    portal.cookies.set("sid", world.tokens["adm"])
    page = portal.get(FACTOR)
    assert page.status_code == 200
    assert "Orang Contoh" not in page.text  # not even whose account it is
    assert "Menu utama" not in page.text
    assert portal.post("/keluar").headers["location"] == "/masuk"


def test_without_the_rule_the_same_look_finds_open_routes(
    portal: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "owed", lambda *_, **__: Owed.NOTHING)
    assert len(opened(portal, world)) > len(ROWS)
