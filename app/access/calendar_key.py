"""The secret address of a person's calendar feed: shown once, renewed or withdrawn at will."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app import audit
from app.access.scope import DEFAULT_ZONE, Actor, Permission
from app.errors import NotFound
from app.model.account import CalendarKey, User, UserRole
from app.model.region import Office

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import ReadSession, WriteSession


def renew(session: WriteSession, actor: Actor, now: datetime) -> str:
    """Return a new key, 256 random bits of which a hash is kept; the one before opens nothing."""
    actor.require(Permission.ACCOUNT_OWN)
    forget(session, actor.user_id)
    key = secrets.token_urlsafe(32)
    session.add(CalendarKey(user_id=actor.user_id, key_sha256=_digest(key), created_at=now))
    audit.record(session, actor.username, "akun.kalender", actor.username, now=now)
    return key


def withdraw(session: WriteSession, actor: Actor, now: datetime) -> None:
    """Make the key open nothing from now on."""
    actor.require(Permission.ACCOUNT_OWN)
    forget(session, actor.user_id)
    audit.record(session, actor.username, "akun.kalender-cabut", actor.username, now=now)


def since(session: ReadSession, user_id: int) -> datetime | None:
    """Return since when a person has a key."""
    return session.scalar(select(CalendarKey.created_at).where(CalendarKey.user_id == user_id))


def owner(session: ReadSession, key: str) -> Actor:
    """Return the person a key belongs to, with the roles of today.

    Raises:
        NotFound: nobody has this key, or the account is closed.
    """
    row = session.execute(
        select(User, Office.display_name, Office.zone)
        .join(CalendarKey, CalendarKey.user_id == User.id)
        .outerjoin(Office, Office.region_code == User.region_code)
        .where(CalendarKey.key_sha256 == _digest(key), User.is_active)
    ).first()
    if row is None:
        raise NotFound
    user, office_name, zone = row
    roles = session.scalars(select(UserRole.role).where(UserRole.user_id == user.id))
    return Actor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        roles=frozenset(roles),
        region_code=user.region_code,
        region_name=office_name or user.region_code,
        zone=zone or DEFAULT_ZONE,
    )


def forget(session: WriteSession, user_id: int) -> None:
    """Make the key of a person open nothing, whoever decides it."""
    session.execute(delete(CalendarKey).where(CalendarKey.user_id == user_id))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
