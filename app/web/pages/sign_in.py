"""Signing in and out."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import sign_in
from app.access.sign_in import Credentials, WrongCredentials
from app.errors import TooManyAttempts
from app.web.answers import go, local, set_cookie
from app.web.deps import Now, Setup, SignedIn, Store, Visitor, Writes, public, signed_in
from app.web.forms import Form
from app.web.sign_in_form import SignInForm, sign_in_page
from app.web.templating import page
from app.web.visitor import cookie_name

router = APIRouter()
SESSION, DEVICE = "sid", "perangkat"
DEVICE_SECONDS = 180 * 24 * 3600


@router.get("/masuk", dependencies=[public()])
def show(request: Request, visitor: Visitor, lanjut: str = "/", berakhir: str = "") -> Response:
    """Show the sign-in page, or lead on who is signed in already."""
    target = local(lanjut)
    if visitor is not None:
        return go(request, target)
    form = SignInForm(target=target, ended=berakhir == "ya")
    return sign_in_page(request, form, status=200)


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
    response = _lead_on(request, form)
    set_cookie(request, response, SESSION, opened.token)
    set_cookie(request, response, DEVICE, opened.device, max_age=DEVICE_SECONDS)
    return response


@router.post("/keluar", dependencies=[signed_in(old_password=True)])
def leave(request: Request, actor: SignedIn, session: Writes, now: Now) -> Response:
    """End the session; the browser forgets what it kept of this site."""
    sign_in.leave(session, actor, request.state.visitor.session_id, now)
    response = go(request, "/masuk", flash="Anda sudah keluar.")
    set_cookie(request, response, SESSION, "", max_age=0)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def _lead_on(request: Request, form: SignInForm) -> Response:
    """Go on; a form that was kept is shown for sending, by the person's own click."""
    if form.is_worth_sending():
        return page(request, "sign_in_resend", target=form.target, kept=form.kept)
    return go(request, form.target)
