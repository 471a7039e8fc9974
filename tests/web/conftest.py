"""Fixtures for pages: the invented province 99 with people, and a way to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.model.account import Role
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database


@pytest.fixture
def people(database: Database) -> Database:
    """Province 99 with an administrator, an auditor, an analyst and three officers of 99.01."""
    with database.write() as session:
        factories.make_province(session)
        for role in (Role.ADMIN, Role.AUDITOR, Role.ANALIS_PROV):
            factories.make_user(session, role, region="99", username=role.value.lower())
        for role in (Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB):
            factories.make_user(session, role, username=role.value.lower())
        factories.make_user(session, username="baru", must_change_password=True)
    return database


@pytest.fixture
def enter(people: Database) -> Callable[..., None]:
    """Sign a client in: `enter(client, "admin")`."""
    del people

    def sign_in(client: TestClient, username: str, password: str = factories.PASSWORD) -> None:
        answer = client.post("/masuk", data={"nama": username, "sandi": password})
        assert answer.status_code == 303, answer.text

    return sign_in
