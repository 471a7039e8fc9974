"""Load on a real process: a steady mixture of readers and writers, and the rush of a deadline.

`soak` sends so many requests a second for so long, one in twenty a thing somebody writes
(`load_writers`), and looks at what grows: memory, open files, threads. A write acknowledged and
not stored exactly once is an error. `rush` lets 105 workbooks be sent in within ten minutes
(fewer in less with `--seconds`), all into one office's draft, the worst case for who comes second,
while analysts read. An answer of 500 and above, a lost connection or a lost report is an error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, quantiles
from typing import TYPE_CHECKING, Any

import httpx2
from sqlalchemy import func, select

from app import schema
from app.cli.console import clock
from app.db import Database
from app.model.report import Upload
from app.settings import Settings
from tests import everything
from tests.attacks.load_writers import Writers
from tests.flow.person import forms_in
from tests.intake.books import filled
from tests.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
RATE, MINUTES, RUSH_SECONDS, REPORTS = 60.0, 30.0, 600.0, 105
WRITE_EVERY = 20
READ = (
    ("an", "/"),
    ("an", "/verifikasi"),
    ("an", "/entri"),
    ("an", "/peta"),
    ("an", "/banding"),
    ("op", "/"),
    ("op", "/laporan"),
    ("op", "/laporan/2026-tw3"),
    ("op", "/laporan/2026-tw3/entri"),
    ("op", "/laporan/2026-tw3/isi"),
    ("gub", "/ringkasan"),
    ("gub", "/peta/2026-tw3/nilai.json"),
    ("adm", "/pengguna"),
    ("adm", "/admin/log"),
    ("tamu", "/masuk"),
    ("tamu", "/siap"),
)
UPLOAD = "/laporan/2026-tw3/unggah"


@dataclass
class Found:
    """What was measured: seconds per request, errors by kind, the process over time."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    process: list[tuple[float, int, int, int]] = field(default_factory=list)
    taken: int = 0  # files, or things written, that the portal said it has

    def blame(self, what: str) -> None:
        """Count an error."""
        self.errors[what] = self.errors.get(what, 0) + 1

    def look(self, pid: int, at: float) -> None:
        """Note memory in KiB, open files and threads of the portal, its web processes included."""
        memory = files = threads = 0
        for each in (pid, *_children(pid)):
            status = Path(f"/proc/{each}/status").read_text()
            values = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            files += len(os.listdir(f"/proc/{each}/fd"))  # noqa: PTH208 - not a folder of files
            memory += int(values["VmRSS"].split()[0])
            threads += int(values["Threads"])
        self.process.append((at, memory, files, threads))

    def said(self) -> dict[str, Any]:
        """Sum it up; slopes are per ten minutes, over the second half (the first warms up)."""
        late = self.process[len(self.process) // 2 :]
        slopes = {}
        for name, column in (("memory_kib", 1), ("files", 2), ("threads", 3)):
            points = [(row[0], row[column]) for row in late]
            if len({at for at, _ in points}) > 1:
                slope = linear_regression(*zip(*points, strict=True)).slope
                slopes[f"{name}_per_10_min"] = round(slope * 600, 2)
        p95 = quantiles(self.seconds, n=20)[18] if len(self.seconds) > 1 else None
        return {
            "requests": len(self.seconds),
            "errors": self.errors,
            "p95_ms": round(p95 * 1000, 1) if p95 else None,
            "slowest_ms": round(max(self.seconds, default=0) * 1000, 1),
            **slopes,
        }


@dataclass(frozen=True)
class Site:
    """A portal in a process of its own, and tokens of the columns of the access table."""

    url: str
    pid: int
    tokens: dict[str, str]
    database: Database

    def uploads(self) -> int:
        """Return how many files were taken in."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Upload)) or 0


@contextmanager
def serving(folder: Path, processes: int = 1) -> Iterator[Site]:
    """Run the portal on a filled database until the block ends."""
    database = Database(f"sqlite:///{folder}/petakonflik.db")
    schema.upgrade(database)
    settings = Settings(data=folder, database_url=database.url, province="99")
    made = everything.make(database, settings, clock())
    everything.build(database, settings, clock())
    port = free_port()
    around = {k: v for k, v in os.environ.items() if not k.startswith("PETAKONFLIK_")}
    around |= {"PETAKONFLIK_PROVINCE": "99", "PETAKONFLIK_DATA": str(folder)}
    words = [sys.executable, "-m", "app", "serve", "--port", str(port), "--tanpa-pekerja"]
    words += ["--proses", str(processes)]
    with subprocess.Popen(words, cwd=ROOT, env=around, stderr=subprocess.DEVNULL) as web:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url, web)
            yield Site(url, web.pid, made.world.tokens, database)
        finally:
            web.terminate()
    database.dispose()


def _children(pid: int) -> list[int]:
    """The processes one has started, whichever of its threads did."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            httpx2.get(f"{url}/siap", timeout=5).raise_for_status()
        except httpx2.HTTPError:
            continue
        return
    raise AssertionError("the portal ended before it answered")


async def soak(site: Site, rate: float, seconds: float, seed: int) -> Found:
    """Send `rate` requests a second for so long, each at its time whatever the others do."""
    found, lot, turn = Found(), random.Random(seed), asyncio.Lock()
    begun = time.perf_counter()
    async with _client(site) as client, asyncio.TaskGroup() as group:

        async def send(column: str, method: str, path: str, **sent: Any) -> httpx2.Response | None:
            return await _timed(found, client, method, path, headers=_who(site, column), **sent)

        async def write() -> None:
            async with turn:
                await writers.write()

        writers = Writers(send, random.Random(seed))
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            writes = number % WRITE_EVERY == 0
            group.create_task(write() if writes else _ask(client, site, found, *lot.choice(READ)))
            if number % max(1, int(rate)) == 0:
                found.look(site.pid, time.perf_counter() - begun)
    judge(found, writers, site.database)
    return found


def judge(found: Found, writers: Writers, database: Database) -> None:
    """Hold what was acknowledged against what is stored."""
    found.taken = writers.acknowledged
    for refusal in writers.refused:
        found.blame(refusal)
    for fault, number in writers.faults(database).items():
        if number:
            found.errors[f"{fault} writes"] = number


async def rush(site: Site, reports: int, seconds: float, seed: int) -> Found:
    """Let reports be sent in at random moments while analysts read."""
    found, lot = Found(), random.Random(seed)
    moments = sorted(lot.uniform(0, seconds) for _ in range(reports))
    begun = time.perf_counter()
    async with _client(site) as client, asyncio.TaskGroup() as group:
        reading = group.create_task(_analysts(client, site, found, lot))
        sending = []
        for moment in moments:
            await asyncio.sleep(max(0.0, begun + moment - time.perf_counter()))
            sending.append(group.create_task(_send_in(client, site, found)))
            found.look(site.pid, time.perf_counter() - begun)
        await asyncio.gather(*sending)
        reading.cancel()
    return found


async def _analysts(
    client: httpx2.AsyncClient, site: Site, found: Found, lot: random.Random
) -> None:
    """Three of them, a page after the other, until the rush is over."""
    pages = [page for page in READ if page[0] == "an"]
    while True:
        await asyncio.gather(*(_ask(client, site, found, *lot.choice(pages)) for _ in range(3)))
        await asyncio.sleep(0.2)


def _client(site: Site) -> httpx2.AsyncClient:
    headers = {"Sec-Fetch-Site": "same-origin"}
    limits = httpx2.Limits(max_connections=64)
    return httpx2.AsyncClient(base_url=site.url, headers=headers, timeout=120, limits=limits)


async def _ask(
    client: httpx2.AsyncClient, site: Site, found: Found, column: str, path: str
) -> httpx2.Response | None:
    return await _timed(found, client, "GET", path, headers=_who(site, column))


def _who(site: Site, column: str) -> dict[str, str]:
    return {"Cookie": f"sid={site.tokens[column]}"} if column != "tamu" else {}


async def _timed(
    found: Found, client: httpx2.AsyncClient, method: str, path: str, **sent: Any
) -> httpx2.Response | None:
    begun = time.perf_counter()
    try:
        answer = await client.request(method, path, **sent)
    except httpx2.HTTPError as fault:
        found.blame(type(fault).__name__)
        return None
    found.seconds.append(time.perf_counter() - begun)
    if answer.status_code >= 500 or (method == "GET" and answer.status_code >= 400):
        found.blame(f"{answer.status_code} {path}")
    return answer


async def _send_in(client: httpx2.AsyncClient, site: Site, found: Found) -> None:
    """Open the page, fill in its form and send the workbook; again when a colleague was faster."""
    while True:
        page = await _ask(client, site, found, "op", UPLOAD)
        if page is None:
            return
        if page.status_code != 200:
            found.blame(f"form answered {page.status_code} {page.headers.get('location', '')}")
            return
        [form] = [form for form in forms_in(page.text) if form.action.split("?")[0] == UPLOAD]
        files = {"berkas": ("laporan.xlsx", BOOK, "application/octet-stream")}
        sent = {"data": form.fields, "files": files, "headers": _who(site, "op")}
        answer = await _timed(found, client, "POST", form.action, **sent)
        if answer is None or answer.status_code == 303:
            found.taken += answer is not None
            return
        if answer.status_code != 409:
            found.blame(f"upload answered {answer.status_code}")
            return


BOOK = filled({})


def main(arguments: list[str] | None = None) -> int:
    """Soak, then rush, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6, help="reports of the rush")
    parser.add_argument("--seconds", type=float, default=5.0, help="of the soak, and of the rush")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second")
    parser.add_argument("--processes", type=int, default=2, help="web processes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args(arguments)
    seconds, span, reports, rate = asked.seconds, asked.seconds, asked.count, asked.rate
    if asked.long:
        seconds, span, reports, rate = MINUTES * 60, RUSH_SECONDS, REPORTS, RATE
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), asked.processes) as site:
        soaked = asyncio.run(soak(site, rate, seconds, asked.seed))
        stored = site.uploads()
        rushed = asyncio.run(rush(site, reports, span, asked.seed))
        stored = site.uploads() - stored
    if not rushed.taken == stored == reports:
        rushed.blame(f"{reports} sent, {rushed.taken} acknowledged, {stored} stored")
    said = {
        "attack": "load",
        "rate": rate,
        "processes": asked.processes,
        "soak": soaked.said(),
        "rush": rushed.said(),
    }
    print(json.dumps(said | {"uploads": stored, "writes": soaked.taken}))
    return 1 if soaked.errors or rushed.errors else 0


if __name__ == "__main__":
    sys.exit(main())
