"""A short run of the tampering, and that it bites: without the check the same goes unnoticed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.audit import inspection
from app.backup import parcel
from app.editions import sealing
from tests.attacks import tampering_attack

if TYPE_CHECKING:
    from collections.abc import Callable


def test_no_tampering_goes_unnoticed(capsys: pytest.CaptureFixture[str]) -> None:
    assert tampering_attack.main(["--count", "100", "--seed", "7"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["undetected"] == []
    assert sum(told["tried"].values()) == 100


def _no_seal(session: Any, _seals: Any, real: Any = inspection.inspect) -> Any:
    return real(session, [])


WITHOUT: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None], str]] = {
    "hash of a row": (
        "trail",
        lambda patch: patch.setattr(inspection, "_fits", lambda _row: True),
        "change",
    ),
    "seal of the head": (
        "trail",
        lambda patch: patch.setattr(inspection, "inspect", _no_seal),
        "write anew",
    ),
    "seal of a backup": (
        "backup",
        lambda patch: patch.setattr(parcel, "check_seal", lambda *_: {}),
        "backup",
    ),
    "hash of a file": (
        "edition",
        lambda patch: patch.setattr(sealing, "_is_there", lambda *_: True),
        "edition file",
    ),
    "seal of an edition": (
        "edition",
        lambda patch: patch.setattr(sealing, "_seal_faults", lambda *_: []),
        "edition",
    ),
}


@pytest.mark.parametrize(("part", "remove", "missed"), WITHOUT.values(), ids=WITHOUT)
def test_without_the_check_it_goes_unnoticed(
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    remove: Callable[[pytest.MonkeyPatch], None],
    missed: str,
) -> None:
    remove(monkeypatch)
    found = tampering_attack.run(40, 7, (part,))
    assert any(name.startswith(missed) for name in found["undetected"])
