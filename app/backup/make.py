"""Making a backup while the portal works: database first, then the files it may name."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.audit.chain import moment
from app.audit.inspection import head
from app.backup import parcel
from app.backup.dump import dump
from app.errors import Conflict
from app.files import PARTIAL, sync_folder, write_whole
from app.signing import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import IO

    import pyrage

    from app.db import Database
    from app.settings import Settings

_SIGN_IN_KEY = "kunci-masuk"
_WORKING = ".cadangan-"
_OLD_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup."""

    path: Path
    sha256: str
    size: int
    manifest: dict[str, Any]


def make(
    settings: Settings,
    database: Database,
    recipients: list[pyrage.x25519.Recipient],
    target: Path,
    *,
    now: datetime,
    moved: Callable[[int, int], None],
) -> Made:
    """Write a backup and its seal; `moved` hears how many bytes were packed, of how many.

    Everything acknowledged before this was called is in it: the database is taken first, and a
    file is stored before the row that names it is committed. The target appears whole or not at
    all.

    Raises:
        Conflict: the target is already there.
    """
    if target.exists():
        raise Conflict(f"{target} sudah ada dan tidak ditimpa. Pilih nama lain.")
    keyring = Keyring(settings.keys)
    keyring.current()  # the first key, if need be: it belongs into the backup
    _clear_away(settings.data, now)
    with tempfile.TemporaryDirectory(prefix=_WORKING, dir=settings.data) as folder:
        dumped = Path(folder) / parcel.DATABASE
        about = dump(database, dumped)
        with database.read() as session:
            number, own = head(session)
        parts = [(parcel.DATABASE, dumped), *_files(settings)]
        total = sum(path.stat().st_size for _, path in parts if path.exists())
        done = 0

        def count(size: int) -> None:
            nonlocal done
            done += size
            moved(done, total)

        facts = {"jenis": parcel.KIND, "format": parcel.FORMAT, "waktu": moment(now)}
        facts |= {"basis_data": about, "log": {"nomor": number, "sidik": own}}
        manifests: list[dict[str, Any]] = []

        def finish(listed: dict[str, Any]) -> dict[str, Any]:
            manifests.append(keyring.sign(facts | {"bagian": listed}))
            return manifests[0]

        with _whole(target) as file:
            parcel.write(file, recipients, parts, finish, count)
        with target.open("rb") as written:
            sha256, size = parcel.hash_of(written)
        beside = {"ukuran": size, "waktu": facts["waktu"], "migrasi": about["migrasi"]}
        seal = parcel.seal_beside(target, keyring, sha256, beside)
        write_whole(target.with_name(target.name + parcel.SEAL), seal)
    return Made(target, sha256, size, manifests[0])


def _clear_away(data: Path, now: datetime) -> None:
    """Remove what a backup that was killed left behind; a younger one may still be at work."""
    for folder in data.glob(f"{_WORKING}*"):
        if folder.stat().st_mtime < now.timestamp() - _OLD_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _files(settings: Settings) -> list[tuple[str, Path]]:
    """List the stored files and the keys, by the names they have in the backup."""
    # Sealed originals lie one folder deeper than what is given to readers.
    stored = sorted(
        path for path in settings.files.rglob("*") if path.is_file() and path.suffix != PARTIAL
    )
    found = [(f"berkas/{path.relative_to(settings.files).as_posix()}", path) for path in stored]
    found += [
        (f"kunci/{path.name}", path)
        for path in sorted(settings.keys.glob("*.pem"))
        if path.is_file()
    ]
    sign_in = settings.data / _SIGN_IN_KEY
    return found + ([(_SIGN_IN_KEY, sign_in)] if sign_in.exists() else [])


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """Give a file that gets its name only when everything is in it and on the disk."""
    partial = target.with_name(f"{target.name}.{uuid4().hex}{PARTIAL}")
    handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, target)  # unlike a rename, never over something that came meanwhile
    except FileExistsError:
        raise Conflict(f"{target} sudah ada dan tidak ditimpa. Pilih nama lain.") from None
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(target.parent)
