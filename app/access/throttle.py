"""Limits on guessing passwords and codes, counted in the database, that lock no owner out.

Failures are counted per account, per address and for the whole portal. A browser the owner signed
in with before carries a device mark; its failures are counted on their own, so that strangers who
guess at an account fill the account's counter and not the owner's. (OWASP calls these device
cookies.) Whoever holds a one-time link is the owner too, and gets such a mark with the password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from app.access.keys import is_marked, mark
from app.errors import TooManyAttempts
from app.model.account import SignInAttempt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute

    from app.db import WriteSession

WINDOW = timedelta(minutes=5)
PER_ACCOUNT, PER_ADDRESS, EVERYWHERE = 10, 30, 1000
# Codes have six digits: over a day few of them may be tried, even by who knows the password.
CODE_LIMITS = (
    (WINDOW, 5),
    (timedelta(hours=1), 20),
    (timedelta(days=1), 50),
)
REQUESTS_WINDOW = timedelta(hours=1)
REQUESTS_PER_ACCOUNT, REQUESTS_PER_ADDRESS = 3, 20
FREE = 5  # failures before each further attempt has to wait, twice as long every time
_PURPOSE = "perangkat"
_ASKED = "lupa:"
RETURNS_PER_ADDRESS = 30
_RETURNED = "sso:"
_BY_LINK = "tautan-"  # shows who reads the mail, which is no second factor
_TURN = 7_236_401  # number of the lock that lets attempts on PostgreSQL take turns
_SENTENCE = (
    "Terlalu banyak percobaan masuk. Tunggu {wait} lalu coba lagi, atau pakai perangkat yang "
    "biasa Anda gunakan. Terburu-buru? Minta tautan lewat Lupa kata sandi."
)
_CODES = (
    "Terlalu banyak kode yang salah. Tunggu {wait} lalu coba lagi dengan kode yang baru tampil."
)
_REQUESTS = (
    "Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, atau minta tautan kepada "
    "pengelola pengguna di kantor Anda."
)


@dataclass(frozen=True, slots=True)
class Guess:
    """Whose password is tried from where; `device` counts instead of both when it is known."""

    account: str
    address: str
    device: str = ""


def reserve(session: WriteSession, guess: Guess, now: datetime) -> int:
    """Count an attempt before its password is looked at, and return its id.

    Attempts are counted one after another, whatever their names and addresses: parallel guesses
    gain nothing, and a name nobody has is counted like one somebody has.

    Raises:
        TooManyAttempts: the account, the address, the device or the portal has used up its
            attempts, or the pause after the last one is not over.
    """
    _take_turns(session)
    # Names typed by people and our own counters must not meet: hence the prefix.
    counter = f"perangkat:{guess.device}" if guess.device else f"nama:{guess.account}"[:60]
    address = "" if guess.device else guess.address[:64]
    since = now - WINDOW
    failures = _failures(session, SignInAttempt.username, counter, since)
    if failures >= PER_ACCOUNT:
        raise TooManyAttempts(_SENTENCE.format(wait="5 menit"))
    if not guess.device and _is_crowded(session, address, since):
        raise TooManyAttempts(_SENTENCE.format(wait="5 menit"))
    _refuse_haste(session, counter, failures, now)
    return _count(session, counter, address, now)


def reserve_code(session: WriteSession, user_id: int, device: str, now: datetime) -> int:
    """Count an attempt at a second factor before it is looked at, and return its id.

    Only who knows the password comes here. A known device is counted on its own here too, unless
    it is known by a link alone: marks that can be had by mail must not multiply attempts.

    Raises:
        TooManyAttempts: five in five minutes, twenty in an hour or fifty in a day were wrong.
    """
    _take_turns(session)
    is_own = device and not device.startswith(_BY_LINK)
    counter = f"kode-perangkat:{device}"[:60] if is_own else f"kode:{user_id}"
    for window, limit in CODE_LIMITS:
        if _failures(session, SignInAttempt.username, counter, now - window) >= limit:
            raise TooManyAttempts(_CODES.format(wait=_span(window)))
    return _count(session, counter, "", now)


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures: nothing at first, then 2, 4, 8 ... 32 s."""
    return timedelta(seconds=2 ** (failures - FREE + 1) if failures >= FREE else 0)


