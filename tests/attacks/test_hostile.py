"""A short run of hostile uploads; and what happens without gate and sandbox."""

from __future__ import annotations

from pathlib import Path

from tests.attacks.hostile_attack import Attack
from tests.attacks.hostile_cases import every_case
from tests.attacks.hostile_http import requests


def test_there_are_enough_kinds() -> None:
    cases = every_case(Path("/tidak/ada"), "http://127.0.0.1:1")
    kinds = [f"{case.page} {case.kind}" for case in cases]
    assert len(set(kinds)) == len(kinds)
    assert len(kinds) + len(requests("/", "")) >= 150


def test_a_short_run_breaks_nothing() -> None:
    result = Attack(300, seed=11).run()
    assert result["good"], result
    assert int(str(result["kinds"])) >= 150
    assert result["acknowledged"]


def test_it_bites_without_gate_and_sandbox() -> None:
    """One small workbook that ends its reader: without a process of its own, the portal."""
    result = Attack(8, seed=11, weakness="open-gate", only="buku far_cell").run()
    assert not result["good"]
    assert result["faults"], result
