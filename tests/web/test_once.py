"""A form sent twice acts once: by double click, by a lost answer, on both databases."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from app import audit
from app.model.record import AuditEvent, PortalFact
from app.web.answers import go
from app.web.deps import Now, SignedIn, Writes, signed_in
from app.web.forms import Form  # noqa: TC001 - FastAPI reads it
from app.web.once import already, remember
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.live import LiveServer

pytestmark = pytest.mark.usefixtures("people")
app_main: Any = importlib.import_module("app.main")
router = APIRouter()


@router.post("/uji/sekali", dependencies=[signed_in()])
def act(request: Request, fields: Form, actor: SignedIn, session: Writes, now: Now) -> Response:
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier)
    if not fields.text("isi"):
        return Response("isi kosong", 422)
    audit.record(session, "uji", "uji.sekali", fields.text("isi"), now=now)
    if fields.text("isi") == "gagal":
        session.add(PortalFact(name="a" * 4000, value="b"))
        session.add(PortalFact(name="a" * 4000, value="b"))
        session.flush()
    return go(
        request, remember(session, actor, fields.key, fields.sha256, f"/hasil/{uuid4().hex}")
    )


@pytest.fixture
def app(
    settings: Settings, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> FastAPI:
    monkeypatch.setattr(app_main, "ROUTERS", (*app_main.ROUTERS, router))
    return app_main.create_app(settings, database, clock=clock)


@pytest.fixture
def officer(client: TestClient, enter: Callable[..., None]) -> TestClient:
    enter(client, "operator_kab")
    return client


def acts(database: Database) -> int:
    """How often the act happened."""
    with database.read() as session:
        query = select(func.count()).where(AuditEvent.action == "uji.sekali")
        return session.scalar(query) or 0


def test_the_second_answer_leads_where_the_first_did(
    officer: TestClient, people: Database
) -> None:
    form = {"kunci": "k1", "isi": "satu"}
    first = officer.post("/uji/sekali", data=form)
    second = officer.post("/uji/sekali", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert acts(people) == 1


def test_the_same_key_with_other_content_is_refused(officer: TestClient, people: Database) -> None:
    officer.post("/uji/sekali", data={"kunci": "k1", "isi": "satu"})
    answer = officer.post("/uji/sekali", data={"kunci": "k1", "isi": "dua"})
    assert answer.status_code == 409
    assert "sudah dikirim dengan isi yang berbeda" in answer.text
    assert acts(people) == 1


def test_a_file_is_part_of_the_content(officer: TestClient) -> None:
    form = {"kunci": "k1", "isi": "satu"}
    for content, status in ((b"a", 303), (b"a", 303), (b"b", 409)):
        files = {"berkas": ("a.xlsx", content)}
        assert officer.post("/uji/sekali", data=form, files=files).status_code == status


def test_a_key_of_a_form_with_errors_can_be_used_again(
    officer: TestClient, people: Database
) -> None:
    assert officer.post("/uji/sekali", data={"kunci": "k1", "isi": ""}).status_code == 422
    assert officer.post("/uji/sekali", data={"kunci": "k1", "isi": "satu"}).status_code == 303
    assert acts(people) == 1


def test_a_key_of_an_act_that_failed_can_be_used_again(
    officer: TestClient, people: Database
) -> None:
    assert officer.post("/uji/sekali", data={"kunci": "k1", "isi": "gagal"}).status_code >= 400
    assert officer.post("/uji/sekali", data={"kunci": "k1", "isi": "satu"}).status_code == 303
    assert acts(people) == 1


def test_keys_belong_to_one_person(
    officer: TestClient, enter: Callable[..., None], people: Database
) -> None:
    officer.post("/uji/sekali", data={"kunci": "k1", "isi": "satu"})
    enter(officer, "pengesah_kab")
    officer.post("/uji/sekali", data={"kunci": "k1", "isi": "dua"})
    assert acts(people) == 2


@pytest.mark.parametrize("before", ["", "kosong"])
def test_clicks_at_the_same_moment_make_one_act(
    live_server: LiveServer, people: Database, before: str
) -> None:
    """Real sockets, real threads; once with a fresh key and once after a form with errors."""
    clicks = 6
    gate = Barrier(clicks)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with httpx2.Client(base_url=live_server.url, headers=headers, timeout=60) as browser:
        browser.post("/masuk", data={"nama": "operator_kab", "sandi": PASSWORD})
        if before:
            browser.post("/uji/sekali", data={"kunci": "k1", "isi": ""})

        def click(_: int) -> tuple[int, str]:
            gate.wait(30)
            answer = browser.post("/uji/sekali", data={"kunci": "k1", "isi": "satu"})
            return answer.status_code, answer.headers["location"]

        with ThreadPoolExecutor(clicks) as threads:
            answers = list(threads.map(click, range(clicks)))
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert acts(people) == 1


def test_every_form_that_acts_gets_a_key_of_its_own(app: FastAPI) -> None:
    template = app.state.templates.from_string("{{ once_field() }} {{ once_field() }}")
    first, second = template.render().split("> <")
    assert 'type="hidden" name="kunci"' in first
    assert first.split("value=")[1] != second.split("value=")[1]