def count_request(session: WriteSession, account: str, address: str, now: datetime) -> bool:
    """Count a request for a forgotten password; tell whether the account may be sent a mail.

    The counters have names of their own: asking uses up no attempt at signing in.

    Raises:
        TooManyAttempts: the address asked too often, for whomever.
    """
    _take_turns(session)
    counter, near = f"{_ASKED}{account}"[:60], f"{_ASKED}{address}"[:64]
    since = now - REQUESTS_WINDOW
    if _failures(session, SignInAttempt.address, near, since) >= REQUESTS_PER_ADDRESS:
        raise TooManyAttempts(_REQUESTS)
    before = _failures(session, SignInAttempt.username, counter, since)
    _count(session, counter, near, now)
    return before < REQUESTS_PER_ACCOUNT


def reserve_return(session: WriteSession, address: str, now: datetime) -> int:
    """Count a return from the sign-in provider before it is looked at, and return its id.

    Counted under a name of its own: nobody who fails there uses up attempts at a password.

    Raises:
        TooManyAttempts: the address brought thirty answers in five minutes that proved nobody.
    """
    _take_turns(session)
    near = f"{_RETURNED}{address}"[:64]
    if _failures(session, SignInAttempt.address, near, now - WINDOW) >= RETURNS_PER_ADDRESS:
        raise TooManyAttempts(_SENTENCE.format(wait="5 menit"))
    return _count(session, _RETURNED, near, now)


def forgive(session: WriteSession, attempt_id: int) -> None:
    """Take back a reserved attempt: the password was right."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))


def new_device(key: bytes, user_id: int, *, by_link: bool = False) -> str:
    """Return the mark a browser keeps after its owner signed in, or came by a one-time link."""
    text = f"{user_id}.{_BY_LINK if by_link else ''}{secrets.token_urlsafe(16)}"
    return f"{text}.{mark(key, _PURPOSE, text)}"


def known_device(key: bytes, user_id: int | None, cookie: str) -> str:
    """Return the name of a device this account signed in with before, else an empty text."""
    text, _, digest = cookie.rpartition(".")
    owner, _, name = text.partition(".")
    if user_id is None or owner != str(user_id) or not is_marked(key, _PURPOSE, text, digest):
        return ""
    return name


def _take_turns(session: WriteSession) -> None:
    """Let attempts come one after another; SQLite has one writer anyway.

    A lock held for two short statements: comparing, which is slow, comes after the commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def _is_crowded(session: WriteSession, address: str, since: datetime) -> bool:
    if address and _failures(session, SignInAttempt.address, address, since) >= PER_ADDRESS:
        return True
    everywhere = select(func.count()).where(
        SignInAttempt.at > since, SignInAttempt.username.startswith("nama:")
    )
    return (session.scalar(everywhere) or 0) >= EVERYWHERE


def _refuse_haste(session: WriteSession, counter: str, failures: int, now: datetime) -> None:
    newest = select(func.max(SignInAttempt.at)).where(SignInAttempt.username == counter)
    last = session.scalar(newest) if failures >= FREE else None
    if last is not None and now < last + pause(failures):
        seconds = int((last + pause(failures) - now).total_seconds()) + 1
        raise TooManyAttempts(_SENTENCE.format(wait=f"{seconds} detik"))


def _count(session: WriteSession, counter: str, address: str, now: datetime) -> int:
    attempt = SignInAttempt(username=counter, address=address, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def _span(window: timedelta) -> str:
    minutes = int(window.total_seconds() // 60)
    return f"{minutes} menit" if minutes < 60 else f"{minutes // 60} jam"


def _failures(
    session: WriteSession, column: InstrumentedAttribute[str], value: str, since: datetime
) -> int:
    query = select(func.count()).where(column == value, SignInAttempt.at > since)
    return session.scalar(query) or 0
