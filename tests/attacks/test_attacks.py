"""A short run of the attacks that have no test of their own, and the rules all of them keep."""

from __future__ import annotations

import importlib
import inspect
import json
from typing import TYPE_CHECKING

import pytest

from tests.aside import aside
from tests.attacks import load_attack, nightly

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", nightly.attacks())
def test_every_attack_is_called_alike(name: str) -> None:
    module = importlib.import_module(f"tests.attacks.{name}")
    assert list(inspect.signature(module.main).parameters) == ["arguments"]
    text = inspect.getsource(module)
    assert [word for word in ("--count", "--seed", "--long") if word not in text] == []


def test_under_load_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    """That it runs, and without an error; how fast has no place in a test."""
    ended = aside(load_attack.main, ["--count", "3", "--seconds", "4", "--rate", "20"])
    said = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert ended == 0, said
    assert said["uploads"] == 3
    reads = 4 * 20 - said["writes"]
    assert said["writes"] == 4 * 20 // load_attack.WRITE_EVERY
    assert said["soak"]["requests"] >= reads + said["writes"]


def test_the_night_finds_attacks_and_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a_attack", "b_attack", "helper"):
        (tmp_path / f"{name}.py").touch()
    assert nightly.attacks(tmp_path) == ["a_attack", "b_attack"]
    held = {"a_attack": True, "b_attack": False}
    monkeypatch.setattr(nightly, "attacks", lambda: [*held])
    monkeypatch.setattr(nightly, "run", lambda name, _: {"name": name, "held": held[name]})
    assert nightly.main([]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["failed"] == ["b_attack"]


def test_an_attack_that_dies_does_not_hold() -> None:
    assert nightly.run("there_is_none", [])["held"] is False
