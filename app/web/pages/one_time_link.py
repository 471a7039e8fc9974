"""The page behind a one-time link: its owner chooses a password.

Showing it uses nothing up: mail scanners open every link. Sending the form does. The token travels
in the address once and then in the form, and is told to no other page (Referrer-Policy).
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access import links, passwords, throttle
from app.access.links import Choice, Found, LinkEnded, Standing
from app.access.own_password import WeakPassword
from app.web.answers import go, set_cookie
from app.web.deps import Now, Store, public
from app.web.forms import Errors, Form
from app.web.pages.sign_in import DEVICE, DEVICE_SECONDS
from app.web.templating import page

router = APIRouter()
Token = Annotated[str, Path(max_length=200)]
_STATUS = {Standing.VALID: 200, Standing.UNKNOWN: 404}


@router.get(links.PATH + "{token}", dependencies=[public()])
def show(request: Request, token: Token, store: Store, now: Now) -> Response:
    """Show the form, or say why the link opens nothing."""
    with store.read() as session:
        found = links.look(session, token, now)
        return _page(request, found, token, Errors())


@router.post(links.PATH.rstrip("/"), dependencies=[public()])
def choose(request: Request, fields: Form, store: Store, now: Now) -> Response:
    """Set the password and end the link."""
    token, new = fields.text("tautan")[:200], fields.secret("sandi_baru")
    errors = Errors()
    if new != fields.secret("sandi_ulang"):
        errors["sandi_ulang"] = "Kedua isian kata sandi tidak sama."
    else:
        try:
            username = links.choose(store, Choice(token, new, fields.key), now)
        except WeakPassword as refusal:
            errors["sandi_baru"] = refusal.sentence
        except LinkEnded as refusal:
            return _page(request, Found(refusal.standing), token, errors)
    if errors:
        with store.read() as session:
            return _page(request, links.look(session, token, now), token, errors)
    with store.read() as session:
        link = links.look(session, token, now).link
        user_id = link.user_id if link is not None else None
    done = f"Kata sandi tersimpan. Masuk dengan nama pengguna {username} dan kata sandi baru."
    response = _private(go(request, "/masuk", flash=done))
    if user_id is not None:
        # Strangers who guess at the account right now do not stand in its owner's way.
        mark = throttle.new_device(request.app.state.key, user_id, by_link=True)
        set_cookie(request, response, DEVICE, mark, max_age=DEVICE_SECONDS)
    return response


def _page(request: Request, found: Found, token: str, errors: Errors) -> Response:
    status = _STATUS.get(found.standing, 410)
    if found.standing is Standing.VALID:
        response = page(
            request,
            "link",
            status=422 if errors else status,
            found=found,
            token=token,
            errors=errors,
            shortest=passwords.SHORTEST,
        )
    else:
        response = page(request, "link_ended", status=status, standing=found.standing.value)
    return _private(response)


def _private(response: Response) -> Response:
    """Tell no page, not even one of ours, which address this was."""
    response.headers["referrer-policy"] = "no-referrer"
    return response
