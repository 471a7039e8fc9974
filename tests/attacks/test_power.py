"""A short run of the power cuts in both modes, and the guards they are about taken out."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from app import files
from tests.attacks import power_attack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize("mode", power_attack.MODES)
def test_nothing_acknowledged_is_lost_when_the_power_goes(mode: str) -> None:
    result = power_attack.run(40, 7, mode)
    assert result["good"], result
    assert result["acknowledged"] > 100, result


def _named_unsynced(target: Path, data: bytes) -> None:
    """Give a file its name before its content is on the disk."""
    files.make_folder(target.parent)
    partial = target.with_name(f"{target.name}{files.PARTIAL}")
    partial.write_bytes(data)
    partial.replace(target)
    files.sync_folder(target.parent)


@contextmanager
def _without(guard: str) -> Iterator[None]:
    with ExitStack() as stack:
        if guard == "folder":
            stack.enter_context(patch.object(files, "sync_folder", lambda _folder: None))
        elif guard == "content":
            stack.enter_context(patch.object(files, "write_whole", _named_unsynced))
        else:
            pragmas = [*power_attack.ON_CONNECT, f"PRAGMA synchronous={guard}"]
            stack.enter_context(patch.object(power_attack, "ON_CONNECT", pragmas))
        yield


@pytest.mark.parametrize(
    ("guard", "mode", "fault"),
    [
        ("NORMAL", "WAL", "lost"),
        ("OFF", "DELETE", "torn"),
        ("folder", "WAL", "lost"),
        ("content", "WAL", "torn"),
    ],
)
def test_it_bites_without_the_guard(guard: str, mode: str, fault: str) -> None:
    result = power_attack.run(40, 7, mode, _without(guard))
    assert result[fault], result
