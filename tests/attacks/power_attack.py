"""The power fails while officers send: what was acknowledged is there after the restart.

A portal on SQLite takes workbooks and attachments while every write and sync is noted; then the
run is replayed up to random moments, and what a disk may lose is lost (`power_disk`). After each
cut the database must be whole, the trail unbroken, and all that was acknowledged by then be there.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError
from starlette.testclient import TestClient

from app import db
from app.audit import inspection
from app.cli.console import clock
from app.db import Database
from app.errors import NotFound
from app.files import FileStore, sha256_of
from app.main import create_app
from app.model.confidential import SYSTEM
from app.model.report import Attachment, Upload
from app.settings import Settings
from tests import factories
from tests.attacks.kill_attack import Sent, at_pdf, variant
from tests.attacks.portal_process import prepare
from tests.attacks.power_disk import Disk, Notes, Op
from tests.web import officer_helpers as at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

SHORT, LONG, ACTS = 40, 1000, 24
MODES = {"WAL": (3, 51, 3), "DELETE": (99, 0, 0)}
# The usual 1,000 pages would meet no checkpoint in so short a run.
ON_CONNECT = ["PRAGMA wal_autocheckpoint=60"]


@dataclass
class Found:
    """What was missing after the cuts."""

    cuts: int = 0
    lost: int = 0
    torn: int = 0
    acknowledged: int = 0
    first: list[str] = field(default_factory=list)

    def blame(self, kind: str, what: str) -> None:
        """Count a fault and keep the first few in words."""
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.first) < 3:
            self.first.append(what)

    def said(self, mode: str) -> dict[str, Any]:
        """Sum it up."""
        return {"mode": mode, **vars(self), "good": not self.lost and not self.torn}


def record(
    folder: Path, acts: int, seed: int, weakness: AbstractContextManager[Any]
) -> tuple[Disk, list[Op]]:
    """Let an officer send so many things; return the disk before and everything noted since."""
    url = f"sqlite:///{folder}/petakonflik.db"
    prepare(url)
    settings = Settings(data=folder, database_url=url, province="99", secret="rahasia-uji" * 4)
    database = Database(url)
    event.listen(database.writer, "connect", _set_up)
    before, notes = Disk.of(folder), Notes(folder)
    with weakness, notes.taken(), ExitStack() as stack:
        stack.callback(database.dispose)
        app = create_app(settings, database, clock=clock)
        with TestClient(
            app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        ) as client:
            for sent in _sending(client, acts, random.Random(seed)):
                notes.add("acknowledged", folder, data=json.dumps(vars(sent)).encode())
    return before, notes.ops


def _set_up(connection: Any, _record: object) -> None:
    for pragma in ON_CONNECT:
        connection.execute(pragma)


def _sending(client: TestClient, acts: int, lot: random.Random) -> Iterator[Sent]:
    """Send one thing after another; yields what was acknowledged."""
    entered = client.post("/masuk", data={"nama": "satu", "sandi": factories.PASSWORD})
    assert entered.status_code == 303, entered.status_code
    report = "/laporan/2026-tw3"
    book = at.workbook(client.get(f"{report}/templat.xlsx").content, {"P": [at.POTENTIAL]})
    for number in range(acts):
        word = f"{number:04d}"
        if number % 2:
            data = variant(book, word)
            sent, page, typed = Sent(0, "buku", sha256_of(data)), f"{report}/unggah", {}
            file = ("laporan.xlsx", data)
        else:
            sent, page = Sent(0, "lampiran", f"Catatan {word}"), f"{report}/lampiran"
            typed = {"jenis": "NOTULEN", "keterangan": sent.mark, "klasifikasi": "TERBATAS"}
            file = (
                "catatan.pdf",
                at_pdf(word.encode(), b"%" + lot.randbytes(8000).hex().encode()),
            )
        fields = at.forms_of(client.get(page).text)[page] | typed
        answer = client.post(page, data=fields, files={"berkas": file})
        assert answer.status_code == 303, (answer.status_code, at.main_text(answer.text)[:300])
        yield sent


def replay(before: Disk, ops: list[Op], root: Path, count: int, seed: int) -> Found:
    """Cut the power at so many random moments and look at what is left."""
    lot = random.Random(seed)
    moments = sorted(lot.randrange(1, len(ops) + 1) for _ in range(count))
    found, heard, done = Found(), [], 0
    for moment in moments:
        for op in ops[done:moment]:
            before.go_on(op)
            if op.kind == "acknowledged":
                heard.append(Sent(**json.loads(op.data)))
        done = moment
        with tempfile.TemporaryDirectory(prefix="pk-mati-") as target:
            before.cut(lot, Path(target), root)
            found.cuts += 1
            found.acknowledged += len(heard)
            look(Path(target), heard, found)
    return found


def look(folder: Path, heard: list[Sent], found: Found) -> None:
    """Start from what the cut left, and hold it against what was acknowledged."""
    database = Database(f"sqlite:///{folder}/petakonflik.db", reach=SYSTEM)
    files = FileStore(folder / "berkas")
    try:
        with database.read() as session:
            if session.scalar(text("PRAGMA integrity_check")) != "ok":
                found.blame("torn", "integrity_check")
                return  # a query that follows torn pages may never end
            trail = inspection.inspect(session)
            if trail.verdict is not inspection.Verdict.WHOLE:
                found.blame("torn", trail.sentence)
            kept = {
                "buku": set(session.scalars(select(Upload.file_sha256))),
                "lampiran": set(session.scalars(select(Attachment.caption))),
            }
            for thing in heard:
                if thing.mark not in kept[thing.kind]:
                    found.blame("lost", f"{thing.kind} {thing.mark}")
            for name in (*kept["buku"], *session.scalars(select(Attachment.sha256))):
                _look_at_file(files, name, found)
    except DatabaseError as cause:
        found.blame("torn", str(cause.orig))
    finally:
        database.dispose()


def _look_at_file(files: FileStore, name: str, found: Found) -> None:
    try:
        if sha256_of(files.get(name)) != name:
            found.blame("torn", f"file {name[:8]}")
    except NotFound:
        found.blame("lost", f"file {name[:8]}")


def run(
    count: int, seed: int, mode: str = "WAL", weakness: AbstractContextManager[Any] | None = None
) -> dict[str, Any]:
    """Record once and cut the power so many times, in one of the two modes of ADR 4."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pk-listrik-")))
        stack.enter_context(patch.object(db, "_SAFE_WAL", MODES[mode]))
        before, ops = record(folder, ACTS, seed, weakness or nullcontext())
        return replay(before, ops, folder, count, seed).said(mode) | {"noted": len(ops)}


def main(arguments: list[str] | None = None) -> int:
    """Run it in both modes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=SHORT, help="cuts in each mode")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help=f"{LONG} cuts in each mode")
    given = parser.parse_args(arguments)
    count = LONG if given.long else given.count
    results = [run(count, given.seed, mode) for mode in MODES]
    print(json.dumps({"attack": "power", "results": results}))
    return 0 if all(result["good"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
