"""Room on the disks: uploads are refused while there is still enough for everything else.

The trail has a room of its own: a file that only takes up place. When the disk of an SQLite
database has run full it is let go, and until there is room again that place serves readings, whose
record would otherwise find none, and nothing else (ADR 34).
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.settings import Settings

RESERVE_NAME = "cadangan-jejak"
_TIGHT = 1024 * 1024  # less than this may not take the largest transaction of a reading
_MADE = ".dibuat"


@dataclass(frozen=True, slots=True)
class TrailReserve:
    """The file that keeps room for the trail; `size` in bytes, zero for none.

    Spent is the file without content; where there is none the portal has not started with one.
    Several processes share it, and each step may be done twice without harm.
    """

    path: Path
    size: int

    @property
    def is_spent(self) -> bool:
        """Tell whether the room is being used up, so that nothing but readings may write."""
        return self.size > 0 and self._length() == 0

    def release(self) -> bool:
        """Give the room to the trail; tell whether there was any."""
        if not self._length():
            return False
        os.truncate(self.path, 0)
        return True

    def release_when_tight(self) -> None:
        """Let go when the disk has run full."""
        if self.size and self._length() and free_bytes(self.path.parent) < _TIGHT:
            self.release()

    def make(self) -> None:
        """Keep the room, at the start and once there is place again; else do nothing."""
        folder = self.path.parent
        if not self.size or not folder.is_dir() or self._length():
            return
        if free_bytes(folder) >= self.size + 2 * _TIGHT:
            self._fill()

    def _length(self) -> int | None:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return None

    def _fill(self) -> None:
        made = self.path.with_name(f"{RESERVE_NAME}.{os.getpid()}{_MADE}")
        try:
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                # Real blocks: a file of that length alone would keep no room at all.
                os.posix_fallocate(handle, 0, self.size)
            finally:
                os.close(handle)
            made.replace(self.path)
        except OSError:  # somebody else took the room meanwhile; the next turn tries again
            made.unlink(missing_ok=True)


def trail_reserve(settings: Settings) -> TrailReserve:
    """Return the room of the trail; a database on a server of its own has none here."""
    kind, _, file = settings.url.partition(":///")
    own = kind.startswith("sqlite") and file not in {"", ":memory:"}
    size = settings.trail_reserve_bytes if own else 0
    return TrailReserve(Path(file).parent / RESERVE_NAME, size)


def places(settings: Settings) -> tuple[Path, ...]:
    """Return the folders something is written to: stored files, the database, uploads under way.

    A database on a server of its own looks after its own disk.
    """
    found = [settings.data, settings.files, Path(tempfile.gettempdir())]
    return tuple(path for path in found if path.is_dir())


def is_short(folders: Iterable[Path], reserve: int) -> bool:
    """Tell whether any of the disks has less than `reserve` bytes left for the portal."""
    return any(free_bytes(folder) < reserve for folder in folders)


def free_bytes(folder: Path) -> int:
    """Return how many bytes this process may still write where a folder lies."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
