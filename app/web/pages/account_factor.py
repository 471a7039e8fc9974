"""One's own second factor: an app for codes, and recovery codes that are shown once."""

from fastapi import APIRouter, Request
from segno import make_qr
from starlette.responses import Response

from app.access import own_password, second_factor, totp
from app.access.scope import Actor, FactorFor, Owed, Permission
from app.access.second_factor import WrongCode
from app.access.totp import Offer
from app.errors import PortalError
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Now, Reads, Setup, SignedIn, Store, Writes, own_factor, requires
from app.web.forms import Errors, Form
from app.web.pages.sign_in import keep_session
from app.web.pages.sign_in_factor import shown_by
from app.web.templating import page

router = APIRouter()
HERE = "/akun/dua-langkah"
APP = f"{HERE}/aplikasi"
CHANGE = own_factor(lately=True)
_ASKED_FOR = (Owed.ENROLMENT, Owed.PASSKEY)  # put on because the role demands it


@router.get(HERE, dependencies=[own_factor()])
def show(request: Request, actor: SignedIn, session: Reads, settings: Setup) -> Response:
    """Show what there is, and what can be put on."""
    return page(
        request,
        "account_factor",
        held=second_factor.holding(session, actor.user_id),
        must=FactorFor(settings.factor_for).asks(actor.roles),
        owed=actor.owes in _ASKED_FOR,
    )


@router.get(APP, dependencies=[CHANGE])
def show_app(request: Request, actor: SignedIn, settings: Setup, now: Now) -> Response:
    """Show a new key as a picture and as text; nothing is kept before a code proves it."""
    offer = totp.offer(request.app.state.key, actor.user_id, now)
    return _app_page(request, actor, settings, offer, Errors())


@router.post(APP, dependencies=[CHANGE])
def enrol(
    request: Request, fields: Form, actor: SignedIn, store: Store, settings: Setup, now: Now
) -> Response:
    """Take the key after its first code, and show the recovery codes this one time."""
    key = request.app.state.key
    offer = totp.offered(key, actor.user_id, fields.text("kunci_aplikasi")[:400], now)
    errors = Errors()
    shown = shown_by(request, settings, fields.text("kode"))
    try:
        if asks_password(actor):
            own_password.confirm(store, actor, fields.secret("sandi"), now)
        with store.write() as session:
            proved, codes = second_factor.enrol(session, key, actor, offer.secret, shown, now)
    except WrongCode as refusal:
        errors["kode"] = refusal.sentence
    except PortalError as refusal:
        errors["sandi"] = refusal.sentence
    if errors:
        return _app_page(request, actor, settings, offer, errors)
    response = codes_page(request, codes)
    keep_session(request, response, proved.token, proved.device)
    return response


@router.post(f"{APP}/lepas", dependencies=[requires(Permission.ACCOUNT_OWN, lately=True)])
def take_off_app(request: Request, actor: SignedIn, session: Writes, now: Now) -> Response:
    """Take the app off."""
    second_factor.take_off_app(session, actor, request.state.visitor.session_id, now)
    return go(request, HERE, flash="Aplikasi dilepas. Sesi di perangkat lain diakhiri.")


@router.post(f"{HERE}/kode", dependencies=[requires(Permission.ACCOUNT_OWN, lately=True)])
def renew_codes(request: Request, actor: SignedIn, session: Writes, now: Now) -> Response:
    """Make new recovery codes and show them, this one time."""
    codes = second_factor.renew_codes(session, request.app.state.key, actor, now)
    return codes_page(request, codes)


def codes_page(request: Request, codes: list[str]) -> Response:
    """Show recovery codes; they are readable nowhere afterwards."""
    return page(request, "account_factor_codes", codes=codes)


def asks_password(actor: Actor) -> bool:
    """Tell whether the password is asked for: a first factor, put on without anything shown.

    Whoever has just signed in because their role demands a factor typed it a moment ago.
    """
    return not actor.has_factor and actor.owes not in _ASKED_FOR


def _app_page(
    request: Request, actor: Actor, settings: Settings, offer: Offer, errors: Errors
) -> Response:
    uri = offer.uri(actor.username, settings.portal_name)
    return page(
        request,
        "account_factor_app",
        status=422 if errors else 200,
        offer=offer,
        picture=make_qr(uri).svg_data_uri(scale=5, border=2, light="#fff"),
        spelled=" ".join(offer.secret[i : i + 4] for i in range(0, len(offer.secret), 4)),
        asks_password=asks_password(actor),
        replaces=actor.has_factor,
        errors=errors,
    )
