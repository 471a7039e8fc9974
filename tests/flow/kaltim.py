"""Kalimantan Timur with an open quarter and people, and the places an officer's rows speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.areas.queries import districts_of
from app.model.account import Role
from app.model.area_code import VILLAGE, AreaCode
from app.model.quarter import Quarter
from app.model.region import Office, Region
from app.reports.periods import open_period
from tests import factories
from tests.conftest import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db import Database, ReadSession
    from app.settings import Settings
    from tests.flow.flow_book import Spots

PROVINCE = "64"
# The whole office of four regencies in one person each; such a region prints "satu petugas".
OFFICERS = {"berau": "64.03", "kutim": "64.08", "ppu": "64.09", "mahulu": "64.11"}
_OFFICE = (Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB)


def settle(database: Database) -> None:
    """Open the quarter and make the accounts."""
    with database.write() as session:
        for username, code in OFFICERS.items():
            factories.make_user(session, *_OFFICE, region=code, username=username)
            session.get_one(Office, AreaCode(code)).single_officer = True
        province = (Role.ANALIS_PROV, Role.PENGESAH_PROV)
        factories.make_user(session, *province, region=PROVINCE, username="analis")
        factories.make_user(session, Role.PEMBACA_GUB, region=PROVINCE, username="gubernur")
        admin = factories.make_user(session, Role.ADMIN, region=PROVINCE, username="admin")
        actor = factories.actor_of(admin)
        open_period(session, actor, Quarter(2026, 3), province=PROVINCE, now=START)


def settings_of(make: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the portal of Kalimantan Timur."""
    return make(database_url=database.url)


def spots_of(database: Database, regency: str) -> Spots:
    """Return three kecamatan of a regency, each with its first village."""
    with database.read() as session:
        districts = districts_of(session, AreaCode(regency))[:3]
        return tuple((item.name, _village(session, item.code)) for item in districts)


def _village(session: ReadSession, district: str) -> str:
    name = session.scalar(
        select(Region.name)
        .where(Region.level == VILLAGE, Region.parent_code == district)
        .order_by(Region.code)
        .limit(1)
    )
    assert name is not None
    return name
