"""When the settings ask administrators for a passkey: who owes one, and what counts then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from app.access import passkeys, second_factor, sign_in, totp
from app.access.passkeys import Answer, Door
from app.access.scope import Owed
from app.access.second_factor import PasskeyNeeded, Shown
from app.access.sign_in import Credentials, Lifetimes
from app.model.account import Role
from tests import factories
from tests.access.soft_passkey import SoftPasskey

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.testclient import TestClient

    from app.db import Database
    from tests.conftest import Clock

KEY = b"kunci-uji" * 4
DOOR = Door("portal.contoh.example", "https://portal.contoh.example", "Peta Konflik", KEY)
FREE = Lifetimes(timedelta(minutes=30), timedelta(hours=12))
LIFE = replace(FREE, passkey_of_admins=True)


@pytest.fixture
def staff(database: Database) -> Database:
    with database.write() as session:
        factories.make_province(session)
        factories.make_user(session, Role.ADMIN, region="99", username="admin")
        factories.make_user(session, Role.OPERATOR_KAB, username="operator")
    return database


def come(
    database: Database, username: str, now: datetime, life: Lifetimes = LIFE
) -> sign_in.Found:
    tried = Credentials(username, factories.PASSWORD, "192.0.2.1")
    return found(database, sign_in.enter(database, KEY, tried, now).token, now, life)


def found(database: Database, token: str, now: datetime, life: Lifetimes = LIFE) -> sign_in.Found:
    with database.read() as session:
        known = sign_in.find(session, token, life, now)
    assert known is not None
    return known


def put_app_on(database: Database, here: sign_in.Found, now: datetime) -> tuple[str, list[str]]:
    secret = pyotp.random_base32()
    shown = Shown(here.session_id, pyotp.TOTP(secret).at(now))
    with database.write() as session:
        _, codes = second_factor.enrol(session, KEY, here.actor, secret, shown, now)
    return secret, codes


def put_passkey_on(database: Database, here: sign_in.Found, now: datetime) -> str:
    device = SoftPasskey(DOOR.host, DOOR.origin)
    with database.write() as session:
        challenge = passkeys.offer(session, DOOR, here.actor, now)
        answer = Answer(challenge.ticket, device.create(challenge), "Komputer kantor")
        shown = Shown(here.session_id, "")
        proved, _ = second_factor.enrol_passkey(session, DOOR, here.actor, answer, shown, now)
    return proved.token


def test_an_administrator_without_a_passkey_owes_one(staff: Database, now: datetime) -> None:
    assert come(staff, "admin", now, FREE).actor.owes is Owed.NOTHING
    here = come(staff, "admin", now)
    assert here.actor.owes is Owed.PASSKEY
    assert come(staff, "operator", now).actor.owes is Owed.NOTHING
    token = put_passkey_on(staff, here, now)
    assert found(staff, token, now).actor.owes is Owed.NOTHING


def test_an_app_comes_first_and_is_not_enough(staff: Database, now: datetime) -> None:
    """Half a session must not put a passkey on: what there is already is shown first."""
    secret, _ = put_app_on(staff, come(staff, "admin", now), now)
    later = now + timedelta(minutes=1)
    half = come(staff, "admin", later)
    assert half.actor.owes is Owed.FACTOR
    shown = Shown(half.session_id, pyotp.TOTP(secret).at(later))
    token = second_factor.prove(staff, KEY, half.actor, shown, later).token
    assert found(staff, token, later).actor.owes is Owed.PASSKEY


def test_with_a_passkey_codes_of_the_app_count_no_more(staff: Database, now: datetime) -> None:
    here = come(staff, "admin", now)
    secret, codes = put_app_on(staff, here, now)
    put_passkey_on(staff, here, now)
    later = now + timedelta(minutes=1)
    half = come(staff, "admin", later)
    assert half.actor.owes is Owed.FACTOR
    code = pyotp.TOTP(secret).at(later)
    with pytest.raises(PasskeyNeeded):
        second_factor.prove(staff, KEY, half.actor, Shown(half.session_id, code), later)
    with staff.read() as session:  # the code was not even used up
        assert totp.step_of(secret, code, later) is not None
        assert sign_in.find(session, "", LIFE, later) is None
    token = second_factor.prove(
        staff, KEY, half.actor, Shown(half.session_id, codes[0]), later
    ).token
    assert found(staff, token, later).actor.owes is Owed.NOTHING


def test_where_nothing_asks_for_it_the_app_counts_beside_a_passkey(
    staff: Database, now: datetime
) -> None:
    here = come(staff, "admin", now, FREE)
    secret, _ = put_app_on(staff, here, now)
    put_passkey_on(staff, here, now)
    later = now + timedelta(minutes=1)
    half = come(staff, "admin", later, FREE)
    shown = Shown(half.session_id, pyotp.TOTP(secret).at(later))
    assert second_factor.prove(staff, KEY, half.actor, shown, later).token


def test_the_way_leads_to_putting_one_on(
    staff: Database, client: TestClient, app: object, clock: Clock
) -> None:
    app.state.settings = app.state.settings.model_copy(  # type: ignore[attr-defined]
        update={"admin_passkey_required": True}
    )
    client.post("/masuk", data={"nama": "admin", "sandi": factories.PASSWORD})
    answer = client.get("/pengguna")
    assert answer.headers["location"] == "/akun/dua-langkah/kunci-sandi"
    page = client.get(answer.headers["location"])
    assert "Peran admin mewajibkan kunci sandi" in page.text
    assert 'name="sandi"' not in page.text  # typed a moment ago
    assert client.post("/keluar").status_code == 303
