"""More time, the lock and its opening for one regency; and what goes on the list of mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.errors import Conflict, Forbidden, Invalid
from app.model.account import User
from app.model.notice import Notice, NoticeKind
from app.model.period import Obligation, PeriodStatus
from app.model.record import AuditEvent
from app.model.report import State
from app.reports import drafts, extending, periods, reviewing, sending
from tests import factories
from tests.reports.story import NOW, QUARTER, REGION, TODAY, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.settings import Settings

WHY = "Kantor tidak dapat dipakai karena banjir."
UNTIL = date(2026, 10, 10)


@pytest.fixture
def story(database: Database, make_settings: Callable[..., Settings]) -> Story:
    """99.01 with people; every one of them has a mail address."""
    told = tell(database, make_settings().files, single_officer=False)
    with database.write() as session:
        for user in session.scalars(select(User)):
            user.email = f"{user.username}@contoh.example"
    return told


def duty(session: WriteSession, story: Story) -> Obligation:
    """What 99.01 owes."""
    return drafts.obligation_in_scope(session, story.decider, QUARTER, REGION)


def lock(session: WriteSession, story: Story) -> None:
    """Lock the quarter by hand, as an administrator does."""
    duty(session, story).period.status = PeriodStatus.TERKUNCI
    session.flush()


def unlock(
    session: WriteSession,
    story: Story,
    until: date = UNTIL,
    reason: str = WHY,
    actor: Actor | None = None,
) -> None:
    """Unlock the quarter for 99.01."""
    extending.unlock(
        session,
        actor or story.decider,
        duty(session, story),
        until=until,
        reason=reason,
        today=TODAY,
        now=NOW,
    )


def test_a_locked_quarter_takes_no_first_report(story: Story) -> None:
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    with story.database.write() as session:
        lock(session, story)
    with pytest.raises(Conflict, match="sudah dikunci"):
        story.send()
    with story.database.write() as session:
        unlock(session, story)
    story.send()
    with story.database.read() as session:
        assert story.revision(session).after_lock


def test_the_lock_is_back_when_its_time_is_over(story: Story) -> None:
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    with story.database.write() as session:
        lock(session, story)
        unlock(session, story)
    next_day = UNTIL + timedelta(days=1)
    with story.database.write() as session, pytest.raises(Conflict, match="sudah dikunci"):
        sending.submit(session, story.confirmer, story.revision(session), today=next_day, now=NOW)


def test_a_correction_is_sent_after_the_lock(story: Story) -> None:
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    story.send()
    story.review()
    story.note()
    with story.database.write() as session:
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)
        lock(session, story)
    with story.database.write() as session:
        draft = story.revision(session)
        draft.report.obligation  # noqa: B018 - loaded: the same report
        assert draft.state is State.DRAF
        sending.submit(session, story.confirmer, draft, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("until", "reason", "refusal"),
    [
        (UNTIL, "pendek", extending.NoReason),
        (TODAY - timedelta(days=1), WHY, Invalid),
        (TODAY + timedelta(days=15), WHY, Invalid),
    ],
)
def test_unlocking_has_a_reason_and_an_end(
    story: Story, until: date, reason: str, refusal: type[Exception]
) -> None:
    with story.database.write() as session:
        lock(session, story)
        with pytest.raises(refusal):
            unlock(session, story, until, reason)
        assert duty(session, story).unlocked_until is None


def test_only_a_decider_unlocks_and_only_what_is_locked(story: Story) -> None:
    with story.database.write() as session:
        with pytest.raises(Conflict):
            unlock(session, story)
        lock(session, story)
        with pytest.raises(Forbidden):
            unlock(session, story, actor=story.analyst)
        unlock(session, story)
    with story.database.read() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "kewajiban.buka-kunci")
        ).one()
        assert (event.subject, event.details) == ("99.01 2026-TW3", {"sampai": "2026-10-10"})


def test_more_time_needs_a_reason_and_counts_its_changes(story: Story) -> None:
    with story.database.write() as session:
        owed = duty(session, story)
        until = owed.period.due_on + timedelta(days=3)
        with pytest.raises(extending.NoReason):
            extending.extend(session, story.decider, owed, until=until, reason=" ", now=NOW)
        for _ in "ab":
            extending.extend(session, story.decider, owed, until=until, reason=WHY, now=NOW)
        assert (owed.due_on_override, owed.extensions, owed.extended_at) == (until, 2, NOW)


# --- what goes on the list of mail -------------------------------------------------------------


def notices(story: Story) -> list[tuple[str, NoticeKind, str, date]]:
    """Who is written to, why, about what and on which day."""
    with story.database.read() as session:
        rows = session.execute(
            select(User.username, Notice.kind, Notice.subject, Notice.day)
            .join(Notice.recipient)
            .order_by(Notice.id)
        )
        return [(name, kind, subject, day) for name, kind, subject, day in rows]


def test_a_decision_puts_one_mail_to_the_drafter_on_the_list(story: Story) -> None:
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    story.send()
    story.review()
    story.note()
    assert notices(story) == []
    with story.database.write() as session:
        session.get_one(User, story.operator.user_id).wants_reminders = False
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)
    name = story.operator.username
    subject = "LAP-9901-2026TW3/1"
    assert notices(story) == [(name, NoticeKind.DIKEMBALIKAN, subject, TODAY)]


def test_a_decision_that_fails_tells_nobody(story: Story) -> None:
    story.upload(("P", "P-001", {}))
    story.send()
    story.review()
    with pytest.raises(Invalid):
        story.accept()
    assert notices(story) == []


def test_a_reminder_goes_to_those_who_want_it_once_a_day(story: Story) -> None:
    with story.database.write() as session:
        factories.make_user(session, username="tanpa.surel")
        factories.make_user(session, username="tutup", email="t@contoh.example", is_active=False)
        factories.make_user(
            session, username="bosan", email="b@contoh.example", wants_reminders=False
        )
        assert periods.remind(session, story.analyst, duty(session, story), NOW) == 2
        with pytest.raises(Conflict):
            periods.remind(session, story.analyst, duty(session, story), NOW)
    told = [(story.operator.username), (story.confirmer.username)]
    assert [name for name, *_ in notices(story)] == told


def test_a_reminder_in_the_evening_waits_for_the_morning(story: Story) -> None:
    friday_night = NOW + timedelta(days=1, hours=12)  # 9 October 2026, 21.00 WITA
    with story.database.write() as session:
        periods.remind(session, story.analyst, duty(session, story), friday_night)
    assert {day for *_, day in notices(story)} == {date(2026, 10, 12)}


def test_moved_dates_are_counted_and_the_lock_is_timed(story: Story) -> None:
    admin = factories.make_actor(factories.Role.ADMIN, region="99")
    with story.database.write() as session:
        period = duty(session, story).period
        dates = {name: getattr(period, name) for name in periods.DATES}
        periods.change_dates(session, admin, QUARTER, dates, NOW)
        assert (period.date_changes, period.dates_changed_at) == (0, None)
        moved = dates | {"due_on": dates["due_on"] + timedelta(days=1)}
        periods.change_dates(session, admin, QUARTER, moved, NOW)
        assert (period.date_changes, period.dates_changed_at) == (1, NOW)
        periods.set_status(session, admin, QUARTER, PeriodStatus.TERKUNCI, NOW)
        assert period.locked_at == NOW
        periods.set_status(session, admin, QUARTER, PeriodStatus.DIBUKA, NOW)
        assert period.locked_at is None
