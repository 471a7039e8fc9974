"""The chain of the trail: what a row's hash is made of, and how rows are added without a gap."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

import rfc8785
from sqlalchemy import func, insert, select

from app.model.record import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.db import WriteSession

START = "0" * 64  # what the first row names as its predecessor
_LOCK = 0x50_4B_41_55  # "PKAU": any number no other advisory lock of this database uses
_COLUMNS = ("actor", "action", "subject", "outcome", "origin", "region_code", "details")


def moment(at: datetime) -> str:
    """Return a moment as it is hashed: UTC, microseconds, whatever the database gave back."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(row: dict[str, Any]) -> str:
    """Return the SHA-256 of a row's canonical form (RFC 8785).

    `row` holds the columns of `audit_event` by name, `at` as an aware moment; its own `hash` is
    not part of it. Everything else is, so no column can be changed unnoticed.
    """
    form = {name: row[name] for name in (*_COLUMNS, "id", "previous")}
    return hashlib.sha256(rfc8785.dumps(form | {"at": moment(row["at"])})).hexdigest()


def plain(details: dict[str, Any]) -> dict[str, Any]:
    """Return details as any database gives them back: plain JSON, no enumerations or tuples."""
    found: dict[str, Any] = json.loads(json.dumps(details))
    return found


def append(session: WriteSession, acts: Sequence[dict[str, Any]]) -> None:
    """Number, chain and insert acts: the last statements of a transaction.

    Writers of PostgreSQL wait for each other here and nowhere else: between this lock and the
    commit lie one read and one insert. SQLite has one writer at a time anyway. A transaction
    that is rolled back gives its numbers back with the lock, so that a gap is always a fault.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    head = session.execute(
        select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    ).first()
    number, previous = (head.id, head.hash) if head else (0, START)
    rows = []
    for number, act in enumerate(acts, number + 1):  # noqa: B020 - numbers go on from the head
        row = act | {"id": number, "previous": previous}
        row["hash"] = previous = digest(row)
        rows.append(row)
    session.execute(insert(AuditEvent), rows)
