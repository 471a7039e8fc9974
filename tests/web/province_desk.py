"""The province at its desk: one regency's report told as a story, people who sign in and click."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.model.quarter import Quarter
from tests import factories
from tests.reports.story import Story, tell
from tests.web.officer_helpers import Officer

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

ANALYST, DECIDER, OPERATOR = "analis.prov.99", "pengesah.prov.99", "operator.kab.9901"
REVIEW = "/verifikasi/2026-tw3/99.01"
LONG_AGO = Quarter(2026, 2)


@dataclass
class Desk:
    """The story so far, the portal on its database, and who is at it."""

    story: Story
    app: FastAPI
    sent_editions: list[int] = field(default_factory=list)

    def enter(self, username: str) -> Officer:
        """Sign somebody in, in a browser of their own."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        client = TestClient(self.app, headers=headers, follow_redirects=False)
        data = {"nama": username, "sandi": factories.PASSWORD}
        assert client.post("/masuk", data=data).status_code == 303
        return Officer(client)

    def send_report(self, *, letter: bool = True) -> None:
        """Have 99.01 send two potentials."""
        self.story.upload(
            ("P", "P-001", {}),
            ("P", "P-002", {"title": "Sengketa batas kebun <b>kedua</b>"}),
            ("U", "U-001", {}),
        )
        if letter:
            self.story.attach_letter()
        self.story.send()


@pytest.fixture
def desk(
    database: Database,
    make_settings: Callable[..., Settings],
    clock: Clock,
) -> Desk:
    """An open quarter III of province 99 with nothing sent; quarter II was silent."""
    settings = make_settings(database_url=database.url, province="99")
    story = tell(database, settings.files, single_officer=False)
    with database.write() as session:
        factories.make_period(session, LONG_AGO)
    sent: list[int] = []
    return Desk(story, create_app(settings, database, clock, sent.append), sent)


__all__ = ["Desk", "desk"]
