"""Handing over: everything open is listed, drafts change hands, history stays, a day to undo."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access import calendar_key, links, sign_in, users
from app.access.successors import stand_in
from app.errors import Conflict, Forbidden, Invalid, NotFound, PortalError
from app.followup import commands as followup
from app.followup import queries
from app.followup.progress import Progress
from app.handover import commands
from app.handover.open_work import left_behind, open_work
from app.model.account import CalendarKey, HandOver, OneTimeLink, Role, SignInSession, User
from app.model.notice import Notice, NoticeKind
from app.model.record import AuditEvent
from app.model.report import Revision
from app.reports import reviewing, sending
from tests import factories
from tests.reports.story import NOW, QUARTER, TODAY, Story, tell

if TYPE_CHECKING:
    from pathlib import Path

    from app.access.scope import Actor
    from app.db import Database, ReadSession
    from app.handover.open_work import OpenWork

MOMENT = (NOW, TODAY)
DAY = timedelta(hours=24)
STRANGER = factories.make_actor(Role.PENGESAH_KAB, region="99.02")


@dataclass
class Office:
    """99.01 with somebody who leaves and a checker who may follow; an administrator afar."""

    story: Story
    checker: Actor
    admin: Actor

    @property
    def database(self) -> Database:
        return self.story.database

    def hand_over(
        self, leaver: Actor, successor: Actor, by: Actor | None = None, moment: tuple = MOMENT
    ) -> int:
        with self.database.write() as session:
            done = commands.hand_over(
                session,
                by or self.story.confirmer,
                leaver.user_id,
                successor.user_id,
                moment,
            )
            return done.id

    def open_with(self, who: Actor, by: Actor | None = None) -> OpenWork:
        with self.database.read() as session:
            found = open_work(session, by or self.story.confirmer, person(session, who), TODAY)
            session.expunge_all()
            return found

    def drafters(self) -> list[int | None]:
        """Who drafted each version, oldest first."""
        with self.database.read() as session:
            query = select(Revision.drafted_by_id).order_by(Revision.number)
            return list(session.scalars(query))


def person(session: ReadSession, who: Actor) -> User:
    """The account with its roles."""
    query = select(User).where(User.id == who.user_id).options(selectinload(User.roles))
    return session.scalars(query).one()


def is_open(database: Database, who: Actor) -> bool:
    with database.read() as session:
        return person(session, who).is_active


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    story = tell(database, tmp_path)
    with database.write() as session:
        checker = factories.make_user(session, Role.PEMERIKSA_KAB)
        admin = factories.make_user(session, Role.ADMIN, region="99")
        made = [factories.actor_of(user) for user in (checker, admin)]
    return Office(story, *made)


@pytest.fixture
def busy(office: Office) -> Office:
    """The operator has a draft, a recommendation under way, a calendar, a session and a link."""
    story = office.story
    story.upload(("P", "P-001", {}))
    with office.database.write() as session:
        followup.load_rakor_2024(session, story.decider, "99", NOW)
        followup.report_progress(
            session,
            story.operator,
            queries.get_recommendation(session, story.operator.scope, "rakor-2024", "r07"),
            Progress("PROSES", 40, "Rapat persiapan sudah dua kali."),
            quarter=QUARTER,
            expected=0,
            now=NOW,
        )
        calendar_key.renew(session, story.operator, NOW)
        user = person(session, story.operator)
        links.for_mail_only(session, user, NOW)
        sign_in.open_session(session, user, sign_in.Browser(), NOW)
    return office


def test_everything_open_is_listed(busy: Office) -> None:
    work = busy.open_with(busy.story.operator)
    assert [revision.number for revision in work.drafts] == [1]
    assert [said.recommendation.code for said in work.follow_ups] == ["R07"]
    assert work.calendar_since == NOW
    assert (work.moves, work.is_empty) == (1, False)
    assert busy.open_with(busy.checker).is_empty
    with pytest.raises(NotFound):
        busy.open_with(busy.story.operator, STRANGER)


def test_one_act_moves_the_draft_and_closes_the_account(busy: Office) -> None:
    story = busy.story
    busy.hand_over(story.operator, busy.checker)
    assert busy.drafters() == [busy.checker.user_id]
    assert not is_open(busy.database, story.operator)
    with busy.database.read() as session:
        assert session.scalars(select(CalendarKey)).all() == []
        assert session.scalars(select(SignInSession)).all() == []
        assert session.scalars(select(OneTimeLink.ended_at)).all() == [NOW]
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "pengguna.serah")
        ).one()
        assert event.actor == story.confirmer.username
        assert event.details == {"kepada": busy.checker.username, "berpindah": 1}
        assert left_behind(session, busy.admin) == []
        (received,) = commands.received(session, busy.checker)
        assert received[1] == f"Orang Contoh {story.operator.username}"
        said = queries.standing(session, story.confirmer.scope, QUARTER)
        assert {row.updated_by_id for row in said.values()} == {story.operator.user_id}


def test_history_keeps_its_names_and_a_returned_report_finds_the_successor(
    office: Office,
) -> None:
    story = office.story
    with office.database.write() as session:
        person(session, office.checker).email = "penerus@contoh.example"
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    story.send()
    assert [r.number for r in office.open_with(story.operator).with_province] == [1]
    office.hand_over(story.operator, office.checker)
    story.review()
    story.note()
    with office.database.write() as session:
        reviewing.return_report(
            session, story.decider, story.revision(session), note="Perbaiki.", now=NOW
        )
    assert office.drafters() == [story.operator.user_id, office.checker.user_id]
    with office.database.read() as session:
        query = select(Notice.recipient_id).where(Notice.kind == NoticeKind.DIKEMBALIKAN)
        told = session.scalars(query).all()
    assert told == [office.checker.user_id]


def test_a_chain_of_people_who_left_ends_with_who_is_there(office: Office) -> None:
    story = office.story
    with office.database.write() as session:
        third = factories.actor_of(factories.make_user(session, username="operator.tiga"))
    office.hand_over(story.operator, office.checker)
    office.hand_over(office.checker, third)
    with office.database.read() as session:
        assert stand_in(session, story.operator.user_id) == third.user_id
        assert stand_in(session, third.user_id) == third.user_id
        assert stand_in(session, None) is None
    with office.database.write() as session:
        users.set_active(session, story.confirmer, third.user_id, active=False, now=NOW)
    with office.database.read() as session:
        assert stand_in(session, story.operator.user_id) == story.operator.user_id


def test_a_successor_must_be_able_to_go_on(busy: Office) -> None:
    story = busy.story
    with busy.database.write() as session:
        second = factories.make_user(session, Role.PENGESAH_KAB, username="kepala.dua")
        waiting = factories.make_user(session, username="diundang", password_hash="")
        away = factories.make_user(session, username="tutup", is_active=False)
        far = factories.make_user(session, region="99.02", username="jauh")
        wrong = [factories.actor_of(user) for user in (waiting, away, far, second)]
    for successor in (*wrong, story.operator):
        with pytest.raises(Invalid):
            busy.hand_over(story.operator, successor)
    assert busy.drafters() == [story.operator.user_id]
    assert is_open(busy.database, story.operator)


def test_the_last_head_hands_over_to_a_head_alone(office: Office) -> None:
    head = office.story.confirmer
    with pytest.raises(Conflict, match="Pengesah terakhir"):
        office.hand_over(head, office.checker, by=office.admin)
    with pytest.raises(Conflict, match="Akun sendiri"):
        office.hand_over(head, office.checker, by=head)
    with office.database.write() as session:
        second = factories.actor_of(
            factories.make_user(session, Role.PENGESAH_KAB, username="kepala.dua")
        )
    office.hand_over(head, second, by=office.admin)
    assert not is_open(office.database, head)


def test_a_report_that_waits_for_a_signature_can_still_be_signed(office: Office) -> None:
    story = office.story
    with office.database.write() as session:
        second = factories.actor_of(
            factories.make_user(session, Role.PENGESAH_KAB, username="kepala.dua")
        )
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    with office.database.write() as session:
        revision = story.revision(session)
        sending.request_signoff(session, story.operator, revision, today=TODAY, now=NOW)
    assert [r.number for r in office.open_with(story.confirmer, office.admin).to_confirm] == [1]
    office.hand_over(story.operator, second)
    assert office.drafters() == [story.operator.user_id]
    with office.database.write() as session:
        sending.submit(session, second, story.revision(session), today=TODAY, now=NOW)


def test_a_reviewers_reports_go_to_another_reviewer(office: Office) -> None:
    story = office.story
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    story.send()
    story.review()
    with office.database.write() as session:
        reader = factories.actor_of(
            factories.make_user(session, Role.PEMBACA_GUB, region="99", username="pembaca")
        )
    assert [r.number for r in office.open_with(story.analyst, office.admin).reviews] == [1]
    with pytest.raises(Invalid, match="menelaah"):
        office.hand_over(story.analyst, reader, by=office.admin)
    with pytest.raises(NotFound):
        office.hand_over(story.analyst, story.decider, by=story.confirmer)
    done = office.hand_over(story.analyst, story.decider, by=office.admin)
    with office.database.read() as session:
        assert story.revision(session).reviewer_id == story.decider.user_id
    with office.database.write() as session:
        commands.take_back(session, office.admin, story.analyst.user_id, done, NOW)
    with office.database.read() as session:
        assert story.revision(session).reviewer_id == story.analyst.user_id


def test_it_is_taken_back_within_a_day_and_once(busy: Office) -> None:
    story = busy.story
    done = busy.hand_over(story.operator, busy.checker)

    def take_back(moment: object) -> None:
        with busy.database.write() as session:
            commands.take_back(
                session,
                story.confirmer,
                story.operator.user_id,
                done,
                moment,  # type: ignore[arg-type]
            )

    with pytest.raises(Conflict):
        take_back(NOW + DAY)
    take_back(NOW + DAY - timedelta(seconds=1))
    assert busy.drafters() == [story.operator.user_id]
    assert is_open(busy.database, story.operator)
    with pytest.raises(Conflict):
        take_back(NOW)
    with busy.database.read() as session:
        assert commands.received(session, busy.checker) == []
        assert session.scalars(select(SignInSession)).all() == []


def test_what_went_on_meanwhile_stays(busy: Office) -> None:
    story = busy.story
    done = busy.hand_over(story.operator, busy.checker)
    story.attach_letter()
    story.send()
    with busy.database.write() as session:
        commands.take_back(session, story.confirmer, story.operator.user_id, done, NOW)
    assert busy.drafters() == [busy.checker.user_id]
    assert is_open(busy.database, story.operator)


def test_a_foreign_hand_over_is_not_found(busy: Office) -> None:
    done = busy.hand_over(busy.story.operator, busy.checker)
    with busy.database.write() as session:
        other = factories.make_user(session, username="operator.tiga").id
    for user_id, number in ((other, done), (busy.story.operator.user_id, 2_000_000_000)):
        with pytest.raises(NotFound), busy.database.write() as session:
            commands.take_back(session, busy.story.confirmer, user_id, number, NOW)


def test_two_at_once_hand_over_once(busy: Office) -> None:
    story = busy.story
    with busy.database.write() as session:
        third = factories.actor_of(factories.make_user(session, username="operator.tiga"))

    def give(successor: Actor, by: Actor) -> bool:
        try:
            busy.hand_over(story.operator, successor, by=by)
        except PortalError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        given = list(pool.map(give, (busy.checker, third), (story.confirmer, busy.admin)))
    assert sorted(given) == [False, True]
    with busy.database.read() as session:
        (done,) = session.scalars(select(HandOver)).all()
        assert busy.drafters() == [done.to_user_id]


def test_two_heads_who_close_each_other_leave_one(office: Office) -> None:
    head = office.story.confirmer
    with office.database.write() as session:
        for username in ("kepala.dua", "kepala.tiga"):
            factories.make_user(session, Role.PENGESAH_KAB, username=username)
        second = factories.actor_of(
            session.scalars(
                select(User).where(User.username == "kepala.dua").options(selectinload(User.roles))
            ).one()
        )

    def close(by: Actor, other: Actor) -> bool:
        try:
            with office.database.write() as session:
                users.set_active(session, by, other.user_id, active=False, now=NOW)
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        closed = list(pool.map(close, (head, second), (second, head)))
    assert sorted(closed) == [False, True]
    assert is_open(office.database, head) is not is_open(office.database, second)


def test_a_closed_account_with_a_draft_is_shown_until_somebody_takes_it(busy: Office) -> None:
    story = busy.story
    with busy.database.write() as session:
        users.set_active(session, story.confirmer, story.operator.user_id, active=False, now=NOW)
    with busy.database.read() as session:
        for actor in (busy.admin, story.confirmer):
            (left,) = left_behind(session, actor)
            assert left.user.id == story.operator.user_id
            assert [revision.number for revision in left.revisions] == [1]
        assert left_behind(session, STRANGER) == []
    done = busy.hand_over(story.operator, busy.checker)
    with busy.database.read() as session:
        assert left_behind(session, busy.admin) == []
    with busy.database.write() as session:  # it was closed before: giving back opens nothing
        commands.take_back(session, story.confirmer, story.operator.user_id, done, NOW)
    assert busy.drafters() == [story.operator.user_id]
    assert not is_open(busy.database, story.operator)


def mails(office: Office) -> list[tuple[str, str]]:
    """To whom a hand-over was or will be told, with the subject of the row."""
    with office.database.read() as session:
        rows = session.execute(
            select(User.username, Notice.subject)
            .join(User, User.id == Notice.recipient_id)
            .where(Notice.kind == NoticeKind.SERAH_TERIMA)
            .order_by(Notice.id)
        )
        return [(name, subject) for name, subject in rows]


def test_both_are_written_to_once_and_again_when_it_is_taken_back(office: Office) -> None:
    leaver, successor = office.story.operator, office.checker
    with office.database.write() as session:
        for who in (leaver, successor):
            person(session, who).email = f"{who.username}@contoh.example"
    number = office.hand_over(leaver, successor)
    told = [(leaver.username, str(number)), (successor.username, str(number))]
    assert mails(office) == told
    with office.database.write() as session:
        commands.take_back(session, office.story.confirmer, leaver.user_id, number, NOW)
    again = [(name, f"{subject}/batal") for name, subject in told]
    assert mails(office) == told + again


def test_without_an_address_nothing_is_listed(office: Office) -> None:
    office.hand_over(office.story.operator, office.checker)
    assert mails(office) == []
