"""What a sign-in provider says about a person, believed after every check (OIDC Core 3.1.3.7).

Only asymmetric signatures are taken: with a shared secret, or none at all, whoever knows the
provider's public key or nothing could write a token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import Key

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519")
LONGEST_SUBJECT = 255  # OIDC Core, section 2
_KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
_LEEWAY = 60  # seconds two clocks may differ


class TokenRefused(Exception):
    """The token is not one this provider wrote for this portal, this browser and this moment."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: who wrote it, for whom, and for which sign-in."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the provider knows them, and how it recognised them.

    `means` are the values of `amr` and `acr`; `proved_at` is `auth_time`, when the provider says.
    """

    issuer: str
    subject: str
    means: frozenset[str] = frozenset()
    proved_at: datetime | None = None


def read_keys(found: Mapping[str, Any]) -> KeySet:
    """Return the public keys of a key document; what cannot sign here is left out."""
    keys: list[Key] = []
    listed = found.get("keys")
    for item in listed if isinstance(listed, list) else []:
        if not isinstance(item, dict) or item.get("kty") not in _KEY_TYPES:
            continue
        if item.get("use", "sig") != "sig":
            continue
        try:
            keys.append(JWKRegistry.import_key(item))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return KeySet(keys)


def verify(token: str, keys: KeySet, expected: Expected, now: datetime) -> Identity:
    """Return whom a token speaks of.

    Raises:
        TokenRefused: signature, issuer, audience, time or nonce is not what it must be.
    """
    seconds = int(now.timestamp())
    try:
        decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
                "exp": {"essential": True},
                "iat": {"essential": True},
            },
            params={
                "nonce": expected.nonce,
                "client_id": expected.client_id,
                "access_token": expected.access_token,
            },
        )
        claims.validate(now=seconds, leeway=_LEEWAY)
        return _identity(claims, expected.issuer)
    except (JoseError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise TokenRefused(type(error).__name__) from None


def _identity(claims: Mapping[str, Any], issuer: str) -> Identity:
    subject = claims["sub"]
    if not isinstance(subject, str) or not is_subject(subject):
        raise ValueError("sub")
    means = {one for one in claims.get("amr") or [] if isinstance(one, str)}
    acr, at = claims.get("acr"), claims.get("auth_time")
    if isinstance(acr, str):
        means.add(acr)
    proved_at = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None
    return Identity(issuer, subject, frozenset(means), proved_at)


def is_subject(text: str) -> bool:
    """Tell whether a text can be a provider's name for a person: ASCII, up to 255 characters."""
    return 0 < len(text) <= LONGEST_SUBJECT and text.isascii() and text.isprintable()
