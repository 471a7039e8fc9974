"""Boundary files somebody uploaded and has not decided on: kept by content, never for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import NotFound
from app.files import FileStore

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

WAITING_SECONDS = 24 * 3600
_FOLDER = "batas-menunggu"


class WaitingFiles:
    """A shelf beside the stored files; what nobody decides on within a day is swept away."""

    def __init__(self, data: Path) -> None:
        """Use a folder of its own inside the data folder."""
        self._files = FileStore(data / _FOLDER)

    def put(self, content: bytes) -> str:
        """Keep a file and return its SHA-256; the same content again waits a full day again."""
        sha256 = self._files.put(content)
        self._files.path(sha256).touch()
        return sha256

    def has(self, sha256: str) -> bool:
        """Tell whether a file waits here."""
        return self._files.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Return where a waiting file lies.

        Raises:
            NotFound: it never came, was discarded, or waited too long.
        """
        path = self._files.path(sha256)
        if not path.is_file():
            raise NotFound
        return path

    def discard(self, sha256: str) -> None:
        """Throw a file away; one that is gone already is no fault."""
        self._files.path(sha256).unlink(missing_ok=True)

    def sweep(self, *, now: datetime) -> int:
        """Throw away what waited too long, half-written files too; return how many."""
        oldest = now.timestamp() - WAITING_SECONDS
        old = [p for p in self._files.folder.glob("*/*") if p.stat().st_mtime < oldest]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)
