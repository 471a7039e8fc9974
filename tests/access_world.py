"""The world the access table is tried on: people for every column, and one of everything else."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.access import sign_in
from app.access.scope import EVERYWHERE
from app.db import Database, WriteSession
from app.followup import commands, queries
from app.model.account import HandOver, Role, SignInSession, User
from app.model.area_code import AreaCode
from app.model.flash import FlashVersion
from app.model.followup import Evidence, FollowUp
from app.model.period import Period, PeriodStatus
from app.model.recommendation import Recommendation
from app.model.redaction import Basis, Part
from app.model.report import Attachment, State
from app.model.second_factor import FactorRecovery, Passkey
from app.reports import flash, redaction_requests
from app.reports.redaction_things import find_thing
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
            session.close_up()
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
            tokens[column] = sign_in.open_session(session, people[column], sign_in.Browser(), now)
        seeds["user_id"], seeds["pm"] = str(people["op"].id), str(people["pm"].id)
        seeds["hand_over_id"] = str(_hand_over(session, people["op"], people["pm"], now))
        seeds |= _recovery(session, people["op"], now)
        sign_in.open_session(session, people["op"], sign_in.Browser(), now)
        session.flush()
        newest = select(func.max(SignInSession.id))  # a second session of "op"
        seeds["session_id"] = str(session.scalar(newest))
        seeds["notice_id"] = str(factories.make_notice(session, people["op"]).id)
        seeds |= _reports(session, people["op"])
        seeds["flash_code"] = _flash(session, people["op"], now)
        seeds |= _redaction(session, people["op"], now)
        seeds |= _follow_up(session, people["op"], people["pp"], now)
    return World(tokens, seeds)


def _hand_over(session: WriteSession, leaver: User, successor: User, now: datetime) -> int:
    """A hand-over of an hour ago, in which nothing moved."""
    done = HandOver(
        from_user_id=leaver.id,
        to_user_id=successor.id,
        at=now - timedelta(hours=1),
        made_by="uji",
    )
    session.add(done)
    session.flush()
    return done.id


def _recovery(session: WriteSession, owner: User, now: datetime) -> dict[str, str]:
    """A recovery opened by an administrator who has no column, and that one's passkey."""
    other = factories.make_user(session, Role.ADMIN, region=PROVINCE, username="admin.lain")
    opened = FactorRecovery(
        user_id=owner.id,
        opened_by_id=other.id,
        reason="Telepon hilang di sungai.",
        opened_at=now,
        expires_at=now + timedelta(hours=24),
    )
    session.add(opened)
    values = {"credential_id": "eA", "public_key": "eA", "sign_count": 0, "name": "Telepon"}
    passkey = Passkey(user_id=other.id, created_at=now, **values)
    session.add(passkey)
    session.flush()
    return {"recovery_id": str(opened.id), "passkey_id": str(passkey.id)}


def _reports(session: WriteSession, officer: User) -> dict[str, str]:
    """A draft with one entry for this quarter, and a report in review for the one before."""
    period = factories.make_period(session)
    draft = factories.make_revision(session, period, OWN, drafted_by=officer)
    entry = factories.make_entry(session, draft)
    enclosed = Attachment(
        revision=draft,
        category="FOTO",
        file_name="foto.jpg",
        media_type="image/jpeg",
        size_bytes=1,
        sha256="0" * 64,
        uploaded_at=factories.MOMENT,
        uploaded_by=officer,
        thumbnail_sha256="0" * 64,
    )
    session.add(enclosed)
    session.flush()
    earlier = factories.make_period(session, period.quarter - 1)
    sent = factories.make_revision(session, earlier, OWN, drafted_by=officer)
    factories.make_entry(session, sent)
    for revision in (draft, sent):
        text = "Memfasilitasi pengukuran ulang kebun plasma."
        session.add(Recommendation(number=1, target="GUBERNUR", text=text, revision=revision))
    session.flush()
    factories.send(session, sent, State.DITELAAH)
    locked = factories.make_period(session, period.quarter - 2, status=PeriodStatus.TERKUNCI)
    case_no = _accepted_case(session, locked, OWN, officer)
    _accepted_case(session, locked, OTHER, officer)
    return {
        "nomor": case_no,
        "kasus": case_no,
        "period": period.quarter.slug,
        "t": period.quarter.slug,
        "number": "1",
        "report_no": sent.report.report_no,
        "key": entry.row_key,
        "file_id": str(enclosed.id),
    }


def _accepted_case(session: WriteSession, period: Period, region: str, officer: User) -> str:
    """An accepted report with one case that is still open."""
    revision = factories.make_revision(session, period, region, drafted_by=officer)
    case = factories.make_case(session, region, period.quarter)
    factories.make_entry(session, revision, case=case)
    factories.send(session, revision, State.DITERIMA)
    return case.case_no


def _flash(session: WriteSession, officer: User, now: datetime) -> str:
    """A flash report of the regency."""
    told = flash.Told(
        what="Dua kelompok pemuda bentrok di lapangan contoh.",
        district_code="99.01.01",
        place="",
        event_at=now,
        casualties=(0, 0, 1, 0),
        handling="Polsek contoh mengamankan lokasi kejadian.",
    )
    return flash.send(session, factories.actor_of(officer), told, now).code


def _redaction(session: WriteSession, officer: User, now: datetime) -> dict[str, str]:
    """The officer asks that the flash report goes."""
    actor, number = factories.actor_of(officer), session.scalar(select(FlashVersion.id))
    thing = find_thing(session, actor, Part.FLASH, str(number))
    reason = "Warga meminta namanya dihapus."
    row = redaction_requests.ask(
        session, actor, thing, basis=Basis.SUBJECT, reason=reason, now=now
    )
    session.flush()
    return {"request_id": str(row.id)}


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
