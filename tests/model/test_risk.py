"""Risk matrix and severity rules, cell by cell and rule by rule."""

from __future__ import annotations

import pytest

from app.model import vocabulary as words
from app.model.level import Level
from app.model.risk import MATRIX, entry_level, risk_of, severity_of, zone_of
from app.model.topic_defaults import TOPIC_DEFAULTS


def test_the_matrix_ranks_its_25_cells() -> None:
    assert sorted(score for row in MATRIX.values() for score in row) == list(range(1, 26))


def test_a_higher_likelihood_or_impact_never_lowers_the_score() -> None:
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            score = risk_of(likelihood, impact)[0]
            if likelihood < 5:
                assert risk_of(likelihood + 1, impact)[0] > score
            if impact < 5:
                assert risk_of(likelihood, impact + 1)[0] > score


@pytest.mark.parametrize(
    ("likelihood", "impact", "expected"),
    [
        (1, 1, (1, "SR")), (1, 3, (5, "SR")), (4, 1, (6, "R")), (3, 2, (10, "R")),
        (2, 3, (11, "S")), (5, 2, (15, "S")), (4, 3, (16, "T")), (1, 5, (20, "T")),
        (2, 5, (21, "ST")), (5, 5, (25, "ST")),
    ],
)  # fmt: skip
def test_bands(likelihood: int, impact: int, expected: tuple[int, str]) -> None:
    assert risk_of(likelihood, impact) == expected


@pytest.mark.parametrize(
    ("values", "severity"),
    [
        ({}, 1), ({"violence": True}, 2), ({"injured_minor": 1}, 2), ({"loss_idr": 1}, 2),
        ({"injured_serious": 1}, 3), ({"loss_idr": 50_000_000}, 3), ({"houses_damaged": 1}, 3),
        ({"violence": True, "crowd_max": 500}, 3), ({"violence": True, "crowd_max": 499}, 2),
        ({"crowd_max": 5000}, 1), ({"deaths": 1}, 4), ({"injured_serious": 5}, 4),
        ({"displaced_hh": 1}, 4), ({"loss_idr": 500_000_000}, 4), ({"worship_damaged": 1}, 4),
        ({"status_konflik": "KAB"}, 4), ({"deaths": 2}, 5), ({"displaced_hh": 101}, 5),
        ({"displaced_hh": 100}, 4), ({"loss_idr": 5_000_000_000}, 5),
        ({"status_konflik": "PROV"}, 5), ({"status_konflik": "NAS"}, 5),
        ({"status_konflik": "TIDAK", "deaths": None}, 1),
    ],
)  # fmt: skip
def test_severity(values: dict[str, object], severity: int) -> None:
    assert severity_of(values) == severity


def test_levels_and_zones() -> None:
    assert [entry_level(code.code) for code in words.RISK_LEVEL] == [
        Level.RENDAH, Level.RENDAH, Level.SEDANG, Level.TINGGI, Level.SANGAT_TINGGI,
    ]  # fmt: skip
    assert all(zone_of(code.code) == entry_level(code.code).zone for code in words.RISK_LEVEL)


def test_every_topic_has_defaults_that_exist() -> None:
    assert set(TOPIC_DEFAULTS) == {code.code for code in words.TOPIC}
    for default in TOPIC_DEFAULTS.values():
        assert 1 <= len(default.fields) <= 3
        assert all(field in words.FIELD_OF_LIFE for field in default.fields)
        assert default.lead_agency in words.AGENCY
