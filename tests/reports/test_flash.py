"""Flash reports: sent at once, corrected by versions, confirmed, noted, merged exactly once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.mail.letters import letter_of
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.entry import Entry
from app.model.flash import FlashReport, FlashVersion
from app.model.notice import Notice, NoticeKind
from app.model.region import Office
from app.model.report import PendingRow
from app.reports import flash, flash_correcting
from app.reports.flash import Told
from app.reports.flash_merging import confirmed_waiting, merge_confirmed
from app.reports.uploads import fix_rows
from tests import factories
from tests.reports.story import NOW, REGION, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.settings import Settings

# NOW lies after the quarter that is reported on; the event of the tests lies inside it.
LONG_AGO = NOW - timedelta(days=20)
TOLD = Told(
    what="Dua kelompok pemuda bentrok di lapangan desa contoh. Seorang meninggal.",
    district_code="99.01.01",
    place="Lapangan contoh",
    event_at=LONG_AGO,
    casualties=(1, 0, 2, 0),
    handling="Polsek contoh mengamankan lokasi dan memisahkan kedua kelompok.",
)
CODE = "LAP-9901-K-2026-0001"


@pytest.fixture
def story(database: Database, make_settings: Callable[..., Settings]) -> Story:
    """A regency with people; the analysts have mail addresses."""
    told = tell(database, make_settings().files)
    with database.write() as session:
        for actor in (told.analyst, told.decider):
            session.get_one(User, actor.user_id).email = f"{actor.username}@contoh.example"
    return told


def send(story: Story, told: Told = TOLD, actor: Actor | None = None) -> str:
    with story.database.write() as session:
        return flash.send(session, actor or story.operator, told, NOW).code


def found(session: WriteSession, code: str = CODE) -> FlashReport:
    return flash.find_flash(session, factories.make_actor().scope, code)


def confirm(story: Story, expected: int = 1, actor: Actor | None = None) -> None:
    with story.database.write() as session:
        who = actor or story.confirmer
        flash.confirm(session, who, found(session), expected=expected, now=NOW)


def correct(story: Story, told: Told, expected: int = 1) -> None:
    with story.database.write() as session:
        flash.correct(session, story.operator, found(session), told, expected=expected, now=NOW)


def merge(story: Story) -> int:
    with story.database.write() as session:
        return merge_confirmed(session, story.shelf, NOW)


def pending(story: Story) -> list[tuple[str, str]]:
    with story.database.read() as session:
        rows = session.scalars(select(PendingRow).order_by(PendingRow.sheet)).all()
        return [(row.sheet, row.row_key) for row in rows]


def test_numbers_run_by_regency_and_year(story: Story) -> None:
    assert send(story) == CODE
    assert send(story) == "LAP-9901-K-2026-0002"
    with story.database.write() as session:
        factories.make_user(session, region="99.02", username="tetangga")
        other = factories.actor_of(session.scalars(
            select(User).where(User.username == "tetangga")).one())  # fmt: skip
    theirs = replace(TOLD, district_code="99.02.01")
    assert send(story, theirs, other) == "LAP-9902-K-2026-0001"


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (TOLD, set()),
        (replace(TOLD, what="bentrok"), {"what"}),
        (replace(TOLD, district_code=""), {"district_code"}),
        (replace(TOLD, district_code="99.02.01"), {"district_code"}),
        (replace(TOLD, event_at=None), {"event_at"}),
        (replace(TOLD, event_at=NOW + timedelta(minutes=1)), {"event_at"}),
        (replace(TOLD, casualties=(1, None, 0, 0)), {"casualties"}),
        (replace(TOLD, handling=""), {"handling"}),
        (replace(TOLD, place="x" * 161), {"place"}),
    ],
)
def test_five_answers_are_enough_and_needed(told: Told, wrong: set[str]) -> None:
    assert set(flash.faults(told, REGION, NOW)) == wrong


def test_nothing_is_stored_of_a_report_with_a_gap(story: Story) -> None:
    with pytest.raises(Invalid):
        send(story, replace(TOLD, handling=""))
    with story.database.read() as session:
        assert session.scalars(select(FlashReport)).all() == []


def test_anybody_of_the_office_may_tell_and_nobody_else(story: Story) -> None:
    assert send(story, actor=story.confirmer) == CODE
    with pytest.raises(Forbidden):
        send(story, actor=story.analyst)


def test_analysts_get_a_mail_at_any_hour_without_its_words(
    story: Story, make_settings: Callable[..., Settings]
) -> None:
    send(story)
    with story.database.read() as session:
        notices = session.scalars(select(Notice)).all()
        assert [item.kind for item in notices] == [NoticeKind.LAPORAN_KHUSUS] * 2
        assert [item.not_before for item in notices] == [NOW] * 2
        letter = letter_of(session, notices[0], make_settings(), NOW)
        assert letter is not None
        assert f"/laporan-khusus/{CODE}" in letter.text
        assert "lapangan" not in letter.text.casefold()
        assert "meninggal" not in letter.text


def test_a_correction_is_a_version_and_asks_for_confirmation_again(story: Story) -> None:
    send(story)
    confirm(story)
    correct(story, replace(TOLD, casualties=(2, 0, 2, 0)))
    with story.database.write() as session:
        report = found(session)
        assert [item.deaths for item in report.versions] == [1, 2]
        assert not report.is_confirmed
        assert report.confirm_by == NOW + timedelta(days=3)
    with pytest.raises(Conflict):
        correct(story, TOLD, expected=1)
    with pytest.raises(Conflict):
        confirm(story, expected=1)
    confirm(story, expected=2)
    with pytest.raises(DBAPIError), story.database.write() as session:
        _rewrite(session)


def _rewrite(session: WriteSession) -> None:
    session.scalars(select(FlashVersion)).all()[0].deaths = 0
    session.flush()


def test_who_wrote_it_does_not_confirm_it_unless_alone(story: Story) -> None:
    send(story, actor=story.confirmer)
    with pytest.raises(Forbidden):
        confirm(story)
    with story.database.write() as session:
        session.get_one(Office, REGION).single_officer = True
    confirm(story)


def test_the_province_notes_what_it_read(story: Story) -> None:
    send(story)
    with story.database.write() as session:
        flash.mark_seen(session, story.analyst, found(session), expected=1, now=NOW)
    correct(story, replace(TOLD, casualties=(2, 0, 0, 0)))
    with story.database.write() as session:
        report = found(session)
        assert (report.seen_version, report.is_seen) == (1, False)
        with pytest.raises(Forbidden):
            flash.mark_seen(session, story.operator, report, expected=2, now=NOW)


def test_others_do_not_find_it(story: Story) -> None:
    send(story)
    other = factories.make_actor(region="99.02")
    with story.database.read() as session, pytest.raises(NotFound):
        flash.find_flash(session, other.scope, CODE)


def test_it_joins_the_draft_once_as_rows_to_complete(story: Story) -> None:
    send(story)
    assert merge(story) == 0  # not confirmed
    confirm(story)
    assert merge(story) == 0  # no draft yet
    with story.database.write() as session:
        story.draft(session)
    with story.database.read() as session:
        assert confirmed_waiting(session)
    assert merge(story) == 1
    assert merge(story) == 0
    assert pending(story) == [("3_Peristiwa", "K-901"), ("4_TindakLanjut", "U-901")]
    with story.database.read() as session:
        assert not confirmed_waiting(session)
        row = session.scalars(select(PendingRow).order_by(PendingRow.sheet)).all()[0]
        assert row.cells["deaths"] == "1"
        assert row.cells["title"].startswith("Dua kelompok pemuda")
        missing = {problem["column"] for problem in row.problems}
        assert "event_start" not in missing
        assert {"law_source", "topic"} <= missing
    correct(story, replace(TOLD, casualties=(5, 0, 0, 0)))
    confirm(story, expected=2)
    assert merge(story) == 0


def test_two_join_the_same_draft_as_two_rows(story: Story) -> None:
    send(story)
    confirm(story)
    with story.database.write() as session:
        story.draft(session)
    merge(story)
    second = send(story)
    with story.database.write() as session:
        report = found(session, second)
        report.number, report.year = 1, 2027  # numbers begin anew each year
        flash.confirm(session, story.confirmer, report, expected=1, now=NOW)
    assert merge(story) == 1
    keys = [key for sheet, key in pending(story) if sheet == "3_Peristiwa"]
    assert keys == ["K-901", "K-902"]


def test_completed_it_is_an_entry_like_any_other(story: Story) -> None:
    send(story)
    confirm(story)
    with story.database.write() as session:
        story.draft(session)
    merge(story)
    cells = {
        "law_source": "U5B",
        "topic": "PELAJAR",
        "event_form": "BENTROK",
        "party_a_name": "Kelompok pemuda contoh A",
        "party_a_type": "PELAJAR",
        "party_b_name": "Kelompok pemuda contoh B",
        "party_b_type": "PELAJAR",
        "source": "POLRI",
        "handling_status": "TINJUT",
        "recommendation": "Mediasi kedua kelompok oleh camat.",
        "crowd_min": "20",
        "crowd_max": "40",
    } | dict.fromkeys(
        ("women_victims", "child_victims", "displaced_hh", "houses_damaged", "public_damaged",
         "worship_damaged", "vehicles_damaged"), "0"
    )  # fmt: skip
    with story.database.write() as session:
        rows = session.scalars(select(PendingRow)).all()
        number = next(row.id for row in rows if row.row_key == "K-901")
        fix_rows(
            session,
            story.operator,
            story.revision(session),
            {number: cells},
            story.context,
            expected=None,
            now=NOW,
        )
        left = [row.problems for row in session.scalars(select(PendingRow)) if row.id == number]
        assert left == []
        entry = session.scalars(select(Entry)).one()
        assert (entry.row_key, entry.deaths, entry.severity) == ("K-901", 1, 4)


def test_codes_of_districts_are_whole(story: Story) -> None:
    with pytest.raises(Invalid):
        send(story, replace(TOLD, district_code=AreaCode("99.01.01.2001")))


LATER = NOW + timedelta(hours=3)


def merged_and_corrected(story: Story) -> None:
    """One death when it joined the draft, two by the correction three hours later."""
    send(story)
    confirm(story)
    with story.database.write() as session:
        story.draft(session)
    merge(story)
    told = replace(TOLD, casualties=(2, 0, 0, 0))
    with story.database.write() as session:
        flash.correct(session, story.operator, found(session), told, expected=1, now=LATER)


def apply(story: Story, seen: str) -> None:
    with story.database.write() as session:
        flash_correcting.apply_offer(
            session, story.operator, story.shelf, found(session), seen=seen, now=LATER
        )


def test_a_correction_is_offered_to_the_row_and_applied_as_typed(story: Story) -> None:
    merged_and_corrected(story)
    with story.database.write() as session:
        offer = flash_correcting.offer_of(session, found(session))
    assert offer is not None
    assert ("deaths", "1", "2") in [(item.key, item.stands, item.known) for item in offer.changes]
    apply(story, offer.seen)
    with story.database.write() as session:
        assert flash_correcting.offer_of(session, found(session)) is None
        row = session.scalars(select(PendingRow).where(PendingRow.row_key == "K-901")).one()
        assert row.cells["deaths"] == "2"
        assert row.cells["title"].startswith("Dua kelompok pemuda")


def test_what_an_officer_changed_meanwhile_is_not_written_over(story: Story) -> None:
    merged_and_corrected(story)
    with pytest.raises(Conflict):
        apply(story, "lama")


def test_it_waits_while_the_report_is_out_of_the_offices_hands(story: Story) -> None:
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    story.attach_letter()
    story.send()
    send(story)
    with story.database.write() as session:
        assert not flash_correcting.waits_for_draft(session, found(session))
    confirm(story)
    assert merge(story) == 0
    with story.database.write() as session:
        assert flash_correcting.waits_for_draft(session, found(session))
        assert flash_correcting.offer_of(session, found(session)) is None
