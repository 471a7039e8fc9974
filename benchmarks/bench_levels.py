"""Rows 9, 10 and 11 of the performance goals: levels from tallies, and what keeping them costs.

Row 9 reads the levels of all regencies and kecamatan for one quarter, beside `pandas.read_sql` and
groupby over the same database: once as a developer first writes it (all rows, filtered in pandas)
and once with the quarter in the WHERE. Row 10 reads ten regencies over forty quarters, beside the
same counts by SQL over the entries. Row 11 stores a report and accepts it, with and without the
tallies. `--large` fills 1 and 5 million entries, on SQLite and, where `--server` names one, on
PostgreSQL, in a database of its own that is dropped at the end.
Run: python -m benchmarks.bench_levels [--json FILE] [--tiny] [--large] [--server URL].
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import psycopg
from sqlalchemy import make_url, text

from app import schema
from app.access.scope import EVERYWHERE
from app.db import Database
from app.model.confidential import SYSTEM
from app.reports.queries import tallies_by_quarter
from benchmarks.kept_tallies import row_11
from benchmarks.many_entries import LAST, QUARTERS, codes, fill
from benchmarks.rounds import JsonFile, timed

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPTED = """FROM entry JOIN revision ON revision.id = entry.revision_id
 JOIN report ON report.id = revision.report_id
 JOIN obligation ON obligation.id = report.obligation_id
 JOIN period ON period.id = obligation.period_id
 {} WHERE revision.state = 'DITERIMA'"""
PLACE = "JOIN entry_location ON entry_location.entry_id = entry.id"
ALL_ROWS = f"""SELECT period.quarter, entry_location.region_code, entry.kind, entry.risk_score,
 entry.severity {ACCEPTED.format(PLACE)}"""
BY_SQL = f"""SELECT period.quarter, obligation.region_code,
 sum(CASE WHEN entry.kind = 'P' THEN 1 ELSE 0 END),
 sum(CASE WHEN entry.kind = 'K' THEN 1 ELSE 0 END), max(entry.risk_score)
 {ACCEPTED.format("")} GROUP BY 1, 2"""
QUARTER = LAST.year * 10 + LAST.number
OFTEN = 20  # runs of the quick ones for each run of the slow ones
FLAT = 1.3


def levels_by_pandas(database: Database, *, only: str = "") -> dict[str, int]:
    """What the peer does: rows into a frame, the worst per kecamatan and regency by groupby."""
    with database.reader.connect() as connection:
        frame = pd.read_sql(text(ALL_ROWS + only), connection)
    frame = frame[frame["quarter"] == QUARTER]
    worth = frame["risk_score"].fillna(frame["severity"] * 5)
    districts = worth.groupby(frame["region_code"]).max()
    regencies = worth.groupby(frame["region_code"].str[:5]).max()
    return {**districts.to_dict(), **regencies.to_dict()}


def row_9(database: Database, entries: int, rounds: int) -> dict[str, Any]:
    """Levels of one quarter."""
    areas = [area for level in codes() for area in level]

    def ours() -> None:
        with database.read() as session:
            assert len(tallies_by_quarter(session, EVERYWHERE, areas, [LAST])) == len(areas)

    def bare() -> None:
        query = text("SELECT area_code, level FROM area_tally WHERE quarter = :quarter")
        with database.reader.connect() as connection:
            assert len(connection.execute(query.bindparams(quarter=QUARTER)).all()) == len(areas)

    def floor() -> None:
        with database.read() as session:
            session.execute(text("SELECT 1")).all()

    narrow = f" AND period.quarter = {QUARTER}"
    peer, where, mine, limit, least = timed(
        rounds,
        (lambda: levels_by_pandas(database), 1),
        (lambda: levels_by_pandas(database, only=narrow), 1),
        (ours, OFTEN),
        (bare, OFTEN),
        (floor, OFTEN),
    )
    return {
        "row": 9,
        "entries": entries,
        "areas": len(areas),
        "peer": peer,
        "peer_with_where": where,
        "ours": mine,
        "bare_select": limit,
        "select_1": least,
        "ratio": round(peer["median_ms"] / mine["median_ms"], 1),
        "ratio_with_where": round(where["median_ms"] / mine["median_ms"], 1),
        "goal": 1000,
    }


def row_10(database: Database, entries: int, rounds: int) -> dict[str, Any]:
    """Ten regencies over forty quarters."""
    regencies, _ = codes()
    quarters = [LAST - back for back in range(QUARTERS)]
    wanted = len(regencies) * QUARTERS

    def ours() -> None:
        with database.read() as session:
            assert len(tallies_by_quarter(session, EVERYWHERE, regencies, quarters)) == wanted

    def by_sql() -> None:
        with database.reader.connect() as connection:
            assert len(connection.execute(text(BY_SQL)).all()) == wanted

    peer, mine = timed(rounds, (by_sql, 1), (ours, OFTEN))
    ratio = round(peer["median_ms"] / mine["median_ms"], 1)
    return {"row": 10, "entries": entries, "peer": peer, "ours": mine, "ratio": ratio, "goal": 50}


@contextmanager
def empty_database(server: str) -> Iterator[Database]:
    """A migrated database: a file of SQLite, or one of its own on a PostgreSQL server."""
    if not server:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/uji.db", reach=SYSTEM)
            schema.upgrade(database)
            yield database
            database.dispose()
        return
    name = f"petakonflik_tolok_ukur_{os.getpid()}"
    door = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(door, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        database = Database(
            make_url(server).set(database=name).render_as_string(hide_password=False),
            reach=SYSTEM,
        )
        try:
            schema.upgrade(database)
            yield database
        finally:
            database.dispose()
            connection.execute(f'DROP DATABASE "{name}"'.encode())


def measure(server: str, size: int, rounds: int) -> list[dict[str, Any]]:
    """Rows 9 and 10 on one database of one size."""
    with empty_database(server) as database:
        fill(database, size)
        rows = [row_9(database, size, rounds), row_10(database, size, rounds)]
    return [{"database": "postgresql" if server else "sqlite", **row} for row in rows]


def say_flat(rows: list[dict[str, Any]]) -> None:
    """Tell how much slower the same reading is over five times the entries."""
    for name in dict.fromkeys(row["database"] for row in rows):
        small, large = (r["ours"] for r in rows if r["row"] == 9 and r["database"] == name)
        flat = large["median_ms"] / small["median_ms"]
        print(f"row 9 on {name}, largest beside smallest: {flat:.2f} (goal <= {FLAT})")


def main() -> None:
    """Measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=JsonFile)
    parser.add_argument("--tiny", action="store_true", help="tiny sizes: does it run at all")
    parser.add_argument("--large", action="store_true", help="1 million and 5 million entries")
    parser.add_argument("--server", default="", help="a PostgreSQL server to measure on as well")
    asked = parser.parse_args()
    sizes = [2_000] if asked.tiny else [1_000_000, 5_000_000] if asked.large else [200_000]
    rounds = 1 if asked.tiny else 2 if asked.large else 5
    rows = []
    for server in ("", asked.server) if asked.server else ("",):
        for size in sizes:
            for row in measure(server, size, rounds):
                rows.append(row)
                print(json.dumps(row), flush=True)
    if len(sizes) > 1:
        say_flat(rows)
    else:
        with empty_database(asked.server) as database:
            rows.append(row_11(database, (10,) if asked.tiny else (1, 100, 1_000), rounds))
        print(json.dumps(rows[-1]))
    if asked.json:
        asked.json.write({"python": platform.python_version(), "rows": rows})


if __name__ == "__main__":
    main()
