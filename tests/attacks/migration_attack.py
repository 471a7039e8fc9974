"""Migrations killed in the middle: a process is shot at a random statement, on both databases.

A database full of rows is taken back to the first migration. Then, again and again, a process
brings a copy of it up to date and kills itself (SIGKILL) before a statement drawn by lot. What it
leaves must be a database at some migration, with every row it had, that a second run completes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app import schema
from app.settings import Settings
from tests import everything, parts
from tests.conftest import START
from tests.stores import PostgresStore, SqliteStore

if TYPE_CHECKING:
    from app.db import Database
    from tests.stores import Store

LONG = 20
_NOT_OURS = frozenset({"alembic_version", "spatial_ref_sys"})
PROGRAM = """
import os, signal, sys
from sqlalchemy import event
from app import schema
from app.db import Database

database, left = Database(sys.argv[1]), int(sys.argv[2])
count = 0

@event.listens_for(database.writer, "before_cursor_execute")
def shoot(*_):
    global count
    count += 1
    if count == left:
        os.kill(os.getpid(), signal.SIGKILL)

schema.upgrade(database)
print(count)
"""

Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]


def revisions() -> list[str]:
    """Every migration, the oldest first."""
    script = ScriptDirectory.from_config(schema.configuration())
    return [step.revision for step in script.walk_revisions("base", "heads")][::-1]


def fill(database: Database, folder: Path) -> None:
    """Bring a database up to date and write a row into every table."""
    schema.upgrade(database)
    settings = Settings(data=folder, database_url=database.url, province="99")
    everything.make(database, settings, START)


def rows_of(database: Database) -> Rows:
    """Read every table as it stands, whatever the models say."""
    found: Rows = {}
    with database.reader.connect() as connection:
        inspector = sa.inspect(connection)
        for table in set(inspector.get_table_names()) - _NOT_OURS:
            if table.startswith("antrean"):
                continue
            names = tuple(column["name"] for column in inspector.get_columns(table))
            columns = [sa.literal_column(f'"{name}"') for name in names]
            asked = sa.select(*columns).select_from(sa.table(table))
            found[table] = names, [tuple(row) for row in connection.execute(asked)]
    return found


def lost(before: Rows, after: Rows) -> list[str]:
    """Say which tables have other rows than before, in the columns both know."""
    wrong = []
    for table in before.keys() & after.keys():
        (old_names, old), (new_names, new) = before[table], after[table]
        shared = [name for name in old_names if name in new_names]
        if _counted(old_names, old, shared) != _counted(new_names, new, shared):
            wrong.append(f"{table}: {len(old)} rows before, {len(new)} after, or others")
    return sorted(wrong)


def _counted(
    names: tuple[str, ...], rows: list[tuple[Any, ...]], shared: list[str]
) -> Counter[str]:
    at = [names.index(name) for name in shared]
    return Counter(repr([row[place] for place in at]) for row in rows)


def shot_at(url: str, statement: int) -> str:
    """Migrate in a process that dies before a statement; 0 lets it live. Return what it said."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, url, str(statement)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if statement and run.returncode != -9:
        raise AssertionError(f"it lived: {run.returncode} {run.stderr[-600:]}")
    return run.stdout.strip()


def attack(store: Store, folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Shoot `count` times at copies of one old database; return what was found."""
    lot, known = random.Random(seed), revisions()

    def old(database: Database) -> None:
        fill(database, folder)
        schema.downgrade(database, known[0])

    if not store.has("tua"):
        store.make("tua", old)
    whole = store.copy("tua")
    before = rows_of(whole)
    statements = int(shot_at(whole.url, 0))
    store.drop(whole)
    wrong: list[str] = []
    stood: Counter[str] = Counter()
    for _ in range(count):
        database = store.copy("tua")
        statement = lot.randint(1, statements)
        shot_at(database.url, statement)
        at = schema.current(database)
        stood[str(at)] += 1
        faults = lost(before, rows_of(database))
        schema.upgrade(database)
        faults += lost(before, rows_of(database))
        faults += [] if schema.is_current(database) else ["not completed"]
        schema.check(database)
        wrong += [f"statement {statement}, at {at}: {fault}" for fault in faults]
        store.drop(database)
    rows = sum(len(found) for _, found in before.values())
    return {"shots": count, "rows": rows, "statements": statements, "at": stood, "wrong": wrong}


def main(arguments: list[str] | None = None) -> int:
    """Attack both databases and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args(arguments)
    count = LONG if asked.long else asked.count
    said: dict[str, Any] = {"attack": "migration"}
    with tempfile.TemporaryDirectory() as folder:
        said["sqlite"] = attack(SqliteStore(Path(folder)), Path(folder), count, asked.seed)
        if not parts.missing_postgis():
            server = PostgresStore()
            try:
                said["postgresql"] = attack(server, Path(folder), count, asked.seed)
            finally:
                server.drop_all()
    print(json.dumps(said))
    return 1 if any(part["wrong"] for part in said.values() if isinstance(part, dict)) else 0


if __name__ == "__main__":
    sys.exit(main())
