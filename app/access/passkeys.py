"""Passkeys (WebAuthn): put on, shown as the second factor or as the whole sign-in, taken off.

A challenge is not stored: it travels sealed in the page, for one person and some minutes, and is
written down when it was answered, so that no answer counts twice and looking at a page writes
nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import webauthn
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import CursorResult, delete, select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.errors import Conflict, Invalid, NotFound
from app.model.second_factor import Passkey, SpentTicket

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.settings import Settings

MOST = 10
TICKET_LIFE = timedelta(minutes=5)
LONGEST_ANSWER = 20_000
NAME_LENGTH = 60
NOBODY = 0  # whose ticket it is when the passkey itself says who signs in
_SEAL = b"kunci-sandi"


class NotProved(Invalid):
    """The answer does not belong to this challenge, this portal or this person."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Kunci sandi tidak diterima. Muat ulang halaman ini, lalu coba lagi.")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser is asked (`options`, JSON for its own functions), and the sealed ticket."""

    options: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser sent back: the ticket, its JSON, and the name of a new passkey."""

    ticket: str
    json: str
    name: str = ""

    def parsed(self) -> dict[str, Any]:
        """Read the JSON.

        Raises:
            NotProved: it is not an object, or far too long.
        """
        try:
            found = json.loads(self.json) if len(self.json) <= LONGEST_ANSWER else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise NotProved
        return found


@dataclass(frozen=True, slots=True)
class Door:
    """The portal as browsers know it, and the installation's secret."""

    host: str
    origin: str
    name: str
    key: bytes

    @classmethod
    def of(cls, settings: Settings, key: bytes) -> Door:
        """Take it from the address in the settings: a passkey is bound to that host."""
        parts = urlsplit(settings.base_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        return cls(parts.hostname or "", origin, settings.portal_name, key)

    def seal(self, challenge: bytes, owner: str, now: datetime) -> str:
        """Return a ticket for a challenge that only its owner can hand in."""
        text = f"{owner} {base64.urlsafe_b64encode(challenge).decode()}"
        return self._box.encrypt_at_time(text.encode(), int(now.timestamp())).decode()

    def unseal(self, ticket: str, owner: str, now: datetime) -> bytes:
        """Return the challenge of a ticket.

        Raises:
            NotProved: it is too old, not ours, or somebody else's.
        """
        seconds = int(TICKET_LIFE.total_seconds())
        try:
            text = self._box.decrypt_at_time(ticket.encode(), seconds, int(now.timestamp()))
        except InvalidToken:
            raise NotProved from None
        found, _, challenge = text.decode().partition(" ")
        if found != owner:
            raise NotProved
        return base64.urlsafe_b64decode(challenge)

    @property
    def _box(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hmac.new(self.key, _SEAL, hashlib.sha256).digest()))


def passkeys_of(session: ReadSession, user_id: int) -> Sequence[Passkey]:
    """Return a person's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return session.scalars(query).all()


def offer(session: ReadSession, door: Door, actor: Actor, now: datetime) -> Challenge:
    """Ask the browser for a new key pair."""
    options = webauthn.generate_registration_options(
        rp_id=door.host,
        rp_name=door.name,
        user_id=f"orang-{actor.user_id}".encode(),
        user_name=actor.username,
        user_display_name=actor.name,
        challenge=secrets.token_bytes(32),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(passkeys_of(session, actor.user_id)),
    )
    ticket = door.seal(options.challenge, f"baru:{actor.user_id}", now)
    return Challenge(webauthn.options_to_json(options), ticket)


def keep(
    session: WriteSession, door: Door, actor: Actor, answer: Answer, now: datetime
) -> Passkey:
    """Keep the public half of a new key pair; the person's row is locked.

    Raises:
        NotProved: the answer is not one to our challenge.
        Conflict: there are ten already, or it is known.
    """
    if len(passkeys_of(session, actor.user_id)) >= MOST:
        raise Conflict(f"Paling banyak {MOST} kunci sandi. Hapus yang tidak dipakai.")
    challenge = _spend(session, door, answer, f"baru:{actor.user_id}", now)
    try:
        verified = webauthn.verify_registration_response(
            credential=answer.parsed(),
            expected_challenge=challenge,
            expected_rp_id=door.host,
            expected_origin=door.origin,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise NotProved from None
    passkey = Passkey(
        user_id=actor.user_id,
        credential_id=_text(verified.credential_id),
        public_key=_text(verified.credential_public_key),
        sign_count=verified.sign_count,
        name=answer.name[:NAME_LENGTH] or "Kunci sandi",
        created_at=now,
    )
    session.add(passkey)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Kunci sandi ini sudah terdaftar.") from None
    return passkey


def ask(door: Door, known: Sequence[Passkey], user_id: int, now: datetime) -> Challenge:
    """Ask the browser to use one of the passkeys; without any named it offers those it has.

    Alone (`NOBODY`) a passkey must also recognise its person, by finger, face or PIN.
    """
    alone = user_id == NOBODY
    wanted = UserVerificationRequirement
    options = webauthn.generate_authentication_options(
        rp_id=door.host,
        challenge=secrets.token_bytes(32),
        allow_credentials=_descriptors(known) or None,
        user_verification=wanted.REQUIRED if alone else wanted.PREFERRED,
    )
    ticket = door.seal(options.challenge, f"tunjuk:{user_id}", now)
    return Challenge(webauthn.options_to_json(options), ticket)


def check(
    session: WriteSession, door: Door, answer: Answer, user_id: int, now: datetime
) -> Passkey:
    """Return the passkey an answer proves, and note its use.

    Raises:
        NotProved: no passkey of this person (or of anybody, alone) made this answer just now.
    """
    challenge = _spend(session, door, answer, f"tunjuk:{user_id}", now)
    parsed = answer.parsed()
    query = select(Passkey).where(Passkey.credential_id == str(parsed.get("id", "")))
    passkey = session.scalar(query.with_for_update())
    if passkey is None or user_id not in {NOBODY, passkey.user_id}:
        raise NotProved
    try:
        verified = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=door.host,
            expected_origin=door.origin,
            credential_public_key=webauthn.base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=user_id == NOBODY,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise NotProved from None
    passkey.sign_count, passkey.used_at = verified.new_sign_count, now
    return passkey


def take_off(session: WriteSession, actor: Actor, passkey_id: int) -> None:
    """Forget one of one's own passkeys.

    Raises:
        NotFound: it is not theirs.
    """
    own = (Passkey.id == passkey_id, Passkey.user_id == actor.user_id)
    gone = session.execute(delete(Passkey).where(*own))
    if not isinstance(gone, CursorResult) or gone.rowcount != 1:
        raise NotFound


def forget_all(session: WriteSession, user_id: int) -> None:
    """Forget every passkey of a person."""
    session.execute(delete(Passkey).where(Passkey.user_id == user_id))


def _spend(session: WriteSession, door: Door, answer: Answer, owner: str, now: datetime) -> bytes:
    """Return the challenge an answer is for, which nobody answered before."""
    challenge = door.unseal(answer.ticket, owner, now)
    session.add(SpentTicket(digest=hashlib.sha256(challenge).hexdigest(), at=now))
    try:
        session.flush()
    except IntegrityError:
        raise NotProved from None
    return challenge


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(one.credential_id))
        for one in known
    ]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
