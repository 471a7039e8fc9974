"""Signing in over HTTP: the way in, the way back, nothing lost when a session ends."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.people import PASSWORD, add_person, make_people, make_places, sign_in

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.testclient import TestClient

    from app.db import Database
    from tests.conftest import Clock


@pytest.fixture(autouse=True)
def people(database: Database, now: datetime) -> None:
    make_places(database)
    make_people(database, now)


def test_public_pages_need_nobody(client: TestClient) -> None:
    assert "Nama pengguna" in client.get("/masuk").text
    assert client.get("/healthz").json() == {"status": "hidup"}
    assert client.get("/siap").json() == {"status": "siap"}


def test_signing_in_sets_a_cookie_scripts_cannot_read(client: TestClient) -> None:
    answer = client.post("/masuk", data={"nama": "Operator_Kab", "sandi": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    session = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sid="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Path=/" in session
    assert client.get("/masuk").status_code == 303
