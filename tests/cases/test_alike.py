"""Cases alike: near in place, time, topic and words; never every case with every other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import alike
from app.cases.alike import Sighting, is_still, kilometres, pairs, prints_of, words_of

TEXT = "Warga menolak pengukuran lahan plasma Rimba Rekaan di batas Sungai Contoh"


def seen(number: int, **changed: Any) -> Sighting:
    values: dict[str, Any] = {
        "case_id": number,
        "region": f"99.{number:02d}",
        "at": (116.0, -0.5),
        "topic": "PLASMA",
        "law_source": "U5D",
        "words": words_of(TEXT),
    }
    return Sighting(**(values | changed))


def numbers(*found: Sighting) -> list[tuple[int, int]]:
    return [(pair.case.case_id, pair.other.case_id) for pair in pairs(found)]


def test_one_dispute_told_by_two_regencies_is_found() -> None:
    (pair,) = pairs([seen(2), seen(1, at=(116.1, -0.5), topic="SAWIT")])
    assert (pair.case.case_id, pair.other.case_id) == (1, 2)
    assert pair.crosses
    assert pair.km == pytest.approx(11.1, abs=0.2)
    assert "plasma" in pair.shared


@pytest.mark.parametrize(
    "changed",
    [
        {"at": (116.9, -0.5)},
        {"topic": "BATAS", "law_source": "U5A"},
        {"words": words_of("Penolakan rumah ibadah oleh sebagian penduduk perumahan baru")},
        {"group_id": 7},
    ],
    ids=["far", "another matter", "other words", "linked already"],
)
def test_what_is_not_alike_is_left(changed: dict[str, Any]) -> None:
    assert numbers(seen(1, group_id=7), replace(seen(2), **changed)) == []


def test_events_two_months_apart_are_two_events() -> None:
    early, late = date(2026, 7, 1), date(2026, 9, 20)
    assert numbers(seen(1, happened_on=early), seen(2, happened_on=late)) == []
    assert numbers(seen(1, happened_on=early), seen(2)) == [(1, 2)]


def test_one_office_repeats_itself_across_borders_is_rarer() -> None:
    half = words_of("Warga menolak pengukuran lahan plasma tetapi menerima jalan produksi baru")
    assert numbers(seen(1), seen(2, words=half)) == [(1, 2)]
    assert numbers(seen(1), seen(2, words=half, region="99.01")) == []


def test_pairs_across_borders_come_first() -> None:
    home = [seen(1), seen(2, region="99.01"), seen(3, at=(116.2, -0.5))]
    assert numbers(*home) == [(1, 3), (2, 3), (1, 2)]


def test_a_changed_text_is_a_new_question() -> None:
    now = words_of(TEXT)
    assert is_still(prints_of(now), now)
    assert is_still(prints_of(now), now | {"mediasi"})
    assert not is_still(
        prints_of(now), words_of("Pembakaran gudang menyusul penangkapan ketua adat")
    )


@given(
    st.tuples(st.floats(114, 119), st.floats(-2.5, 2.5)),
    st.tuples(st.floats(114, 119), st.floats(-2.5, 2.5)),
)
def test_distance_is_the_same_both_ways(
    one: tuple[float, float], two: tuple[float, float]
) -> None:
    assert kilometres(one, two) == pytest.approx(kilometres(two, one))
    assert kilometres(one, one) == 0


def test_few_of_many_cases_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(alike, "_judge", lambda one, two: compared.append((one, two)))
    many = [
        seen(
            number,
            at=(114 + number % 50 * 0.1, -2.4 + number // 50 * 0.1),
            words=frozenset(f"kata{number * step % 997}" for step in range(1, 21)),
        )
        for number in range(1, 2_501)
    ]
    assert alike.pairs(many) == []
    assert 0 < len(compared) < len(many) * 60  # every one with every other would be 1,250 each
