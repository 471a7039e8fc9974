"""Signing in through the provider (OpenID Connect): the way there, and the way back."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.access import pending, single_sign_on, throttle
from app.access.pending import NotPending, Pending
from app.access.provider import Provider, ProviderDown, ProviderRefused
from app.access.registration import DOOR, RETURN
from app.access.sign_in import Browser, Opened
from app.access.single_sign_on import FactorRule, NotLinked
from app.errors import NotFound, PortalError, TooManyAttempts
from app.settings import Settings
from app.web.answers import go, set_cookie
from app.web.deps import Now, Setup, Store, Visitor, public
from app.web.forms import Form
from app.web.pages.sign_in import half_way, keep_session, news_for
from app.web.sign_in_form import SignInForm, sign_in_page
from app.web.visitor import cookie_name

router = APIRouter()
COOKIE = "sso"
_STATE_LENGTH = 100


@router.post("/masuk/sso", dependencies=[public()])
def set_out(request: Request, fields: Form, now: Now) -> Response:
    """Lead to the provider; the browser keeps the secrets of this sign-in, sealed."""
    provider = _provider(request)
    form = SignInForm.read(fields)
    begun = Pending.begin(form.target)
    try:
        address = provider.way_there(begun, now)
    except ProviderDown as refusal:
        return sign_in_page(request, form, status=refusal.status, error=refusal.sentence)
    response = RedirectResponse(address, status_code=303)
    sealed = begun.seal(request.app.state.key, now)
    set_cookie(request, response, COOKIE, sealed, max_age=pending.SECONDS)
    return response


@router.get(RETURN, dependencies=[public()])
def come_back(request: Request, store: Store, settings: Setup, now: Now) -> Response:
    """Let in whom the provider vouches for, when an account is linked to them."""
    provider = _provider(request)
    form = SignInForm()
    try:
        begun = _begun(request, settings, now)
        form = SignInForm(target=begun.target)
        opened = _enter(request, store, provider, begun, now)
    except (NotPending, NotLinked, ProviderDown, ProviderRefused, TooManyAttempts) as refusal:
        return _refused(request, form, refusal)
    return _let_in(request, store, form, opened, now)


@router.post("/masuk/sso/keluar", dependencies=[public()])
def set_out_of_there(request: Request, visitor: Visitor, now: Now) -> Response:
    """Lead on to the provider's own sign-out whoever has left the portal already.

    Nothing of the request names where to go: the address is the provider's, the way back ours.
    """
    provider = _provider(request)
    if not provider.signs_out:
        raise NotFound
    if visitor is not None:
        return go(request, "/")
    try:
        address = provider.way_out(now)
    except ProviderDown:
        address = ""
    if address:
        return RedirectResponse(address, status_code=303)
    said = (
        f"{provider.label} tidak dapat dihubungi untuk keluar. Tutup semua jendela peramban ini."
    )
    return go(request, DOOR, flash=said, tone="caution")


def _begun(request: Request, settings: Settings, now: Now) -> Pending:
    """Return the sign-in this browser began and the answer names."""
    sealed = request.cookies.get(cookie_name(settings, COOKIE), "")
    state = request.query_params.get("state", "")[:_STATE_LENGTH]
    return pending.unseal(request.app.state.key, sealed, state, now)


def _enter(request: Request, store: Store, provider: Provider, begun: Pending, now: Now) -> Opened:
    """Use the sign-in up, then ask the provider, then open a session.

    No transaction is held while the provider is asked.
    """
    answer, key = request.query_params, request.app.state.key
    browser = Browser(_address(request), request.headers.get("user-agent", ""))
    with store.write() as session:
        attempt_id = throttle.reserve_return(session, browser.address, now)
        pending.spend(session, begun, now)
    identity = provider.identify(answer.get("code", ""), answer.get("iss", ""), begun, now)
    with store.write() as session:
        rule = FactorRule.of(request.app.state.settings)
        opened = single_sign_on.enter(session, identity, rule, browser, key, now)
        if opened is not None:
            throttle.forgive(session, attempt_id)
    if opened is None:
        raise NotLinked(provider.label, identity.subject)
    return opened


def _let_in(
    request: Request, store: Store, form: SignInForm, opened: Opened, now: Now
) -> Response:
    if opened.is_half:
        response = half_way(request, form, has_passkey=opened.has_passkey)
    else:
        said = news_for(store, form, opened.user_id, now)
        response = go(request, form.target, flash=said, tone="caution")
    keep_session(request, response, opened.token, opened.device)
    set_cookie(request, response, COOKIE, "", max_age=0)
    return response


def _refused(request: Request, form: SignInForm, refusal: PortalError) -> Response:
    response = sign_in_page(request, form, status=refusal.status, error=refusal.sentence)
    set_cookie(request, response, COOKIE, "", max_age=0)
    return response


def _provider(request: Request) -> Provider:
    """Return the provider of the settings.

    Raises:
        NotFound: there is none, so there is no such page.
    """
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotFound
    return found


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
