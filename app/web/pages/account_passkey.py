"""One's own passkeys: put on, named, taken off."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import own_password, passkeys, second_factor
from app.access.passkeys import Door
from app.access.scope import Actor, Owed, Permission
from app.errors import PortalError
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Id, Now, Reads, Setup, SignedIn, Store, Writes, requires
from app.web.forms import Errors, Form
from app.web.pages.account_factor import CHANGE, asks_password, codes_page
from app.web.pages.account_factor import HERE as FACTORS
from app.web.pages.sign_in import keep_session
from app.web.pages.sign_in_factor import answer_in, shown_by
from app.web.templating import page

router = APIRouter()
HERE = f"{FACTORS}/kunci-sandi"


@router.get(HERE, dependencies=[CHANGE])
def show(request: Request, actor: SignedIn, session: Reads, settings: Setup, now: Now) -> Response:
    """Ask the browser for a new key pair when the person says so."""
    challenge = passkeys.offer(session, _door(request, settings), actor, now)
    return _page(request, actor, challenge, Errors())


@router.post(HERE, dependencies=[CHANGE])
def add(
    request: Request, fields: Form, actor: SignedIn, store: Store, settings: Setup, now: Now
) -> Response:
    """Keep the public half; recovery codes are shown with a first factor."""
    door, answer = _door(request, settings), answer_in(fields)
    shown = shown_by(request, settings, "")
    errors = Errors()
    try:
        if asks_password(actor):
            own_password.confirm(store, actor, fields.secret("sandi"), now)
    except PortalError as refusal:
        errors["sandi"] = refusal.sentence
    if not errors:
        try:
            with store.write() as session:
                proved, codes = second_factor.enrol_passkey(
                    session, door, actor, answer, shown, now
                )
        except PortalError as refusal:
            errors["nama"] = refusal.sentence
    if errors:
        with store.read() as session:
            challenge = passkeys.offer(session, door, actor, now)
        return _page(request, actor, challenge, errors, name=answer.name)
    done = "Kunci sandi terpasang. Sesi di perangkat lain diakhiri."
    response = codes_page(request, codes) if codes else go(request, FACTORS, flash=done)
    keep_session(request, response, proved.token, proved.device)
    return response


@router.post(
    HERE + "/{passkey_id}/lepas", dependencies=[requires(Permission.ACCOUNT_OWN, lately=True)]
)
def take_off(
    request: Request, passkey_id: Id, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Take one passkey off."""
    here = request.state.visitor.session_id
    second_factor.take_off_passkey(session, actor, passkey_id, here, now)
    return go(request, FACTORS, flash="Kunci sandi dilepas. Sesi di perangkat lain diakhiri.")


def _door(request: Request, settings: Settings) -> Door:
    return Door.of(settings, request.app.state.key)


def _page(
    request: Request,
    actor: Actor,
    challenge: passkeys.Challenge,
    errors: Errors,
    *,
    name: str = "",
) -> Response:
    return page(
        request,
        "account_passkey",
        status=422 if errors else 200,
        challenge=challenge,
        name=name,
        errors=errors,
        asks_password=asks_password(actor),
        owed=actor.owes is Owed.PASSKEY,
    )
