"""One reviewer at a time: two working days, then anybody; a decider sooner, with a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.errors import Conflict, Invalid
from app.model.account import Role
from app.model.period import Holiday
from app.model.report import State
from app.model.working_time import working_day_after
from app.reports import reviewing
from tests import factories
from tests.reports.story import NOW, Story, tell

if TYPE_CHECKING:
    from pathlib import Path

    from app.access.scope import Actor
    from app.db import Database

WHY = "Analis bertugas luar sampai pekan depan."


@pytest.fixture
def story(database: Database, tmp_path: Path) -> Story:
    found = tell(database, tmp_path)
    found.upload(("P", "P-001", {}), ("U", "U-001", {}))
    found.send()
    return found


def start(story: Story, actor: Actor, now: datetime = NOW, reason: str = "") -> None:
    with story.database.write() as session:
        reviewing.start_review(session, actor, story.revision(session), now, reason)


def standing(story: Story) -> tuple[int | None, date | None, str | None]:
    with story.database.read() as session:
        found = story.revision(session)
        assert found.state is State.DITELAAH
        return found.reviewer_id, found.reserved_until, found.takeover_note


def colleague(story: Story) -> Actor:
    with story.database.write() as session:
        user = factories.make_user(session, Role.ANALIS_PROV, region="99", username="rekan.prov")
        return factories.actor_of(user)


def test_two_working_days_step_over_weekend_and_holiday(story: Story) -> None:
    monday = date(2026, 10, 12)  # NOW is a Thursday
    with story.database.write() as session:
        session.add(Holiday(day=date(2026, 10, 9), name="Hari Contoh"))
    start(story, story.analyst)
    assert standing(story)[:2] == (story.analyst.user_id, monday + timedelta(days=1))


def test_counting_working_days() -> None:
    friday = date(2026, 10, 9)
    assert working_day_after(friday, 0) == friday
    assert working_day_after(friday, 2) == date(2026, 10, 13)


def test_a_colleague_waits_until_the_time_has_run_out(story: Story) -> None:
    start(story, story.analyst)
    other = colleague(story)
    with pytest.raises(Conflict, match=r"sedang ditelaah Orang Contoh .* sampai 12/10/2026"):
        start(story, other, reason=WHY)
    start(story, other, NOW + timedelta(days=5))
    reviewer, until, note = standing(story)
    assert reviewer == other.user_id
    assert until is not None
    assert note is not None
    assert "waktunya sudah habis" in note


def test_a_decider_takes_over_sooner_and_says_why(story: Story) -> None:
    start(story, story.analyst)
    with pytest.raises(Invalid, match="alasan"):
        start(story, story.decider)
    start(story, story.decider, reason=WHY)
    reviewer, _, note = standing(story)
    assert reviewer == story.decider.user_id
    assert note is not None
    assert WHY in note


def test_ones_own_review_goes_on_and_is_renewed_only_when_over(story: Story) -> None:
    start(story, story.analyst)
    first = standing(story)
    start(story, story.analyst, NOW + timedelta(days=1))
    assert standing(story) == first
    start(story, story.analyst, NOW + timedelta(days=9))
    assert standing(story)[1] != first[1]


def test_what_the_first_one_wrote_stays(story: Story) -> None:
    start(story, story.analyst)
    story.note()
    start(story, story.decider, reason=WHY)
    with story.database.write() as session:
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)
    with story.database.read() as session:
        assert story.revision(session, 1).state is State.DIKEMBALIKAN
