"""Checking the trail: is every row what it was, and does it still hold what was sealed outside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import rfc8785
from sqlalchemy import select

from app import signing
from app.audit.chain import START, digest, moment
from app.errors import Invalid, NotFound, Unreadable
from app.model.record import AuditEvent, PortalFact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from app.db import ReadSession, WriteSession

KIND = "segel-log"
CHECKED_FACT = "log-diperiksa"
_BATCH = 2000


class Verdict(IntEnum):
    """How a check ended; the command answers with this number."""

    WHOLE = 0
    BROKEN = 2
    SEAL_UNFIT = 3


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a check found: rows checked without a fault, and the first fault in a sentence."""

    verdict: Verdict
    rows: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The head of the trail at one moment, kept outside."""

    number: int
    hash: str
    at: str

    @classmethod
    def read(cls, content: bytes, keys: dict[str, Ed25519PublicKey]) -> Seal:
        """Read a seal and check its signature.

        Raises:
            Unreadable: it is no seal.
            Invalid: it was changed after it was made.
            NotFound: none of the keys signed it.
        """
        try:
            document = json.loads(content)
            if document["jenis"] != KIND:
                raise Unreadable("Berkas ini bukan segel log.")
            seal = cls(int(document["nomor"]), str(document["sidik"]), str(document["waktu"]))
        except (ValueError, KeyError, TypeError):
            raise Unreadable("Berkas ini bukan segel log.") from None
        signing.check(document, keys)
        return seal


def head(session: ReadSession) -> tuple[int, str]:
    """Return number and hash of the last row; zero and the start of the chain when empty."""
    last = select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    found = session.execute(last).first()
    return (found.id, found.hash) if found else (0, START)


def seal(session: ReadSession, keyring: signing.Keyring, now: datetime) -> dict[str, Any]:
    """Return the signed head of the trail, to be kept where nobody of this server can reach."""
    number, own = head(session)
    return keyring.sign({"jenis": KIND, "nomor": number, "sidik": own, "waktu": moment(now)})


def inspect(session: ReadSession, seals: Sequence[Seal] = ()) -> Inspection:
    """Walk the whole chain, then hold it against the seals; the first fault ends it."""
    wanted: dict[int, list[Seal]] = {}
    for known in seals:
        wanted.setdefault(known.number, []).append(known)
    number, previous = 0, START
    for row in _rows(session):
        fault = _fault(row, number + 1, previous)
        if fault:
            return Inspection(Verdict.BROKEN, number, fault)
        number, previous = row["id"], row["hash"]
        for known in wanted.get(number, ()):
            if known.hash != previous:
                return Inspection(Verdict.SEAL_UNFIT, number, _rewritten(known))
    beyond = [known for known in seals if known.number > number]
    if beyond:
        return Inspection(Verdict.BROKEN, number, _cut(min(beyond, key=_number), number))
    return Inspection(Verdict.WHOLE, number, f"Rantai utuh sampai nomor {number}.")


def read_seals(
    contents: dict[str, bytes], keys: dict[str, Ed25519PublicKey]
) -> tuple[list[Seal], list[str]]:
    """Read seals by file name; return those that count, and what is wrong with the others."""
    good, wrong = [], []
    for name, content in contents.items():
        try:
            good.append(Seal.read(content, keys))
        except NotFound:
            wrong.append(f"{name}: ditandatangani kunci yang tidak dikenal.")
        except (Invalid, Unreadable) as refusal:
            wrong.append(f"{name}: {refusal.sentence}")
    return good, wrong


def _number(known: Seal) -> int:
    return known.number


def _rows(session: ReadSession) -> Iterator[dict[str, Any]]:
    """Give every row in order, a batch at a time: a long trail does not fit in memory.

    A row whose values are no longer of their kind comes with its number alone. On torn pages a
    database can give the same numbers for ever: the first that does not go on is the last.
    """
    reached = -1
    ids = select(AuditEvent.id).order_by(AuditEvent.id).limit(_BATCH)
    numbers = session.scalars(ids).all()
    while numbers:
        if numbers[-1] <= reached:
            yield {"id": numbers[-1]}
            return
        reached = numbers[-1]
        try:
            rows = _between(session, numbers[0], numbers[-1])
        except (ValueError, TypeError):
            rows = [_one(session, number) for number in numbers]
        yield from rows
        numbers = session.scalars(ids.where(AuditEvent.id > numbers[-1])).all()


def _between(session: ReadSession, first: int, last: int) -> list[dict[str, Any]]:
    columns = AuditEvent.__table__.columns
    query = select(*columns).where(columns.id.between(first, last)).order_by(columns.id)
    return [dict(row) for row in session.execute(query).mappings()]


def _one(session: ReadSession, number: int) -> dict[str, Any]:
    try:
        return _between(session, number, number)[0]
    except (ValueError, TypeError):
        return {"id": number}


def _fault(row: dict[str, Any], expected: int, previous: str) -> str:
    """Say what does not fit about a row; nothing when it is what it was."""
    number = row["id"]
    if number > expected:
        return f"{number - expected} catatan hilang, mulai nomor {expected}."
    if number < expected:
        return f"Catatan nomor {number} bernomor di luar urutan."
    if "at" not in row:
        return f"Catatan nomor {number} diubah: isinya tidak dapat dibaca lagi."
    named = f"Catatan nomor {number} ({moment(row['at'])[:19]} UTC)"
    if row["previous"] != previous:
        return f"{named} tidak menyambung pada pendahulunya: ada yang diganti atau disisipkan."
    if not _fits(row):
        return f"{named} diubah: isinya tidak cocok dengan sidiknya."
    return ""


def _fits(row: dict[str, Any]) -> bool:
    try:
        return bool(digest(row) == row["hash"])
    except (rfc8785.CanonicalizationError, ValueError, TypeError):
        return False  # a value no act can have


def _rewritten(known: Seal) -> str:
    return (
        f"Catatan sampai nomor {known.number} ditulis ulang setelah disegel ({known.at[:19]} "
        "UTC): rantainya menyambung, tetapi bukan rantai yang disegel."
    )


def _cut(known: Seal, number: int) -> str:
    return (
        f"Ekor log terpotong: menurut segel {known.at[:19]} UTC ada {known.number} catatan, "
        f"sekarang berakhir pada nomor {number}."
    )


def remember(session: WriteSession, found: Inspection, now: datetime) -> None:
    """Keep how the last check of this installation ended, for the page of the trail."""
    told = {"putusan": found.verdict.name, "nomor": found.rows, "waktu": moment(now)}
    session.merge(PortalFact(name=CHECKED_FACT, value=json.dumps(told)))


def last_check(session: ReadSession) -> dict[str, Any] | None:
    """Return how the last check ended: `putusan`, `nomor` (whole up to), `waktu`; or None."""
    value = session.scalar(select(PortalFact.value).where(PortalFact.name == CHECKED_FACT))
    if value is None:
        return None
    told: dict[str, Any] = json.loads(value)
    return told | {"waktu": datetime.fromisoformat(told["waktu"])}
