"""kill -9 under load, over a line that cuts: nothing acknowledged is lost, doubled or torn.

Four officers send workbooks and attachments without a pause; the portal (on PostgreSQL by turns
also the database server) is killed, half of the times at the very moment an answer arrived.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import tempfile
import threading
import time
import zipfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlalchemy import func, select, text

from app.db import Database
from app.files import PARTIAL, FileStore, sha256_of
from app.model.entry import Entry
from app.model.report import Attachment, Upload
from tests import factories
from tests.attacks.bad_line import BadLine, Weather
from tests.attacks.portal_process import PortalProcess, prepare, wait_for
from tests.attacks.postgres_cluster import Cluster
from tests.web import officer_helpers as at

SHORT, LONG_SQLITE, LONG_POSTGRES = 5, 200, 100
OFFICERS = tuple((name, f"/laporan/2026-tw{n}") for name in ("satu", "tetangga") for n in (2, 3))
_LOAD_SECONDS = (0.0, 0.5)
_PATIENCE = 60


@dataclass
class Sent:
    """One thing an officer sent: a workbook by its SHA-256 or an attachment by its caption."""

    officer: int
    kind: str
    mark: str
    acknowledged: bool = False


@dataclass
class Ledger:
    """What the officers know they sent; and the moments answers arrive."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    sent: list[Sent] = field(default_factory=list)
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    faults: list[str] = field(default_factory=list)
    retries: int = 0

    def open(self, thing: Sent) -> Sent:
        with self.lock:
            self.sent.append(thing)
        return thing

    def close(self, thing: Sent) -> None:
        with self.lock:
            thing.acknowledged = True
        self.answered.release()

    def wait_for_answers(self, count: int) -> bool:
        """Wait for so many answers from now on."""
        while self.answered.acquire(blocking=False):
            pass
        deadline = time.monotonic() + _PATIENCE
        return all(
            self.answered.acquire(timeout=max(0.0, deadline - time.monotonic()))
            for _ in range(count)
        )


class Over(Exception):
    """The attack has ended; an officer goes home."""


class Officer(threading.Thread):
    """Sends one thing after another and repeats each until it is answered."""

    def __init__(self, number: int, url: str, book: bytes, attack: Attack) -> None:
        super().__init__(daemon=True)
        self._number = number
        self._who, self._report = OFFICERS[number]
        self._book = book
        self._attack = attack
        self._random = random.Random(f"{attack.seed}-{number}")
        self._client = httpx2.Client(
            base_url=url,
            headers={"Sec-Fetch-Site": "same-origin", "Connection": "close"},
            timeout=30,
        )
        self._count = 0

    def run(self) -> None:
        try:
            while not self._attack.over.is_set():
                self._count += 1
                send = self._workbook if self._random.random() < 0.5 else self._attachment
                send(f"{self._number}-{self._count:05d}")
        except Over:
            return
        except Exception as cause:
            self._attack.ledger.faults.append(f"{type(cause).__name__}: {cause}"[:300])
        finally:
            self._client.close()

    def _workbook(self, word: str) -> None:
        data = variant(self._book, word)
        thing = self._attack.ledger.open(Sent(self._number, "buku", sha256_of(data)))
        page = f"{self._report}/unggah"
        self._until_answered(thing, page, {}, ("laporan.xlsx", data))

    def _attachment(self, word: str) -> None:
        pad = b"%" + self._random.randbytes(60_000).hex().encode()
        data = at_pdf(word.encode(), pad)
        thing = self._attack.ledger.open(Sent(self._number, "lampiran", f"Catatan {word}"))
        typed = {"jenis": "NOTULEN", "keterangan": thing.mark, "klasifikasi": "TERBATAS"}
        self._until_answered(thing, f"{self._report}/lampiran", typed, ("catatan.pdf", data))

    def _until_answered(
        self, thing: Sent, page: str, typed: dict[str, str], file: tuple[str, bytes]
    ) -> None:
        form = self._form(page) | typed
        while not self._attack.over.is_set():
            answer = self._try("POST", page, data=form, files={"berkas": file})
            if answer is None or answer.status_code in {503, 401}:
                self._sign_in_if(answer)
                continue
            if answer.status_code == 303:
                self._attack.ledger.close(thing)
                return
            if answer.status_code != 409:
                words = at.main_text(answer.text)[:200]
                raise RuntimeError(f"{page} {answer.status_code} {words}")
            # Told that the report changed meanwhile, an officer looks and sends it once more.
            form = self._form(page) | typed

    def _form(self, page: str) -> dict[str, str]:
        while True:
            answer = self._try("GET", page)
            if answer is not None and answer.status_code == 200:
                return at.forms_of(answer.text)[page]
            self._sign_in_if(answer)

    def _sign_in_if(self, answer: httpx2.Response | None) -> None:
        if answer is not None and answer.status_code in {303, 401}:
            typed = {"nama": self._who, "sandi": factories.PASSWORD}
            self._try("POST", "/masuk", data=typed)

    def _try(self, method: str, path: str, **named: object) -> httpx2.Response | None:
        self._attack.may_send.wait()
        if self._attack.over.is_set():
            raise Over
        try:
            return self._client.request(method, path, **named)  # type: ignore[arg-type]
        except httpx2.HTTPError:
            self._attack.ledger.retries += 1
            return None


