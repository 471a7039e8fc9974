"""One's own calendar address: make it, see it once, renew it, withdraw it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import calendar_key
from app.access.scope import Permission
from app.web.answers import go
from app.web.deps import Now, Reads, Setup, SignedIn, Writes, requires
from app.web.templating import page

router = APIRouter()
OWN = requires(Permission.ACCOUNT_OWN)
HERE = "/akun/kalender"


@router.get(HERE, dependencies=[OWN])
def show(request: Request, actor: SignedIn, session: Reads) -> Response:
    """Say whether there is an address, never which: only its hash is known here."""
    return page(
        request, "account_calendar", since=calendar_key.since(session, actor.user_id), address=""
    )


@router.post(HERE, dependencies=[OWN])
def renew(
    request: Request, actor: SignedIn, session: Writes, settings: Setup, now: Now
) -> Response:
    """Make a new address and show it, this one time."""
    key = calendar_key.renew(session, actor, now)
    address = f"{settings.base_url.rstrip('/')}/kalender.ics?kunci={key}"
    return page(request, "account_calendar", since=now, address=address)


@router.post(HERE + "/cabut", dependencies=[OWN])
def withdraw(request: Request, actor: SignedIn, session: Writes, now: Now) -> Response:
    """Make the address lead nowhere."""
    calendar_key.withdraw(session, actor, now)
    return go(request, HERE, flash="Alamat kalender dicabut. Program kalender tidak lagi diisi.")
