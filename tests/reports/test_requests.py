"""Requests to others: written once, kept over versions, answered with a history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.intake.requests import ParsedRequest, judge_request
from app.mail.letters import letter_of
from app.model.account import User
from app.model.notice import Notice, NoticeKind
from app.model.period import Holiday
from app.model.recommendation import Recommendation, RecommendationAnswer
from app.model.working_time import working_day_after
from app.reports import requests, reviewing, sending
from app.reports.request_answers import Asked, answer, asked_of_province, find_asked
from tests import factories
from tests.reports.story import NOW, TODAY, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.scope import Actor
    from app.db import Database, ReadSession, WriteSession
    from app.settings import Settings

ASK = ParsedRequest(
    "GUBERNUR", "Memfasilitasi pengukuran ulang kebun plasma.", date(2026, 12, 1), "P-001"
)
OTHER = ParsedRequest("PUSAT", "Meninjau izin lokasi di perbatasan dua kabupaten.")
WORDS = "Diteruskan ke dinas perkebunan provinsi."


@pytest.fixture
def story(database: Database, make_settings: Callable[..., Settings]) -> Story:
    """A draft with an entry; its operator has a mail address."""
    told = tell(database, make_settings().files)
    told.upload(("P", "P-001", {}))
    with database.write() as session:
        session.get_one(User, told.operator.user_id).email = "petugas@contoh.example"
    return told


def ask(story: Story, request: ParsedRequest = ASK, number: int | None = None) -> int:
    with story.database.write() as session:
        revision = story.revision(session)
        return requests.save_request(
            session, story.operator, revision, request, number=number, now=NOW
        ).number


def from_file(story: Story, *asked: ParsedRequest) -> None:
    with story.database.write() as session:
        requests.take_requests(session, story.operator, story.revision(session), asked, NOW)


def held(story: Story, version: int | None = None) -> list[tuple[int, str]]:
    with story.database.read() as session:
        rows = requests.requests_of(session, story.revision(session, version))
        return [(row.number, row.text) for row in rows]


def queue(session: ReadSession, actor: Actor, today: date = TODAY) -> list[Asked]:
    return asked_of_province(session, actor.scope, today=today, zone="Asia/Makassar")


def reply(story: Story, status: str = "DITERUSKAN", text: str = WORDS, expected: int = 0) -> None:
    with story.database.write() as session:
        item = queue(session, story.analyst)[0]
        answer(session, story.analyst, item, status=status, text=text, expected=expected, now=NOW)


def test_the_same_file_again_changes_nothing(story: Story) -> None:
    from_file(story, ASK, OTHER)
    before = held(story)
    assert [number for number, _ in before] == [1, 2]
    from_file(story, OTHER, ASK)
    assert held(story) == before


def test_a_changed_sentence_changes_its_request_and_nothing_is_dropped(story: Story) -> None:
    from_file(story, ASK, OTHER)
    longer = ParsedRequest("GUBERNUR", ASK.text.replace(".", " bersama BPN."))
    from_file(story, longer)
    assert held(story) == [(1, longer.text), (2, OTHER.text)]
    from_file(story, ParsedRequest("GUBERNUR", "Menambah pos pengamanan di pelabuhan contoh."))
    assert len(held(story)) == 3


def test_numbers_are_never_given_twice(story: Story) -> None:
    assert [ask(story), ask(story, OTHER)] == [1, 2]
    story.send()
    with story.database.write() as session:
        sending.withdraw(session, story.confirmer, story.revision(session), NOW)
    with story.database.write() as session:
        requests.drop_request(session, story.operator, story.revision(session), 2, NOW)
    assert ask(story, ParsedRequest("OPD_PROV", "Mengirim tim pendamping ke dua desa.")) == 3


def test_a_request_is_changed_by_its_number(story: Story) -> None:
    number = ask(story)
    ask(story, OTHER)
    assert ask(story, ParsedRequest("BUPATI", ASK.text), number) == number
    with pytest.raises(Conflict, match="sudah ada"):
        ask(story, OTHER)
    with pytest.raises(NotFound):
        ask(story, ParsedRequest("BUPATI", "Permintaan yang lain sama sekali isinya."), 9)


def test_only_entries_of_the_report_can_be_named(story: Story) -> None:
    with pytest.raises(Invalid, match="P-009"):
        ask(story, ParsedRequest("BUPATI", ASK.text, None, "P-009"))


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"target": "Gubernur", "text": ASK.text}, set()),
        ({"target": "", "text": "pendek"}, {"target", "text"}),
        ({"target": "Raja", "text": ASK.text, "wanted_by": "nanti"}, {"target", "wanted_by"}),
        ({"target": "PUSAT", "text": ASK.text, "entry_key": "entri satu"}, {"entry_key"}),
        ({"target": "PUSAT", "text": "x" * 1001}, {"text"}),
    ],
)
def test_one_rule_for_page_and_workbook(cells: dict[str, str], wrong: set[str]) -> None:
    request, found = judge_request(cells)
    assert (set(found), request is None) == (wrong, bool(wrong))


def test_the_clock_counts_working_days_from_the_first_sending(story: Story) -> None:
    with story.database.write() as session:
        session.add(Holiday(day=date(2026, 10, 12), name="Libur contoh"))
    ask(story)
    with story.database.read() as session:
        assert queue(session, story.analyst) == []  # a draft is the regency's own
    story.send()
    due = working_day_after(TODAY, 20, {date(2026, 10, 12)})
    assert due == date(2026, 11, 6)
    with story.database.read() as session:
        item = queue(session, story.analyst)[0]
        assert (item.since, item.due_on, item.is_late, item.status) == (TODAY, due, False, "BARU")
        assert not queue(session, story.analyst, due)[0].is_late
        assert queue(session, story.analyst, due + timedelta(days=1))[0].is_late
        assert queue(session, factories.make_actor(region="99.02")) == []
        assert len(queue(session, story.operator)) == 1


def test_an_answer_is_history_and_told_by_mail_without_its_words(
    story: Story, make_settings: Callable[..., Settings]
) -> None:
    ask(story)
    story.send()
    reply(story)
    reply(story, "DIJALANKAN", "Pengukuran dimulai pekan depan.", expected=1)
    with story.database.read() as session:
        item = queue(session, story.operator)[0]
        assert [said.status for said in item.answers] == ["DITERUSKAN", "DIJALANKAN"]
        assert (item.status, item.is_open) == ("DIJALANKAN", False)
        notices = session.scalars(select(Notice)).all()
        assert [notice.kind for notice in notices] == [NoticeKind.DITANGGAPI]  # one a day
        letter = letter_of(session, notices[0], make_settings(), NOW)
        assert letter is not None
        assert "/tindak-lanjut/permintaan/LAP-9901-2026TW3/1" in letter.text
        assert "perkebunan" not in letter.text


def test_two_at_once_do_not_answer_over_each_other(story: Story) -> None:
    ask(story)
    story.send()
    reply(story)
    with pytest.raises(Conflict):
        reply(story, expected=0)


def test_answers_need_words_and_a_reviewer(story: Story) -> None:
    ask(story)
    story.send()
    with pytest.raises(Invalid):
        reply(story, "BARU")
    with pytest.raises(Invalid):
        reply(story, text="ya")
    with pytest.raises(Forbidden):
        _answer_as(story, story.operator)


def _answer_as(story: Story, actor: Actor) -> None:
    with story.database.write() as session:
        item = queue(session, story.analyst)[0]
        answer(session, actor, item, status="DICATAT", text=WORDS, expected=0, now=NOW)


def test_the_answer_outlives_the_version_and_the_database_keeps_both(story: Story) -> None:
    ask(story)
    story.attach_letter()
    story.send()
    reply(story)
    story.review()
    story.note()
    with story.database.write() as session:
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)
    assert held(story, 2) == held(story, 1)
    story.send()
    with story.database.read() as session:
        item = find_asked(
            session, story.analyst.scope, "LAP-9901-2026TW3", 1, today=TODAY, zone="UTC"
        )
        assert (item.revision.number, item.answers[0].revision_number) == (2, 1)
    for table in (Recommendation, RecommendationAnswer):
        with pytest.raises(DBAPIError), story.database.write() as session:
            _change(session, table)


def _change(session: WriteSession, table: type[Recommendation | RecommendationAnswer]) -> None:
    row = session.scalars(select(table)).all()[-1]
    row.text = "Kalimat yang lain sama sekali."
    session.flush()
