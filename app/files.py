"""Stored files: named by their SHA-256, durable before anybody is told they arrived."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING
from uuid import uuid4

from app.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
PARTIAL = ".partial"
YOUNG_SECONDS = 3600


def sha256_of(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


class FileStore:
    """A folder of immutable files; the same content is stored once."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, made when the first file is stored."""
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where a file lies, whether or not it is there.

        Raises:
            NotFound: the name is not a SHA-256, so no such file can exist.
        """
        if _NAME.fullmatch(sha256) is None:
            raise NotFound
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; they are on disk when this returns."""
        name = sha256_of(data)
        target = self.path(name)
        if target.exists():
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{name}.{uuid4().hex}{PARTIAL}")
        try:
            with partial.open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return name

    def get(self, sha256: str) -> bytes:
        """Read a stored file.

        Raises:
            NotFound: no file has that SHA-256.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound from None

    def sweep(self, *, now: datetime) -> int:
        """Remove what a crash left half-written over an hour ago; return how many files.

        A younger one may belong to a process that is still writing it.
        """
        oldest = now.timestamp() - YOUNG_SECONDS
        leftovers = [
            path for path in self.folder.glob(f"*/*{PARTIAL}") if path.stat().st_mtime < oldest
        ]
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)


def _sync_folder(folder: Path) -> None:
    """Make the renamed entry itself durable, not only the content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
