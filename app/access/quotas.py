"""How much one person and one regency may ask of the machine on a day (ASVS 2.4.1).

Counted in the database, in a transaction before the work: a restart forgets nothing, and several
server processes count together. What is over the limit is refused and not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app import audit
from app.access.scope import DEFAULT_ZONE, Permission
from app.errors import DayIsFull, NotFound
from app.model.account import User
from app.model.day_words import date_id
from app.model.quota import QuotaUse

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import Database, ReadSession, WriteSession
    from app.settings import Settings


class Work(StrEnum):
    """What is counted."""

    UPLOAD = "UNGGAH"
    EXPORT = "UNDUH"
    PAPER = "PDF"

    @property
    def thing(self) -> str:
        """What the number counts, in words."""
        return _THINGS[self]


_THINGS = {
    Work.UPLOAD: "berkas diunggah atau dilampirkan",
    Work.EXPORT: "templat, berkas bertanda, dan berkas edisi diunduh",
    Work.PAPER: "PDF laporan dibuat",
}
_REFUSED = (
    "Batas hari ini tercapai: {limit} {thing} untuk {whom} dalam satu hari. Ini dapat dilakukan "
    "lagi mulai {day} pukul 00.00 WITA. Draf dan laporan yang terkirim tidak berubah. Bila "
    "mendesak, mintalah admin provinsi melonggarkannya hari ini."
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a day: one person, and all people of one regency together."""

    person: int
    region: int


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of one kind of work was used today, and how much may be."""

    work: Work
    used: int
    limit: int


def allowance(settings: Settings, work: Work) -> Allowance:
    """Return the limits of a kind of work."""
    if work is Work.UPLOAD:
        return Allowance(settings.uploads_per_person, settings.uploads_per_region)
    if work is Work.EXPORT:
        return Allowance(settings.exports_per_person, settings.exports_per_region)
    return Allowance(settings.papers_per_person, settings.papers_per_region)


def day_of(now: datetime) -> date:
    """Return the day that is counted: that of the province, the same for everybody."""
    return now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def spend(database: Database, actor: Actor, work: Work, allowed: Allowance, now: datetime) -> None:
    """Count one piece of work before it is done.

    Raises:
        DayIsFull: the day's limit of the person or of the regency is reached.
    """
    day = day_of(now)
    holders: list[tuple[str, int | None, int, str]] = [
        (_person(actor.user_id), actor.user_id, allowed.person, "satu orang")
    ]
    if actor.is_regency:
        region = f"daerah:{actor.region_code}"
        holders.append((region, None, allowed.region, "satu kabupaten/kota"))
    with database.write() as session:
        for holder, user_id, limit, whom in holders:
            if _count(session, day, work, holder, user_id) > limit:
                next_day = date_id(day + timedelta(days=1))
                raise DayIsFull(
                    _REFUSED.format(limit=limit, thing=work.thing, whom=whom, day=next_day)
                )


def spent_today(
    session: ReadSession, actor: Actor, settings: Settings, now: datetime
) -> list[Spent]:
    """Return what a person has used today of each kind."""
    rows = session.execute(
        select(QuotaUse.kind, QuotaUse.used - QuotaUse.forgiven).where(
            QuotaUse.day == day_of(now), QuotaUse.holder == _person(actor.user_id)
        )
    )
    used = dict(iter(rows))
    return [Spent(work, used.get(work, 0), allowance(settings, work).person) for work in Work]


def used_today(session: ReadSession, now: datetime) -> list[tuple[QuotaUse, str]]:
    """Return what every holder used today, with the name of a person; the 200 largest."""
    rows = session.execute(
        select(QuotaUse, User.name)
        .outerjoin(User, User.id == QuotaUse.user_id)
        .where(QuotaUse.day == day_of(now))
        .order_by((QuotaUse.used - QuotaUse.forgiven).desc(), QuotaUse.id)
        .limit(200)
    )
    return [(use, name or "") for use, name in rows]


def lift(session: WriteSession, actor: Actor, number: int, now: datetime) -> None:
    """Let a holder begin anew today; how much was used before stays written.

    Raises:
        NotFound: no such count today.
    """
    actor.require(Permission.USER_MANAGE)
    row = session.get(QuotaUse, number, with_for_update=True)
    if row is None or row.day != day_of(now):
        raise NotFound
    session.execute(update(QuotaUse).where(QuotaUse.id == number).values(forgiven=QuotaUse.used))
    audit.record(
        session,
        actor.username,
        "kuota.longgarkan",
        row.holder,
        now=now,
        details={"jenis": row.kind, "terpakai": row.used},
    )


def _person(user_id: int) -> str:
    return f"orang:{user_id}"


def _count(session: WriteSession, day: date, work: Work, holder: str, user_id: int | None) -> int:
    """Add one and return how much counts now; others of the same holder wait for this commit."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(QuotaUse)
    row = insert.values(
        day=day, kind=work.value, holder=holder, used=1, forgiven=0, user_id=user_id
    ).on_conflict_do_update(
        index_elements=["day", "kind", "holder"], set_={"used": QuotaUse.used + 1}
    )
    counted = session.execute(row.returning(QuotaUse.used - QuotaUse.forgiven))
    return int(counted.scalar_one())
