"""Open and find sessions; a session is a row, its token is known to the browser alone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, CursorResult, and_, delete, select, update

from app import audit
from app.access import passwords, throttle
from app.access.held_factors import has_factor, holds_passkey
from app.access.living import LIVING_SESSION
from app.access.owed import Must, owed
from app.access.scope import DEFAULT_ZONE, DELEGATED, Actor, FactorFor
from app.errors import Invalid, NotFound
from app.model.account import Role, SignInSession, User

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import Database, ReadSession, WriteSession
    from app.settings import Settings

_SEEN_EVERY = timedelta(minutes=1)


class WrongCredentials(Invalid):
    """Name or password is wrong, or the account is closed: one sentence for all three."""

    def __init__(self) -> None:
        """Say nothing about which of them it was."""
        super().__init__("Nama pengguna atau kata sandi salah.")


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lives, idle and at most, and who must have a second factor."""

    idle: timedelta
    longest: timedelta
    factor_for: FactorFor = FactorFor.NOBODY
    passkey_of_admins: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Lifetimes:
        """Take them from the settings."""
        return cls(
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_hours),
            FactorFor(settings.factor_for),
            settings.admin_passkey_required,
        )

    def alive(self, now: datetime) -> ColumnElement[bool]:
        """Return the condition for sessions that have not ended by themselves."""
        return and_(
            SignInSession.seen_at > now - self.idle,
            SignInSession.created_at > now - self.longest,
        )


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody comes from."""

    address: str = ""
    user_agent: str = ""


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
    """A new session's token and the browser's new device mark.

    No mark while the second factor is owed: who only knows the password is nobody's known device.
    """

    token: str
    device: str
    user_id: int
    has_passkey: bool = False

    @property
    def is_half(self) -> bool:
        """Tell whether the second factor is still to be shown."""
        return not self.device


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
            token = open_session(session, user, Browser(tried.address, tried.user_agent), now)
            half = has_factor(session, user.id)
            act, where = "masuk.sandi" if half else "masuk", audit.Where(tried.address)
            audit.record(session, user.username, act, user.username, now=now, where=where)
            passkey = half and bool(session.scalar(select(holds_passkey(user.id))))
            device = "" if half else throttle.new_device(key, user.id)
            return Opened(token, device, user.id, has_passkey=passkey)
    _note_failure(database, tried, now, known=True)
    raise WrongCredentials


def open_session(
    session: WriteSession,
    user: User,
    browser: Browser,
    now: datetime,
    *,
    factor_at: datetime | None = None,
    by_provider: bool = False,
) -> str:
    """Store a new session and return its token: 256 random bits, of which a hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_sha256=_digest(token),
            user=user,
            created_at=now,
            seen_at=now,
            user_agent=browser.user_agent[:200],
            address=coarse(browser.address),
            factor_at=factor_at,
            by_provider=by_provider,
        )
    )
    return token


def find(session: ReadSession, token: str, lifetimes: Lifetimes, now: datetime) -> Found | None:
    """Return the living session of a token, or None."""
    asked = {
        "token_sha256": _digest(token),
        "idle_since": now - lifetimes.idle,
        "opened_since": now - lifetimes.longest,
    }
    rows = session.execute(LIVING_SESSION, asked).all()
    if not rows:
        return None
    row = rows[0]
    roles = frozenset(each.role for each in rows if each.role is not None)
    passkey_only = lifetimes.passkey_of_admins and Role.ADMIN in roles
    must = Must(lifetimes.factor_for.asks(roles), passkey_only and not row.holds_passkey)
    actor = Actor(
        user_id=row.user_id,
        username=row.username,
        name=row.name,
        roles=roles,
        region_code=row.region_code,
        region_name=row.office_name or row.region_name,
        owes=owed(row, must),
        zone=row.zone or DEFAULT_ZONE,
        delegated=DELEGATED if row.manages_office else frozenset(),
        has_factor=row.holds_factor,
        has_passkey=row.holds_passkey,
        passkey_only=passkey_only,
        proved_at=row.factor_at,
    )
    return Found(row.session_id, actor, row.seen_at)


def prove(session: WriteSession, session_id: int, now: datetime) -> str:
    """Note that a session showed the second factor, and return its new token.

    Raises:
        NotFound: the session ended meanwhile.
    """
    token = secrets.token_urlsafe(32)
    changed = session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id)
        .values(token_sha256=_digest(token), factor_at=now, seen_at=now)
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise NotFound
    return token


def touch(session: WriteSession, session_id: int, now: datetime) -> None:
    """Note that the person is active."""
    session.execute(
        update(SignInSession).where(SignInSession.id == session_id).values(seen_at=now)
    )


def end_all(session: WriteSession, user_id: int, *, but: int | None = None) -> int:
    """End every session of a person, but one if it is named; return how many there were.

    Closed account, other roles, other password, other second factor: all come here.
    """
    every = delete(SignInSession).where(SignInSession.user_id == user_id)
    ended = session.execute(every if but is None else every.where(SignInSession.id != but))
    return ended.rowcount if isinstance(ended, CursorResult) else 0


def coarse(address: str) -> str:
    """Return the network of an address, for people to recognise: `203.0.113.*`, an IPv6 /48."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return f"{address.rpartition('.')[0]}.*"
    return str(ip_network(f"{found}/48", strict=False))


def account(session: WriteSession, username: str) -> User | None:
    """Return the account, locked: attempts at it are counted one after another."""
    return session.scalar(select(User).where(User.username == username).with_for_update())


def _note_failure(database: Database, tried: Credentials, now: datetime, *, known: bool) -> None:
    """Write the failure down; an unknown name may be a password typed in the wrong field."""
    who = tried.username if known else "(tidak dikenal)"
    with database.write() as session:
        where = audit.Where(tried.address)
        audit.record(session, who, "masuk.gagal", who, now=now, where=where)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
