"""The second step of signing in, and the same page before an act that asks for it anew."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import passkeys, second_factor
from app.access.passkeys import NOBODY, Answer, Challenge, Door, NotProved
from app.access.scope import Owed
from app.access.second_factor import PasskeyNeeded, Shown, WrongCode
from app.access.sign_in import Browser
from app.errors import TooManyAttempts
from app.settings import Settings
from app.web.answers import go, local
from app.web.deps import Now, Setup, SignedIn, Store, public, signed_in
from app.web.forms import Fields, Form
from app.web.pages.sign_in import DEVICE, keep_session, news_for
from app.web.sign_in_form import SignInForm, factor_page, lead_on
from app.web.templating import page
from app.web.visitor import cookie_name

router = APIRouter()
HERE = "/masuk/dua-langkah"
HALF = signed_in(Owed.FACTOR)
ALONE = "/masuk/kunci-sandi"
CODE = "kode"  # the way that is taken instead of a passkey
_FEW_CODES = 3


@router.get(HERE, dependencies=[HALF])
def show(request: Request, actor: SignedIn, lanjut: str = "/") -> Response:
    """Ask for a code; who has no second factor goes on."""
    target = local(lanjut)
    if not actor.has_factor:
        return go(request, target)
    return factor_page(request, SignInForm(target=target), status=200)


@router.post(HERE, dependencies=[HALF])
def prove(
    request: Request, fields: Form, actor: SignedIn, store: Store, settings: Setup, now: Now
) -> Response:
    """Check a code, and go where the person was going."""
    form = SignInForm.read(fields)
    if not actor.has_factor:
        return go(request, form.target)
    shown = shown_by(request, settings, fields.text("kode"))
    try:
        proved = second_factor.prove(store, request.app.state.key, actor, shown, now)
    except (WrongCode, PasskeyNeeded, TooManyAttempts) as refusal:
        return factor_page(request, form, status=refusal.status, error=refusal.sentence)
    said = news_for(store, form, actor.user_id, now) or _warning(proved.codes_left)
    response = lead_on(request, form, flash=said)
    keep_session(request, response, proved.token, proved.device)
    return response


@router.post(f"{HERE}/kunci-sandi", dependencies=[HALF])
def prove_by_passkey(
    request: Request, fields: Form, actor: SignedIn, store: Store, settings: Setup, now: Now
) -> Response:
    """Ask the browser for a passkey, or check what it answered; what was typed comes along."""
    form = SignInForm.read(fields)
    if not actor.has_passkey or fields.text("cara") == CODE:
        return factor_page(request, form, status=200)
    door, answer = Door.of(settings, request.app.state.key), answer_in(fields)
    error = ""
    if answer.json:
        shown = shown_by(request, settings, "")
        try:
            with store.write() as session:
                proved = second_factor.prove_by_passkey(session, door, actor, answer, shown, now)
        except NotProved as refusal:
            error = refusal.sentence
        else:
            response = lead_on(request, form, flash=news_for(store, form, actor.user_id, now))
            keep_session(request, response, proved.token, proved.device)
            return response
    with store.read() as session:
        known = passkeys.passkeys_of(session, actor.user_id)
        challenge = passkeys.ask(door, known, actor.user_id, now)
    return passkey_page(request, form, challenge, f"{HERE}/kunci-sandi", error)


@router.get(ALONE, dependencies=[public()])
def show_alone(request: Request, settings: Setup, now: Now, lanjut: str = "/") -> Response:
    """Ask the browser for a passkey of anybody; nothing is written."""
    challenge = passkeys.ask(Door.of(settings, request.app.state.key), [], NOBODY, now)
    return passkey_page(request, SignInForm(target=local(lanjut)), challenge, ALONE)


@router.post(ALONE, dependencies=[public()])
def enter_by_passkey(
    request: Request, fields: Form, store: Store, settings: Setup, now: Now
) -> Response:
    """Sign in by a passkey alone, when it recognised its person."""
    form, door = SignInForm.read(fields), Door.of(settings, request.app.state.key)
    browser = Browser(
        address=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", ""),
    )
    try:
        with store.write() as session:
            opened = second_factor.enter_by_passkey(session, door, answer_in(fields), browser, now)
    except NotProved as refusal:
        challenge = passkeys.ask(door, [], NOBODY, now)
        return passkey_page(request, form, challenge, ALONE, refusal.sentence)
    response = lead_on(request, form, flash=news_for(store, form, opened.user_id, now))
    keep_session(request, response, opened.token, opened.device)
    return response


def answer_in(fields: Fields) -> Answer:
    """Return what the browser's passkey answered."""
    return Answer(fields.text("tiket")[:600], fields.text("jawaban"), fields.text("nama"))


def passkey_page(
    request: Request, form: SignInForm, challenge: Challenge, action: str, error: str = ""
) -> Response:
    """Show the page that asks the browser for a passkey."""
    status = 422 if error else 200
    return page(
        request,
        "sign_in_passkey",
        status=status,
        form=form,
        challenge=challenge,
        action=action,
        is_second_step=action != ALONE,
        error=error,
    )


def shown_by(request: Request, settings: Settings, code: str) -> Shown:
    """Return what somebody shows, and from where."""
    return Shown(
        session_id=request.state.visitor.session_id,
        code=code[:60],
        device=request.cookies.get(cookie_name(settings, DEVICE), ""),
        address=request.client.host if request.client else "",
    )


def _warning(codes_left: int | None) -> str:
    if codes_left is None or codes_left > _FEW_CODES:
        return ""
    left = f"Kode pemulihan Anda tinggal {codes_left}."
    return f"{left} Buat yang baru di Akun, Verifikasi dua langkah."