def at_pdf(word: bytes, pad: bytes) -> bytes:
    """A PDF of one page, unlike any other in what the page draws with."""
    content = b"% " + word + b"\n" + pad
    return (
        b"%%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>\nendobj\n"
        b"4 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n"
        b"trailer\n<</Root 1 0 R/Size 5>>\n%%%%EOF\n" % (len(content), content)
    )


def variant(book: bytes, word: str) -> bytes:
    """The same workbook with one title changed, so that its bytes and its rows differ."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.endswith(".xml"):
                content = content.replace(b"Sengketa lahan plasma di", f"Uji {word} di".encode())
            new.writestr(item, content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()


@dataclass
class Attack:
    """One run on one kind of database."""

    kind: str
    count: int
    seed: int
    weakness: str = ""
    weather: Weather = field(default_factory=lambda: Weather(cut=0.15, lost=0.15))
    ledger: Ledger = field(default_factory=Ledger)
    may_send: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    ready: list[float] = field(default_factory=list)
    leftovers: int = 0
    answers: int = 2

    def run(self) -> dict[str, object]:
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="pk-kill-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            self.cluster = Cluster() if self.kind == "postgresql" else None
            url = ""
            if self.cluster:
                url = self.cluster.start()
                stack.callback(self.cluster.stop)
            self.portal = PortalProcess(folder, url, self.weakness)
            prepare(self.portal.database)
            stack.callback(self.portal.kill)
            self.portal.start()
            books = self._books()
            line = stack.enter_context(BadLine(self.portal.port, self.weather, seed=self.seed))
            officers = [Officer(n, line.url, book, self) for n, book in enumerate(books)]
            self.may_send.set()
            for officer in officers:
                officer.start()
            self._kill_and_look(officers)
            if self.cluster and not self.weakness:
                self.cluster.check()
            return self._result(line)

    def _books(self) -> list[bytes]:
        """A filled workbook for each officer."""
        made = []
        for name, report in OFFICERS:
            area = "9901" if name == "satu" else "9902"
            blank = self._template(name, report)
            place = {
                "district": f"Kecamatan Contoh {area}01",
                "village": f"Desa Contoh {area}012001",
            }
            made.append(at.workbook(blank, {"P": [at.POTENTIAL | place]}))
        return made

    def _template(self, name: str, report: str) -> bytes:
        """Download a workbook; a weak portal may forget a sign-in it acknowledged."""
        with httpx2.Client(
            base_url=self.portal.url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60
        ) as client:
            for _ in range(_PATIENCE):
                client.post("/masuk", data={"nama": name, "sandi": factories.PASSWORD})
                answer = client.get(f"{report}/templat.xlsx")
                if answer.status_code == 200:
                    return bytes(answer.content)
        raise RuntimeError("no template")

    def _kill_and_look(self, officers: list[Officer]) -> None:
        chance = random.Random(self.seed)
        for turn in range(self.count):
            # Half of the kills come with an answer, the others at any moment of the work.
            answers = self.answers if turn % 2 == 0 else chance.randint(0, self.answers)
            if not self.ledger.wait_for_answers(answers):
                self.ledger.faults.append(f"no {answers} answers within {_PATIENCE} s")
            if turn % 2:
                time.sleep(chance.uniform(*_LOAD_SECONDS))
            self._kill(turn)
            self.may_send.clear()
            self.ready.append(self._start_again())
            self.leftovers += self._count_leftovers()
            self.may_send.set()
        self.over.set()
        self.may_send.set()
        for officer in officers:
            officer.join(60)

    def _kill(self, turn: int) -> None:
        if self.cluster is None or turn % 3 != 1:
            self.portal.kill()
        if self.cluster is not None and turn % 3:
            self.cluster.kill()

    def _start_again(self) -> float:
        began = time.monotonic()
        if self.cluster is not None and not self.cluster.answers():
            self.cluster.restart()
        if not self.portal.is_alive():
            return self.portal.start()
        wait_for(self.portal.is_ready, 60)
        return time.monotonic() - began

    def _count_leftovers(self) -> int:
        return len(list(self.portal.data.rglob(f"*{PARTIAL}")))

    def _result(self, line: BadLine) -> dict[str, object]:
        found = compare(self.portal, self.ledger.sent)
        slowest = max(self.ready, default=0.0)
        done = sum(thing.acknowledged for thing in self.ledger.sent)
        numbers = {"kills": self.count, "acknowledged": done, **found}
        numbers |= {"leftovers": self.leftovers, "slowest_ready": round(slowest, 2)}
        numbers |= {"cuts": line.cuts, "lost_answers": line.losses, "faults": self.ledger.faults}
        bad = ("lost", "doubled", "torn", "leftovers")
        is_good = not any(numbers[name] for name in bad) and not self.ledger.faults
        return {"database": self.kind, **numbers, "good": is_good and done >= self.count // 2}


def compare(portal: PortalProcess, sent: list[Sent]) -> dict[str, int]:
    """Hold the ledger against what the database and the folder have."""
    database = Database(portal.database)
    files = FileStore(portal.data / "berkas")
    lost = doubled = torn = 0
    try:
        with database.read() as session:
            uploads = Counter(session.scalars(select(Upload.file_sha256)))
            captions = Counter(session.scalars(select(Attachment.caption)))
            kept = {"buku": uploads, "lampiran": captions}
            for thing in sent:
                number = kept[thing.kind][thing.mark]
                lost += thing.acknowledged and number == 0
                doubled += number > 1
            named = [*uploads, *session.scalars(select(Attachment.sha256))]
            torn += sum(sha256_of(files.get(name)) != name for name in named)
            # Each workbook has one row: a report with a workbook has exactly that entry.
            entries = session.execute(
                select(func.count()).select_from(Entry).group_by(Entry.revision_id)
            )
            torn += sum(number != 1 for (number,) in entries)
            if database.is_sqlite:
                torn += session.scalar(text("PRAGMA integrity_check")) != "ok"
    finally:
        database.dispose()
    return {"lost": lost, "doubled": doubled, "torn": torn}


def main(arguments: list[str] | None = None) -> int:
    """Run it on both databases, or on the one named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=0, help="kills; 0: 5, or the long count")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args(arguments)
    long = {"sqlite": LONG_SQLITE, "postgresql": LONG_POSTGRES}
    kinds = tuple(long) if given.database == "both" else (given.database,)
    results = []
    for kind in kinds:
        count = given.count or (long[kind] if given.long else SHORT)
        result = Attack(kind, count, given.seed, answers=6 if given.long else 2).run()
        if given.long:
            result["good"] = bool(result["good"]) and float(str(result["slowest_ready"])) < 5
        results.append(result)
    print(json.dumps({"attack": "kill", "seed": given.seed, "runs": results}))
    return 0 if all(result["good"] for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
