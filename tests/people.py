"""People and places for tests: two regencies, one account per role and region, one password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import passwords
from app.model.account import Role, User, UserRole
from app.model.area_code import AreaCode
from app.model.region import Office, Region

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.testclient import TestClient

    from app.db import Database, WriteSession

PASSWORD = "jembatan-kelapa-biru-tujuh"
PROVINCE, OWN, OTHER = AreaCode("64"), AreaCode("64.09"), AreaCode("64.01")
_PLACES = (
    (PROVINCE, "Kalimantan Timur"),
    (OWN, "Kab. Penajam Paser Utara"),
    (OTHER, "Kab. Paser"),
)
_hashed: list[str] = []


def password_hash() -> str:
    """Return the hash of PASSWORD, made once: Argon2id is slow on purpose."""
    if not _hashed:
        _hashed.append(passwords.hash_password(PASSWORD))
    return _hashed[0]


def make_places(database: Database) -> None:
    """Store the province and two regencies with their offices."""
    with database.write() as session:
        for code, name in _PLACES:
            parent = None if code == PROVINCE else PROVINCE
            session.add(
                Region(code=code, name=name, level=code.count(".") + 1, parent_code=parent)
            )
        session.flush()
        for code, name in _PLACES:
            session.add(
                Office(
                    region_code=code,
                    display_name=name,
                    short_name=name,
                    agency_name=f"Badan Kesbangpol {name}",
                    capital="Contoh",
                )
            )


def add_person(
    session: WriteSession,
    username: str,
    *roles: Role,
    now: datetime,
    region: AreaCode = PROVINCE,
    must_change_password: bool = False,
) -> User:
    """Store one account with PASSWORD."""
    user = User(
        username=username,
        name=f"Contoh {username}",
        password_hash=password_hash(),
        region_code=region,
        created_at=now,
        must_change_password=must_change_password,
        roles=[UserRole(role=role) for role in roles],
    )
    session.add(user)
    session.flush()
    return user


def make_people(database: Database, now: datetime) -> None:
    """Store one account per role: `operator_kab`, `admin`...; and `lain` in the other regency."""
    with database.write() as session:
        for role in Role:
            region = OWN if role.is_regency else PROVINCE
            add_person(session, role.value.lower(), role, now=now, region=region)
        add_person(session, "lain", Role.OPERATOR_KAB, now=now, region=OTHER)


def sign_in(client: TestClient, username: str, password: str = PASSWORD) -> None:
    """Sign a client in."""
    answer = client.post("/masuk", data={"nama": username, "sandi": password})
    assert answer.status_code == 303, answer.text
