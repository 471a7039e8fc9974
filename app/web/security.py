"""The outer wall (ASGI): headers on every answer, foreign posts, sizes, silent faults."""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from app.disk import is_short, places, trail_reserve
from app.web.plain_heads import is_ambiguous, is_plain_query
from app.web.wall import CountedBody, HeadedAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

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
_SMALL_BYTES = 32 * 1024  # less than a piece of a large file
BOUNDARIES = "/admin/wilayah"
_WAYS_IN_AND_OUT = ("/masuk", "/keluar")  # what is needed to read, or to stop reading
_DRAIN_SECONDS = 10
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_log = structlog.get_logger(__name__)


def policy_leading_to(origin: str) -> str:
    """Return the content policy of a page whose forms may also lead to another origin."""
    return CONTENT_POLICY.replace("form-action 'self'", f"form-action 'self' {origin}")


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
# Rarely read: the line it would go over is gone. It counts as the sender's, not as a fault.
BROKEN_OFF = Refusal(400, "Kiriman terputus sebelum lengkap, jadi tidak disimpan. Kirim lagi.")
FULL = Refusal(
    507,
    "Ruang penyimpanan server penuh, jadi kiriman ini belum disimpan. Yang sudah tersimpan tetap "
    "aman dan dapat dibaca. Simpan berkas Anda, hubungi admin provinsi, lalu kirim lagi nanti.",
    "Penyimpanan penuh",
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
        self.settings = settings
        self.reserve = trail_reserve(settings)
        # Only the page for boundary files takes files of their size.
        self.special = {BOUNDARIES: _Ceiling.over(settings.boundary_limit_bytes)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # What the portal logs while it answers is told apart by this; it is in no answer.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(8))
        ceiling = self.special.get(scope["path"], self.usual)
        body = CountedBody(receive, ceiling.size)
        answer = HeadedAnswer(send, self.headers, body)
        refusal = refuse(scope, self.own_host, ceiling.size, ceiling.refusal)
        self._mind_the_reserve()
        refusal = refusal or self._refuse_when_full(scope)
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

    def _mind_the_reserve(self) -> None:
        self.reserve.release_when_tight()
        if self.reserve.is_spent:
            self.reserve.make()  # blocks are only reserved, so nobody waits for 16 MiB of writing

    def _refuse_when_full(self, scope: Scope) -> Refusal | None:
        """Refuse a large body early: what is left is for sign-ins, the trail and small forms.

        On a disk run full even those are refused: what is left then is for reading alone.
        """
        if scope["method"] in SAFE:
            return None
        if self.reserve.is_spent and not scope["path"].startswith(_WAYS_IN_AND_OUT):
            return FULL
        length = Headers(scope=scope).get("content-length", "")
        is_small = length.isdecimal() and int(length[:20]) <= _SMALL_BYTES
        if is_small or not is_short(places(self.settings), self.settings.disk_reserve_bytes):
            return None
        return FULL


def _fault(error: Exception, scope: Scope) -> Refusal:
    if isinstance(error, ClientDisconnect):
        route = getattr(scope.get("route"), "path", "")
        _log.info("kiriman terputus", method=scope["method"], route=route)
        return BROKEN_OFF
    code = _write_down(error, scope)
    return Refusal(500, FAULT.sentence.format(code=code), FAULT.title)


def refuse(scope: Scope, own_host: str, limit: int, too_large: Refusal) -> Refusal | None:
    """Return why a request goes no further, judged by its head alone."""
    headers = Headers(scope=scope)
    method = scope["method"]
    if method not in SAFE | UNSAFE:
        return METHOD
    if is_ambiguous(scope):
        return MALFORMED
    if "\0" in scope["path"] or not is_plain_query(scope["query_string"]):
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
