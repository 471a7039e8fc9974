"""Change something at random in the trail, a backup or an edition, and see whether it is found.

One try is one change by somebody who has the database's password or the file, but not the
signing key. `--parts` chooses among trail, backup, edition.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pyrage
import sqlalchemy as sa

from app import audit, schema, signing
from app.audit import inspection
from app.audit.chain import START, digest
from app.audit.inspection import Seal, Verdict
from app.backup import make, parcel
from app.db import Database, ReadSession
from app.editions import sealing
from app.errors import PortalError
from app.files import FileStore
from app.model.edition import Artefact, Edition, EditionPin, EditionState
from app.model.record import AuditEvent
from app.settings import Settings
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

NOW = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
RELEASE = 1000
ROWS, SEALED = 40, 30
PARTS = ("trail", "backup", "edition")
TABLE: Any = AuditEvent.__table__


@dataclass
class Ground:
    """A small installation with a trail, a seal kept outside, a backup and a sealed edition."""

    folder: Path
    settings: Settings
    database: Database
    identity: Any
    seal: Seal
    backup: Path
    content: bytes
    seal_content: bytes
    keys: dict[str, Any]
    failures: list[str] = field(default_factory=list)


def prepare(folder: Path) -> Ground:
    """Build it."""
    settings = Settings(data=folder / "data", secret="rahasia-uji" * 4)
    settings.data.mkdir()
    database = Database(settings.url, pool_size=4)
    schema.upgrade(database)
    keyring = signing.Keyring(settings.keys)
    files = FileStore(settings.files)
    seal = None
    with database.write() as session:
        factories.make_province(session)
        edition_id = _edition(session, files)
        sealing.seal(session, edition_id, keyring)
    for number in range(ROWS):
        with database.write() as session:
            at = NOW + timedelta(minutes=number)
            details = {"nomor": number, "kode": ["a", "b"], "nilai": 0.5}
            where = audit.Where("10.0.0.1", "99.01")
            audit.record(
                session, "uji", "baca.laporan", "LAP-1", now=at, details=details, where=where
            )
        if number == SEALED:
            with database.read() as session:
                made = json.dumps(inspection.seal(session, keyring, NOW)).encode()
            seal = Seal.read(made, keyring.public())
    assert seal is not None
    identity = pyrage.x25519.Identity.generate()
    path = folder / "a.age"
    make.make(settings, database, [identity.to_public()], path, now=NOW, moved=lambda *_: None)
    beside = path.with_name(path.name + parcel.SEAL).read_bytes()
    return Ground(
        folder, settings, database, identity, seal, path, path.read_bytes(), beside,
        keyring.public(),
    )  # fmt: skip


def _edition(session: Any, files: FileStore) -> int:
    revision = factories.make_revision(session, factories.make_period(session))
    edition = Edition(
        period=revision.report.obligation.period,
        boundary_set=factories.make_boundary_set(session),
        number=1,
        code="PKP-99-2026T3-UJI",
        method_version="uji-1",
        published_at=NOW,
        published_by="Orang Contoh",
        state=EditionState.READY,
        built_at=NOW,
        attention=["Satu kalimat contoh."],
        pins=[
            EditionPin(region_code=code, obligation_state="DITERIMA", revision=pinned)
            for code, pinned in zip(factories.REGENCIES, (revision, None, None), strict=False)
        ],
    )
    session.add(edition)
    for number in range(4):
        content = f"berkas {number} ".encode() * 40
        edition_file = Artefact(
            name=f"b{number}",
            file_name=f"berkas-{number}.csv",
            media_type="text/csv",
            sha256=files.put(content),
            size_bytes=len(content),
        )
        edition_file.edition = edition
        session.add(edition_file)
    session.flush()
    return int(edition.id)


# --- the trail -------------------------------------------------------------------------------


@contextmanager
def taken_back(ground: Ground) -> Iterator[Connection]:
    """A transaction with the guards off, undone afterwards."""
    with ground.database.writer.connect() as connection, connection.begin() as transaction:
        for event in ("update", "delete", "insert"):
            connection.exec_driver_sql(f"DROP TRIGGER frozen_audit_event_{event}")
        yield connection
        transaction.rollback()


def _value(random: Random, column: str, old: Any) -> Any:
    """Another value of a column's kind."""
    if column == "at":
        return old + timedelta(microseconds=random.choice([-1, 1, 10**6, 10**9]))
    if column == "id":
        return random.choice([0, -1, old + 1000, 10**6])
    if column == "details":
        return random.choice([{}, old | {"nomor": -1}, old | {"lain": 1}, {"kode": ["b", "a"]}])
    text = str(old)
    place = random.randrange(len(text) + 1)
    return random.choice([text[:place] + "x" + text[place:], text[:-1] + "~", "lain"])


