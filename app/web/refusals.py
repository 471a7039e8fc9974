"""Pages for everything that is not an answer: refusals, ended sessions, absent pages."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import structlog
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from app.access.scope import Owed
from app.errors import PortalError
from app.web.answers import go, local
from app.web.deps import SignInNeeded, StillOwed
from app.web.forms import LIMITS, Fields
from app.web.recorded import refused
from app.web.security import FULL, SAFE, Refusal
from app.web.sign_in_form import SignInForm, factor_page, sign_in_page
from app.web.templating import page

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import Response

_log = structlog.get_logger(__name__)
_TITLES = {
    400: "Permintaan tidak dapat diproses",
    401: "Anda perlu masuk",
    403: "Halaman ini bukan untuk peran Anda",
    404: "Halaman tidak ditemukan",
    405: "Cara ini tidak dipakai",
    409: "Data sudah berubah",
    413: "Berkas terlalu besar",
    422: "Isian tidak dapat diproses",
    429: "Terlalu sering",
    503: "Sedang sibuk",
    507: FULL.title,
}
_OF_LIMITS = frozenset({413, 429})
FACTOR_PAGE = "/masuk/dua-langkah"
_OWED_PAGES = {
    Owed.PASSWORD: "/akun/sandi",
    Owed.ENROLMENT: "/akun/dua-langkah",
    Owed.PASSKEY: "/akun/dua-langkah/kunci-sandi",
}
ABSENT = Refusal(404, "Periksa alamat, atau kembali ke Beranda.", _TITLES[404])
UNREADABLE = Refusal(
    422,
    "Ada isian yang tidak dapat dibaca. Kembali, periksa isian, lalu kirim lagi.",
    _TITLES[422],
)
CHANGED = Refusal(
    409,
    "Orang lain mengubah data yang sama pada saat bersamaan, jadi perubahan Anda belum disimpan. "
    "Muat ulang halaman, periksa, lalu kirim lagi.",
    _TITLES[409],
)
BUSY = Refusal(
    503,
    "Basis data sedang sibuk, jadi perubahan Anda belum disimpan. Coba lagi beberapa saat lagi.",
    _TITLES[503],
)


def refusal_page(request: Request, refusal: Refusal) -> Response:
    """Render the page of a refusal; it never holds anything from the request."""
    return page(
        request,
        "refusal",
        status=refusal.status,
        title=refusal.title,
        sentence=refusal.sentence,
        shows_limits=refusal.status in _OF_LIMITS,
    )


def _portal_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, PortalError):
        raise error
    if error.status in {403, 404}:
        refused(request, error.status, request.app.state.clock())
    if error.status == 404:
        return refusal_page(request, ABSENT)
    title = error.title or _TITLES.get(error.status, _TITLES[400])
    return refusal_page(request, Refusal(error.status, error.sentence, title))


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return refusal_page(request, ABSENT)
    title = _TITLES.get(error.status_code, _TITLES[400])
    response = refusal_page(
        request, Refusal(error.status_code, "Kembali ke Beranda, lalu coba lagi.", title)
    )
    response.headers.update(error.headers or {})
    return response


def _invalid(request: Request, error: Exception) -> Response:
    """Answer for input FastAPI refused: a wrong address is absent, a wrong form is unreadable."""
    if not isinstance(error, RequestValidationError):
        raise error
    in_path = any(detail["loc"][:1] == ("path",) for detail in error.errors())
    return refusal_page(request, ABSENT if in_path else UNREADABLE)


def _database_error(request: Request, error: Exception) -> Response:
    """Answer for a commit that did not happen; the log names the kind, never the values."""
    original = getattr(error, "orig", None)
    _log.warning("basis data menolak", error=type(error).__name__, kind=type(original).__name__)
    if isinstance(error, IntegrityError):
        return refusal_page(request, CHANGED)
    if isinstance(error, DataError):
        return refusal_page(request, UNREADABLE)
    text = str(original).lower()
    is_full = "disk is full" in text or type(original).__name__ == "DiskFull"
    return refusal_page(request, FULL if is_full else BUSY)


def _os_error(request: Request, error: Exception) -> Response:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return refusal_page(request, FULL)
    raise error


class _Door:
    """Leads to what comes first: signing in, the second factor, another password, an enrolment.

    What was typed into a form comes along and is sent afterwards.
    """

    async def __call__(self, request: Request, error: Exception) -> Response:
        """Answer a request that came too early; the body of a form has not been read yet."""
        if request.method in SAFE or _has_own_page(error):
            return go(request, _way_in(error, _wanted(request)))
        try:
            data = await request.form(**LIMITS)
        except HTTPException:
            data = FormData()
        ended = isinstance(error, SignInNeeded) and error.ended
        form = SignInForm.holding(_wanted(request), Fields(data), ended=ended)
        await data.close()
        show = sign_in_page if isinstance(error, SignInNeeded) else factor_page
        return show(request, form)


def _has_own_page(error: Exception) -> bool:
    return isinstance(error, StillOwed) and error.owed in _OWED_PAGES


def _way_in(error: Exception, wanted: str) -> str:
    if isinstance(error, StillOwed):
        return _OWED_PAGES.get(error.owed, f"{FACTOR_PAGE}?{urlencode({'lanjut': wanted})}")
    ended = isinstance(error, SignInNeeded) and error.ended
    return f"/masuk?{urlencode({'lanjut': wanted} | ({'berakhir': 'ya'} if ended else {}))}"


def _wanted(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return local(f"{request.url.path}{query}")


def install(app: FastAPI) -> None:
    """Give every kind of refusal its page."""
    app.add_exception_handler(PortalError, _portal_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    for early in (SignInNeeded, StillOwed):
        app.add_exception_handler(early, _Door())
    app.add_exception_handler(OSError, _os_error)
    for kind in (IntegrityError, DataError, OperationalError):
        app.add_exception_handler(kind, _database_error)
