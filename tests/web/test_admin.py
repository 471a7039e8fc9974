"""Administration over HTTP: accounts, periods, boundaries, the trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.people import make_people, make_places, sign_in

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.db import Database


@pytest.fixture(autouse=True)
def people(database: Database, now: datetime) -> None:
    make_places(database)
    make_people(database, now)


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    sign_in(client, "admin")
    return client


def test_administrator_walks_through_the_pages(admin: TestClient) -> None:
    for path in ("/admin/pengguna", "/admin/pengguna/tambah", "/admin/pengguna/1",
                 "/admin/periode", "/admin/wilayah", "/admin/log", "/akun", "/akun/sandi"):
        answer = admin.get(path)
        assert answer.status_code == 200, path
