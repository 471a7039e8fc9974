"""Back up, wipe, restore, compare: forty quarters of a made-up province on one of the databases.

`--count` is the number of entries; `--long` takes the size of ten years. `--database postgresql`
needs the server of the tests. The answer is 0 when every table and file came back equal within
half an hour.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pyrage

from app import schema
from app.audit import chain, inspection
from app.backup.digests import digests
from app.backup.make import make
from app.backup.restore import restore
from app.db import Database
from app.files import FileStore
from app.model.confidential import SYSTEM
from app.settings import Settings
from benchmarks.many_entries import fill
from tests.stores import PostgresStore, SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 10, 8, tzinfo=UTC)
MOST_SECONDS = 30 * 60
LONG = {"entries": 40_000, "files": 2_000, "rows": 100_000}
BATCH, FILE_BYTES = 2_000, 100_000


def _trail(database: Database, rows: int) -> None:
    for first in range(0, rows, BATCH):
        acts = [
            {
                "at": NOW,
                "actor": f"orang.{number % 40}",
                "action": "baca.entri",
                "subject": f"LAP-99{number % 10:02d}-2026TW3 P-{number % 90:03d}",
                "outcome": "",
                "origin": "10.0.0.1",
                "region_code": f"99.{number % 10:02d}",
                "details": {},
            }
            for number in range(first, min(first + BATCH, rows))
        ]
        with database.write() as session:
            chain.append(session, acts)


def _state(database: Database) -> dict[str, Any]:
    with database.reader.connect() as connection:
        return digests(connection)


def _files(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.files.glob("*/*"))


@contextmanager
def _filler(store: SqliteStore | PostgresStore, database: Database) -> Iterator[Database]:
    """Filling by the million switches triggers off, which the portal's own role may not."""
    if isinstance(store, SqliteStore):
        yield database
        return
    superuser = Database(store.as_superuser(database), pool_size=1, reach=SYSTEM)
    try:
        yield superuser
    finally:
        superuser.dispose()


def drill(
    store: SqliteStore | PostgresStore, folder: Path, *, entries: int, files: int, rows: int
) -> dict[str, Any]:
    """Fill, back up, wipe, restore and compare; return seconds and what differed."""
    database, random = store.copy(None), Random(1)
    settings = Settings(data=folder / "data", database_url=database.url, secret="x" * 40)
    schema.upgrade(database)
    with _filler(store, database) as filler:
        fill(filler, entries)
    _trail(database, rows)
    kept = FileStore(settings.files)
    for _ in range(files):
        kept.put(random.randbytes(FILE_BYTES))
    before, names = _state(database), _files(settings)
    identity = pyrage.x25519.Identity.generate()
    began = time.perf_counter()
    made = make(
        settings, database, [identity.to_public()], folder / "a.age", now=NOW,
        moved=lambda *_: None,
    )  # fmt: skip
    backed_up = time.perf_counter()
    store.drop(database)
    shutil.rmtree(settings.data)
    database = store.copy(None)
    settings = settings.model_copy(update={"database_url": database.url})
    wiped = time.perf_counter()
    restore(settings, database, made.path, identity, {}, over=False, moved=lambda _: None)
    restored = time.perf_counter()
    with database.read() as session:
        found = inspection.inspect(session)
    inspected = time.perf_counter()
    after = _state(database)
    differing = [name for name in before if after.get(name) != before[name]]
    differing += ["files"] if _files(settings) != names else []
    differing += ["chain"] if (found.verdict, found.rows) != (0, rows) else []
    store.drop(database)
    return {
        "rows": sum(table["rows"] for table in before.values()),
        "files": len(names),
        "bytes": made.size,
        "backup_seconds": round(backed_up - began, 1),
        "restore_seconds": round(restored - wiped, 1),
        "inspect_seconds": round(inspected - restored, 1),
        "differing": differing,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; see the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="entries")
    parser.add_argument("--seed", type=int, default=1, help="the data are always the same")
    parser.add_argument("--long", action="store_true", help="the size of ten years")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    told = parser.parse_args(arguments)
    small = {"entries": told.count, "files": told.count // 20, "rows": told.count}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = SqliteStore(place) if told.database == "sqlite" else PostgresStore()
        found = drill(store, place, **(LONG if told.long else small))
        if isinstance(store, PostgresStore):
            store.drop_all()
    found = {"attack": "restore", "database": told.database, **found}
    sys.stdout.write(json.dumps(found) + "\n")
    took = found["backup_seconds"] + found["restore_seconds"]
    return 1 if found["differing"] or took > MOST_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