def change(random: Random, connection: Connection) -> str:
    """Another value in one column of one row."""
    column = random.choice(list(TABLE.columns.keys()))
    number = random.randint(1, ROWS)
    row = TABLE.c.id == number
    old = connection.execute(sa.select(TABLE.c[column]).where(row)).scalar_one()
    new = _value(random, column, old)
    connection.execute(sa.update(TABLE).where(row).values({column: new}))
    return f"change {column}"


def drop(random: Random, connection: Connection) -> str:
    """A row, or some, gone; at the end too, down to before the seal."""
    first = random.randint(1, SEALED)
    last = random.choice([first, first + random.randint(0, 5), ROWS])
    connection.execute(sa.delete(TABLE).where(TABLE.c.id.between(first, last)))
    return "drop"


def swap(random: Random, connection: Connection) -> str:
    """Two rows change places, hashes and all."""
    one, two = random.sample(range(1, ROWS + 1), 2)
    for old, new in ((one, 9001), (two, one), (9001, two)):
        connection.execute(sa.update(TABLE).where(TABLE.c.id == old).values(id=new))
    return "swap"


def slip_in(random: Random, connection: Connection) -> str:
    """A row with a fitting hash of its own, between others or before all."""
    number = random.choice([0, -1, random.randint(1, ROWS)])
    row = _row(connection, max(1, number))
    previous = row["previous"]
    connection.execute(
        sa.update(TABLE).where(TABLE.c.id >= number, sa.true()).values(id=-TABLE.c.id - 10**6)
    )
    connection.execute(
        sa.update(TABLE).where(TABLE.c.id < -(10**5)).values(id=-TABLE.c.id - 10**6 + 1)
    )
    new = row | {"id": number, "actor": "sisipan", "previous": previous}
    connection.execute(sa.insert(TABLE).values(new | {"hash": digest(new)}))
    return "slip in"


def write_anew(random: Random, connection: Connection) -> str:
    """One row changed and every hash after it computed again: only a seal can tell."""
    number = random.randint(1, SEALED)
    previous = _row(connection, number)["previous"] if number > 1 else START
    for current in range(number, ROWS + 1):
        row = _row(connection, current) | {"previous": previous}
        if current == number:
            row |= {"actor": "lain"}
        previous = row["hash"] = digest(row)
        connection.execute(sa.update(TABLE).where(TABLE.c.id == current).values(row))
    return "write anew"


def _row(connection: Connection, number: int) -> dict[str, Any]:
    found = connection.execute(sa.select(TABLE).where(TABLE.c.id == number)).mappings().one()
    return dict(found)


TRAIL_ACTS: tuple[Callable[[Random, Connection], str], ...] = (
    change, change, drop, swap, slip_in, write_anew,
)  # fmt: skip


def attack_trail(ground: Ground, random: Random) -> tuple[str, bool]:
    """Change the trail; tell whether the inspection finds it."""
    act = random.choice(TRAIL_ACTS)
    with taken_back(ground) as connection:
        before = _everything(connection)
        name = act(random, connection)
        if _everything(connection) == before:
            return name, True
        with ReadSession(bind=connection) as session:
            found = inspection.inspect(session, [ground.seal])
    return name, found.verdict is not Verdict.WHOLE


def _everything(connection: Connection) -> list[Any]:
    return [tuple(row) for row in connection.execute(sa.select(TABLE).order_by(TABLE.c.id))]


# --- a backup ---------------------------------------------------------------------------------


def damaged(random: Random, content: bytes) -> bytes:
    """Bytes with something else in them."""
    place = random.randrange(len(content))
    kind = random.choice(["bit", "bit", "cut", "more", "zeros", "twice"])
    if kind == "bit":
        flipped = bytearray(content)
        flipped[place] ^= 1 << random.randrange(8)
        return bytes(flipped)
    if kind == "cut":
        return content[:place]
    if kind == "more":
        return content + random.randbytes(random.randint(1, 40))
    if kind == "zeros":
        return content[:place] + bytes(len(content) - place)
    return content[:place] + content[max(0, place - 64) : place] + content[place:]


