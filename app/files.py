"""Stored files: named by their SHA-256, durable before anybody is told they arrived."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from app.errors import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
PARTIAL = ".partial"
SEALED = "tersegel"
LOCKED = "karantina"
INFECTED = (
    "Pemindai virus menemukan sesuatu di berkas ini, jadi portal mengurungnya: tidak seorang pun "
    "dapat mengunduhnya. Isi laporan tidak berubah. Bersihkan komputer asal berkas, buat "
    "berkasnya lagi, lalu kirim sebagai pengganti."
)


def sha256_of(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


class FileStore:
    """A folder of immutable files; the same content is stored once."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, made when the first file is stored."""
        self.folder = folder

    @property
    def sealed(self) -> FileStore:
        """Originals that are not given to readers, kept by their SHA-256 for the day of doubt."""
        return FileStore(self.folder / SEALED)

    def path(self, sha256: str) -> Path:
        """Return where a file lies, whether or not it is there.

        Raises:
            NotFound: the name is not a SHA-256, so no such file can exist.
        """
        if _NAME.fullmatch(sha256) is None:
            raise NotFound
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; they are on disk when this returns.

        The order is what makes it so: content, name, folder, and only then whoever asked.

        Raises:
            Conflict: the same content was locked away.
        """
        name = sha256_of(data)
        if self._locked_path(name).exists():
            raise Conflict(INFECTED)
        target = self.path(name)
        if target.exists():
            sync_folder(target.parent)  # its writer may not have come this far yet
        else:
            write_whole(target, data)
        return name

    def get(self, sha256: str) -> bytes:
        """Read a stored file.

        Raises:
            NotFound: no file has that SHA-256.
            Conflict: it was locked away, because something harmful was found in it.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            if self._locked_path(sha256).exists():
                raise Conflict(INFECTED) from None
            raise NotFound from None

    def lock_away(self, sha256: str) -> bool:
        """Move a file where `get` gives it to nobody; False when it is not here.

        The bytes stay, for whoever has to look into it on the server.
        """
        target = self._locked_path(sha256)
        make_folder(target.parent)
        try:
            self.path(sha256).replace(target)
        except FileNotFoundError:
            return False
        sync_folder(target.parent)
        sync_folder(self.path(sha256).parent)
        return True

    def _locked_path(self, sha256: str) -> Path:
        return self.folder / LOCKED / self.path(sha256).relative_to(self.folder)

    def erase(self, sha256: str) -> bool:
        """Remove a file for good, such as one that holds personal data; False when it is gone."""
        gone = False
        for path in (self.path(sha256), self._locked_path(sha256)):
            with suppress(FileNotFoundError):
                path.unlink()
                gone = True
        return gone

    def sweep(self) -> int:
        """Remove what a crash left half-written; return how many files.

        A file somebody is still writing is held by its writer and stays.
        """
        return sweep_partials(self.folder)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that has either all its content or no name; it is durable afterwards."""
    with whole_file(target) as handle:
        handle.write(data)


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that gets its name, durably, when all of it was written."""
    make_folder(target.parent)
    handle, partial = open_partial(target)
    try:
        with handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(target.parent)


def open_partial(target: Path) -> tuple[IO[bytes], Path]:
    """Open a new file and hold it, so that a sweep knows that its writer lives."""
    while True:
        partial = target.with_name(f"{target.name}.{uuid4().hex}{PARTIAL}")
        handle = partial.open("xb")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle.fileno()).st_nlink:
            return handle, partial
        handle.close()  # a sweep came between the two lines above


def sweep_partials(folder: Path) -> int:
    """Remove half-written files, however deep, whose writer is gone; return how many."""
    swept = 0
    for partial in folder.rglob(f"*{PARTIAL}"):
        try:
            with partial.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                partial.unlink()
        except (FileNotFoundError, BlockingIOError):
            continue  # finished meanwhile, or still being written
        swept += 1
    return swept


def make_folder(folder: Path) -> None:
    """Make a folder whose own entry, and that of every folder made above it, is durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the entries of a folder durable, not only the content of its files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
