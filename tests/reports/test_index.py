"""IKKD-1 against the worked example and the promises of its authors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.level import Level
from app.model.quarter import Quarter
from app.reports.index import (
    OpenPotential,
    event_burden,
    event_part,
    ikkd,
    level_by_score,
    lifted,
    neglect,
)

Q = Quarter(2026, 2)


@pytest.mark.parametrize(
    ("scores", "neglects", "burden", "districts", "population", "expected", "level"),
    [
        ([16, 7, 10], [0.5, 0.25, 1.0], 3, 5, 38_000, (0.4368, 0.2, 0.2716, 32.9), "RENDAH"),
        ([17, 16, 10, 11], [0.25] * 4, 13, 6, 820_000, (0.48, 0.2959, 0.12, 36.2), "SEDANG"),
        ([19, 7, 14], [0.25, 1.0, 0.5], 12, 6, 264_000, (0.5093, 0.4273, 0.1930, 43.3), "SEDANG"),
    ],
    ids=["Contoh Hulu", "Contoh Muara", "Contoh Pesisir"],
)
def test_worked_example_to_the_printed_digit(
    scores, neglects, burden, districts, population, expected, level
):
    parts = ikkd(
        [OpenPotential(*pair) for pair in zip(scores, neglects, strict=True)],
        burden,
        districts=districts,
        population=population,
    )
    assert (round(parts.p, 4), round(parts.e, 4), round(parts.h, 4)) == expected[:3]
    assert round(parts.index, 1) == expected[3]
    assert parts.level == Level(level)


@pytest.mark.parametrize(
    ("scores", "burden", "printed"),
    [([7, 4], 0, 9.5), ([16, 11, 7], 2, 25.0), ([19, 17, 16, 14, 11], 17, 51.9)],
)
def test_typical_values_lie_near_the_printed_ones(scores, burden, printed):
    """The paper's typical values do not state the neglect; some value of it must reach them."""
    low, high = (
        ikkd(
            [OpenPotential(score, u) for score in scores],
            burden,
            districts=10,
            population=300_000,
        ).index
        for u in (0.0, 1.0)
    )
    assert low <= printed <= high


def test_events_of_earlier_quarters_weigh_half_a_quarter_and_an_eighth():
    assert event_burden(2, (2, 0, 0)) == 3
    assert event_burden(1, (12, 0, 0)) == 7
    assert event_burden(0, (8, 8, 8, 8)) == 7


def test_small_regency_counts_as_one_hundred_thousand_people():
    assert event_part(3, 38_000) == event_part(3, 100_000) == pytest.approx(0.2)
    assert event_part(3, 200_000) < event_part(3, 100_000)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([], 1.0),
        ([(date(2026, 3, 31), date(2026, 12, 1))], 1.0),
        ([(date(2026, 6, 12), date(2026, 6, 30)), (date(2026, 5, 19), None)], 0.5),
        ([(date(2026, 5, 11), date(2026, 8, 20))], 0.25),
        ([(date(2026, 5, 11), None)], 0.25),
    ],
)
def test_neglect_follows_the_last_action_of_the_quarter(actions, expected):
    assert neglect(actions, Q, date(2026, 7, 8)) == expected


@pytest.mark.parametrize(
    ("index", "level"),
    [(34.99, "RENDAH"), (35, "SEDANG"), (59.99, "SEDANG"), (60, "TINGGI"), (80, "SANGAT_TINGGI")],
)
def test_level_borders(index, level):
    assert level_by_score(index) == Level(level)


def test_guard_lifts_to_sedang_and_never_lowers():
    assert lifted(Level.RENDAH, [Level.TINGGI]) == (Level.SEDANG, "G3")
    assert lifted(Level.RENDAH, [Level.SEDANG, Level.BELUM_LAPOR]) == (Level.RENDAH, "")
    assert lifted(Level.TINGGI, [Level.SANGAT_TINGGI]) == (Level.TINGGI, "")


potentials = st.lists(
    st.builds(OpenPotential, st.integers(1, 25), st.sampled_from([0.25, 0.5, 1.0])), max_size=12
)


@given(
    potentials,
    st.builds(OpenPotential, st.integers(1, 25), st.just(0.25)),
    st.floats(0, 60),
    st.floats(0, 30),
    st.integers(1, 20),
    st.integers(0, 900_000),
)
def test_adding_an_entry_or_an_event_never_lowers_the_index(
    held, added, burden, more, districts, people
):
    def index(items, weight):
        return ikkd(items, weight, districts=districts, population=people).index

    base = index(held, burden)
    assert index([*held, added], burden) >= base - 1e-9
    assert index(held, burden + more) >= base - 1e-9
    assert 0 <= base <= 100 + 1e-9


@given(potentials.filter(bool), st.integers(0, 11), st.integers(1, 20))
def test_neglecting_a_case_never_lowers_the_index(held, place, districts):
    place %= len(held)
    worse = [
        OpenPotential(item.score, 1.0) if number == place else item
        for number, item in enumerate(held)
    ]
    calm = ikkd(held, 0, districts=districts, population=300_000).index
    assert ikkd(worse, 0, districts=districts, population=300_000).index >= calm - 1e-9
