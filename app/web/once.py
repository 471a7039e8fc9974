"""Idempotency: a form sent twice acts once, and the second answer leads where the first did."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Conflict
from app.model.account import SpentKey

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession


def fresh_key() -> str:
    """Return a key for one form on one page; templates write it with `once_field()`."""
    return secrets.token_urlsafe(18)


def already(
    session: WriteSession, actor: Actor, key: str, content_sha256: str, now: datetime
) -> str | None:
    """Claim a key; return where the first answer led when the key is spent.

    A second request with the same key waits here until the first has committed or failed.
    Without a key (an old page, a script) nothing is claimed.

    Raises:
        Conflict: the key was spent on other content.
    """
    if not key:
        return None
    insert = (
        postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    claim = insert(SpentKey).values(
        user_id=actor.user_id, key=key, content_sha256=content_sha256, location="", at=now
    )
    session.execute(claim.on_conflict_do_nothing(index_elements=["user_id", "key"]))
    spent = session.execute(
        select(SpentKey.content_sha256, SpentKey.location)
        .where(SpentKey.user_id == actor.user_id, SpentKey.key == key)
        .with_for_update()
    ).one()
    if not spent.location:
        return None
    if spent.content_sha256 != content_sha256:
        raise Conflict(
            "Formulir ini sudah dikirim dengan isi yang berbeda. Muat ulang halaman, periksa "
            "isian yang tersimpan, lalu kirim lagi bila perlu."
        )
    return str(spent.location)


def led_to(session: ReadSession, actor: Actor, key: str) -> str:
    """Return where the first answer led when a key is spent, else an empty text."""
    found = session.scalar(
        select(SpentKey.location).where(SpentKey.user_id == actor.user_id, SpentKey.key == key)
    )
    return found or ""


def remember(
    session: WriteSession, actor: Actor, key: str, content_sha256: str, location: str
) -> str:
    """Spend a claimed key in the act's own transaction; return the location for convenience."""
    if key:
        session.execute(
            update(SpentKey)
            .where(SpentKey.user_id == actor.user_id, SpentKey.key == key)
            .values(content_sha256=content_sha256, location=location)
        )
    return location
