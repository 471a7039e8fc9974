"""Who saw what as a file: `petakonflik audit penglihat` over a long trail, as CSV and as XLSX.

Beside each stands the naive way: every row read at once into a table in memory, and the workbook
written cell by cell with openpyxl. Measured are seconds and the memory at its highest, each way in
a process of its own. Run: python -m benchmarks.bench_trail [--json F] [--tiny].
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import audit, schema
from app.access.scope import Actor
from app.access.trail import Wanted, exported
from app.audit import Where
from app.db import Database
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.confidential import SYSTEM
from app.model.record import AuditEvent
from app.outputs.trail_export import write_file
from app.web.words import ACTIONS
from benchmarks.rounds import JsonFile

ROWS, TINY = 100_000, 1_000
_AT_ONCE = 5_000
_START = datetime(2026, 7, 1, tzinfo=UTC)


def _fill(url: str, rows: int) -> None:
    database = Database(url, reach=SYSTEM)
    schema.upgrade(database)
    for first in range(0, rows, _AT_ONCE):
        with database.write() as session:
            for number in range(first, min(first + _AT_ONCE, rows)):
                audit.record(
                    session,
                    f"analis.contoh.{number % 40}",
                    "baca.laporan",
                    f"LAP-99{number % 10:02}-2026TW3 v{number % 9}",
                    now=_START + timedelta(seconds=40 * number),
                    details={"baris": number % 50} if number % 3 == 0 else {},
                    where=Where(f"10.20.30.{number % 200}", f"99.{number % 10:02}"),
                )
    database.dispose()


def _ours(url: str, kind: str, target: Path) -> int:
    database = Database(url, reach=SYSTEM)
    actor = Actor(0, "patokan", "Patokan", frozenset({Role.ADMIN}), AreaCode("99"), "")
    with database.read() as session, target.open("wb") as handle:
        rows = exported(session, actor, Wanted(only_seen=True))
        return write_file(handle, kind, rows, ACTIONS, actor.zone)


def _naive(url: str, _kind: str, target: Path) -> int:
    from openpyxl import Workbook  # noqa: PLC0415

    database = Database(url, reach=SYSTEM)
    book = Workbook()
    with database.read() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        for row in rows:
            said = json.dumps(row.details)
            book.active.append(
                [row.id, str(row.at), row.actor, row.action, row.subject, row.outcome, said]
            )
    book.save(target)
    return len(rows)


_WAYS = {"csv": (_ours, "csv"), "xlsx": (_ours, "xlsx"), "naive_xlsx": (_naive, "xlsx")}


def _measure(way: str, url: str, target: Path) -> None:
    write, kind = _WAYS[way]
    began, spent = time.perf_counter(), time.process_time()
    rows = write(url, kind, target)
    figures = {
        "rows": rows,
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - spent, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "bytes": target.stat().st_size,
    }
    print(json.dumps(figures))


def run(rows: int) -> dict[str, Any]:
    """Measure each way over so many rows, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/jejak.db"
        _fill(url, rows)
        figures: dict[str, Any] = {}
        for way in _WAYS:
            words = [sys.executable, "-m", "benchmarks.bench_trail", "--way", way, "--url", url]
            done = subprocess.run(
                [*words, "--target", f"{folder}/{way}"], check=True, capture_output=True, text=True
            )
            figures[way] = json.loads(done.stdout)
        return figures


def main(arguments: list[str] | None = None) -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=JsonFile)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--way", choices=tuple(_WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.way:
        _measure(given.way, given.url, given.target)
        return
    figures = {"machine": platform.machine(), **run(TINY if given.tiny else ROWS)}
    print(json.dumps(figures, indent=1))
    if given.json:
        given.json.write(figures)


if __name__ == "__main__":
    main()
