"""The trail is one chain: whatever is changed, dropped, slipped in or cut off is found."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app import audit, schema
from app.audit import inspection
from app.audit.inspection import Seal, Verdict
from app.model.record import AuditEvent, PortalFact
from app.signing import Keyring
from tests.audit.tampering import unlocked

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from app.db import Database


def write(database: Database, now: datetime, count: int = 1, subject: str = "hal") -> None:
    """Record acts, one transaction each."""
    for number in range(count):
        with database.write() as session:
            details = {"nomor": number, "kode": ["a", "b"], "nilai": 1.5}
            audit.record(session, "uji", "uji.catat", subject, now=now, details=details)


def look(database: Database, *seals: Seal) -> inspection.Inspection:
    """Inspect the trail."""
    with database.read() as session:
        return inspection.inspect(session, seals)


def numbers(database: Database) -> list[int]:
    """Numbers of all rows."""
    with database.read() as session:
        return list(session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)))


def head(database: Database) -> Seal:
    """The head as a seal would keep it."""
    with database.read() as session:
        number, own = inspection.head(session)
    return Seal(number, own, "2026-10-08T01:00:00.000000+00:00")


def test_acts_are_numbered_and_chained(database: Database, now: datetime) -> None:
    assert look(database).sentence == "Rantai utuh sampai nomor 0."
    with database.write() as session:
        audit.record(session, "uji", "uji.satu", "a", now=now)
        audit.record(session, "uji", "uji.dua", "b", now=now)
    write(database, now, 3)
    assert numbers(database) == [1, 2, 3, 4, 5]
    assert look(database) == inspection.Inspection(Verdict.WHOLE, 5, "Rantai utuh sampai nomor 5.")


def fail(database: Database, now: datetime, *statement: Any) -> None:
    """Record an act in a transaction that cannot be committed."""
    with database.write() as session:
        audit.record(session, "uji", "uji.batal", "x", now=now)
        session.execute(*statement)


def test_a_transaction_rolled_back_leaves_no_gap(database: Database, now: datetime) -> None:
    write(database, now)
    twice = sa.insert(PortalFact), [{"name": "a", "value": "b"}] * 2
    for statement in ((sa.text("no statement"),), twice):
        with pytest.raises(DatabaseError):
            fail(database, now, *statement)
    write(database, now)
    assert numbers(database) == [1, 2]
    assert look(database).verdict is Verdict.WHOLE


def test_writers_at_once_make_one_chain(database: Database, now: datetime) -> None:
    barrier = Barrier(4)

    def writer(name: int) -> None:
        barrier.wait()
        write(database, now, 15, f"penulis-{name}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(writer, range(4)))
    assert numbers(database) == list(range(1, 61))
    assert look(database).verdict is Verdict.WHOLE


def test_a_slow_writer_keeps_nobody_waiting(database: Database, now: datetime) -> None:
    """The lock of PostgreSQL is taken at the end, not with the first record."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.write() as slow:
        audit.record(slow, "uji", "uji.lambat", "a", now=now)
        slow.flush()
        write(database, now)  # would wait for ever if the slow one held the lock
    assert numbers(database) == [1, 2]
    assert look(database).verdict is Verdict.WHOLE


