"""The generated matrix on the portal as it is, and on portals that were broken on purpose."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import APIRouter
from sqlalchemy import true
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from app import main as app_main
from app.access.scope import Permission, Scope
from app.main import RuleMissing, create_app
from app.web.deps import People
from tests import access_matrix as matrix
from tests import access_states
from tests.access_matrix import Cell, Mechanism, Ownership, Verdict
from tests.access_states import Standing, States
from tests.access_table import ROWS, Row
from tests.access_world import Rehearsal
from tests.conftest import START, Clock, _copy_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.db import Database
    from app.settings import Settings
    from tests.stores import Store


def leaking(t: str) -> PlainTextResponse:
    """A handler somebody forgot to give a rule."""
    return PlainTextResponse(t)


class Place:
    """The world of states on one kind of database, and portals on it."""

    def __init__(self, database: Database, settings: Settings, world: States) -> None:
        self.database, self.settings, self.world = database, settings, world
        self.rehearsal = Rehearsal(database.url)

    def portal(self) -> TestClient:
        app = create_app(self.settings, self.rehearsal, clock=Clock(START))
        headers = {"Sec-Fetch-Site": "same-origin"}
        return TestClient(
            app, headers=headers, follow_redirects=False, raise_server_exceptions=False
        )


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgis)]
)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """Built once: nothing a cell does is kept."""
    from app.settings import Settings

    store: Store = request.getfixturevalue(f"{request.param}_store")
    database = _copy_of(store, "migrated")
    world = access_states.build(database, START)
    folder: Path = tmp_path_factory.mktemp("matrix")
    settings = Settings(
        data=folder, secret="rahasia-uji" * 4, database_url=database.url, province="99"
    )
    place = Place(database, settings, world)
    yield place
    place.rehearsal.dispose()
    store.drop(database)


def test_every_cell(place: Place) -> None:
    with place.portal() as portal:
        outcome = matrix.run(portal, place.world, matrix.cells())
    assert outcome.wrong == {}
    assert outcome.overheard == {}
    assert outcome.checks > 8000
    assert outcome.let_in > 2000, "a matrix that lets nobody in proves nothing"
    assert outcome.own_words > 200, "nor does a word that nobody ever reads"
    assert set(outcome.by_mechanism) == set(Mechanism)


def test_every_route_is_in_the_matrix(place: Place) -> None:
    from tests.test_access import routes_of

    with place.portal() as portal:
        assert routes_of(portal.app) == {(row.method, row.path) for row in ROWS}  # type: ignore[arg-type]
    tried = {(cell.row.method, cell.row.path) for cell in matrix.cells()}
    assert tried == {(row.method, row.path) for row in ROWS}


# --- the matrix bites --------------------------------------------------------------------------


def some(*paths: str) -> Iterator[Cell]:
    """Cells of a few routes, in every state: enough to see a fault in them."""
    return (cell for cell in matrix.cells() if cell.row.path in paths)


def test_a_route_without_a_rule_stops_the_start(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = APIRouter()
    leak.add_api_route("/laporan/{t}/bocor", leaking)
    monkeypatch.setattr(app_main, "ROUTERS", (*app_main.ROUTERS, leak))
    with pytest.raises(RuleMissing, match="bocor"):
        place.portal()


def test_a_route_without_a_rule_fails_the_matrix(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when nothing stops the start: its cells say who must not enter."""
    leak = APIRouter()
    leak.add_api_route("/laporan/{t}/bocor", leaking)
    monkeypatch.setattr(app_main, "ROUTERS", (*app_main.ROUTERS, leak))
    monkeypatch.setattr(app_main, "_refuse_routes_without_rule", lambda _routes: None)
    row = Row("GET", "/laporan/{t}/bocor", {"op pm": 200})
    with place.portal() as portal:
        wrong = matrix.run(portal, place.world, matrix.cells([row])).wrong
    assert any("aud" in cell for cell in wrong)
    assert any(Mechanism.NOBODY in cell for cell in wrong)


