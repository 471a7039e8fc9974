"""Signing in and out."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import factor_recovery, sessions, sign_in
from app.access.scope import Owed
from app.access.sign_in import Credentials, WrongCredentials
from app.errors import TooManyAttempts
from app.web.answers import go, local, set_cookie
from app.web.deps import Now, Setup, SignedIn, Store, Visitor, Writes, public, signed_in
from app.web.device_key import end_key, take_key
from app.web.forms import Form
from app.web.sign_in_form import SignInForm, factor_page, lead_on, sign_in_page
from app.web.visitor import SESSION, cookie_name, session_names

router = APIRouter()
DEVICE = "perangkat"
DEVICE_SECONDS = 180 * 24 * 3600


@router.get("/masuk", dependencies=[public()])
def show(
    request: Request, visitor: Visitor, lanjut: str = "/", berakhir: str = "", sso: str = ""
) -> Response:
    """Show the sign-in page, or lead on who is signed in already."""
    target = local(lanjut)
    if visitor is not None:
        return go(request, target)
    form = SignInForm(target=target, ended=berakhir == "ya")
    return sign_in_page(request, form, status=200, leaving=sso == "keluar")


@router.post("/masuk", dependencies=[public()])
def enter(
    request: Request, fields: Form, _visitor: Visitor, store: Store, settings: Setup, now: Now
) -> Response:
    """Sign in, and go where the person was going."""
    form = SignInForm.read(fields)
    tried = Credentials(
        username=form.username,
        password=fields.secret("sandi"),
        address=request.client.host if request.client else "",
        device=request.cookies.get(cookie_name(settings, DEVICE), ""),
        user_agent=request.headers.get("user-agent", ""),
    )
    try:
        opened = sign_in.enter(store, request.app.state.key, tried, now)
    except (WrongCredentials, TooManyAttempts) as refusal:
        return sign_in_page(request, form, status=refusal.status, error=refusal.sentence)
    if opened.is_half:
        response = half_way(request, form, has_passkey=opened.has_passkey)
    else:
        response = lead_on(request, form, flash=news_for(store, form, opened.user_id, now))
    keep_session(request, response, opened.token, opened.device)
    return response


@router.post("/keluar", dependencies=[signed_in(*Owed)])
def leave(request: Request, actor: SignedIn, session: Writes, now: Now) -> Response:
    """End the session; the browser forgets what it kept of this site."""
    by_provider = sessions.leave(session, actor, request.state.visitor.session_id, now)
    said, door = "Anda sudah keluar.", "/masuk"
    if by_provider and (provider := request.app.state.provider) is not None:
        door = "/masuk?sso=keluar" if provider.signs_out else door
        said = (
            f"Anda sudah keluar dari portal. {provider.label} masih mengenali Anda di peramban "
            "ini; di komputer bersama, keluar juga dari sana."
        )
    response = go(request, door, flash=said)
    set_cookie(request, response, SESSION, "", max_age=0)
    end_key(request, response)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def half_way(request: Request, form: SignInForm, *, has_passkey: bool) -> Response:
    """Lead to the second step; a form that was kept comes along on the page itself."""
    if form.is_worth_sending():
        return factor_page(request, form, status=200, passkey=has_passkey)
    return go(request, f"/masuk/dua-langkah?{urlencode({'lanjut': form.target})}")


def news_for(store: Store, form: SignInForm, user_id: int, now: Now) -> str:
    """Return what a person must read who has just come in; it waits while a form is to be sent."""
    if form.is_worth_sending():
        return ""
    with store.write() as session:
        return factor_recovery.news(session, user_id, now)


def keep_session(request: Request, response: Response, token: str, device: str) -> None:
    """Give the browser its session, and the mark of a device its owner used.

    What somebody else left unsent on this device stays shut for whoever comes in.
    """
    take_key(request, response)
    set_cookie(request, response, SESSION, token)
    for old in session_names(request.app.state.settings)[1:]:
        if old in request.cookies:
            response.delete_cookie(old, path="/", httponly=True, samesite="lax")
    if device:
        set_cookie(request, response, DEVICE, device, max_age=DEVICE_SECONDS)
