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

from app.errors import PortalError
from app.web.answers import go, local
from app.web.deps import PASSWORD_PAGE, PasswordChangeNeeded, SignInNeeded
from app.web.forms import LIMITS, Fields
from app.web.security import SAFE, Refusal
from app.web.sign_in_form import SignInForm, sign_in_page
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
    507: "Penyimpanan penuh",
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
FULL = Refusal(
    507,
    "Ruang penyimpanan server penuh, jadi kiriman ini belum disimpan. Yang sudah tersimpan tetap "
    "aman dan dapat dibaca. Hubungi admin provinsi.",
    _TITLES[507],
)


def refusal_page(request: Request, refusal: Refusal) -> Response:
    """Render the page of a refusal; it never holds anything from the request."""
    return page(
        request,
        "refusal",
        status=refusal.status,
        title=refusal.title,
        sentence=refusal.sentence,
    )


def _portal_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, PortalError):
        raise error
    if error.status == 404:
        return refusal_page(request, ABSENT)
    title = _TITLES.get(error.status, _TITLES[400])
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


def _change_password(request: Request, error: Exception) -> Response:
    del error
    return go(request, PASSWORD_PAGE)


class _SignInDoor:
    """Leads to the sign-in page; what was typed into a form comes along and is sent afterwards."""

    async def __call__(self, request: Request, error: Exception) -> Response:
        """Answer a request without session; the body of a form has not been read yet."""
        ended = isinstance(error, SignInNeeded) and error.ended
        query = f"?{request.url.query}" if request.url.query else ""
        target = local(f"{request.url.path}{query}")
        if request.method in SAFE:
            question = {"lanjut": target} | ({"berakhir": "ya"} if ended else {})
            return go(request, f"/masuk?{urlencode(question)}")
        try:
            data = await request.form(**LIMITS)
        except HTTPException:
            data = FormData()
        form = SignInForm.holding(target, Fields(data), ended=ended)
        await data.close()
        return sign_in_page(request, form)


def install(app: FastAPI) -> None:
    """Give every kind of refusal its page."""
    app.add_exception_handler(PortalError, _portal_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(SignInNeeded, _SignInDoor())
    app.add_exception_handler(PasswordChangeNeeded, _change_password)
    app.add_exception_handler(OSError, _os_error)
    for kind in (IntegrityError, DataError, OperationalError):
        app.add_exception_handler(kind, _database_error)
