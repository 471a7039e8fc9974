"""Restoring: everything is checked before anything is touched, and compared when it is done."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import sqlalchemy as sa

from app import schema
from app.backup import parcel
from app.backup.digests import digests
from app.backup.dump import (
    POSTGRESQL,
    address,
    kind_of,
    run,
    sqlite_digests,
    sqlite_file,
    tool,
)
from app.db import METADATA
from app.errors import Conflict, Unreadable
from app.model.confidential import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyrage
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from app.db import Database
    from app.settings import Settings

_ASIDE = ".sebelum-pulih-"
_POSTGIS = "CREATE EXTENSION IF NOT EXISTS postgis;\n"
_OWN_FUNCTIONS = sa.text(
    "SELECT p.oid::regprocedure::text FROM pg_proc p "
    "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where what was there before now lies (empty: nothing was)."""

    opened: parcel.Opened
    rows: int
    files: int
    aside: tuple[Path, ...]


def restore(  # noqa: PLR0913 - what, with which keys, over what
    settings: Settings,
    database: Database,
    source: Path,
    identity: pyrage.x25519.Identity,
    keys: dict[str, Ed25519PublicKey],
    *,
    over: bool,
    moved: Callable[[int], None],
) -> Restored:
    """Bring a backup into an empty installation; `over` allows one that is not empty.

    The portal must not be running.

    Raises:
        Conflict: not empty, another kind of database, or another migration than this program's.
        Unreadable, Invalid: see `parcel.read`; nothing was touched.
    """
    empty = is_empty(settings, database)
    if not over and not empty:
        raise Conflict(
            "Pemasangan ini tidak kosong, jadi tidak ada yang dipulihkan. Pakai folder data dan "
            "basis data yang kosong, atau tambahkan --timpa."
        )
    with _staging(settings.data) as folder:
        opened = parcel.read(source, identity, keys, _Keeper(folder), moved)
        told = opened.manifest["basis_data"]
        _check_fit(told, database)
        if database.is_sqlite and sqlite_digests(folder / parcel.DATABASE) != told["tabel"]:
            raise Unreadable("Basis data di dalam cadangan tidak cocok dengan sidiknya.")
        aside = _put_files(settings, folder)
        aside += _put_database(database, folder / parcel.DATABASE, keep=not empty)
    with database.within(SYSTEM).reader.connect() as connection:
        found = digests(connection)
    if found != told["tabel"]:
        wrong = [name for name in told["tabel"] if found.get(name) != told["tabel"][name]]
        raise Conflict(f"Tabel {', '.join(wrong)} tidak sama dengan cadangan setelah dipulihkan.")
    files = sum(name.startswith("berkas/") for name in opened.manifest["bagian"])
    rows = sum(table["rows"] for table in found.values())
    return Restored(opened, rows, files, tuple(aside))


def is_empty(settings: Settings, database: Database) -> bool:
    """Tell whether nothing would be lost: no stored file, and no row beside the migration."""
    if any(path.is_file() for path in settings.files.rglob("*")):
        return False
    with database.within(SYSTEM).reader.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        return not any(
            connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
            for table in METADATA.sorted_tables
            if table.name in there
        )


class _Keeper:
    """Opens a new file below the staging folder for each part; the names were checked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str) -> IO[bytes]:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(handle, "wb")


@contextmanager
def _staging(data: Path) -> Iterator[Path]:
    data.mkdir(parents=True, exist_ok=True)
    folder = data / f".pulih-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_fit(told: dict[str, Any], database: Database) -> None:
    if told["jenis"] != kind_of(database):
        raise Conflict(
            f"Cadangan ini dari {told['jenis']}, sedangkan setelan memakai {kind_of(database)}. "
            "Samakan PETAKONFLIK_DATABASE_URL."
        )
    if told["migrasi"] != schema.newest():
        raise Conflict(
            f"Cadangan dibuat pada migrasi {told['migrasi']}, program ini memerlukan "
            f"{schema.newest()}. Pulihkan dengan versi portal yang membuatnya, lalu perbarui."
        )


def _put_files(settings: Settings, folder: Path) -> list[Path]:
    """Move files and keys into place; what was there is set aside, not removed."""
    aside = []
    for target in (settings.files, settings.keys, settings.data / "kunci-masuk"):
        if target.exists():
            aside.append(_set_aside(target))
        restored = folder / target.name
        if restored.exists():
            restored.rename(target)
    return aside


def _set_aside(target: Path) -> Path:
    away = target.with_name(f"{target.name}{_ASIDE}{secrets.token_hex(4)}")
    target.rename(away)
    return away


def _put_database(database: Database, dumped: Path, *, keep: bool) -> list[Path]:
    if kind_of(database) == POSTGRESQL:
        _put_postgresql(database, dumped)
        return []
    target, aside = Path(sqlite_file(database)), []
    database.dispose()
    for path in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))):
        if path.exists() and keep:
            aside.append(_set_aside(path))
        path.unlink(missing_ok=True)
    shutil.move(dumped, target)
    return aside


def _put_postgresql(database: Database, dumped: Path) -> None:
    """Drop and restore in one transaction: a failure leaves what was there."""
    script, drops = dumped.with_suffix(".sql"), dumped.with_suffix(".drop.sql")
    unpack = [tool("pg_restore", database), "--no-owner", "--no-privileges"]
    unpack.append("--schema=public")  # what is in it: the schema itself is there
    run([*unpack, f"--file={script}", str(dumped)], database)
    drops.write_text(_drops(database) + _POSTGIS)
    psql = [tool("psql", database), "--single-transaction", "--quiet", "--no-psqlrc"]
    stop = ["--set=ON_ERROR_STOP=1", f"--file={drops}", f"--file={script}"]
    database.dispose()
    run([*psql, *stop, *address(database)], database)


def _drops(database: Database) -> str:
    quote = database.writer.dialect.identifier_preparer.quote
    with database.within(SYSTEM).reader.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names()) - {"spatial_ref_sys"}
        functions = connection.scalars(_OWN_FUNCTIONS).all()
    return "".join(
        [f"DROP TABLE {quote(name)} CASCADE;\n" for name in sorted(tables)]
        + [f"DROP FUNCTION {name} CASCADE;\n" for name in functions]
    )
