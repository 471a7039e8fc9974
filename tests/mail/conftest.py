"""A mail server, settings that lead to it, and province 99 with people who can be written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.model.account import Role
from tests import factories
from tests.mail.server import MailServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.db import Database
    from app.settings import Settings


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server of the test's own."""
    with MailServer() as running:
        yield running


@pytest.fixture
def mail_settings(make_settings: Callable[..., Settings], server: MailServer) -> Settings:
    """Settings of a portal that sends through that server."""
    return make_settings(
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        mail_sender="portal@contoh.example",
        base_url="https://portal.contoh.example",
    )


@pytest.fixture
def office(database: Database) -> Database:
    """Quarter III is open; 99.01 has an operator and a head with addresses, 99.02 an operator."""
    with database.write() as session:
        factories.make_province(session)
        factories.make_period(session)
        factories.make_user(session, username="operator", email="operator@contoh.example")
        factories.make_user(
            session, Role.PENGESAH_KAB, username="kepala", email="kepala@contoh.example"
        )
        factories.make_user(session, region="99.02", username="lain", email="lain@contoh.example")
        factories.make_user(session, region="99.71", username="tanpa.surel")
    return database
