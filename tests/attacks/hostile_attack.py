"""Hostile uploads against a real portal process: no fault, no hang, no leak, nothing good lost.

Four people send every kind of case and mutations of them by seed, with good workbooks in between.
The data folder holds a canary file and a listening port waits beside it: no answer may hold the
canary's word, and nobody may ever come to the port.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_server

import httpx2
from sqlalchemy import select

from app.db import Database
from app.files import FileStore, sha256_of
from app.model.account import Role
from app.model.report import Upload
from tests import factories
from tests.attacks import hostile_http
from tests.attacks.hostile_cases import BOOK, BOUNDARY, FILE, LETTER, Case, every_case
from tests.attacks.kill_attack import variant
from tests.attacks.portal_process import PortalProcess, prepare
from tests.web import officer_helpers as at

SHORT, LONG = 300, 10_000
REPORT = "/laporan/2026-tw3"
PAGES = {
    BOOK: (f"{REPORT}/unggah", f"{REPORT}/unggah", "berkas"),
    FILE: (f"{REPORT}/lampiran", f"{REPORT}/lampiran", "berkas"),
    LETTER: (f"{REPORT}/surat", f"{REPORT}/surat/berkas", "pdf"),
    BOUNDARY: ("/admin/wilayah", "/admin/wilayah", "berkas"),
}
HANG_SECONDS = 10.0
_PATIENCE = 60.0
_GROWTH_MB = 20.0
_CLIENTS = 4
_GOOD_EVERY, _BROKEN_EVERY = 20, 8
CANARY = "burung-kenari-8841"


@dataclass
class Findings:
    """What happened, counted under one lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    statuses: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def note(self, kind: str, status: str, seconds: float, text: str = "") -> None:
        """Judge one answer."""
        with self.lock:
            self.statuses[status] += 1
            self.kinds.add(kind)
            self.slowest = max(self.slowest, seconds)
            if status.startswith("5") or status == "dead":
                self.faults.append(f"{kind}: {status}")
            if seconds > HANG_SECONDS:
                self.faults.append(f"{kind}: {seconds:.1f} s")
            if CANARY in text:
                self.faults.append(f"{kind}: leaked")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The same file after one to three accidents."""
    whole = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        if not whole:
            return b"\0"
        at_, size = chance.randrange(len(whole)), chance.randint(1, 64)
        match chance.randrange(6):
            case 0:
                whole[at_] ^= 1 << chance.randrange(8)
            case 1:
                del whole[at_:]
            case 2:
                whole[at_:at_] = whole[:size]
            case 3:
                whole[at_ : at_ + size] = bytes(size)
            case 4:
                whole[at_ : at_ + size] = chance.randbytes(size)
            case _:
                del whole[at_ : at_ + size]
    return bytes(whole)


class Person(threading.Thread):
    """Sends its share; `broken` requests go straight to the socket."""

    def __init__(self, number: int, attack: Attack) -> None:
        super().__init__(daemon=True)
        self._number, self._attack = number, attack
        self._chance = random.Random(f"{attack.seed}-{number}")
        self._officer = "satu" if number % 2 == 0 else "tetangga"
        self._clients = {name: self._enter(name) for name in (self._officer, "admin")}
        self._broken = hostile_http.requests(PAGES[BOOK][1], self._cookie())
        self._forms: dict[tuple[str, str], dict[str, str]] = {}

    def _enter(self, name: str) -> httpx2.Client:
        client = httpx2.Client(
            base_url=self._attack.portal.url,
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=_PATIENCE,
        )
        answer = client.post("/masuk", data={"nama": name, "sandi": factories.PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def _cookie(self) -> str:
        cookies = self._clients[self._officer].cookies
        return "; ".join(f"{name}={value}" for name, value in cookies.items())

    def run(self) -> None:
        try:
            self._work()
        except Exception as cause:
            self._attack.findings.faults.append(f"{type(cause).__name__}: {cause}"[:200])
        finally:
            for client in self._clients.values():
                client.close()

    def _work(self) -> None:
        while (turn := self._attack.next_turn()) is not None:
            if turn % _GOOD_EVERY == 0:
                self._send_good(turn)
            elif turn % _BROKEN_EVERY == 0:
                self._send_broken(turn)
            else:
                self._send_case(turn)

    def _send_case(self, turn: int) -> None:
        cases = self._attack.cases
        case = cases[turn % len(cases)]
        data = case.data if turn < len(cases) * 2 else mutated(case.data, self._chance)
        name = "admin" if case.page == BOUNDARY else self._officer
        self._post(name, case, data)

    def _post(self, name: str, case: Case, data: bytes) -> int:
        page, action, part = PAGES[case.page]
        began = time.monotonic()
        try:
            fields = self._form(name, page, action)
            fields |= {"jenis": "NOTULEN", "keterangan": "Uji", "diambil": "01/09/2026"}
            answer = self._clients[name].post(
                action, data=fields, files={part: (case.file_name, data)}
            )
            if case.page == BOUNDARY and answer.status_code == 303:
                answer = self._clients[name].get(answer.headers["location"])
        except httpx2.HTTPError as cause:
            is_dead = not self._attack.portal.is_alive() or isinstance(
                cause, httpx2.TimeoutException
            )
            status = "dead" if is_dead else type(cause).__name__
            self._attack.findings.note(f"{case.page} {case.kind}", status, 0)
            return 0
        seconds = time.monotonic() - began
        self._attack.findings.note(
            f"{case.page} {case.kind}", str(answer.status_code), seconds, answer.text
        )
        return answer.status_code

    def _form(self, name: str, page: str, action: str) -> dict[str, str]:
        """A fresh form; pages that refuse one are asked again the next time."""
        answer = self._clients[name].get(page)
        return dict(at.forms_of(answer.text).get(action, {}))

    def _send_good(self, turn: int) -> None:
        """An honest workbook between all the others: it must arrive."""
        word = f"{self._attack.seed}-{turn:06d}"
        data = variant(self._attack.books[self._officer], word)
        for _ in range(30):
            status = self._post(self._officer, Case(BOOK, "good", "laporan.xlsx", data), data)
            if status == 303:
                with self._attack.findings.lock:
                    self._attack.findings.acknowledged.append(sha256_of(data))
                return
            if status != 409:
                break
        self._attack.findings.faults.append(f"good workbook refused: {status}")

    def _send_broken(self, turn: int) -> None:
        kinds = sorted(self._broken)
        kind = kinds[(turn // _BROKEN_EVERY) % len(kinds)]
        request = self._broken[kind]
        if turn >= len(self._attack.cases):
            request = mutated(request, self._chance)
        began = time.monotonic()
        try:
            status = hostile_http.answer_to(self._attack.portal.port, request, HANG_SECONDS + 5)
        except TimeoutError:
            status = "dead"
        except OSError as cause:
            status = type(cause).__name__
        self._attack.findings.note(f"http {kind}", status, time.monotonic() - began)


@dataclass
class Attack:
    """One run."""

    count: int
    seed: int
    weakness: str = ""
    only: str = ""
    findings: Findings = field(default_factory=Findings)

    def __post_init__(self) -> None:
        self._turn = 0
        self._turn_lock = threading.Lock()
        self._memory: list[float] = []

    def next_turn(self) -> int | None:
        """Hand out the next try; None when there are enough, or nobody is there any more."""
        with self._turn_lock:
            if self._turn >= self.count or not self.portal.is_alive():
                return None
            self._turn += 1
            if self._turn in self._looks:
                self._memory.append(self.portal.megabytes())
            return self._turn

    def run(self) -> dict[str, object]:
        # Memory is compared once every kind was seen: caches fill, then nothing may grow.
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="pk-hostile-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            canary = folder / "rahasia.txt"
            canary.write_text(f"{CANARY}\n")
            door = stack.enter_context(create_server(("127.0.0.1", 0)))
            door.setblocking(False)
            self.portal = PortalProcess(folder, weakness=self.weakness)
            prepare(self.portal.database)
            _add_admin(self.portal.database)
            stack.callback(self.portal.kill)
            self.portal.start()
            address = f"http://127.0.0.1:{door.getsockname()[1]}"
            found = every_case(canary, address)
            self.cases = [case for case in found if self.only in f"{case.page} {case.kind}"]
            # Every kind is tried within the count, whatever it is.
            random.Random(self.seed).shuffle(self.cases)
            self._looks = {self.count // 2, self.count - 1}
            self.books = {name: self._book(name, area) for name, area in _OFFICES}
            people = [Person(number, self) for number in range(_CLIENTS)]
            for person in people:
                person.start()
            for person in people:
                person.join()
            if not self.portal.is_alive():
                self.findings.faults.append(f"the portal died: {self.portal.last_words()[-200:]}")
            return self._result(_came(door))

    def _book(self, name: str, area: str) -> bytes:
        with httpx2.Client(
            base_url=self.portal.url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=_PATIENCE
        ) as client:
            client.post("/masuk", data={"nama": name, "sandi": factories.PASSWORD})
            blank = client.get(f"{REPORT}/templat.xlsx").content
        place = {
            "district": f"Kecamatan Contoh {area}01",
            "village": f"Desa Contoh {area}012001",
        }
        return at.workbook(blank, {"P": [at.POTENTIAL | place]})

    def _result(self, visitors: int) -> dict[str, object]:
        lost = _missing(self.portal, self.findings.acknowledged)
        growth = self._memory[-1] - self._memory[0] if len(self._memory) > 1 else 0.0
        found = self.findings
        is_good = not found.faults and not lost and not visitors and growth < _GROWTH_MB
        return {
            "attack": "hostile",
            "seed": self.seed,
            "tries": self._turn,
            "kinds": len(found.kinds),
            "statuses": dict(sorted(found.statuses.items())),
            "good": is_good,
            "acknowledged": len(found.acknowledged),
            "lost": lost,
            "slowest": round(found.slowest, 2),
            "growth_mb": round(growth, 1),
            "visitors": visitors,
            "faults": dict(Counter(found.faults).most_common(20)),
            "fault_count": len(found.faults),
            "log": [text[-3000:] for text in self.portal.complaints()[:3]],
        }


_OFFICES = (("satu", "9901"), ("tetangga", "9902"))


def _add_admin(url: str) -> None:
    database = Database(url)
    with database.write() as session:
        factories.make_user(session, Role.ADMIN, region="99", username="admin")
    database.dispose()


def _came(door: object) -> int:
    """How many connections wait at the port nobody should know."""
    count = 0
    while True:
        try:
            line, _ = door.accept()  # type: ignore[attr-defined]
        except BlockingIOError:
            return count
        line.close()
        count += 1


def _missing(portal: PortalProcess, acknowledged: list[str]) -> int:
    """How many acknowledged workbooks are not in the database and on disk as they were sent."""
    database, files = Database(portal.database), FileStore(portal.data / "berkas")
    with database.read() as session:
        known = set(session.scalars(select(Upload.file_sha256)))
    database.dispose()
    whole = {name for name in known if sha256_of(files.get(name)) == name}
    return sum(name not in whole for name in acknowledged)


def main(arguments: list[str] | None = None) -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    given = parser.parse_args(arguments)
    count = given.count or (LONG if given.long else SHORT)
    result = Attack(count, given.seed).run()
    print(json.dumps(result))
    return 0 if result["good"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
