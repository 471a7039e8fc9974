"""Codes of an app (RFC 6238, six digits, 30 seconds): the key, how it is kept, which code is good.

The key is sealed with the installation's secret, which is kept apart from the database: a copy of
the database makes no codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import CursorResult, delete, select

from app.errors import Conflict
from app.model.second_factor import TotpFactor

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession

OFFER_LIFE = timedelta(minutes=15)
_SEAL = b"kunci-kode"
_LABEL = 40  # characters an app shows of a name; any name then fits into the picture


@dataclass(frozen=True, slots=True)
class Offer:
    """A key that is shown to be put into an app; nothing is stored before a code proves it.

    `sealed` travels in the form: only this installation reads it, for this person, for minutes.
    """

    secret: str
    sealed: str

    def uri(self, username: str, portal: str) -> str:
        """Return the address the picture for the app's camera holds."""
        return pyotp.TOTP(self.secret).provisioning_uri(
            name=username[:_LABEL], issuer_name=portal[:_LABEL]
        )


def offer(key: bytes, user_id: int, now: datetime) -> Offer:
    """Make a key for an app, 160 random bits."""
    secret = pyotp.random_base32()
    return Offer(secret, _seal(key, f"{user_id} {secret}", now))


def offered(key: bytes, user_id: int, sealed: str, now: datetime) -> Offer:
    """Return the offer a form carries.

    Raises:
        Conflict: it is too old, or was made for somebody else.
    """
    seconds = int(OFFER_LIFE.total_seconds())
    try:
        text = _box(key).decrypt_at_time(sealed.encode(), seconds, int(now.timestamp()))
    except InvalidToken:
        text = b""
    owner, _, secret = text.decode().partition(" ")
    if owner != str(user_id):
        raise Conflict("Halaman ini sudah lama terbuka. Muat ulang, lalu pindai kode yang baru.")
    return Offer(secret, sealed)


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Return the 30-second step a code belongs to: this one, the one before or after, or none."""
    digits = "".join(typed.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=1)
    except OTPVerificationError:
        return None


def keep(
    session: WriteSession, key: bytes, user_id: int, proven: tuple[str, int], now: datetime
) -> None:
    """Keep a key and the step of its first code; the key before makes codes no more."""
    secret, step = proven
    take_off(session, user_id)
    session.add(
        TotpFactor(
            user_id=user_id, sealed_key=_seal(key, secret, now), last_step=step, created_at=now
        )
    )


def take(session: WriteSession, key: bytes, user_id: int, typed: str, now: datetime) -> bool:
    """Take a code whose step is newer than the last one taken; the person's row is locked."""
    factor = session.scalar(select(TotpFactor).where(TotpFactor.user_id == user_id))
    if factor is None:
        return False
    try:
        secret = _box(key).decrypt(factor.sealed_key.encode()).decode()
    except InvalidToken:
        return False  # the installation's secret was changed: no code is right any more
    step = step_of(secret, typed, now)
    if step is None or step <= factor.last_step:
        return False
    factor.last_step = step
    return True


def take_off(session: WriteSession, user_id: int) -> bool:
    """Forget a person's key; tell whether there was one."""
    gone = session.execute(delete(TotpFactor).where(TotpFactor.user_id == user_id))
    return isinstance(gone, CursorResult) and gone.rowcount == 1


def _seal(key: bytes, text: str, now: datetime) -> str:
    return _box(key).encrypt_at_time(text.encode(), int(now.timestamp())).decode()


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(key, _SEAL, hashlib.sha256).digest()))
