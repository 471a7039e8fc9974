"""A sign-in on its way through the provider: known to one browser, for minutes, and once.

Nothing is stored while somebody is away: the secrets travel sealed in a cookie of the browser that
set out, so that an answer brought by any other browser belongs to nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.exc import IntegrityError

from app.errors import Invalid
from app.model.second_factor import SpentTicket

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession

SECONDS = 600  # time to sign in at the provider
_SEAL = b"masuk-sso"


class NotPending(Invalid):
    """The answer belongs to no sign-in this browser began just now."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "Permintaan masuk ini sudah dipakai, terlalu lama, atau dimulai di peramban lain. "
            "Mulai lagi dari halaman ini."
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """The secrets of one sign-in, and where the person was going."""

    state: str
    nonce: str
    verifier: str
    target: str

    @classmethod
    def begin(cls, target: str) -> Pending:
        """Draw new secrets: 256 random bits each."""
        return cls(_draw(), _draw(), _draw(), target)

    def seal(self, key: bytes, now: datetime) -> str:
        """Return what the browser keeps."""
        text = json.dumps(asdict(self)).encode()
        return _box(key).encrypt_at_time(text, int(now.timestamp())).decode()


def unseal(key: bytes, sealed: str, state: str, now: datetime) -> Pending:
    """Return the sign-in of a cookie when it is the one an answer names.

    Raises:
        NotPending: it is too old, not ours, or another one.
    """
    try:
        text = _box(key).decrypt_at_time(sealed.encode(), SECONDS, int(now.timestamp()))
    except InvalidToken:
        raise NotPending from None
    pending = Pending(**json.loads(text))
    if not hmac.compare_digest(pending.state.encode(), state.encode()):
        raise NotPending
    return pending


def spend(session: WriteSession, pending: Pending, now: datetime) -> None:
    """Write down that a sign-in was answered: none is answered twice.

    Raises:
        NotPending: it was answered before.
    """
    session.add(SpentTicket(digest=hashlib.sha256(pending.state.encode()).hexdigest(), at=now))
    try:
        session.flush()
    except IntegrityError:
        raise NotPending from None


def _draw() -> str:
    return secrets.token_urlsafe(32)


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(key, _SEAL, hashlib.sha256).digest()))
