"""The key that seals unsent text on a device: one for a person on a device, gone after 12 hours.

It is a cookie that scripts read, `<person>.<device>.<key>`: a browser takes it off the disk by
itself when its time is over. `device` is a random name; a device that lost the cookie gets another
name, and with it another key. After a sign-in only the name is left, until a form is opened by
somebody: the same person gets the same key again, another person gets another one.
See docs/adr/0033.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from app.access.keys import mark
from app.web.answers import set_cookie
from app.web.visitor import cookie_name

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.responses import Response

    from app.access.scope import Actor
    from app.settings import Settings

_COOKIE, _PURPOSE = "luring", "isian luring"
_SECONDS = 12 * 3600
_NOBODY = "-"
_SHAPE = re.compile(r"(?:\d{1,12}|-)\.([\w-]{22})\.(?:[0-9a-f]{64}|-)", re.ASCII)


def give_key(request: Request, response: Response, actor: Actor) -> None:
    """Let this device seal what the person writes, for 12 hours from now (AES-256, hex)."""
    device = _device(request) or secrets.token_urlsafe(16)
    key = mark(request.app.state.key, _PURPOSE, f"{actor.user_id}.{device}")
    _keep(request, response, f"{actor.user_id}.{device}.{key}", _SECONDS)


def take_key(request: Request, response: Response) -> None:
    """Take away the key of whoever was here before; who comes back gets the same one."""
    if device := _device(request):
        _keep(request, response, f"{_NOBODY}.{device}.{_NOBODY}", _SECONDS)


def end_key(request: Request, response: Response) -> None:
    """Let key and device's name go for good: what was sealed with it opens nowhere any more."""
    _keep(request, response, "", 0)


def _device(request: Request) -> str:
    settings: Settings = request.app.state.settings
    found = _SHAPE.fullmatch(request.cookies.get(cookie_name(settings, _COOKIE), ""))
    return found[1] if found else ""


def _keep(request: Request, response: Response, value: str, seconds: int) -> None:
    set_cookie(request, response, _COOKIE, value, max_age=seconds, for_scripts=True)
