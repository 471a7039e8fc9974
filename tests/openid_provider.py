"""A complete little OpenID provider over loopback HTTP: what the portal meets in service.

Discovery, a page to sign in on, codes bound to their request (client, address, PKCE), tokens
signed by a key that can be changed, and an error for everything a provider must refuse. A test
makes it lie through `tamper` (claims), `sign` (how a token is written) and `behave` (answers).
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Callable

    Claims = dict[str, Any]

CLIENT_ID, CLIENT_SECRET = "portal-peta", "rahasia: dari+penyedia"
_PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>SSO Contoh</title></head>
<body><main><h1>SSO Contoh</h1><form method="post"><label>Nama <input name="login"></label>
<button>Masuk</button></form></main></body></html>"""


@dataclass(frozen=True)
class Asked:
    """What a code was given for."""

    request: dict[str, str]
    subject: str


@cache
def some_key(number: int) -> RSAKey:
    """Return the same key for the same number: making one takes long."""
    return RSAKey.generate_key(2048, {"kid": f"kunci-{number}"})


def usual_signature(claims: Claims, key: RSAKey) -> str:
    """Sign a token as it should be."""
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


@dataclass
class OpenIdProvider:
    """Start on entering, stop on leaving; `issuer` is its name and address."""

    now: Callable[[], float]
    tamper: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims, RSAKey], str] = usual_signature
    # Path to an answer that replaces the usual one: bytes, or a call on the open connection.
    behave: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = field(
        default_factory=dict
    )
    published: dict[str, Any] = field(default_factory=dict)
    names_itself: bool = True
    seen: list[str] = field(default_factory=list)
    codes: dict[str, Asked] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=list)
    changes: int = 0

    def __post_init__(self) -> None:
        self.change_key()
        self._server = _Server(self)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def change_key(self) -> None:
        """Sign with a new key from now on and publish it alone."""
        self.changes += 1
        self.keys[:] = [some_key(self.changes)]

    def discovery(self) -> dict[str, Any]:
        """What it publishes about itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": self.names_itself,
        } | self.published

    def grant(self, address: str, subject: str) -> str:
        """Let a person agree to a request; return the address their browser goes back to."""
        request = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(24)
        self.codes[code] = Asked(request, subject)
        answer = {"code": code, "state": request["state"]}
        if self.names_itself:
            answer["iss"] = self.issuer
        return f"{request['redirect_uri']}?{urlencode(answer)}"

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Answer the token endpoint."""
        scheme, _, pair = authorization.partition(" ")
        name, _, secret = base64.b64decode(pair).decode().partition(":")
        client = unquote_plus(name), unquote_plus(secret)
        if scheme != "Basic" or client != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = create_s256_code_challenge(form.get("code_verifier", ""))
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked.request["redirect_uri"]
            or asked.request.get("code_challenge_method") != "S256"
            or asked.request["code_challenge"] != challenge
        ):
            return 400, {"error": "invalid_grant"}
        token = self.sign(self.tamper(self._claims(asked)), self.keys[0])
        return 200, {"id_token": token, "access_token": "x", "token_type": "Bearer"}

    def _claims(self, asked: Asked) -> Claims:
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "sub": asked.subject,
            "aud": asked.request["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked.request["nonce"],
        }
        return claims | ({"auth_time": now} if "max_age" in asked.request else {})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, provider: OpenIdProvider) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.provider = provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        if self._is_replaced():
            return
        path = urlsplit(self.path).path
        if path == "/.well-known/openid-configuration":
            self._json(200, self.server.provider.discovery())
        elif path == "/keys":
            keys = [key.as_dict(private=False) for key in self.server.provider.keys]
            self._json(200, {"keys": keys})
        elif path == "/authorize":
            self._send(200, _PAGE.encode(), {"content-type": "text/html; charset=utf-8"})
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        if self._is_replaced():
            return
        form = {name: found[0] for name, found in parse_qs(body).items()}
        if urlsplit(self.path).path == "/token":
            self._json(*self.server.provider.redeem(form, self.headers.get("authorization", " ")))
        else:
            back = self.server.provider.grant(self.path, form["login"])
            self._send(303, b"", {"location": back})

    def _is_replaced(self) -> bool:
        path = urlsplit(self.path).path
        self.server.provider.seen.append(path)
        found = self.server.provider.behave.get(path)
        if found is None:
            return False
        if isinstance(found, bytes):
            self._send(200, found, {"content-type": "application/json"})
        else:
            found(self)
        return True

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), {"content-type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
