"""Questions to the office: asked when there is reason to, silent otherwise, stable, unweighted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.errors import Conflict
from app.intake.defaults import NO_NEWS
from app.model.review import SignalAnswer
from app.reports import signals
from app.reports.questions import answer_questions, questions_of
from app.reports.signals import Look, Told, signals_of
from tests.reports.story import NOW, Story, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.db import Database

LONG = "Warga kelompok tani rekaan menolak pengukuran lahan oleh perusahaan rekaan."
NO_COUNTS = (0,) * len(signals.COUNTS)


def told(number: int, **changed: Any) -> Told:
    values: dict[str, Any] = {
        "row_key": f"P-{number:03d}",
        "kind": "P",
        "case_id": number,
        "texts": (f"{LONG} Nomor {number}.", "", ""),
        "development": "",
        "counts": NO_COUNTS,
        "scores": (number % 5 + 1, 3),
    }
    return Told(**(values | changed))


def several(count: int, **changed: Any) -> list[Told]:
    return [told(number, **changed) for number in range(1, count + 1)]


def words(look: Look) -> list[str]:
    return [signal.key.partition(":")[0] for signal in signals_of(look)]


def test_an_ordinary_report_is_asked_nothing() -> None:
    assert words(Look(several(8), before=several(7), earlier=[6, 7, 9])) == []
    assert words(Look([])) == []


def test_identical_texts_are_asked_about_whatever_their_dots_and_capitals() -> None:
    shouted = told(2, texts=(f"{LONG} nomor 1".upper(), "", ""))
    (signal,) = signals_of(Look([told(1), shouted, told(3)]))
    assert signal.row_keys == ("P-001", "P-002")
    assert "P-001 dan P-002 persis sama" in signal.sentence


def test_a_short_text_and_one_case_told_twice_are_no_question() -> None:
    assert words(Look(several(3, texts=("Demo.", "", "")))) == []
    event = told(1, row_key="K-001", kind="K")
    assert words(Look([told(1), event])) == []


def test_last_quarters_words_are_asked_about_except_the_words_for_no_news() -> None:
    text = "Pengukuran ulang ditunda karena hujan; para pihak menunggu jadwal baru."
    now, before = [told(1, development=text)], [told(1, development=text)]
    assert words(Look(now, before)) == ["lalu"]
    assert words(Look([told(1, development=NO_NEWS)], [told(1, development=NO_NEWS)])) == []
    assert words(Look([told(2, development=text)], before)) == []


def test_equal_counts_of_events_and_equal_scores_of_many() -> None:
    toll = (10, 20, 0, 0, 3, 0, 0, 0)
    events = [told(n, row_key=f"K-{n:03d}", kind="K", counts=toll) for n in (1, 2)]
    assert words(Look(events)) == ["angka"]
    assert words(Look([told(1, kind="K"), told(2, kind="K")])) == []
    assert words(Look(several(6, scores=(3, 3)))) == ["nilai"]
    assert words(Look(several(5, scores=(3, 3)))) == []


@pytest.mark.parametrize(
    ("minutes", "uploaded", "asked"),
    [(5, False, ["sekaligus"]), (5, True, []), (50, False, [])],
)
def test_typing_all_at_once(minutes: int, uploaded: bool, asked: list[str]) -> None:
    look = Look(
        several(6),
        begun_at=NOW,
        ended_at=NOW + timedelta(minutes=minutes),
        was_uploaded=uploaded,
    )
    assert words(look) == asked


@pytest.mark.parametrize(
    ("count", "earlier", "asked"),
    [
        (20, [5, 6, 7], True),
        (2, [12, 10, 14], True),
        (9, [5, 6, 7], False),
        (20, [5, 6], False),
        (4, [1, 1, 1], False),
    ],
)
def test_a_jump_against_ones_own_history(count: int, earlier: Sequence[int], asked: bool) -> None:
    assert ("lonjakan" in words(Look(several(count), earlier=earlier))) is asked


def test_nil_after_active_quarters() -> None:
    assert words(Look([], earlier=[3, 4, 5], is_nil=True)) == ["nihil"]
    assert words(Look([], earlier=[3, 0, 5], is_nil=True)) == []
    assert words(Look([], earlier=[3, 4], is_nil=True)) == []


def test_a_question_keeps_its_key_and_weighs_nothing() -> None:
    pair = [told(1), told(2, texts=(f"{LONG} Nomor 1.", "", ""))]
    first, second = signals_of(Look(pair)), signals_of(Look(pair[::-1]))
    assert first[0].key == second[0].key
    assert len(first[0].key) <= 64
    assert set(Told.__slots__) & {"score", "weight"} == set()


@pytest.fixture
def story(database: Database, tmp_path: Path) -> Story:
    """A draft with two potentials that say the same."""
    found = tell(database, tmp_path)
    found.upload(("P", "P-001", {}), ("P", "P-002", {"district": "99.01.02"}), ("U", "U-001", {}))
    return found


def test_answers_stay_with_the_report_and_do_not_block(story: Story) -> None:
    with story.database.write() as session:
        draft = story.revision(session)
        (first, *_) = questions_of(session, story.operator.scope, draft, NOW)
        said = {first.signal.key: "Dua kecamatan, dua kebun.", "bukan:kunci": "diabaikan"}
        assert answer_questions(session, story.operator, draft, said, NOW) == 1
        assert answer_questions(session, story.operator, draft, said, NOW) == 0
    story.send()
    with story.database.read() as session:
        found = questions_of(session, story.analyst.scope, story.revision(session), NOW)
        assert found[0].text == "Dua kecamatan, dua kebun."
        assert len(session.scalars(select(SignalAnswer)).all()) == 1
    with story.database.write() as session, pytest.raises(Conflict):
        answer_questions(session, story.operator, story.revision(session), said, NOW)


def test_an_emptied_answer_is_taken_away(story: Story) -> None:
    with story.database.write() as session:
        draft = story.revision(session)
        key = questions_of(session, story.operator.scope, draft, NOW)[0].signal.key
        answer_questions(session, story.operator, draft, {key: "Benar."}, NOW)
        answer_questions(session, story.operator, draft, {key: " "}, NOW)
        assert session.scalars(select(SignalAnswer)).all() == []
