"""The sign-in provider (OpenID Connect) of the settings: its addresses, its keys, one exchange.

Everything lies at the issuer's own origin: an answer cannot send the portal, or a browser, to
another host. What the provider published is kept for an hour; keys are looked up anew, at most
once a minute, when a token names one that is not known.
"""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from app.access.id_token import Expected, Identity, TokenRefused, read_keys, verify
from app.access.provider_http import Patience, ProviderSilent, ask
from app.access.registration import origin_of
from app.errors import Invalid, PortalError

if TYPE_CHECKING:
    from datetime import datetime

    from joserfc.jwk import KeySet

    from app.access.pending import Pending
    from app.access.registration import Registration

_KEPT = timedelta(hours=1)
_KEYS_EVERY = timedelta(minutes=1)
_DOWN_FOR = timedelta(seconds=15)  # a provider that was silent is not asked again meanwhile
_AT_ONCE = 4  # web threads that may wait for the provider; the others serve the portal
_CODE_LENGTH = 2000


class ProviderDown(PortalError):
    """The provider gave no usable answer; signing in with a password goes on."""

    status = 503

    def __init__(self, label: str) -> None:
        """Say what to do."""
        super().__init__(
            f"{label} sedang tidak dapat dihubungi. Masuk dengan nama pengguna dan kata sandi, "
            "atau coba lagi beberapa saat lagi."
        )


class ProviderRefused(Invalid):
    """The provider's answer proves nobody."""

    def __init__(self, label: str) -> None:
        """Say what to do."""
        super().__init__(
            f"Jawaban dari {label} tidak dapat dipastikan, jadi Anda belum masuk. Coba lagi, atau "
            "masuk dengan nama pengguna dan kata sandi."
        )


@dataclass(frozen=True, slots=True)
class _Published:
    """The provider's addresses, and whether it names itself in every answer (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    names_itself: bool
    sign_out: str  # empty when it has none at its own origin
    read_at: datetime


class Provider:
    """Talks to the provider; one for the whole web process, used by many threads."""

    def __init__(self, registration: Registration, patience: Patience = Patience()) -> None:  # noqa: B008
        """Ask nothing yet: the portal starts when the provider is away."""
        self._mine = registration
        self._patience = patience
        self._waiting = threading.BoundedSemaphore(_AT_ONCE)
        self._published: _Published | None = None
        self._keys: tuple[KeySet, datetime] | None = None
        self._silent_since: datetime | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return self._mine.label

    @property
    def issuer(self) -> str:
        """Its name in every token."""
        return self._mine.issuer

    @property
    def origin(self) -> str:
        """Scheme and host of all its addresses."""
        return origin_of(self._mine.issuer)

    @property
    def signs_out(self) -> bool:
        """Whether people are offered to leave the provider too."""
        return bool(self._mine.door_address)

    def way_out(self, now: datetime) -> str:
        """Return where a browser ends its session there (RP-initiated logout); empty for nowhere.

        Raises:
            ProviderDown: what the provider publishes cannot be read.
        """
        address = self._read(now).sign_out if self.signs_out else ""
        told = {
            "client_id": self._mine.client_id,
            "post_logout_redirect_uri": self._mine.door_address,
        }
        return str(add_params_to_uri(address, list(told.items()))) if address else ""

    def way_there(self, pending: Pending, now: datetime) -> str:
        """Return the address a browser is sent to.

        Raises:
            ProviderDown: what the provider publishes cannot be read.
        """
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._mine.client_id,
            "redirect_uri": self._mine.return_address,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": create_s256_code_challenge(pending.verifier),
            "code_challenge_method": "S256",
        }
        if self._mine.max_age is not None:
            asked["max_age"] = str(self._mine.max_age)
        address: str = add_params_to_uri(self._read(now).authorization, list(asked.items()))
        return address

    def identify(self, code: str, named: str, pending: Pending, now: datetime) -> Identity:
        """Exchange a code for the identity it stands for; `named` is the answer's `iss`.

        Raises:
            ProviderDown: no usable answer came.
            ProviderRefused: the answer is not from this provider, or proves nobody.
        """
        published = self._read(now)
        is_other = named != self.issuer if named else published.names_itself
        if is_other or not 0 < len(code) <= _CODE_LENGTH:
            raise ProviderRefused(self.label)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._mine.return_address,
            "code_verifier": pending.verifier,
        }
        reply = self._ask(published.token, now, form)
        token = reply.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused(self.label)
        access = reply.get("access_token")
        expected = Expected(
            self.issuer,
            self._mine.client_id,
            pending.nonce,
            access if isinstance(access, str) else "",
        )
        return self._verified(token, expected, published, now)

    def _verified(
        self, token: str, expected: Expected, published: _Published, now: datetime
    ) -> Identity:
        """Verify with the keys at hand, and once more with new ones (keys are changed)."""
        for again in (False, True):
            keys = self._known_keys(published, now, again=again)
            try:
                return verify(token, keys, expected, now)
            except TokenRefused:
                if again:
                    break
        raise ProviderRefused(self.label)

    def _known_keys(self, published: _Published, now: datetime, *, again: bool) -> KeySet:
        known = self._keys
        age = now - known[1] if known is not None else None
        if known is not None and age is not None and age < (_KEYS_EVERY if again else _KEPT):
            return known[0]
        keys = read_keys(self._ask(published.keys, now))
        self._keys = keys, now
        return keys

    def _read(self, now: datetime) -> _Published:
        known = self._published
        if known is not None and now - known.read_at < _KEPT:
            return known
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = self._ask(where, now)
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        authorization, token, keys = (self._inside(found.get(name)) for name in names)
        if found.get("issuer") != self.issuer or not (authorization and token and keys):
            self._silent_since = now
            raise ProviderDown(self.label)
        names_itself = found.get("authorization_response_iss_parameter_supported") is True
        sign_out = self._inside(found.get("end_session_endpoint"))
        self._published = _Published(authorization, token, keys, names_itself, sign_out, now)
        return self._published

    def _inside(self, address: Any) -> str:
        """Return an address at the issuer's own origin; empty for anything else."""
        is_ours = isinstance(address, str) and origin_of(address) == self.origin
        return address if is_ours else ""

    def _ask(self, url: str, now: datetime, form: dict[str, str] | None = None) -> dict[str, Any]:
        """Ask, unless the provider was silent a moment ago or enough threads wait already.

        Raises:
            ProviderDown: no usable answer came.
            ProviderRefused: it refused a form.
        """
        silent = self._silent_since
        if silent is not None and timedelta(0) <= now - silent < _DOWN_FOR:
            raise ProviderDown(self.label)
        if not self._waiting.acquire(blocking=False):
            raise ProviderDown(self.label)
        try:
            headers = {} if form is None else self._credentials()
            reply = ask(url, form=form, headers=headers, patience=self._patience)
        except ProviderSilent:
            self._silent_since = now
            raise ProviderDown(self.label) from None
        finally:
            self._waiting.release()
        if form is not None and 400 <= reply.status < 500:
            raise ProviderRefused(self.label)
        if reply.status != 200:
            self._silent_since = now
            raise ProviderDown(self.label)
        return reply.body

    def _credentials(self) -> dict[str, str]:
        """Name the portal to the provider (`client_secret_basic`, RFC 6749 section 2.3.1)."""
        pair = f"{quote_plus(self._mine.client_id)}:{quote_plus(self._mine.secret)}"
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
