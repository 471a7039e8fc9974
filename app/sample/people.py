"""The people of the sample: two officers per regency, the province, the governor's staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app import audit
from app.access.scope import Actor
from app.access.users import Person, add_user
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.region import Office
from app.sample.plan import REGENCIES

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import Database, WriteSession

PROVINCE = AreaCode("64")
ONE_OFFICER = AreaCode("64.09")
BY_HAND = AreaCode("64.01")
REGENCY_ROLES = frozenset({Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB})


@dataclass(frozen=True, slots=True)
class Account:
    """An account to try the portal with; printed when the sample starts."""

    role: str
    region: str
    username: str
    password: str


ACCOUNTS: tuple[Account, ...] = (
    Account("OPERATOR_KAB", "64.09", "operator.ppu", "sungai-telake-biru-17"),
    Account("PEMERIKSA_KAB", "64.01", "pemeriksa.paser", "rotan-senja-perahu-28"),
    Account("PENGESAH_KAB", "64.01", "pengesah.paser", "enggang-teduh-lamin-39"),
    Account("ANALIS_PROV", "64", "analis", "mandau-hujan-kelapa-41"),
    Account("PENGESAH_PROV", "64", "pengesah", "ulin-fajar-delta-52"),
    Account("PEMBACA_GUB", "64", "staf.gubernur", "pesut-tenang-muara-63"),
    Account("ADMIN", "64", "admin", "anggrek-hitam-rimba-74"),
    Account("AUDITOR", "64", "auditor", "tenun-ulap-doyo-85"),
)
_HELD = {
    # One officer drafts, checks and confirms in Penajam Paser Utara; the reports say so.
    "operator.ppu": REGENCY_ROLES,
    "analis": frozenset({Role.ANALIS_PROV, Role.PENGESAH_PROV}),
}
_LAST_SEEN = {"operator.mahakam-ulu": 143, "pengesah.bontang": 96, "operator.berau": None}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the sample's story."""

    admin: Actor
    reviewer: Actor
    decider: Actor
    regencies: dict[AreaCode, tuple[Actor, Actor]]

    def officers(self, region_code: AreaCode) -> tuple[Actor, Actor]:
        """Return who drafts and who confirms in a regency."""
        return self.regencies[region_code]


def engage(database: Database, *, now: datetime) -> Cast:
    """Make every account; the first one is made the way the installer's command makes it."""
    keyboard = Actor(
        user_id=0,
        username="pemasang",
        name="Pemasang",
        roles=frozenset({Role.ADMIN}),
        region_code=PROVINCE,
        region_name="",
    )
    with database.write() as session:
        named = {
            account.username: _make(
                session,
                keyboard,
                Person(
                    account.username,
                    f"Contoh {Role(account.role).label}",
                    account.region,
                    _HELD.get(account.username, frozenset({Role(account.role)})),
                ),
                account.password,
                now,
            )
            for account in ACCOUNTS
        }
        session.get_one(Office, ONE_OFFICER).single_officer = True
        regencies = {
            regency.code: _officers(session, keyboard, named, regency.code, now)
            for regency in REGENCIES
        }
        officers = [actor for pair in regencies.values() for actor in pair]
        for actor in {one.username: one for one in (*named.values(), *officers)}.values():
            _sign_in_sometime(session, actor, now)
    return Cast(named["admin"], named["analis"], named["pengesah"], regencies)


def _officers(
    session: WriteSession,
    keyboard: Actor,
    named: dict[str, Actor],
    code: AreaCode,
    now: datetime,
) -> tuple[Actor, Actor]:
    if code == ONE_OFFICER:
        return named["operator.ppu"], named["operator.ppu"]
    if code == BY_HAND:
        return named["pemeriksa.paser"], named["pengesah.paser"]
    short = session.get_one(Office, code).short_name
    slug = short.lower().replace(" ", "-")
    made = [
        _make(
            session,
            keyboard,
            Person(f"{word}.{slug}", f"Contoh {role.label} {short}", code, frozenset({role})),
            f"{slug}-contoh-{word}-96",
            now,
        )
        for word, role in (("operator", Role.OPERATOR_KAB), ("pengesah", Role.PENGESAH_KAB))
    ]
    return made[0], made[1]


def _sign_in_sometime(session: WriteSession, actor: Actor, now: datetime) -> None:
    """Record a sign-in of the last days; one person came long ago, one never."""
    days = _LAST_SEEN.get(actor.username, len(actor.username) % 9 + 1)
    if days is not None:
        at = now - timedelta(days=days, minutes=7 * len(actor.name))
        audit.record(session, actor.username, "masuk", actor.username, now=at)


def _make(
    session: WriteSession, keyboard: Actor, person: Person, password: str, now: datetime
) -> Actor:
    user = add_user(session, keyboard, person, now, password=password)
    office = session.get_one(Office, AreaCode(person.region_code))
    return Actor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        roles=person.roles,
        region_code=user.region_code,
        region_name=office.display_name,
    )
