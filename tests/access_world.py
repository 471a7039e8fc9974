"""The world the access table is tried on: people for every column, and one of everything else."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.access import sign_in
from app.access.scope import EVERYWHERE
from app.db import Database, WriteSession
from app.followup import commands, queries
from app.model.account import Role, SignInSession, User
from app.model.area_code import AreaCode
from app.model.followup import Evidence, FollowUp
from app.model.period import PeriodStatus
from app.model.report import State
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

OWN, OTHER, PROVINCE = "99.01", "99.02", "99"
COLUMNS: dict[str, tuple[Role, str]] = {
    "op": (Role.OPERATOR_KAB, OWN),
    "pm": (Role.PEMERIKSA_KAB, OWN),
    "ps": (Role.PENGESAH_KAB, OWN),
    "op'": (Role.OPERATOR_KAB, OTHER),
    "pm'": (Role.PEMERIKSA_KAB, OTHER),
    "ps'": (Role.PENGESAH_KAB, OTHER),
    "an": (Role.ANALIS_PROV, PROVINCE),
    "pp": (Role.PENGESAH_PROV, PROVINCE),
    "gub": (Role.PEMBACA_GUB, PROVINCE),
    "adm": (Role.ADMIN, PROVINCE),
    "aud": (Role.AUDITOR, PROVINCE),
}


@dataclass(frozen=True)
class World:
    """Tokens of the columns' sessions, and what fills path parameters."""

    tokens: dict[str, str]
    seeds: dict[str, str]


class Rehearsal(Database):
    """A database where every write is tried to the end and then taken back."""

    @contextmanager
    def write(self) -> Iterator[WriteSession]:
        with WriteSession(self.writer) as session:
            yield session
            session.flush()
            session.rollback()


def build(database: Database, now: datetime) -> World:
    """Store people, sessions and one of everything a path can name."""
    tokens, seeds = {}, {}
    with database.write() as session:
        factories.make_province(session)
        factories.make_boundary_set(session)
        people: dict[str, User] = {}
        for column, (role, region) in COLUMNS.items():
            people[column] = factories.make_user(session, role, region=region)
            tokens[column] = sign_in.open_session(session, people[column], "", now)
        seeds["user_id"] = str(people["ps"].id)
        sign_in.open_session(session, people["op"], "", now)
        session.flush()
        newest = select(func.max(SignInSession.id))  # a second session of "op"
        seeds["session_id"] = str(session.scalar(newest))
        seeds["notice_id"] = str(factories.make_notice(session, people["op"]).id)
        seeds |= _reports(session, people["op"])
        seeds |= _follow_up(session, people["op"], people["pp"], now)
    return World(tokens, seeds)


def _reports(session: WriteSession, officer: User) -> dict[str, str]:
    """A draft with one entry for this quarter, and a report in review for the one before."""
    period = factories.make_period(session)
    draft = factories.make_revision(session, period, OWN, drafted_by=officer)
    entry = factories.make_entry(session, draft)
    earlier = factories.make_period(session, period.quarter - 1)
    sent = factories.make_revision(session, earlier, OWN, drafted_by=officer)
    factories.make_entry(session, sent)
    factories.send(session, sent, State.DITELAAH)
    factories.make_period(session, period.quarter - 2, status=PeriodStatus.TERKUNCI)
    return {
        "period": period.quarter.slug,
        "t": period.quarter.slug,
        "number": "1",
        "key": entry.row_key,
    }


def _follow_up(
    session: WriteSession, officer: User, decider: User, now: datetime
) -> dict[str, str]:
    """The recommendations of 2024, and what the regency said of one, with a document."""
    commands.load_rakor_2024(session, factories.actor_of(decider), PROVINCE, now)
    found = queries.get_recommendation(session, EVERYWHERE, "RAKOR-2024", "R07")
    row = FollowUp(
        recommendation=found,
        region_code=AreaCode(OWN),
        quarter=factories.QUARTER,
        status="PROSES",
        progress=40,
        description="Rapat persiapan sudah dua kali.",
        obstacle="",
        next_plan="",
        updated_at=now,
        updated_by=officer,
    )
    evidence = Evidence(
        follow_up=row,
        caption="SK tim contoh",
        file_name="sk.pdf",
        size_bytes=1,
        sha256="0" * 64,
        uploaded_at=now,
        uploaded_by=officer,
    )
    session.add_all([row, evidence])
    session.flush()
    return {"rakor": "rakor-2024", "code": "r07", "evidence_id": str(evidence.id)}
