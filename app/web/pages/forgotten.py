"""A forgotten password: whoever asks gets the same answer, whether the account exists or not."""

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.access import forgotten, links
from app.db import Database
from app.errors import TooManyAttempts
from app.mail.link_mail import send_link
from app.model.account import LinkPurpose
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Now, Setup, Store, public
from app.web.forms import Errors, Form
from app.web.templating import page

router = APIRouter()
HERE = "/lupa-sandi"


@router.get(HERE, dependencies=[public()])
def show(request: Request, settings: Setup, terkirim: str = "") -> Response:
    """Show the form, or what happens next; without mail it says whom to ask."""
    asked = terkirim == "ya" and settings.sends_mail
    return _page(request, settings, Errors(), asked=asked)


@router.post(HERE, dependencies=[public()])
def ask(request: Request, fields: Form, store: Store, settings: Setup, now: Now) -> Response:
    """Send a link to the account's own address, if there is one."""
    username = fields.text("nama").lower()[:60]
    errors = Errors()
    status, within = 422, False
    if not username:
        errors["nama"] = "Tulis nama pengguna Anda."
    elif settings.sends_mail:
        address = request.client.host if request.client else ""
        try:
            with store.write() as session:
                within = forgotten.count(session, username, address, now)
        except TooManyAttempts as refusal:
            errors["nama"], status = refusal.sentence, refusal.status
    if errors:
        return _page(request, settings, errors, status=status)
    answer = go(request, f"{HERE}?terkirim=ya")
    if within:
        answer.background = BackgroundTask(_send, store, settings, username, now)
    return answer


def _send(store: Database, settings: Settings, username: str, now: Now) -> None:
    """List the mail once the answer has left: its time tells nobody whether it exists."""
    with store.write() as session:
        link = forgotten.link_for(session, username, now)
        if link is not None:
            send_link(session, settings, link, now)


def _page(
    request: Request, settings: Settings, errors: Errors, *, asked: bool = False, status: int = 200
) -> Response:
    return page(
        request,
        "forgotten",
        status=status,
        asked=asked,
        sends_mail=settings.sends_mail,
        hours=links.hours(LinkPurpose.RESET),
        errors=errors,
    )
