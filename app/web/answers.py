"""Answers that are not pages: redirects with a short message, and bytes with an ETag."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi.responses import RedirectResponse, Response

from app.access.keys import is_marked, mark
from app.web.visitor import cookie_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from app.settings import Settings

_FLASH = "kilat"
_FLASH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Flash:
    """A message for the next page; tone `done`, `caution`, `danger` or empty."""

    text: str
    tone: str


def go(request: Request, location: str, *, flash: str = "", tone: str = "done") -> Response:
    """Redirect after a post (303) to one of our own pages, with a message to show there once."""
    response = RedirectResponse(local(location), status_code=303)
    if flash:
        text = base64.urlsafe_b64encode(json.dumps([flash, tone]).encode()).decode()
        digest = mark(request.app.state.key, _FLASH, text)
        set_cookie(request, response, _FLASH, f"{text}.{digest}", max_age=_FLASH_SECONDS)
    return response


def local(location: str, otherwise: str = "/") -> str:
    """Return an address when it is a page of this site: never another host, never a script."""
    parts = urlsplit(location)
    plain = location.isprintable() and "\\" not in location and len(location) <= 2000
    inside = location.startswith("/") and not location.startswith("//")
    return location if plain and inside and not parts.scheme and not parts.netloc else otherwise


def read_flash(request: Request) -> Flash | None:
    """Return the message for this page, if this installation wrote one.

    A script that follows a redirect reads the page too; the message waits for the real visit.
    """
    if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        return None
    settings: Settings = request.app.state.settings
    text, _, digest = request.cookies.get(cookie_name(settings, _FLASH), "").rpartition(".")
    if not text or not is_marked(request.app.state.key, _FLASH, text, digest):
        return None
    try:
        words, tone = json.loads(base64.urlsafe_b64decode(text))
    except (binascii.Error, ValueError):
        return None
    return Flash(str(words), str(tone))


def forget_flash(request: Request, response: Response) -> None:
    """Show a message once."""
    set_cookie(request, response, _FLASH, "", max_age=0)


def set_cookie(
    request: Request,
    response: Response,
    name: str,
    value: str,
    *,
    max_age: int | None = None,
    for_scripts: bool = False,
) -> None:
    """Set a cookie no other site sends; without age it lasts a visit.

    Scripts read it only when it is `for_scripts`.
    """
    settings: Settings = request.app.state.settings
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=max_age,
        path="/",
        secure=settings.secure_cookies,
        httponly=not for_scripts,
        samesite="lax",
    )


def with_etag(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    etag: str = "",
    cache: str = "private, no-cache",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with bytes and their ETag, or with 304 when the browser has them already."""
    tag = f'"{etag or hashlib.sha256(content).hexdigest()[:20]}"'
    every = {"etag": tag, "cache-control": cache, **(headers or {})}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=every)
    return Response(content, media_type=media_type, headers=every)


def matches(if_none_match: str, tag: str) -> bool:
    """Compare weakly: a compressed copy is the same thing."""
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in known or tag in known
