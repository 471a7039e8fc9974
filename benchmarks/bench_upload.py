"""Row 7 of the performance goals: upload to result page over HTTP, beside a naive import script.

Ours: the whole request (gate, confined reader, every rule, the draft with places, parties and
sources, the file made durable) and the page that follows, in a server of its own. The peer: one
script with `pandas.read_excel`, `iterrows` and `add_all` into one flat table. The comparison
flatters the peer: it checks nothing, keeps every cell as text in one table, has no gate, no
sign-in, no page and no durable copy of the file, while ours writes five tables by every rule.
The large file is sent once per database; the small one in rounds.
Both databases; memory is that of the server and its readers above idle.
Run: python -m benchmarks.bench_upload [--json FILE] [--tiny].
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pandas as pd
import psycopg
import xlsxwriter
from sqlalchemy import Integer, String, create_engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.intake.columns import EVENT_SHEET, columns_by_key
from benchmarks.bench_intake import KEYS, made_up
from benchmarks.upload_site import PASSWORD, REGENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

COLUMNS = (*KEYS, "no_casualties")
GOAL, GOAL_MB = 5.0, 300
SERVER = os.environ.get(
    "PETAKONFLIK_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1/postgres"
)
PATH = "/laporan/2026-tw3/unggah"


class PeerBase(DeclarativeBase):
    """Tables of the peer."""


class PeerRow(PeerBase):
    """One flat row, every cell as text, as a first script would keep it."""

    __tablename__ = "naive_row"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)


for _name in COLUMNS:
    setattr(PeerRow, _name, mapped_column(String))


def workbook(count: int) -> bytes:
    """Good rows of the event sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet(EVENT_SHEET)
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for column, key in enumerate(COLUMNS):
            sheet.write(0, column, columns_by_key("K")[key].heading)
        for row, cells in enumerate(made_up(count), start=1):
            for column, key in enumerate(COLUMNS):
                value = cells.get(key, "Ya")
                sheet.write(row, column, value, day if key == "event_start" else None)
    return buffer.getvalue()


def peer(data: bytes, engine: Engine) -> None:
    """Read, walk, store."""
    frame = pd.read_excel(io.BytesIO(data), engine="openpyxl")
    with Session(engine) as session:
        rows = []
        for _, row in frame.iterrows():
            rows.append(PeerRow(**dict(zip(COLUMNS, map(str, row), strict=True))))
        session.add_all(rows)
        session.commit()


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[str, int]]:
    """Run the portal in a process of its own; gives its address and process number."""
    command = [sys.executable, "-m", "benchmarks.upload_site", url, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"], process.pid
        finally:
            process.terminate()


def upload(url: str, regency: str, data: bytes, count: int) -> float:
    """Send a workbook as the officer of a regency; seconds from the click to the page."""
    with httpx2.Client(
        base_url=url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=600
    ) as web:
        web.post("/masuk", data={"nama": f"petugas{regency[-2:]}", "sandi": PASSWORD})
        form = web.get(PATH).text
        fields = dict(re.findall(r'name="(kunci|versi)" value="([^"]*)"', form))
        started = time.perf_counter()
        answer = web.post(PATH, data=fields, files={"berkas": ("laporan.xlsx", data)})
        if answer.status_code != 303:
            raise RuntimeError(f"the upload was refused: {answer.status_code}")
        shown = web.get(answer.headers["location"])
        took = time.perf_counter() - started
        found = web.get("/laporan/2026-tw3/hasil").text
        if shown.status_code != 200 or f"{count} baris di berkas: {count} baru" not in found:
            raise RuntimeError("not every row arrived")
    return took


def family(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += family(int(child))
    return found


def megabytes(pid: int, field: str) -> float:
    """Memory of a process and its children by a line of their status (VmRSS, VmHWM)."""
    total = 0
    for one in family(pid):
        status = Path(f"/proc/{one}/status").read_text()
        found = re.search(rf"{field}:\s+(\d+) kB", status)
        total += int(found[1]) if found else 0
    return total / 1024


def measure(url: str, counts: dict[int, int]) -> list[dict[str, Any]]:
    """Interleave ours and the peer on one database; `counts` are rounds by rows, least first."""
    engine = create_engine(url if "sqlite" not in url else f"{url}.tandingan")
    PeerBase.metadata.drop_all(engine)
    PeerBase.metadata.create_all(engine)
    regencies = iter(REGENCIES)
    results = []
    with tempfile.TemporaryDirectory() as folder, served(url, Path(folder)) as (site, pid):
        upload(site, next(regencies), workbook(5), 5)
        idle = megabytes(pid, "VmRSS")
        for count, rounds in counts.items():
            data = workbook(count)
            ours, theirs = [], []
            for _ in range(rounds):
                ours.append(upload(site, next(regencies), data, count))
                started = time.perf_counter()
                peer(data, engine)
                theirs.append(time.perf_counter() - started)
            results.append(
                {
                    "database": make_url(url).get_backend_name(),
                    "rows": count,
                    "ours_s": statistics.median(ours),
                    "ours_least_s": min(ours),
                    "peer_s": statistics.median(theirs),
                    "peer_least_s": min(theirs),
                    "ratio": min(theirs) / min(ours),
                    "above_idle_mb": megabytes(pid, "VmHWM") - idle,
                }
            )
            say(results[-1])
    engine.dispose()
    return results


def say(item: dict[str, Any]) -> None:
    """Print one line."""
    met = "met" if item["ratio"] >= GOAL else "NOT met"
    print(
        f"row 7: {item['database']:10} {item['rows']:6} rows: ours {item['ours_s']:.2f} s, "
        f"peer {item['peer_s']:.2f} s, {item['ratio']:.1f} times as fast (goal {GOAL:.0f} {met}); "
        f"{item['above_idle_mb']:.0f} MB above idle (goal {GOAL_MB} at 10,000 rows)",
        flush=True,
    )


@contextmanager
def scratch_postgres() -> Iterator[str | None]:
    """Give a database of our own on the test server; None when none answers."""
    server = make_url(SERVER)
    name = f"petakonflik_tolok_ukur_{os.getpid()}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(plain, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        print("row 7: PostgreSQL left out: none answers; set PETAKONFLIK_TEST_POSTGRES")
        yield None
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> None:
    """Measure both databases, print, write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tiny", action="store_true", help="only check that it runs")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    counts = {20: 1} if asked.tiny else {1_000: asked.rounds, 10_000: 1}
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(f"sqlite:///{folder}/unggah.db", counts)
    with scratch_postgres() as url:
        rows += measure(url, counts) if url else []
    if asked.json:
        about = {name: version(name) for name in ("pandas", "openpyxl", "sqlalchemy", "psycopg")}
        about |= {"python": platform.python_version(), "machine": platform.machine()}
        asked.json.write_text(json.dumps({**about, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
