"""The outer wall (ASGI): headers on every answer, foreign posts, sizes, silent faults."""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import anyio
import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.settings import Settings

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
}
HSTS = "max-age=63072000; includeSubDomains"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORM_BYTES = 1024 * 1024
BOUNDARIES = "/admin/wilayah"
_DRAIN_BYTES, _DRAIN_SECONDS = 64 * 1024 * 1024, 10
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request ends at the wall: a status, and a sentence for the page."""

    status: int
    sentence: str
    title: str = "Permintaan tidak dapat diproses"


FOREIGN = Refusal(
    403,
    "Formulir ini dikirim dari situs lain, jadi tidak diproses. Buka halamannya di portal ini, "
    "lalu kirim lagi.",
    "Permintaan ditolak",
)
MALFORMED = Refusal(400, "Alamat tidak dapat dibaca. Periksa alamat, atau kembali ke Beranda.")
METHOD = Refusal(405, "Cara ini tidak dipakai portal. Kembali ke Beranda.")
TOO_LARGE = Refusal(
    413,
    "Kiriman terlalu besar, jadi tidak diterima. Kecilkan berkasnya (paling besar {limit} MB), "
    "lalu kirim lagi.",
    "Berkas terlalu besar",
)
FAULT = Refusal(
    500,
    "Terjadi gangguan di sistem, bukan di isian Anda. Yang sudah tersimpan tetap tersimpan. Coba "
    "lagi; bila terulang, sampaikan kode kejadian {code} kepada admin.",
    "Gangguan sistem",
)


@dataclass(frozen=True, slots=True)
class _Ceiling:
    """The largest body of a route, and what is said about a larger one."""

    size: int
    refusal: Refusal

    @classmethod
    def over(cls, *file_limits: int) -> _Ceiling:
        """Leave room for the largest file and the rest of its form."""
        largest = max(file_limits)
        sentence = TOO_LARGE.sentence.format(limit=largest // (1024 * 1024))
        return cls(largest + FORM_BYTES, Refusal(413, sentence, TOO_LARGE.title))


class Guard:
    """Outermost middleware; `render` makes the page of a refusal (it runs in a thread)."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        render: Callable[[Request, Refusal], Response],
    ) -> None:
        """Wrap the application."""
        self.app = app
        self.render = render
        self.headers = dict(HEADERS)
        if settings.secure_cookies:
            self.headers["strict-transport-security"] = HSTS
        self.own_host = urlsplit(settings.base_url).netloc
        self.usual = _Ceiling.over(settings.upload_limit_bytes, settings.attachment_limit_bytes)
        # Only the page for boundary files takes files of their size.
        self.special = {BOUNDARIES: _Ceiling.over(settings.boundary_limit_bytes)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ceiling = self.special.get(scope["path"], self.usual)
        body = _Body(receive, ceiling.size)
        answer = _Answer(send, self.headers, body)
        refusal = refuse(scope, self.own_host, ceiling.size, ceiling.refusal)
        if refusal is None:
            try:
                await self.app(scope, body.receive, answer.send)
            except Exception as error:
                refusal = ceiling.refusal if body.is_over else _fault(error, scope)
                if answer.started:
                    raise
            if body.is_over:
                refusal = ceiling.refusal
        if refusal is not None and not answer.started:
            # A browser that is still sending shows the answer only when its body was taken.
            body.only_drain()
            with anyio.move_on_after(_DRAIN_SECONDS):
                while body.has_more():
                    await body.receive()
            response = await run_in_threadpool(self.render, Request(scope), refusal)
            await response(scope, receive, answer.send)


def _fault(error: Exception, scope: Scope) -> Refusal:
    code = _write_down(error, scope)
    return Refusal(500, FAULT.sentence.format(code=code), FAULT.title)


def refuse(scope: Scope, own_host: str, limit: int, too_large: Refusal) -> Refusal | None:
    """Return why a request goes no further, judged by its head alone."""
    headers = Headers(scope=scope)
    method = scope["method"]
    if method not in SAFE | UNSAFE:
        return METHOD
    if "\0" in scope["path"] or not _is_plain_query(scope["query_string"]):
        return MALFORMED
    if method in UNSAFE and is_foreign(headers, own_host):
        return FOREIGN
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > limit:
        return too_large
    return None


def is_foreign(headers: Headers, own_host: str) -> bool:
    """Tell whether a page of another site made this request (Sec-Fetch-Site, then Origin).

    A request with neither header was not made by a page: every browser that knows SameSite
    cookies sends at least one of them with a post.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc not in {headers.get("host", ""), own_host}


def _is_plain_query(query: bytes) -> bool:
    """Refuse keys given twice and characters no page of ours writes."""
    if len(query) > 4000:
        return False
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    keys = [key for key, _ in pairs]
    return len(keys) == len(set(keys)) and not any(
        "\0" in value for pair in pairs for value in pair
    )


class _TooLarge(Exception):
    """Stops whoever reads the body; never leaves this module."""


class _Body:
    """Counts a request's body while it is read."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._taken = 0
        self._ended = False
        self._draining = False
        self.is_over = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._taken > self._limit and not self._draining:
            self.is_over = True
            raise _TooLarge
        return message

    def only_drain(self) -> None:
        """Take what still comes and throw it away."""
        self._draining, self.is_over = True, False

    def has_more(self) -> bool:
        """Tell whether there is more to take, within reason."""
        return not self._ended and self._taken < _DRAIN_BYTES


class _Answer:
    """Adds the headers an answer does not set itself; silent once the body was too large."""

    def __init__(self, send: Send, headers: dict[str, str], body: _Body) -> None:
        self._send = send
        self._headers = headers
        self._body = body
        self.started = False

    async def send(self, message: Message) -> None:
        if self._body.is_over and not self.started:
            return
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


def _write_down(error: Exception, scope: Scope) -> str:
    """Log a fault by type and place, never by its text: that may hold what somebody wrote."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    code = f"{code[:4]}-{code[4:]}"
    frames = traceback.extract_tb(error.__traceback__)
    _log.error(
        "gangguan",
        code=code,
        method=scope["method"],
        route=getattr(scope.get("route"), "path", ""),
        error=type(error).__name__,
        places=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )
    return code
