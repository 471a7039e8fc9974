"""Open, find and end sessions; a session is a row, its token is known to the browser alone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, CursorResult, and_, delete, or_, select, update

from app import audit
from app.access import passwords, throttle
from app.access.scope import DEFAULT_ZONE, Actor
from app.errors import Invalid, NotFound
from app.model.account import SignInAttempt, SignInSession, SpentKey, User, UserRole
from app.model.region import Office, Region

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.db import Database, ReadSession, WriteSession
    from app.settings import Settings

_KEEP_ATTEMPTS = timedelta(days=1)
_KEEP_KEYS = timedelta(days=30)
_SEEN_EVERY = timedelta(minutes=1)


class WrongCredentials(Invalid):
    """Name or password is wrong, or the account is closed: one sentence for all three."""

    def __init__(self) -> None:
        """Say nothing about which of them it was."""
        super().__init__("Nama pengguna atau kata sandi salah.")


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lives: without activity, and at most."""

    idle: timedelta
    longest: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Lifetimes:
        """Take both from the settings."""
        return cls(
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_hours),
        )

    def alive(self, now: datetime) -> ColumnElement[bool]:
        """Return the condition for sessions that have not ended by themselves."""
        return and_(
            SignInSession.seen_at > now - self.idle,
            SignInSession.created_at > now - self.longest,
        )


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed, and from which browser; `device` is the cookie's mark."""

    username: str
    password: str
    address: str
    device: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session's token and the browser's new device mark."""

    token: str
    device: str
    username: str


@dataclass(frozen=True, slots=True)
class Found:
    """A living session, with its person as plain data."""

    session_id: int
    actor: Actor
    seen_at: datetime

    def is_stale(self, now: datetime) -> bool:
        """Tell whether the row should learn that the person is active."""
        return now - self.seen_at >= _SEEN_EVERY


def enter(database: Database, key: bytes, tried: Credentials, now: datetime) -> Opened:
    """Check a password and open a session.

    Three short steps: the slow Argon2 check must not hold the only writer of SQLite.

    Raises:
        WrongCredentials: unknown name, wrong password or closed account.
        TooManyAttempts: guessed too often.
    """
    with database.write() as session:
        known = account(session, tried.username)
        device = throttle.known_device(key, known.id if known else None, tried.device)
        guess = throttle.Guess(tried.username, tried.address, device)
        attempt_id = throttle.reserve(session, guess, now)
        stored = known.password_hash if known else None
    if not passwords.verify(tried.password, stored):
        _note_failure(database, tried, now, known=stored is not None)
        raise WrongCredentials
    with database.write() as session:
        user = account(session, tried.username)
        if user is not None and user.is_active and user.password_hash == stored:
            throttle.forgive(session, attempt_id)
            token = open_session(session, user, tried.user_agent, now)
            details = {"alamat": tried.address}
            audit.record(session, user.username, "masuk", user.username, now=now, details=details)
            return Opened(token, throttle.new_device(key, user.id), user.username)
    _note_failure(database, tried, now, known=True)
    raise WrongCredentials


def open_session(session: WriteSession, user: User, user_agent: str, now: datetime) -> str:
    """Store a new session and return its token: 256 random bits, of which a hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_sha256=_digest(token),
            user=user,
            created_at=now,
            seen_at=now,
            user_agent=user_agent[:200],
        )
    )
    return token


def find(session: ReadSession, token: str, lifetimes: Lifetimes, now: datetime) -> Found | None:
    """Return the living session of a token, or None."""
    query = (
        select(SignInSession, User, Region.name, Office.display_name, Office.zone)
        .join(SignInSession.user)
        .join(Region, Region.code == User.region_code)
        .outerjoin(Office, Office.region_code == User.region_code)
        .where(SignInSession.token_sha256 == _digest(token), User.is_active, lifetimes.alive(now))
    )
    row = session.execute(query).first()
    if row is None:
        return None
    opened, user, region_name, office_name, zone = row
    roles = session.scalars(select(UserRole.role).where(UserRole.user_id == user.id))
    actor = Actor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        roles=frozenset(roles),
        region_code=user.region_code,
        region_name=office_name or region_name,
        must_change_password=user.must_change_password,
        zone=zone or DEFAULT_ZONE,
    )
    return Found(opened.id, actor, opened.seen_at)


def touch(session: WriteSession, session_id: int, now: datetime) -> None:
    """Note that the person is active."""
    session.execute(
        update(SignInSession).where(SignInSession.id == session_id).values(seen_at=now)
    )


def leave(session: WriteSession, actor: Actor, session_id: int, now: datetime) -> None:
    """End the session the person leaves."""
    session.execute(delete(SignInSession).where(SignInSession.id == session_id))
    audit.record(session, actor.username, "keluar", actor.username, now=now)


def sessions_of(
    session: ReadSession, user_id: int, lifetimes: Lifetimes, now: datetime
) -> Sequence[SignInSession]:
    """Return a person's living sessions, the most recently used first."""
    query = (
        select(SignInSession)
        .where(SignInSession.user_id == user_id, lifetimes.alive(now))
        .order_by(SignInSession.seen_at.desc(), SignInSession.id)
    )
    return session.scalars(query).all()


def end_own(session: WriteSession, actor: Actor, session_id: int, now: datetime) -> None:
    """End one of the person's own sessions.

    Raises:
        NotFound: it is not theirs, or has ended already.
    """
    own = (SignInSession.id == session_id, SignInSession.user_id == actor.user_id)
    ended = session.execute(delete(SignInSession).where(*own))
    if not isinstance(ended, CursorResult) or ended.rowcount != 1:
        raise NotFound
    audit.record(session, actor.username, "akun.akhiri-sesi", actor.username, now=now)


def end_all(session: WriteSession, user_id: int) -> None:
    """End every session of a person: closed account, other roles, other password."""
    session.execute(delete(SignInSession).where(SignInSession.user_id == user_id))


def sweep(session: WriteSession, lifetimes: Lifetimes, now: datetime) -> None:
    """Forget ended sessions, old attempts and old idempotency keys."""
    ended = or_(
        SignInSession.seen_at <= now - lifetimes.idle,
        SignInSession.created_at <= now - lifetimes.longest,
    )
    session.execute(delete(SignInSession).where(ended))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _KEEP_ATTEMPTS))
    session.execute(delete(SpentKey).where(SpentKey.at < now - _KEEP_KEYS))


def account(session: WriteSession, username: str) -> User | None:
    """Return the account, locked: attempts at it are counted one after another."""
    return session.scalar(select(User).where(User.username == username).with_for_update())


def _note_failure(database: Database, tried: Credentials, now: datetime, *, known: bool) -> None:
    """Write the failure down; an unknown name may be a password typed in the wrong field."""
    who = tried.username if known else "(tidak dikenal)"
    with database.write() as session:
        details = {"alamat": tried.address}
        audit.record(session, who, "masuk.gagal", who, now=now, details=details)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
