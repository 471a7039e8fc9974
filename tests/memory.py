"""A temporary folder in memory for a test run: thousands of databases need no disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SHARED = Path("/dev/shm")
NEEDED = 4 * 1024**3  # databases of a run, a profile of Chromium, LibreOffice
_NAME = "pk"  # short: a socket's path has 108 characters


@dataclass
class MemoryRoom:
    """The folder that `tempfile` and child processes use while it is taken."""

    folder: Path
    before: str | None

    @classmethod
    def take(cls) -> Self | None:
        """Make the folder, or leave everything on disk when there is no room in memory.

        A folder that was named by hand (TMPDIR) is kept: somebody wants to look into it.
        """
        if "TMPDIR" in os.environ or not SHARED.is_dir() or not os.access(SHARED, os.W_OK):
            return None
        _sweep()
        if shutil.disk_usage(SHARED).free < NEEDED:
            return None
        folder = SHARED / f"{_NAME}{os.getpid()}"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # the database server works under an account of its own
        room = cls(folder, tempfile.tempdir)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        return room

    def give_back(self) -> None:
        """Remove the folder; temporary files go where they went before."""
        del os.environ["TMPDIR"]
        tempfile.tempdir = self.before
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep() -> None:
    """Remove folders of runs that were killed."""
    for folder in SHARED.glob(f"{_NAME}[0-9]*"):
        number = folder.name.removeprefix(_NAME)
        with suppress(OSError):
            if number.isdigit() and folder.is_dir() and not Path(f"/proc/{number}").exists():
                shutil.rmtree(folder)
