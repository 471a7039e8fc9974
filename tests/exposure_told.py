"""A portal whose newest report is made of words, and all of which somebody is told by mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from app.access import links
from app.files import FileStore
from app.handover import commands
from app.intake.problem import Problem
from app.mail import factor_mail, ledger
from app.mail.link_mail import send_link
from app.model.account import LinkPurpose, Role, User
from app.model.notice import NoticeKind
from app.model.period import Obligation, Period
from app.model.report import Revision, Upload
from app.model.second_factor import FactorRecovery
from app.reports import flash, notify
from tests import exposure_planting, factories
from tests.exposure_planting import Planting, Text
from tests.intake.books import saved
from tests.outputs import made_province as made
from tests.test_exposure import words_in

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.settings import Settings
    from tests.web.published import Published

K = NoticeKind
MORE = {
    "kepala": (Role.PENGESAH_KAB, "99.02"),
    "pergi": (Role.OPERATOR_KAB, "99.02"),
    "penerus": (Role.OPERATOR_KAB, "99.02"),
    "sunyi": (Role.OPERATOR_KAB, "99.03"),
    "pengesah": (Role.PENGESAH_PROV, "99"),
}


@dataclass
class Told:
    """The planted portal: its words, and the workbook that came in."""

    portal: Published
    texts: dict[str, Text]
    upload_id: int

    def places(self, said: str) -> set[str]:
        """Return the fields whose words are in what was said."""
        return {text.place for text in words_in(said, self.texts)}


@pytest.fixture
def told(published: Published) -> Told:
    """The published portal with a version made of words, and somebody in every office."""
    files = FileStore(published.settings.files)
    with published.database.write() as session:
        for username, (role, region) in MORE.items():
            factories.make_user(session, role, region=region, username=username)
        texts = exposure_planting.plant(session, lambda *given: _beside(*given, files))
        for user in session.scalars(select(User)):
            user.email = f"{user.username}@contoh.example"
        silent = session.scalars(
            select(Obligation).join(Obligation.period)
            .where(Obligation.region_code == "99.03", Period.quarter == made.QUARTER)
        ).one()  # fmt: skip
        word = f"zq{len(texts):03d}"
        texts[word] = Text("obligation.extension_reason", "")
        silent.due_on_override = published.clock().date()
        silent.extended_at, silent.extension_reason = published.clock(), f"Karena {word}"
    with published.database.read() as session:
        upload_id = session.scalars(select(Upload.id)).one()
    return Told(published, texts, upload_id)


def _beside(
    session: WriteSession, planting: Planting, revision: Revision, files: FileStore
) -> None:
    """Put words into what the entries do not have: the workbook, and the decision's note."""
    revision.drafted_by_id = planting.officer.id
    revision.decision_note = planting.say(Text("revision.decision_note", ""))
    cell, said, name = (
        planting.say(Text(f"upload.{part}", "")) for part in ("cell", "problem", "file_name")
    )
    book = openpyxl.Workbook()
    book.active.title = "2_Potensi"
    book.active["B6"] = f"Kalimat {cell}"
    problem = Problem(sheet="2_Potensi", row_number=6, cell="B6", message=f"Sel {said}")
    content = saved(book)
    session.add(
        Upload(
            file_name=f"{name}.xlsx",
            file_sha256=files.put(content),
            size_bytes=len(content),
            uploaded_at=made.SENT,
            **dict.fromkeys(("total_rows", "created_rows"), 1),
            **dict.fromkeys(("unchanged_rows", "changed_rows", "refused_rows"), 0),
            problems=[problem.to_json()],
            revision=revision,
            uploaded_by=planting.officer,
        )
    )


def let_all_happen(told: Told, settings: Settings) -> None:
    """Let everything happen of which somebody is told by mail, by the portal's own commands."""
    now = told.portal.clock()
    with told.portal.database.write() as session:
        people = {user.username: user for user in session.scalars(select(User))}
        for user in people.values():
            session.refresh(user, ["roles"])
        rumah, admin = people["rumah"], factories.actor_of(people["admin"])
        revision = newest(session)
        for kind in (K.DIKEMBALIKAN, K.DITERIMA):
            notify.of_decision(session, revision, kind, now)
        notify.of_answer(session, revision, 1, now)
        notify.reminder(session, notify.reachable(session, "99.03"), "Asia/Makassar", now)
        _flash(session, told, factories.actor_of(rumah), now)
        ledger.try_out(session, admin, now)
        send_link(session, settings, links.for_mail_only(session, rumah, now), now)
        invited = links.for_mail_only(session, people["sunyi"], now)
        invited.purpose = LinkPurpose.UNDANGAN
        send_link(session, settings, invited, now)
        recovery = FactorRecovery(
            user_id=rumah.id,
            opened_by_id=people["admin"].id,
            reason=say(told, "factor_recovery.reason"),
            opened_at=now,
            expires_at=now.replace(hour=23),
        )
        session.add(recovery)
        session.flush()
        factor_mail.tell_opened(session, settings, recovery, now)
        moment, head = (now, now.date()), factories.actor_of(people["kepala"])
        commands.hand_over(session, head, people["pergi"].id, people["penerus"].id, moment)


def newest(session: ReadSession) -> Revision:
    """Return the version made of words."""
    found = session.scalars(
        select(Revision).where(Revision.decision_note != "").order_by(Revision.id.desc())
    ).first()
    assert found is not None
    session.refresh(found, ["report"])
    session.refresh(found.report, ["obligation"])
    return found


def say(told: Told, place: str) -> str:
    """Return a sentence with a word of its own."""
    word = f"zq{len(told.texts):03d}"
    told.texts[word] = Text(place, "")
    return f"Dua kelompok contoh {word} di lapangan"


def _flash(session: WriteSession, told: Told, actor: Actor, now: datetime) -> None:
    words = flash.Told(
        what=say(told, "flash.what"),
        district_code="99.02.01",
        place=say(told, "flash.place"),
        event_at=now,
        casualties=(0, 0, 0, 0),
        handling=say(told, "flash.handling"),
    )
    flash.send(session, actor, words, now)
