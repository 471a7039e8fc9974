"""A disk that loses power: what was noted of a run, replayed up to any moment.

What had been synced by then is there. Of the rest each 512-byte sector is there or is not, a new
length took or did not, and a name whose folder was not synced points to the file or to nothing.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tests.attacks.sqlite_witness import Witness

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

SECTOR = 512


@dataclass(frozen=True)
class Op:
    """Something a file or a folder went through; `acknowledged` stands for what somebody heard."""

    kind: str
    path: Path
    offset: int = 0
    data: bytes = b""


@dataclass
class Notes:
    """Everything that happened below one folder, in its order."""

    folder: Path
    ops: list[Op] = field(default_factory=list)

    def add(self, kind: str, path: Path, offset: int = 0, data: bytes = b"") -> None:
        """Note one thing."""
        self.ops.append(Op(kind, path, offset, data))

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Listen to SQLite and to stored files until the block ends."""
        fsync, replace, mkdir = os.fsync, os.replace, os.mkdir

        def on_fsync(handle: Any) -> None:
            fsync(handle)
            number = handle if isinstance(handle, int) else handle.fileno()
            path = Path(f"/proc/self/fd/{number}").readlink()
            if not path.is_relative_to(self.folder):
                return
            if path.is_dir():
                self.add("sync folder", path)
            else:
                self.add("write", path, 0, path.read_bytes())
                self.add("sync", path)

        def on_replace(source: Any, target: Any) -> None:
            content = Path(source).read_bytes()
            replace(source, target)
            if Path(target).is_relative_to(self.folder):
                self.add("replace", Path(target), 0, str(source).encode())
                self.add("content", Path(target), 0, content)

        def on_mkdir(path: Any, *rest: Any, **named: Any) -> None:
            mkdir(path, *rest, **named)
            if Path(path).is_relative_to(self.folder):
                self.add("mkdir", Path(path))

        listener = Witness(self.folder, self.add)
        with (
            listener.listening(),
            patch.object(os, "fsync", on_fsync),
            patch.object(os, "replace", on_replace),
            patch.object(os, "mkdir", on_mkdir),
        ):
            yield


@dataclass
class _File:
    """One file: its durable bytes, and what was done to it since."""

    durable: bytearray
    waiting: list[Op] = field(default_factory=list)

    def sync(self) -> None:
        for op in self.waiting:
            _apply(self.durable, op)
        self.waiting.clear()

    def after_the_cut(self, lot: random.Random, share: float) -> bytes:
        """Return what is found of it: of what was not synced, sectors by lot."""
        found = bytearray(self.durable)
        for op in self.waiting:
            if op.kind == "truncate":
                if lot.random() < share:
                    _apply(found, op)
                continue
            for start in range(0, len(op.data), SECTOR):
                if lot.random() < share:
                    part = op.data[start : start + SECTOR]
                    _apply(found, Op("write", op.path, op.offset + start, part))
        return bytes(found)


def _apply(content: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del content[op.offset :]
        content.extend(bytes(max(0, op.offset - len(content))))
        return
    content.extend(bytes(max(0, op.offset - len(content))))
    content[op.offset : op.offset + len(op.data)] = op.data


class Disk:
    """The disk of a run: starts as the folder was, and goes on note by note."""

    def __init__(self, before: dict[Path, bytes], folders: set[Path]) -> None:
        """Begin with durable files and folders."""
        self._files = {path: _File(bytearray(data)) for path, data in before.items()}
        self._folders = set(folders)
        self._named: set[Path] = set(before)
        self._loose: dict[Path, list[Path]] = {}  # folder -> entries it was not synced with
        self._leaving: set[Path] = set()

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """Begin with everything that lies below a folder now."""
        found = [path for path in folder.rglob("*") if not path.name.endswith("-shm")]
        files = {path: path.read_bytes() for path in found if path.is_file()}
        return cls(files, {folder, *(path for path in found if path.is_dir())})

    def go_on(self, op: Op) -> None:
        """Let one note happen."""
        act = getattr(self, "_" + op.kind.replace(" ", "_"), None)
        if act is not None:
            act(op)

    def _file(self, path: Path) -> _File:
        if path not in self._files:
            self._files[path] = _File(bytearray())
            self._loose.setdefault(path.parent, []).append(path)
        return self._files[path]

    def _write(self, op: Op) -> None:
        self._leaving.discard(op.path)
        self._file(op.path).waiting.append(op)

    _truncate = _write

    def _sync(self, op: Op) -> None:
        self._file(op.path).sync()
        if op.path.suffix.endswith(("-wal", "-journal")):
            self._named.add(op.path)  # SQLite syncs the folder with the first sync of its journal

    def _delete(self, op: Op) -> None:
        self._leaving.add(op.path)

    def _gone(self, op: Op) -> None:
        self._files.pop(op.path, None)
        self._named.discard(op.path)
        self._leaving.discard(op.path)

    def _replace(self, op: Op) -> None:
        moved = self._files.pop(Path(op.data.decode()), None) or _File(bytearray())
        self._files[op.path] = moved
        self._loose.setdefault(op.path.parent, []).append(op.path)

    def _content(self, op: Op) -> None:
        file = self._files[op.path]
        if file.waiting or bytes(file.durable) != op.data:
            file.waiting = [op]  # it was given its name before its content was synced

    def _mkdir(self, op: Op) -> None:
        self._loose.setdefault(op.path.parent, []).append(op.path)

    def _sync_folder(self, op: Op) -> None:
        for path in self._loose.pop(op.path, []):
            (self._named if path in self._files else self._folders).add(path)

    def cut(self, lot: random.Random, target: Path, root: Path) -> None:
        """Write what is left after a cut at this moment to another folder."""
        share = lot.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        folders = {path for path in self._folders if path.is_relative_to(root)}
        for path, file in self._files.items():
            is_named = path in self._named or lot.random() < share
            if path in self._leaving and lot.random() < share:
                continue
            if is_named and self._is_reached(path, folders, root):
                place = target / path.relative_to(root)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(file.after_the_cut(lot, share))

    @staticmethod
    def _is_reached(path: Path, folders: set[Path], root: Path) -> bool:
        above = [parent for parent in path.parents if parent.is_relative_to(root)]
        return all(parent in folders for parent in above)
