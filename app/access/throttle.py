"""Limits on guessing passwords, counted in the database, that lock no owner out.

Failures are counted per account and per address. A browser the owner signed in with before carries
a device mark; its failures are counted on their own, so that strangers who guess at an account
fill the account's counter and not the owner's. (OWASP calls these device cookies.)
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
PER_ACCOUNT, PER_ADDRESS = 10, 30
_PURPOSE = "perangkat"
_SENTENCE = (
    "Terlalu banyak percobaan masuk. Tunggu 5 menit lalu coba lagi, atau pakai perangkat yang "
    "biasa Anda gunakan."
)


@dataclass(frozen=True, slots=True)
class Guess:
    """Whose password is tried from where; `device` counts instead of both when it is known."""

    account: str
    address: str
    device: str = ""


def reserve(session: WriteSession, guess: Guess, now: datetime) -> int:
    """Count an attempt before its password is looked at, and return its id.

    The caller has locked the account's row (or the whole SQLite file): attempts at one account
    are counted one after another, so parallel guesses gain nothing.

    Raises:
        TooManyAttempts: the account, the address or the device has used up its attempts.
    """
    # Names typed by people and our own counters must not meet: hence the prefix.
    counter = f"perangkat:{guess.device}" if guess.device else f"nama:{guess.account}"[:60]
    address = "" if guess.device else guess.address[:64]
    since = now - WINDOW
    if _failures(session, SignInAttempt.username, counter, since) >= PER_ACCOUNT:
        raise TooManyAttempts(_SENTENCE)
    if address and _failures(session, SignInAttempt.address, address, since) >= PER_ADDRESS:
        raise TooManyAttempts(_SENTENCE)
    attempt = SignInAttempt(username=counter, address=address, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def forgive(session: WriteSession, attempt_id: int) -> None:
    """Take back a reserved attempt: the password was right."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))


def new_device(key: bytes, user_id: int) -> str:
    """Return the mark a browser keeps after its owner signed in."""
    text = f"{user_id}.{secrets.token_urlsafe(16)}"
    return f"{text}.{mark(key, _PURPOSE, text)}"


def known_device(key: bytes, user_id: int | None, cookie: str) -> str:
    """Return the name of a device this account signed in with before, else an empty text."""
    text, _, digest = cookie.rpartition(".")
    owner, _, name = text.partition(".")
    if user_id is None or owner != str(user_id) or not is_marked(key, _PURPOSE, text, digest):
        return ""
    return name


def _failures(
    session: WriteSession, column: InstrumentedAttribute[str], value: str, since: datetime
) -> int:
    query = select(func.count()).where(column == value, SignInAttempt.at > since)
    return session.scalar(query) or 0
