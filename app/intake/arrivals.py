"""Files that arrive piece by piece over a bad line, until the form they belong to is sent.

A file is known by the SHA-256 of what it will be, so the same file goes on where it stopped:
after a reload, after a new sign-in, on another computer of the same person. Pieces are kept for
one person alone, up to a quota and for a few days; a finished file was compared with its SHA-256.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from typing import IO, TYPE_CHECKING

from app.errors import Conflict, Invalid, NotFound, TooLarge, Unreadable
from app.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

FOLDER = "kiriman"
MOST_PIECE = 256 * 1024
QUOTA_BYTES = 40 * 1024 * 1024
KEPT_SECONDS = 3 * 24 * 3600
_NAME = re.compile(r"[0-9a-f]{64}")
_ON_THE_WAY = ".sebagian"
_BLOCK = 1024 * 1024


class OutOfStep(Conflict):
    """The piece does not begin where the file ends; `offset` says where to go on."""

    def __init__(self, offset: int) -> None:
        """Say how many bytes are here."""
        super().__init__("Bagian ini tidak bersambung; kirim dari tempat terakhir.")
        self.offset = offset


class Arrivals:
    """What one person is sending."""

    def __init__(self, data: Path, user_id: int) -> None:
        """Use a folder of the person's own below the data folder, made with the first piece."""
        self._folder = data / FOLDER / str(user_id)

    def offset(self, sha256: str) -> int:
        """Return how many bytes of a file are here.

        Raises:
            NotFound: not a SHA-256.
        """
        for path in (self._whole(sha256), self._part(sha256)):
            with contextlib.suppress(FileNotFoundError):
                return path.stat().st_size
        return 0

    def add(self, sha256: str, size: int, offset: int, piece: bytes) -> int:
        """Put a piece behind those that are here; return how many bytes are here then.

        Raises:
            NotFound: not a SHA-256.
            Invalid: more than the file is said to have.
            OutOfStep: the piece does not begin where the file ends.
            TooLarge: the person has too much on the way.
            Unreadable: the whole is not the file it was said to be; it is forgotten.
        """
        if self._whole(sha256).exists():
            return self.offset(sha256)
        if offset < 0 or not piece or offset + len(piece) > size:
            raise Invalid("Bagian berkas ini tidak sesuai ukurannya. Kirim ulang berkasnya.")
        self._make_room(len(piece))
        with self._held(sha256) as handle:
            here = handle.seek(0, os.SEEK_END)
            if here != offset:
                raise OutOfStep(here)
            handle.write(piece)
            handle.flush()
            if here + len(piece) == size:
                self._finish(handle, sha256)
        return here + len(piece)

    def finished(self, sha256: str) -> Path | None:
        """Return where a file lies that came whole; None when it did not."""
        try:
            path = self._whole(sha256)
        except NotFound:
            return None
        return path if path.is_file() else None

    @contextlib.contextmanager
    def _held(self, sha256: str) -> Iterator[IO[bytes]]:
        """Open a file on its way for one request at a time."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._part(sha256).open("ab+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle

    def _finish(self, handle: IO[bytes], sha256: str) -> None:
        handle.seek(0)
        if sha256_of(handle.read()) != sha256:
            self._part(sha256).unlink()
            raise Unreadable("Berkas berubah selama dikirim. Pilih berkasnya sekali lagi.")
        self._part(sha256).replace(self._whole(sha256))

    def _make_room(self, size: int) -> None:
        """Let go of finished files, oldest first: their forms were sent, or can be sent anew."""
        found = sorted(self._files(), key=lambda path: path.stat().st_mtime)
        used = sum(path.stat().st_size for path in found)
        for path in found:
            if used + size <= QUOTA_BYTES:
                return
            if path.suffix != _ON_THE_WAY:
                used -= path.stat().st_size
                path.unlink(missing_ok=True)
        if used + size > QUOTA_BYTES:
            raise TooLarge(
                f"Kiriman Anda yang belum selesai sudah {QUOTA_BYTES // _BLOCK} MB. Selesaikan "
                "satu per satu, atau tunggu tiga hari sampai yang lama dibuang."
            )

    def _files(self) -> list[Path]:
        return [path for path in self._folder.glob("*") if path.is_file()]

    def _whole(self, sha256: str) -> Path:
        if _NAME.fullmatch(sha256) is None:
            raise NotFound
        return self._folder / sha256

    def _part(self, sha256: str) -> Path:
        return self._whole(sha256).with_suffix(_ON_THE_WAY)


def sweep_arrivals(data: Path, *, now: datetime) -> int:
    """Throw away what nobody went on with; return how many files."""
    oldest = now.timestamp() - KEPT_SECONDS
    old = [path for path in (data / FOLDER).glob("*/*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