STATEMENTS = {
    "change": "UPDATE audit_event SET actor = 'lain' WHERE id = 2",
    "drop": "DELETE FROM audit_event WHERE id = 2",
    "slip in": (
        "INSERT INTO audit_event (id, at, actor, action, subject, details, previous, hash) "
        "VALUES (9, '2026-01-01', 'a', 'b', 'c', '{}', 'd', 'e')"
    ),
    "wrong predecessor": (
        "INSERT INTO audit_event (id, at, actor, action, subject, details, previous, hash) "
        "VALUES (4, '2026-01-01', 'a', 'b', 'c', '{}', 'd', 'e')"
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_database_only_lets_rows_be_added(
    database: Database, now: datetime, statement: str
) -> None:
    write(database, now, 3)
    with pytest.raises(DatabaseError, match="trail"), database.writer.begin() as connection:
        connection.execute(sa.text(statement))
    with unlocked(database) as connection:  # the same statement, with the guard removed
        connection.execute(sa.text(statement))
    assert look(database).verdict is Verdict.BROKEN


CHANGES: dict[str, tuple[str, str]] = {
    "actor": ("UPDATE audit_event SET actor = 'lain' WHERE id = 3", "nomor 3 .* diubah"),
    "time": ("UPDATE audit_event SET at = '2026-01-01' WHERE id = 3", "nomor 3 .* diubah"),
    "origin": ("UPDATE audit_event SET origin = '10.0.0.9' WHERE id = 3", "nomor 3 .* diubah"),
    "outcome": ("UPDATE audit_event SET outcome = 'X' WHERE id = 3", "nomor 3 .* diubah"),
    "region": ("UPDATE audit_event SET region_code = '1' WHERE id = 3", "nomor 3 .* diubah"),
    "details": ("UPDATE audit_event SET details = '{}' WHERE id = 3", "nomor 3 .* diubah"),
    "hash": ("UPDATE audit_event SET hash = 'a' WHERE id = 3", "nomor 3 .* diubah"),
    "previous": ("UPDATE audit_event SET previous = 'a' WHERE id = 3", "nomor 3 .* pendahulu"),
    "gone": ("DELETE FROM audit_event WHERE id IN (3, 4)", "2 catatan hilang, mulai nomor 3"),
    "first gone": ("DELETE FROM audit_event WHERE id = 1", "1 catatan hilang, mulai nomor 1"),
    "renumbered": ("UPDATE audit_event SET id = -1 WHERE id = 3", "nomor -1 .* urutan"),
}


@pytest.mark.parametrize(("statement", "words"), CHANGES.values(), ids=CHANGES)
def test_the_first_broken_row_is_named(
    database: Database, now: datetime, statement: str, words: str
) -> None:
    write(database, now, 6)
    with unlocked(database) as connection:
        connection.execute(sa.text(statement))
    found = look(database)
    assert found.verdict is Verdict.BROKEN
    assert re.search(words, found.sentence), found.sentence


def test_a_tail_cut_off_is_found_by_a_seal_alone(database: Database, now: datetime) -> None:
    write(database, now, 6)
    seal = head(database)
    with unlocked(database) as connection:
        connection.execute(sa.text("DELETE FROM audit_event WHERE id > 4"))
    assert look(database).verdict is Verdict.WHOLE  # without a seal nobody can tell
    found = look(database, seal)
    assert (found.verdict, found.rows) == (Verdict.BROKEN, 4)
    assert "Ekor log terpotong" in found.sentence


def test_a_chain_written_anew_is_found_by_a_seal_alone(database: Database, now: datetime) -> None:
    write(database, now, 6)
    seal = head(database)
    with unlocked(database) as connection:
        connection.execute(sa.text("DELETE FROM audit_event"))
    write(database, now, 8, "rekaan")
    assert look(database).verdict is Verdict.WHOLE
    found = look(database, seal)
    assert found.verdict is Verdict.SEAL_UNFIT
    assert "ditulis ulang setelah disegel" in found.sentence


def test_a_seal_counts_only_with_a_known_signature(
    sqlite_database: Database, now: datetime, tmp_path: Path
) -> None:
    write(sqlite_database, now, 2)
    own, foreign = Keyring(tmp_path / "a"), Keyring(tmp_path / "b")
    with sqlite_database.read() as session:
        good = inspection.seal(session, own, now)
        strange = inspection.seal(session, foreign, now)
    forged = good | {"nomor": 1}
    contents = {
        name: json.dumps(document).encode()
        for name, document in {"baik": good, "asing": strange, "palsu": forged}.items()
    } | {"bukan": b"\x00", "kosong": b"[]"}
    seals, wrong = inspection.read_seals(contents, own.public())
    assert [seal.number for seal in seals] == [2]
    assert [line.split(":")[0] for line in wrong] == ["asing", "palsu", "bukan", "kosong"]
    own.change()  # what was sealed before a change of keys is still good
    assert inspection.read_seals({"baik": contents["baik"]}, own.public())[0]
    assert (tmp_path / "a" / "tanda-tangan.pem").stat().st_mode & 0o077 == 0


def test_the_migration_closes_gaps_and_chains(database: Database, now: datetime) -> None:
    schema.downgrade(database, "0011_date_tallies")
    insert = sa.text(
        "INSERT INTO audit_event (id, at, actor, action, subject, details) "
        "VALUES (:id, :at, 'uji', 'uji.lama', 'hal', :details)"
    )
    values: list[dict[str, Any]] = [
        {"id": number, "at": now if not database.is_sqlite else "2026-10-08 01:00:00.000001"}
        | {"details": json.dumps({"triwulan": "2026-TW3", "jumlah": number})}
        for number in (2, 3, 7, 40)
    ]
    with database.writer.begin() as connection:
        connection.execute(insert, values)
    schema.upgrade(database)
    assert numbers(database) == [1, 2, 3, 4]
    write(database, now)
    assert look(database) == inspection.Inspection(Verdict.WHOLE, 5, "Rantai utuh sampai nomor 5.")
