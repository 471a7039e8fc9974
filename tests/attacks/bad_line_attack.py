"""Large reports over a bad line: slow, far away, one connection in five cut. Each arrives once.

The long run has the line of the promise: 5 MB at 64 kbit/s, 800 ms, 20 % cuts. The short run is a
smaller file on a faster line with the same proportions; both print what they used.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import tempfile
import time
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
from sqlalchemy import func, select

from app.db import Database
from app.files import FileStore, sha256_of
from app.model.report import Upload
from tests import factories
from tests.attacks.bad_line import BadLine, Weather
from tests.attacks.portal_process import PortalProcess, prepare
from tests.web import officer_helpers as at

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT, LONG = 2, 3  # a quarter of an hour each
PIECE = 64 * 1024
PAGE = "/laporan/2026-tw3/unggah"
REAL = Weather(bytes_per_second=8000, latency=0.8, cut=0.2)
FAST = Weather(bytes_per_second=400_000, latency=0.02, cut=0.2)
_MOST_TRIES = 2000


@dataclass
class Sender:
    """The protocol of `kiriman.js` in Python; `whole` sends the file in one body as before it."""

    url: str
    username: str
    whole: bool = False
    tries: int = 0
    client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {"Sec-Fetch-Site": "same-origin", "Connection": "close"}
        self.client = httpx2.Client(base_url=self.url, headers=headers, timeout=120)

    def persist(self, attempt: Callable[[], httpx2.Response]) -> httpx2.Response:
        """Repeat until there is an answer."""
        for _ in range(_MOST_TRIES):
            self.tries += 1
            try:
                return attempt()
            except httpx2.HTTPError:
                if self.whole and self.tries > 40:
                    raise
        raise RuntimeError("the line never held")

    def enter(self) -> None:
        """Sign in."""
        typed = {"nama": self.username, "sandi": factories.PASSWORD}
        answer = self.persist(lambda: self.client.post("/masuk", data=typed))
        assert answer.status_code == 303, answer.text

    def deliver(self, data: bytes) -> str:
        """Bring a file over piece by piece and return its SHA-256."""
        address = f"/kiriman/{sha256_of(data)}"
        here = int(self.persist(lambda: self.client.get(address)).json()["ada"])
        while here < len(data):
            asked = {"ukuran": str(len(data)), "mulai": str(here)}
            piece = data[here : here + PIECE]
            answer = self.persist(
                lambda asked=asked, piece=piece: self.client.post(
                    address, params=asked, content=piece
                )
            )
            assert answer.status_code in {200, 409}, answer.text
            here = int(answer.json()["ada"])
        return sha256_of(data)

    def send(self, data: bytes) -> httpx2.Response:
        """Fill in the upload form and send it with the file."""
        page = self.persist(lambda: self.client.get(PAGE))
        fields: dict[str, Any] = dict(at.forms_of(page.text)[PAGE])
        if self.whole:
            file = {"berkas": ("laporan.xlsx", data)}
            return self.persist(lambda: self.client.post(PAGE, data=fields, files=file))
        fields |= {"kiriman.berkas": self.deliver(data), "nama.berkas": "laporan.xlsx"}
        return self.persist(lambda: self.client.post(PAGE, data=fields))


def heavy(book: bytes, size: int, seed: str) -> bytes:
    """A workbook made as large as wanted by a picture nobody can compress."""
    buffer = io.BytesIO(book)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/foto.jpeg", random.Random(seed).randbytes(size - len(book)))
    return buffer.getvalue()


def run(count: int, seed: int, weather: Weather, size: int, *, whole: bool = False) -> Any:
    """Send so many reports one after another; return what was measured."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="pk-line-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        portal = PortalProcess(folder, environment={"PETAKONFLIK_SESSION_IDLE_MINUTES": "600"})
        prepare(portal.database)
        stack.callback(portal.kill)
        portal.start()
        line = stack.enter_context(BadLine(portal.port, weather, seed=seed))
        near = Sender(portal.url, "satu")
        near.enter()
        book = at.workbook(near.client.get("/laporan/2026-tw3/templat.xlsx").content)
        near.client.close()
        seconds, arrived, once = [], 0, 0
        for number in range(count):
            data = heavy(book, size, f"{seed}-{number}")
            began = time.monotonic()
            arrived += _send(line.url, data, whole=whole)
            seconds.append(time.monotonic() - began)
            once += _times(portal, data) == 1
        return {
            "reports": count,
            "arrived": arrived,
            "once": once,
            "bytes": size,
            "slowest": round(max(seconds), 1),
            "connections": line.connections,
            "cuts": line.cuts,
            "good": arrived == once == count,
        }


def _send(url: str, data: bytes, *, whole: bool) -> bool:
    sender = Sender(url, "satu", whole=whole)
    try:
        sender.enter()
        return sender.send(data).status_code == 303
    except httpx2.HTTPError:
        return False
    finally:
        sender.client.close()


def _times(portal: PortalProcess, data: bytes) -> int:
    """How often a file was taken; its stored bytes must be the ones that were sent."""
    database = Database(portal.database)
    with database.read() as session:
        query = select(func.count()).where(Upload.file_sha256 == sha256_of(data))
        found = session.scalar(query) or 0
    database.dispose()
    if found:
        assert FileStore(portal.data / "berkas").get(sha256_of(data)) == data
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help="the line of the promise")
    given = parser.parse_args(arguments)
    weather, size = (REAL, 5_000_000) if given.long else (FAST, 2_000_000)
    result = run(given.count or (LONG if given.long else SHORT), given.seed, weather, size)
    print(json.dumps({"attack": "bad line", "seed": given.seed, **result}))
    return 0 if result["good"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