def attack_backup(ground: Ground, random: Random) -> tuple[str, bool]:
    """Change a backup or its seal; both checks must refuse what concerns them."""
    beside = ground.backup.with_name(ground.backup.name + parcel.SEAL)
    if random.random() < 0.2:
        told = json.loads(ground.seal_content)
        name = random.choice(sorted(told))
        told[name] = told[name][::-1] + "0" if isinstance(told[name], str) else told[name] + 1
        beside.write_text(json.dumps(told))
        found = _refuses(lambda: parcel.check_seal(ground.backup, ground.keys))
        beside.write_bytes(ground.seal_content)
        return "backup seal", found
    changed = damaged(random, ground.content)
    if changed == ground.content:
        return "backup", True
    ground.backup.write_bytes(changed)
    found = _refuses(lambda: parcel.check_seal(ground.backup, ground.keys)) and _refuses(
        lambda: parcel.read(
            ground.backup, ground.identity, ground.keys, lambda _: None, lambda _: None
        )
    )
    ground.backup.write_bytes(ground.content)
    return "backup", found


def _refuses(look: Callable[[], object]) -> bool:
    try:
        look()
    except PortalError:
        return True
    return False


# --- an edition -------------------------------------------------------------------------------

EDITION_COLUMNS: tuple[tuple[Any, str], ...] = (
    (Edition, "number"),
    (Edition, "code"),
    (Edition, "method_version"),
    (Edition, "published_by"),
    (Edition, "published_at"),
    (Edition, "attention"),
    (Edition, "recommendations"),
    (Edition, "seal"),
    (Artefact, "name"),
    (Artefact, "file_name"),
    (Artefact, "media_type"),
    (Artefact, "sha256"),
    (Artefact, "size_bytes"),
    (EditionPin, "obligation_state"),
    (EditionPin, "region_code"),
)


def attack_edition(ground: Ground, random: Random) -> tuple[str, bool]:
    """Change a file or a row of a published edition."""
    files = FileStore(ground.settings.files)
    if random.random() < 0.4:
        path = random.choice(sorted(ground.settings.files.glob("*/*")))
        content = path.read_bytes()
        changed = damaged(random, content)
        path.write_bytes(changed)
        with ground.database.read() as session:
            found = sealing.inspect(session, files, ground.keys)
        path.write_bytes(content)
        return "edition file", changed == content or any(item.faults for item in found)
    model, column = random.choice(EDITION_COLUMNS)
    table = model.__table__
    with ground.database.writer.connect() as connection, connection.begin() as transaction:
        row = random.choice(connection.execute(sa.select(table)).mappings().all())
        new = _edition_value(random, row[column])
        where = sa.update(table).where(table.c.id == row["id"])
        connection.execute(where.values({column: new}))
        with ReadSession(bind=connection) as session:
            found = sealing.inspect(session, files, ground.keys)
        transaction.rollback()
    return f"edition {column}", any(item.faults for item in found)


def _edition_value(random: Random, old: Any) -> Any:
    if isinstance(old, datetime):
        return old + timedelta(seconds=1)
    if isinstance(old, int):
        return old + random.choice([1, -1, 1000])
    if isinstance(old, list):
        return [*old, "tambahan"]
    if isinstance(old, dict):
        name = random.choice(sorted(old))
        return old | {name: str(old[name])[::-1] + "0"}
    return str(old)[:-1] + random.choice("~#!")


ATTACKS = {"trail": attack_trail, "backup": attack_backup, "edition": attack_edition}


def run(count: int, seed: int, parts: tuple[str, ...] = PARTS) -> dict[str, Any]:
    """Try so many changes, in turn on each part; return counts and what was not found."""
    random, missed = Random(seed), []
    tried = dict.fromkeys(parts, 0)
    with tempfile.TemporaryDirectory() as folder:
        ground = prepare(Path(folder))
        for number in range(count):
            part = parts[number % len(parts)]
            name, is_found = ATTACKS[part](ground, random)
            tried[part] += 1
            if not is_found:
                missed.append(name)
        with ground.database.read() as session:  # everything was taken back
            assert inspection.inspect(session, [ground.seal]).verdict is Verdict.WHOLE
            files = FileStore(ground.settings.files)
            assert not any(item.faults for item in sealing.inspect(session, files, ground.keys))
        ground.database.dispose()
    return {"attack": "tampering", "seed": seed, "tried": tried, "undetected": missed}


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; see the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help=f"{RELEASE} tries")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    told = parser.parse_args(arguments)
    found = run(RELEASE if told.long else told.count, told.seed, tuple(told.parts))
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["undetected"] else 0


if __name__ == "__main__":
    sys.exit(main())
