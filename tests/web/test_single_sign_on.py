"""Signing in through a real OpenID provider: the way in, and every way that must not lead in."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pyotp
import pytest
from joserfc import jwt
from sqlalchemy import select
from starlette.testclient import TestClient

from app.access import id_token, pending, provider_http
from app.access.provider import Provider
from app.access.provider_http import Patience
from app.access.registration import Registration
from app.errors import Invalid
from app.main import create_app
from app.model.account import User
from app.model.external_identity import ExternalIdentity
from app.model.record import AuditEvent
from tests.factories import PASSWORD
from tests.openid_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    OpenIdProvider,
    some_key,
    usual_signature,
)
from tests.web.test_second_factor import put_on
from tests.web.test_sign_in import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from fastapi import FastAPI
    from joserfc.jwk import RSAKey

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

    Enter = Callable[..., None]

pytestmark = pytest.mark.usefixtures("people")
BACK = "/masuk/sso/kembali"
SUBJECT = "f3c1-operator"
REFUSED = "tidak dapat dipastikan"
AWAY = "sedang tidak dapat dihubungi"


@pytest.fixture
def openid(clock: Clock) -> Iterator[OpenIdProvider]:
    with OpenIdProvider(now=lambda: clock().timestamp()) as found:
        yield found


@pytest.fixture
def configured(
    openid: OpenIdProvider,
    make_settings: Callable[..., Settings],
    database: Database,
    tmp_path: Path,
) -> Callable[..., Settings]:
    secret = tmp_path / "rahasia-sso"
    secret.write_text(f"{CLIENT_SECRET}\n")

    def make(**changed: Any) -> Settings:
        usual = {
            "database_url": database.url,
            "sso_issuer": openid.issuer,
            "sso_client_id": CLIENT_ID,
            "sso_secret_file": str(secret),
            "sso_label": "SSO Contoh",
        }
        return make_settings(**(usual | changed))

    return make


@pytest.fixture
def settings(configured: Callable[..., Settings]) -> Settings:
    return configured()


@pytest.fixture
def app(settings: Settings, people: Database, clock: Clock) -> FastAPI:
    found = create_app(settings, people, clock=clock)
    registration = Registration.of(settings)
    assert registration is not None
    found.state.provider = Provider(registration, Patience(step=1.0, whole=1.5))
    return found


@pytest.fixture
def linked(people: Database, openid: OpenIdProvider, clock: Clock) -> Database:
    """The operator's account is linked to somebody at the provider."""
    with people.write() as session:
        user_id = session.scalars(select(User.id).where(User.username == "operator_kab")).one()
        session.add(
            ExternalIdentity(
                user_id=user_id, issuer=openid.issuer, subject=SUBJECT, linked_at=clock()
            )
        )
    return people


