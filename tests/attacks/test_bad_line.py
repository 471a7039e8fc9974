"""Reports over a bad line arrive once; sent in one body, as before, they do not."""

from __future__ import annotations

from dataclasses import replace

from tests.attacks.bad_line_attack import FAST, run


def test_every_report_arrives_once() -> None:
    result = run(2, seed=5, weather=FAST, size=1_000_000)
    assert result["good"], result
    assert result["cuts"], "the line never broke"


def test_it_bites_when_a_file_goes_in_one_body() -> None:
    """Every connection breaks before the file is over: only pieces get through."""
    weather = replace(FAST, cut=1, cut_within=600_000)
    assert not run(1, seed=5, weather=weather, size=1_000_000, whole=True)["good"]
    assert run(1, seed=5, weather=weather, size=1_000_000)["good"]
