"""Stored files: whole or absent, durable before anybody is told, cleared of what a crash left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from app import files
from app.files import PARTIAL, FileStore, open_partial


def order_of(monkeypatch: pytest.MonkeyPatch, store: FileStore, data: bytes) -> list[str]:
    """What happens, in its order, until `put` returns."""
    seen: list[str] = []
    sync, replace = os.fsync, type(store.folder).replace

    def told_sync(handle: int) -> None:
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        seen.append("sync content" if path.endswith(PARTIAL) else "sync folder")
        sync(handle)

    def told_replace(path: Path, target: Path) -> Any:
        seen.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", told_sync)
    monkeypatch.setattr(type(store.folder), "replace", told_replace)
    store.put(data)
    return seen


def test_content_then_name_then_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path)
    (tmp_path / files.sha256_of(b"isi")[:2]).mkdir()
    assert order_of(monkeypatch, store, b"isi") == ["sync content", "name", "sync folder"]


def test_a_new_folder_is_durable_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path / "data" / "berkas")
    steps = order_of(monkeypatch, store, b"isi")
    assert steps == ["sync folder"] * 3 + ["sync content", "name", "sync folder"]


def test_a_file_that_is_there_is_acknowledged_only_with_its_folder_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path)
    store.put(b"isi")
    assert order_of(monkeypatch, store, b"isi") == ["sync folder"]


def test_a_sweep_leaves_what_is_being_written(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    (tmp_path / "aa").mkdir()
    handle, partial = open_partial(tmp_path / "aa" / "a")
    abandoned = tmp_path / "aa" / f"b.1{PARTIAL}"
    abandoned.write_bytes(b"setengah")
    with handle:
        assert store.sweep() == 1
        assert partial.exists()
    assert not abandoned.exists()
    assert store.sweep() == 1
    assert not partial.exists()


def test_nothing_is_left_when_the_disk_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    store = FileStore(tmp_path)
    name = files.sha256_of(b"isi")
    (tmp_path / name[:2]).mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        store.put(b"isi")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