def set_out(client: TestClient, target: str = "/") -> str:
    """Press the button; return the address at the provider."""
    answer = client.post("/masuk/sso", data={"lanjut": target})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def way_back(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def through(
    client: TestClient, openid: OpenIdProvider, subject: str = SUBJECT, target: str = "/"
) -> Any:
    """Go all the way."""
    return client.get(way_back(openid.grant(set_out(client, target), subject)))


def is_out(client: TestClient) -> bool:
    location: str = client.get("/akun").headers.get("location", "")
    return location.startswith("/masuk?")


def acts(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        query = select(AuditEvent.action, AuditEvent.actor).order_by(AuditEvent.id)
        return [(action, actor) for action, actor in session.execute(query)]


# --- the way in --------------------------------------------------------------------------------


def test_a_linked_person_comes_in_where_they_were_going(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    address = set_out(client, "/akun")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{openid.issuer}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    assert asked["scope"] == "openid"
    assert asked["redirect_uri"].endswith(BACK)
    answer = client.get(way_back(openid.grant(address, SUBJECT)))
    assert (answer.status_code, answer.headers["location"]) == (303, "/akun")
    assert "operator_kab" in client.get("/akun").text
    assert acts(linked)[-1] == ("masuk", "operator_kab")
    assert "sso" not in client.cookies


def test_the_way_in_gives_a_new_session_and_the_old_one_stays_apart(
    client: TestClient, openid: OpenIdProvider, linked: Database, enter: Enter
) -> None:
    enter(client, "operator_kab")
    before = client.cookies["sid"]
    through(client, openid)
    assert client.cookies["sid"] != before


def test_the_button_and_the_policy_stand_only_where_they_are_needed(
    client: TestClient, openid: OpenIdProvider
) -> None:
    page = client.get("/masuk")
    assert "Masuk dengan SSO Contoh" in page.text
    assert f"form-action 'self' {openid.issuer};" in page.headers["content-security-policy"]
    other = client.get("/lupa-sandi")
    assert openid.issuer not in other.headers["content-security-policy"]


def test_without_the_setting_there_is_no_such_way(
    people: Database, make_settings: Callable[..., Settings], clock: Clock
) -> None:
    app = create_app(make_settings(database_url=people.url), people, clock=clock)
    with TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        page = client.get("/masuk")
        assert "/masuk/sso" not in page.text
        assert "form-action 'self';" in page.headers["content-security-policy"]
        assert client.post("/masuk/sso").status_code == 404
        assert client.get(BACK).status_code == 404


def test_leaving_says_that_the_provider_still_knows_the_person(
    client: TestClient, openid: OpenIdProvider, linked: Database, enter: Enter
) -> None:
    through(client, openid)
    assert client.post("/keluar").headers["location"] == "/masuk"
    assert "SSO Contoh masih mengenali Anda" in client.get("/masuk").text
    enter(client, "operator_kab")
    client.post("/keluar")
    assert "masih mengenali" not in client.get("/masuk").text


def test_a_form_that_waits_is_sent_after_signing_in_beside_it(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    waiting = client.post("/akun/pemberitahuan", data={"surel": "saya@contoh.example"})
    assert 'target="_blank"' in waiting.text
    assert "muat ulang halaman" in waiting.text
    through(client, openid)
    again = client.post("/akun/pemberitahuan", data={"surel": "saya@contoh.example"})
    assert again.status_code == 303


# --- the second factor -------------------------------------------------------------------------


def with_factor(client: TestClient, enter: Enter, clock: Clock) -> str:
    enter(client, "operator_kab")
    secret, _ = put_on(client, clock, sandi=PASSWORD)
    client.post("/keluar")
    clock.forward(minutes=1)
    return secret


def says_mfa(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {"amr": ["pwd", "mfa"], "auth_time": claims["iat"]}


def test_our_second_factor_is_asked_for_whatever_the_provider_says(
    client: TestClient, openid: OpenIdProvider, linked: Database, enter: Enter, clock: Clock
) -> None:
    secret = with_factor(client, enter, clock)
    openid.tamper = says_mfa
    answer = through(client, openid, target="/akun")
    assert answer.headers["location"] == "/masuk/dua-langkah?lanjut=%2Fakun"
    assert client.get("/akun").headers["location"].startswith("/masuk/dua-langkah")
    form = fields_of(client.get(answer.headers["location"]).text)
    done = client.post("/masuk/dua-langkah", data=form | {"kode": pyotp.TOTP(secret).at(clock())})
    assert done.headers["location"] == "/akun"


@pytest.mark.parametrize(
    ("said", "is_in"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "tingkat-2"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),  # not a list: the token is refused
        ({"amr": ["mfa"], "auth_time": "kemarin"}, False),
        ({"amr": ["mfa"], "auth_time": None}, False),
    ],
)
def test_the_providers_factor_counts_when_the_settings_say_so(
    people: Database,
    linked: Database,
    configured: Callable[..., Settings],
    openid: OpenIdProvider,
    enter: Enter,
    clock: Clock,
    said: dict[str, Any],
    is_in: bool,
) -> None:
    settings = configured(sso_second_factor="provider", sso_factor_words="mfa, tingkat-2")
    app = create_app(settings, people, clock=clock)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        with_factor(client, enter, clock)
        openid.tamper = lambda claims: claims | said
        through(client, openid)
        assert (client.get("/akun").status_code == 200) is is_in


def test_roles_that_must_have_a_factor_are_led_to_put_one_on(
    people: Database, linked: Database, configured: Callable[..., Settings], clock: Clock
) -> None:
    app = create_app(configured(second_factor_required="all"), people, clock=clock)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        openid_of(app, client)
        assert client.get("/akun").headers["location"] == "/akun/dua-langkah"


def openid_of(app: FastAPI, client: TestClient) -> None:
    """Come in at the provider of an app, by its own page."""
    address = set_out(client)
    answer = httpx2.post(address, data={"login": SUBJECT})
    assert client.get(way_back(answer.headers["location"])).status_code == 303
    assert app.state.provider is not None


# --- tokens that prove nobody ------------------------------------------------------------------


def claims_with(**changed: Any) -> Callable[[OpenIdProvider], None]:
    def lie(openid: OpenIdProvider) -> None:
        openid.tamper = lambda claims: {
            name: value for name, value in (claims | changed).items() if value is not None
        }

    return lie


def signed(write: Callable[[dict[str, Any], RSAKey], str]) -> Callable[[OpenIdProvider], None]:
    def lie(openid: OpenIdProvider) -> None:
        openid.sign = write

    return lie


def unsigned(claims: dict[str, Any], _key: RSAKey) -> str:
    return f"{packed({'alg': 'none'})}.{packed(claims)}."


def by_secret(claims: dict[str, Any], secret: bytes, kid: str = "") -> str:
    """Write HS256 by hand: the library refuses to sign with a public key."""
    header = packed({"alg": "HS256", "kid": kid})
    signed_part = f"{header}.{packed(claims)}"
    digest = hmac.new(secret, signed_part.encode(), hashlib.sha256).digest()
    return f"{signed_part}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def packed(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def by_public_key(claims: dict[str, Any], key: RSAKey) -> str:
    """The old confusion: the public key, which everybody knows, taken as a shared secret."""
    return by_secret(claims, key.as_pem(private=False), str(key.kid))


def by_client_secret(claims: dict[str, Any], _key: RSAKey) -> str:
    return by_secret(claims, CLIENT_SECRET.encode())


def by_stranger(claims: dict[str, Any], key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, some_key(99))


def by_key_in_header(claims: dict[str, Any], _key: RSAKey) -> str:
    own = some_key(98)
    header = {"alg": "RS256", "kid": own.kid, "jwk": own.as_dict(private=False)}
    return jwt.encode(header, claims, own)


EARLY = 1_600_000_000
LIES = {
    "other nonce": claims_with(nonce="x" * 43),
    "no nonce": claims_with(nonce=None),
    "other audience": claims_with(aud="portal-lain"),
    "two audiences without a party": claims_with(aud=[CLIENT_ID, "portal-lain"]),
    "other party": claims_with(azp="portal-lain"),
    "no audience": claims_with(aud=None),
    "other issuer": claims_with(iss="https://lain.contoh.example"),
    "no issuer": claims_with(iss=None),
    "expired": claims_with(iat=EARLY, exp=EARLY + 300),
    "no end": claims_with(exp=None),
    "end as text": claims_with(exp="besok"),
    "from the future": claims_with(iat=4_000_000_000, exp=4_000_000_300),
    "no subject": claims_with(sub=None),
    "empty subject": claims_with(sub=""),
    "subject is a number": claims_with(sub=7),
    "other access token": claims_with(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "no signature": signed(unsigned),
    "public key as a secret": signed(by_public_key),
    "client secret": signed(by_client_secret),
    "stranger's key": signed(by_stranger),
    "key brought along": signed(by_key_in_header),
    "no token": signed(lambda *_: ""),
    "nonsense": signed(lambda *_: "a.b.c"),
    "dots": signed(lambda *_: "." * 5000),
}


def come_in(client: TestClient, openid: OpenIdProvider, lies: Iterable[str]) -> list[str]:
    """Tell each lie in turn; return those that opened a session."""
    found = []
    usual = openid.tamper, openid.sign
    for lie in lies:
        openid.tamper, openid.sign = usual
        LIES[lie](openid)
        answer = through(client, openid)
        if answer.status_code != 422 or REFUSED not in answer.text or not is_out(client):
            found.append(lie)
            client.cookies.clear()
    return found


def test_a_token_that_proves_nobody_opens_nothing(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    assert come_in(client, openid, LIES) == []
    openid.tamper, openid.sign = (lambda claims: claims), usual_signature
    assert through(client, openid).status_code == 303


CLAIMED = ("other nonce", "other audience", "expired", "other issuer")


def test_without_the_checks_the_same_lies_come_in(
    client: TestClient,
    openid: OpenIdProvider,
    linked: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(id_token.CodeIDToken, "validate", lambda *_, **__: None)
    assert come_in(client, openid, CLAIMED) == list(CLAIMED)


def test_without_the_key_the_stranger_comes_in(
    client: TestClient,
    openid: OpenIdProvider,
    linked: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A portal that believed the key a token brings along, or none at all, would let them in."""

    def naive(token: str, *_: Any, **__: Any) -> jwt.Token:
        header, claims, _signature = token.split(".")
        return jwt.Token(unpacked(header), unpacked(claims))

    monkeypatch.setattr(id_token.jwt, "decode", naive)
    lies = ["no signature", "public key as a secret", "key brought along"]
    assert come_in(client, openid, lies) == lies


def unpacked(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def test_a_changed_key_is_found(
    client: TestClient, openid: OpenIdProvider, linked: Database, clock: Clock
) -> None:
    assert through(client, openid).status_code == 303
    openid.change_key()
    clock.forward(minutes=2)
    assert through(client, openid).status_code == 303
    openid.change_key()  # twice within a minute: the portal does not ask for every token
    assert through(client, openid).status_code == 422
    assert openid.seen.count("/keys") == 2


# --- answers that belong to nothing ------------------------------------------------------------


def test_an_answer_counts_once(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    address = set_out(client)
    kept = client.cookies["sso"]
    back = way_back(openid.grant(address, SUBJECT))
    assert client.get(back).status_code == 303
    client.post("/keluar")
    client.cookies.set("sso", kept)  # as a thief of both would have it
    fresh = openid.grant(address, SUBJECT)  # even with another code for the same request
    for replay in (back, way_back(fresh)):
        answer = client.get(replay)
        assert answer.status_code == 422
        assert "sudah dipakai" in answer.text
        client.cookies.set("sso", kept)
    assert is_out(client)


def test_an_answer_brought_by_another_browser_belongs_to_nothing(
    client: TestClient, app: FastAPI, openid: OpenIdProvider, linked: Database
) -> None:
    """Somebody makes a victim's browser open the attacker's own way back, or catches theirs."""
    back = way_back(openid.grant(set_out(client), SUBJECT))
    headers = {"Sec-Fetch-Site": "cross-site"}
    with TestClient(app, headers=headers, follow_redirects=False) as other:
        assert other.get(back).status_code == 422
        set_out(TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False))
        assert is_out(other)
    assert client.get(back).status_code == 303  # and the owner's way is not used up by it


def test_somebody_elses_code_opens_nothing(
    client: TestClient, app: FastAPI, openid: OpenIdProvider, linked: Database
) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as victim:
        stolen = parse_qs(urlsplit(openid.grant(set_out(victim), SUBJECT)).query)["code"][0]
    own = parse_qs(urlsplit(set_out(client)).query)["state"][0]
    answer = client.get(BACK, params={"code": stolen, "state": own, "iss": openid.issuer})
    assert answer.status_code == 422
    assert is_out(client)


@pytest.mark.parametrize("named", ["https://lain.contoh.example", ""])
def test_an_answer_of_another_provider_is_not_redeemed(
    client: TestClient, openid: OpenIdProvider, linked: Database, named: str
) -> None:
    found = parse_qs(urlsplit(openid.grant(set_out(client), SUBJECT)).query)
    answer = {"code": found["code"][0], "state": found["state"][0], "iss": named}
    assert client.get(BACK, params=answer).status_code == 422
    assert "/token" not in openid.seen


def test_an_answer_that_comes_late_belongs_to_nothing(
    client: TestClient, openid: OpenIdProvider, linked: Database, clock: Clock
) -> None:
    back = way_back(openid.grant(set_out(client), SUBJECT))
    clock.forward(seconds=pending.SECONDS + 1)
    assert client.get(back).status_code == 422


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 422, "Mulai lagi"),
        ("?state=", 422, "Mulai lagi"),
        ("?code=a", 422, "Mulai lagi"),
        ("?error=access_denied&state=x", 422, "Mulai lagi"),
        ("?state=a&code=" + "x" * 3000, 422, "Mulai lagi"),
        ("?state=%00&code=%ff", 400, "Alamat tidak dapat dibaca"),
        ("?state=a&state=b", 400, "Alamat tidak dapat dibaca"),
    ],
)
def test_whatever_is_written_into_the_address_is_refused_in_words(
    client: TestClient, linked: Database, query: str, status: int, said: str
) -> None:
    set_out(client)
    answer = client.get(f"{BACK}{query}")
    assert answer.status_code == status
    assert said in answer.text


def test_who_says_no_at_the_provider_stays_out(client: TestClient, linked: Database) -> None:
    state = parse_qs(urlsplit(set_out(client)).query)["state"][0]
    answer = client.get(BACK, params={"error": "access_denied", "state": state})
    assert answer.status_code == 422
    assert is_out(client)


@pytest.mark.parametrize(
    "target", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:1"]
)
def test_the_way_back_leads_to_pages_of_the_portal_alone(
    client: TestClient, openid: OpenIdProvider, linked: Database, target: str
) -> None:
    assert through(client, openid, target=target).headers["location"] == "/"


# --- who is let in -----------------------------------------------------------------------------


def test_names_and_addresses_in_a_token_find_no_account(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    """Whoever may choose their name at the provider must not choose an account here."""
    openid.tamper = lambda claims: (
        claims
        | {
            "preferred_username": "admin",
            "email": "admin@contoh.example",
            "email_verified": True,
        }
    )
    with linked.write() as session:
        admin = session.scalars(select(User).where(User.username == "admin")).one()
        admin.email = "admin@contoh.example"
    answer = through(client, openid, subject="orang-lain")
    assert answer.status_code == 422
    assert "sampaikan pengenal ini kepada admin provinsi: orang-lain" in answer.text
    assert is_out(client)
    assert acts(linked)[-1] == ("masuk.gagal", "(tidak dikenal)")


def test_the_same_subject_of_another_issuer_is_somebody_else(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    with linked.write() as session:
        session.scalars(select(ExternalIdentity)).one().issuer = "https://lain.contoh.example"
    assert through(client, openid).status_code == 422


def test_a_closed_account_stays_closed(
    client: TestClient, openid: OpenIdProvider, linked: Database
) -> None:
    with linked.write() as session:
        session.scalars(
            select(User).where(User.username == "operator_kab")
        ).one().is_active = False
    answer = through(client, openid)
    assert answer.status_code == 422
    assert "tidak terhubung dengan akun portal yang aktif" in answer.text
    assert is_out(client)
    assert acts(linked)[-1] == ("masuk.gagal", "operator_kab")


def test_answers_that_prove_nobody_are_counted_and_the_password_stays_open(
    client: TestClient, openid: OpenIdProvider, linked: Database, enter: Enter
) -> None:
    openid.sign = lambda *_: "a.b.c"
    for _ in range(30):
        assert through(client, openid).status_code == 422
    openid.sign = by_stranger
    assert through(client, openid).status_code == 429
    enter(client, "operator_kab")


# --- a provider that is away -------------------------------------------------------------------


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte whenever the reader is about to give up; the reader must give up anyway."""
    pause = threading.Event()
    handler.send_response(200)
    handler.send_header("content-length", "100000")
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            pause.wait(0.3)
    except OSError:
        return


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def leads_away(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("location", "http://127.0.0.1:1/lain")
    handler.send_header("content-length", "2")
    handler.end_headers()
    handler.wfile.write(b"{}")


SILENCE = {
    "drips": drips,
    "hangs up": hangs_up,
    "leads away": leads_away,
    "too large": b'{"issuer": "' + b"x" * (provider_http.LARGEST + 10) + b'"}',
    "no JSON": b"<html>",
    "no object": b"[1]",
    "deep": b"[" * 100_000,
    "empty": b"",
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_gives_no_answer_closes_only_its_own_way(
    client: TestClient,
    openid: OpenIdProvider,
    linked: Database,
    enter: Enter,
    clock: Clock,
    path: str,
) -> None:
    for kind, answer_of in SILENCE.items():
        clock.forward(hours=1, minutes=1)  # what it published before is forgotten
        openid.behave.clear()
        if path.startswith("/."):
            openid.behave[path] = answer_of
            answer = client.post("/masuk/sso", data={"lanjut": "/akun"})
            assert 'value="/akun"' in answer.text
        else:
            address = set_out(client)
            openid.behave[path] = answer_of
            answer = client.get(way_back(openid.grant(address, SUBJECT)))
        assert answer.status_code == 503, kind
        assert AWAY in answer.text
        assert 'name="sandi"' in answer.text
    enter(client, "operator_kab")


def test_a_silent_provider_is_left_alone_for_a_moment(
    client: TestClient, openid: OpenIdProvider, linked: Database, clock: Clock
) -> None:
    where = "/.well-known/openid-configuration"
    openid.behave[where] = b""
    for _ in range(5):
        assert client.post("/masuk/sso").status_code == 503
    assert openid.seen == [where]
    del openid.behave[where]
    clock.forward(seconds=16)
    assert through(client, openid).status_code == 303


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://lain.contoh.example"},
        {"token_endpoint": "http://127.0.0.1:1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_what_is_published_cannot_lead_to_another_host(
    client: TestClient, openid: OpenIdProvider, published: dict[str, Any]
) -> None:
    openid.published = published
    answer = client.post("/masuk/sso")
    assert answer.status_code == 503
    assert AWAY in answer.text


def test_no_more_than_four_threads_wait_for_the_provider(
    client: TestClient, app: FastAPI, openid: OpenIdProvider
) -> None:
    waiting = app.state.provider._waiting
    for _ in range(4):
        assert waiting.acquire(blocking=False)
    assert client.post("/masuk/sso").status_code == 503
    assert openid.seen == []
    waiting.release()
    assert client.post("/masuk/sso").status_code == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sso_issuer": "http://sso.contoh.go.id"}, "tidak beralamat https"),
        ({"sso_issuer": "ftp://127.0.0.1"}, "tidak beralamat https"),
        ({"sso_issuer": "https://sso contoh"}, "bukan alamat penerbit"),
        ({"sso_issuer": "https://a; script-src *"}, "bukan alamat penerbit"),
        ({"sso_issuer": "https://u:p@sso.contoh.go.id"}, "bukan alamat penerbit"),
        ({"sso_client_id": ""}, "SSO_CLIENT_ID kosong"),
        ({"sso_secret_file": "/tidak/ada"}, "SSO_SECRET_FILE"),
    ],
)
def test_the_portal_does_not_start_with_unsafe_settings(
    configured: Callable[..., Settings],
    people: Database,
    clock: Clock,
    changed: dict[str, str],
    said: str,
) -> None:
    with pytest.raises(Invalid, match=said):
        create_app(configured(**changed), people, clock=clock)


# --- links made by administrators --------------------------------------------------------------


def operator_id(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(User.id).where(User.username == "operator_kab")).one()


def test_an_administrator_links_and_unlinks_an_account(
    client: TestClient, app: FastAPI, openid: OpenIdProvider, people: Database, enter: Enter
) -> None:
    enter(client, "admin")
    here = f"/pengguna/{operator_id(people)}"
    assert "Belum terhubung" in client.get(here).text
    form = fields_of(client.get(here).text)
    key = {"kunci": form["kunci"]} if "kunci" in form else {}
    assert client.post(f"{here}/sso", data=key | {"pengenal": SUBJECT}).status_code == 303
    page = client.get(here).text
    assert SUBJECT in page
    assert "Terhubung sejak" in page
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as person:
        assert through(person, openid).status_code == 303
        assert person.get("/akun").status_code == 200
        assert client.post(f"{here}/sso/lepas").status_code == 303
        assert is_out(person)
        assert through(person, openid).status_code == 422
    assert ("pengguna.sso-hubung", "admin") in acts(people)
    assert ("pengguna.sso-lepas", "admin") in acts(people)
    assert client.post(f"{here}/sso/lepas").status_code == 404


@pytest.mark.parametrize("typed", ["", "orang é", "x" * 256])
def test_a_wrong_name_is_said_and_stays_in_the_field(
    client: TestClient, people: Database, enter: Enter, typed: str
) -> None:
    enter(client, "admin")
    answer = client.post(f"/pengguna/{operator_id(people)}/sso", data={"pengenal": typed})
    assert answer.status_code == 422
    assert "Tulis pengenal persis" in answer.text
    assert f'value="{typed}"' in answer.text


def test_one_person_there_is_one_account_here(
    client: TestClient, linked: Database, enter: Enter
) -> None:
    enter(client, "admin")
    with linked.read() as session:
        other = session.scalars(select(User.id).where(User.username == "pemeriksa_kab")).one()
    answer = client.post(f"/pengguna/{other}/sso", data={"pengenal": SUBJECT})
    assert "sudah terhubung dengan akun lain" in answer.text
    answer = client.post(f"/pengguna/{operator_id(linked)}/sso", data={"pengenal": "lain"})
    assert "Lepaskan hubungan lama" in answer.text


def test_a_head_of_an_office_links_nobody(
    client: TestClient, people: Database, enter: Enter
) -> None:
    enter(client, "pengesah_kab")
    here = f"/pengguna/{operator_id(people)}"
    assert "Pengenal dari penyedia" not in client.get(here).text
    assert client.post(f"{here}/sso", data={"pengenal": SUBJECT}).status_code == 403
