"""Fixtures of the officer's tests: import them where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from tests import factories
from tests.web.officer_helpers import Officer, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from app.db import Database
    from app.settings import Settings

    Enter = Callable[[str], Officer]


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the invented province, with small limits for uploads."""
    return make_settings(
        database_url=database.url,
        province="99",
        upload_limit_bytes=1024 * 1024,
        attachment_limit_bytes=1024 * 1024,
    )


@pytest.fixture
def enter_as(app: FastAPI, database: Database) -> Enter:
    """Sign a person in, each in a browser of their own."""
    settle(database, single=True)

    def sign_in(username: str) -> Officer:
        headers = {"Sec-Fetch-Site": "same-origin"}
        client = TestClient(app, headers=headers, follow_redirects=False)
        answer = client.post("/masuk", data={"nama": username, "sandi": factories.PASSWORD})
        assert answer.status_code == 303
        return Officer(client)

    return sign_in


@pytest.fixture
def officer(enter_as: Enter) -> Officer:
    """One person who drafts and confirms in 99.01."""
    return enter_as("satu")
