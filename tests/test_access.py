"""Every route x every role x own and other region, as tests/access_table.py says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from app.main import create_app, rules_of
from app.web.deps import Everybody
from tests import access_world
from tests.access_table import PUBLIC, ROWS, SIGNED_IN, UNKNOWN, Row
from tests.access_world import Rehearsal, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from httpx2 import Response

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock


@pytest.fixture
def world(database: Database, clock: Clock) -> World:
    return access_world.build(database, clock())


@pytest.fixture
def portal(
    world: World, database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[TestClient]:
    rehearsal = Rehearsal(database.url)
    settings = make_settings(database_url=database.url, province="99")
    app = create_app(settings, rehearsal, clock=clock)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield client
    rehearsal.dispose()


def ask(portal: TestClient, world: World, row: Row, column: str, **params: str) -> Response:
    """Send a row's request as a column."""
    values = world.seeds | row.params | params
    path = re.sub(r"{([^}]+)}", lambda found: values[found[1]], row.path)
    portal.cookies.clear()
    if column != "tamu":
        portal.cookies.set("sid", world.tokens[column])
    form = {name: text.format(**values) for name, text in row.form.items()}
    data = form if row.method == "POST" else None
    return portal.request(row.method, path, params=row.query or None, data=data)


def test_every_cell_of_the_table(portal: TestClient, world: World) -> None:
    wrong = {}
    for row in ROWS:
        for column, expected in row.answers().items():
            status = ask(portal, world, row, column).status_code
            if status != expected:
                wrong[f"{row.method} {row.path} {column}"] = f"{status}, table says {expected}"
    assert wrong == {}


def test_foreign_and_unknown_look_the_same(portal: TestClient, world: World) -> None:
    compared = 0
    for row in ROWS:
        hidden = [name for name, status in row.answers().items() if status == 404]
        unknown = {name: UNKNOWN[name] for name in UNKNOWN if f"{{{name}}}" in row.path}
        if not unknown:
            continue
        for column in hidden:
            foreign = ask(portal, world, row, column)
            absent = ask(portal, world, row, column, **unknown)
            assert foreign.content == absent.content, (row.path, column)
            assert foreign.headers == absent.headers, (row.path, column)
            compared += 1
    assert compared > 0


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every route."""
    return {
        (method, route.path or "")
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
    }


def test_every_route_has_a_row(portal: TestClient) -> None:
    rows = [(row.method, row.path) for row in ROWS]
    routes = routes_of(portal.app)  # type: ignore[arg-type]
    assert routes - set(rows) == set(), "routes without a row in tests/access_table.py"
    assert set(rows) - routes == set(), "rows without a route"


def test_only_these_routes_are_open_to_the_world(portal: TestClient) -> None:
    routes = iter_route_contexts(portal.app.routes)  # type: ignore[attr-defined]
    public = {r.path for r in routes if isinstance(rules_of(r.dependant)[0], Everybody)}
    assert public == PUBLIC


def test_the_table_names_every_role() -> None:
    assert set(access_world.COLUMNS) == set(SIGNED_IN.split())
    assert {role for role, _ in access_world.COLUMNS.values()} == set(access_world.Role)
