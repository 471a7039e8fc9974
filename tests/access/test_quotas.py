"""What one person and one regency may ask on a day: counted for good, refused in words, lifted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access import quotas
from app.access.quotas import Allowance, Work
from app.access.scope import Actor, Permission
from app.db import Database
from app.errors import Forbidden, NotFound, TooManyAttempts
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.confidential import SYSTEM
from app.model.quota import QuotaUse
from app.model.record import AuditEvent
from app.settings import Settings
from tests import factories

if TYPE_CHECKING:
    from datetime import datetime

    from tests.conftest import Clock

MANY = 1000


@pytest.fixture
def officers(database: Database) -> list[Actor]:
    """Two officers of 99.01 and the administrator."""
    with database.write() as session:
        factories.make_province(session)
        people = [
            factories.make_user(session, Role.OPERATOR_KAB, username="satu"),
            factories.make_user(session, Role.PEMERIKSA_KAB, username="dua"),
            factories.make_user(session, Role.ADMIN, region="99", username="admin"),
        ]
        session.flush()
        return [
            Actor(
                person.id,
                person.username,
                person.name,
                frozenset({role}),
                AreaCode("99" if role is Role.ADMIN else "99.01"),
                "Contoh",
            )
            for person, role in zip(
                people, (Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.ADMIN), strict=True
            )
        ]


def spend(
    database: Database, actor: Actor, now: datetime, person: int, region: int = MANY
) -> None:
    quotas.spend(database, actor, Work.UPLOAD, Allowance(person, region), now)


def test_the_limit_is_said_with_the_day_it_ends(
    database: Database, officers: list[Actor], clock: Clock
) -> None:
    for _ in range(3):
        spend(database, officers[0], clock(), 3)
    with pytest.raises(TooManyAttempts) as refusal:
        spend(database, officers[0], clock(), 3)
    assert "3 berkas diunggah" in refusal.value.sentence
    assert "9 Oktober 2026 pukul 00.00 WITA" in refusal.value.sentence
    spend(database, officers[1], clock(), 3)  # another person is not held up
    clock.forward(hours=14, minutes=59)  # 23.59 WITA
    with pytest.raises(TooManyAttempts):
        spend(database, officers[0], clock(), 3)
    clock.forward(minutes=1)
    spend(database, officers[0], clock(), 3)


def test_a_regency_has_a_limit_of_its_own(
    database: Database, officers: list[Actor], now: datetime
) -> None:
    spend(database, officers[0], now, MANY, 2)
    spend(database, officers[1], now, MANY, 2)
    with pytest.raises(TooManyAttempts, match="satu kabupaten/kota"):
        spend(database, officers[1], now, MANY, 2)
    spend(database, officers[2], now, MANY, 2)  # the province is no regency


def test_what_was_refused_is_not_counted(
    database: Database, officers: list[Actor], now: datetime
) -> None:
    spend(database, officers[0], now, MANY, 1)
    with pytest.raises(TooManyAttempts):
        spend(database, officers[0], now, MANY, 1)
    with database.read() as session:
        assert set(session.scalars(select(QuotaUse.used))) == {1}


def test_two_processes_and_many_at_once_count_together(
    database: Database, officers: list[Actor], now: datetime
) -> None:
    other = Database(database.url, pool_size=8, reach=SYSTEM)  # as a second server has it
    done: list[str] = []

    def work(database: Database, actor: Actor) -> None:
        for _ in range(10):
            try:
                spend(database, actor, now, MANY, 25)
                done.append("ya")
            except TooManyAttempts:
                done.append("tidak")

    threads = [
        threading.Thread(target=work, args=(place, actor))
        for place in (database, other)
        for actor in officers[:2]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()
    assert (done.count("ya"), done.count("tidak")) == (25, 15)


def test_a_restart_forgets_nothing(
    database: Database, officers: list[Actor], now: datetime
) -> None:
    spend(database, officers[0], now, 1)
    database.dispose()
    restarted = Database(database.url, pool_size=1, reach=SYSTEM)
    with pytest.raises(TooManyAttempts):
        spend(restarted, officers[0], now, 1)
    restarted.dispose()


def test_the_administrator_lifts_and_it_is_written(
    database: Database, officers: list[Actor], now: datetime
) -> None:
    spend(database, officers[0], now, 1)
    with database.read() as session:
        number = session.scalars(select(QuotaUse.id).where(QuotaUse.user_id.is_not(None))).one()
    with database.write() as session, pytest.raises(Forbidden):
        quotas.lift(session, officers[0], number, now)
    with database.write() as session, pytest.raises(NotFound):
        quotas.lift(session, officers[2], number + MANY, now)
    with database.write() as session:
        quotas.lift(session, officers[2], number, now)
    spend(database, officers[0], now, 1)
    with database.read() as session:
        row = session.get_one(QuotaUse, number)
        assert (row.used, row.forgiven) == (2, 1)
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "kuota.longgarkan")
        ).one()
        assert event.details == {"jenis": "UNGGAH", "terpakai": 1}
    with pytest.raises(TooManyAttempts):
        spend(database, officers[0], now, 1)


def test_defaults_are_beyond_any_honest_day() -> None:
    """A busy regency's heaviest day: all of its quarter's work on the day it is due.

    40 entries, each with two photos sent twice, forty tries of the workbook, the letter three
    times, by one person; exports for every one of a hundred readers' looks; a PDF after each try.
    """
    settings = Settings()
    heaviest = 40 * 2 * 2 + 40 + 3
    assert quotas.allowance(settings, Work.UPLOAD).person > heaviest
    assert quotas.allowance(settings, Work.EXPORT).person > 100 + 40
    assert quotas.allowance(settings, Work.PAPER).person > 40 * 3
    for work in Work:
        allowed = quotas.allowance(settings, work)
        assert allowed.region >= 3 * allowed.person
    assert Permission.USER_MANAGE