def test_a_wrong_permission_fails_the_matrix(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading is asked for where deciding must be."""
    path = "/verifikasi/{t}/{kode}/terima"
    with place.portal() as portal:
        for route in app_main.iter_route_contexts(portal.app.routes):  # type: ignore[attr-defined]
            if route.path == path:
                (rule,) = app_main.rules_of(route.dependant)
                assert isinstance(rule, People)
                monkeypatch.setattr(rule, "permissions", (Permission.REPORT_READ,))
        wrong = matrix.run(portal, place.world, some(path)).wrong
    assert {cell.split()[2] for cell in wrong} >= {"op", "pm", "ps", "an"}


FORGETFUL = (
    "/kasus/{nomor}",
    "/laporan/{t}/entri/{key}",
    "/laporan-khusus/{flash_code}",
    "/tindak-lanjut/bukti/{evidence_id}",
)


def test_a_forgotten_scope_fails_the_matrix(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite the matrix finds it; on PostgreSQL the rows themselves are out of reach."""
    monkeypatch.setattr(Scope, "clause", lambda _self, _column: true())
    monkeypatch.setattr(Scope, "covers", lambda _self, _code: True)
    with place.portal() as portal:
        outcome = matrix.run(portal, place.world, some(*FORGETFUL))
    foreign = {cell.split()[1] for cell in outcome.wrong if Ownership.OTHER in cell}
    if place.database.is_sqlite:
        assert {"/kasus/{nomor}", "/laporan/{t}/entri/{key}"} <= foreign
        assert outcome.overheard != {}, "and the words of the neighbour are on the page"
    else:
        assert foreign == set()
        assert outcome.overheard == {}


def test_a_session_that_never_ends_fails_the_matrix(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.access.sign_in import Lifetimes

    usual, endless = Lifetimes.of, timedelta(days=9999)

    def forgetful(settings: Settings) -> Lifetimes:
        return replace(usual(settings), idle=endless, longest=endless)

    monkeypatch.setattr(Lifetimes, "of", forgetful)
    todo = (cell for cell in matrix.cells() if cell.mechanism is Mechanism.EXPIRED)
    with place.portal() as portal:
        outcome = matrix.run(portal, place.world, todo)
    assert len(outcome.wrong) > outcome.checks / 2


# --- what is foreign looks like what is not there ----------------------------------------------


# No id of a row: whether a paper is real is for everybody, and the code typed is shown again.
PRINTED_CODE = "/v/{kode}"


def _hidden_pairs() -> Iterator[tuple[Cell, dict[str, str]]]:
    """Cells of the first regency on the second's things, and the ids that nothing has instead."""
    for cell in matrix.cells():
        row = cell.row
        if cell.ownership is not Ownership.OTHER or cell.mechanism is not Mechanism.SESSION:
            continue
        if row.path == PRINTED_CODE:
            continue
        if row.answers()[cell.role] != 403 and not matrix.hides(row, cell.role):
            continue
        unknown = {name: matrix.ABSENT[name] for name in matrix.names(row) & matrix.OBJECTS}
        if row.query.get("wilayah"):
            unknown = {"wilayah": "99.88"}
        unknown.pop("t", None)  # a quarter that was never opened is no secret
        if unknown:
            yield cell, unknown


# Nothing else may differ: a form's once key is drawn anew for every page, and how well a page with
# another key packs is seen in its length.
ONCE = re.compile(rb'(name="kunci" value=")[^"]*')


def _seen(answer: Any) -> tuple[int, dict[str, str], bytes]:
    content, keys = ONCE.subn(rb"\1", answer.content)
    headers = dict(answer.headers)
    if keys:
        headers.pop("content-length", None)
    return answer.status_code, headers, content


def test_foreign_and_unknown_are_the_same_bytes(place: Place) -> None:
    different, compared = [], 0
    with place.portal() as portal:
        for cell, unknown in _hidden_pairs():
            foreign = _seen(matrix.ask(portal, place.world, cell))
            absent = _seen(matrix.ask(portal, place.world, cell, **unknown))
            compared += 1
            if foreign != absent:
                different.append(f"{cell}: {foreign[:2]} {absent[:2]}")
    assert different == []
    assert compared > 800


def test_the_comparison_bites(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal that answers 403 for what is foreign tells that it exists."""
    from app.errors import Forbidden
    from app.web.pages import case

    known = {seeds["nomor"] for seeds in place.world.seeds.values()}
    honest = case.life_of

    def telling(session: Any, scope: Any, number: str) -> Any:
        if number in known and not number.startswith("9901"):
            raise Forbidden("Kasus ini milik wilayah lain.")
        return honest(session, scope, number)

    monkeypatch.setattr(case, "life_of", telling)
    with place.portal() as portal:
        cell, unknown = next(
            pair for pair in _hidden_pairs() if pair[0].row.path == "/kasus/{nomor}"
        )
        foreign = _seen(matrix.ask(portal, place.world, cell))
        assert foreign != _seen(matrix.ask(portal, place.world, cell, **unknown))


SEARCHES = (
    "/kasus?wilayah={}",
    "/kasus?q={}",
    "/tindak-lanjut?wilayah={}",
    "/laporan-khusus?wilayah={}",
    "/agenda?wilayah={}",
    "/tindak-lanjut/permintaan?wilayah={}",
)


@pytest.mark.parametrize("address", SEARCHES)
def test_a_search_for_foreign_things_finds_what_one_for_nothing_finds(
    place: Place, address: str
) -> None:
    word = access_states.word_of("99.02", Standing.ACCEPTED)
    pairs = [("99.02", "99.88")] if "wilayah" in address else [(word, "x" * len(word))]
    with place.portal() as portal:
        for role in ("op", "pm", "ps"):
            for foreign, nothing in pairs:
                found = []
                for asked in (foreign, nothing):
                    portal.cookies.clear()
                    portal.cookies.set("sid", place.world.tokens[Mechanism.SESSION][role])
                    answer = portal.get(address.format(asked))
                    status, headers, body = _seen(answer)
                    headers.pop("content-length", None)  # the page repeats what was asked for
                    found.append((status, headers, body.replace(asked.encode(), b"")))
                assert found[0] == found[1]


def test_a_successor_elsewhere_is_nobody(place: Place) -> None:
    """The one id a regency sends in a form: the account that takes work over."""
    row = next(row for row in ROWS if row.path == "/pengguna/{user_id}/serah-terima" and row.form)
    cell = Cell(row, "ps", Ownership.OWN, Standing.DRAFT)
    elsewhere = place.world.seeds["99.02", Standing.DRAFT]["pm"]
    with place.portal() as portal:
        foreign = _seen(matrix.ask(portal, place.world, cell, pm=elsewhere))
        absent = _seen(matrix.ask(portal, place.world, cell, pm="2000000000"))
    assert foreign == absent
    assert foreign[0] == 422


def test_verdicts_tell_answers_apart() -> None:
    row = next(row for row in ROWS if row.path == "/kasus/{nomor}" and row.method == "GET")
    foreign = Cell(row, "op", Ownership.OTHER, Standing.ACCEPTED)
    assert matrix.expected(foreign) == {Verdict.HIDDEN}
    nobody = Cell(row, "op", Ownership.OWN, Standing.ACCEPTED, Mechanism.EXPIRED)
    assert matrix.expected(nobody) == {Verdict.SIGN_IN}
    auditor = Cell(row, "aud", Ownership.OWN, Standing.ACCEPTED)
    assert matrix.expected(auditor) == {Verdict.FORBIDDEN}
