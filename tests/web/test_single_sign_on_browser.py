"""The whole way in through a provider, in Chromium: its own page, its redirects, our policy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.access.provider import Provider
from app.access.registration import Registration
from app.main import create_app
from app.model.account import User
from app.model.external_identity import ExternalIdentity
from app.web import sign_in_form
from app.web.security import CONTENT_POLICY
from tests.conftest import SHOTS
from tests.live import LiveServer
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from tests.visitor import DESKTOP, PHONE, enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
SUBJECT = "f3c1-operator"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def openid(clock: Clock) -> Iterator[OpenIdProvider]:
    with OpenIdProvider(now=lambda: clock().timestamp()) as found:
        yield found


@pytest.fixture
def url(
    people: Database,
    openid: OpenIdProvider,
    make_settings: Callable[..., Settings],
    clock: Clock,
    tmp_path: Path,
) -> Iterator[str]:
    secret = tmp_path / "rahasia-sso"
    secret.write_text(CLIENT_SECRET)
    settings = make_settings(
        database_url=people.url,
        sso_issuer=openid.issuer,
        sso_client_id=CLIENT_ID,
        sso_secret_file=str(secret),
        sso_label="SSO Pemprov Contoh",
    )
    app = create_app(settings, people, clock=clock)
    server = LiveServer(app)
    # The provider must know the way back, whose port is known only now.
    registration = Registration.of(settings.model_copy(update={"base_url": server.url}))
    assert registration is not None
    app.state.provider = Provider(registration)
    with server:
        yield server.url


def picture(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def sign_in_there(page: Page, url: str, target: str = "/akun") -> None:
    """Press the button and sign in on the provider's own page."""
    page.goto(f"{url}{target}")
    page.get_by_role("button", name="Masuk dengan SSO Pemprov Contoh").click()
    page.wait_for_url("**/authorize?*")
    page.fill("input[name=login]", SUBJECT)
    page.click("button")
    page.wait_for_url(f"{url}/**")


def operator_id(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(User.id).where(User.username == "operator_kab")).one()


def test_from_a_strangers_refusal_to_the_own_page(
    people: Database, openid: OpenIdProvider, url: str, visitor: Visitor
) -> None:
    person = visitor.page(PHONE)
    sign_in_there(person, url)
    assert f"pengenal ini kepada admin provinsi: {SUBJECT}" in person.inner_text("main")
    picture(person, "sso-belum-terhubung-390")

    admin = enter(visitor.page(DESKTOP), url, "admin")
    admin.goto(f"{url}/pengguna/{operator_id(people)}")
    picture(admin, "sso-hubungkan-1366")
    admin.fill("#pengenal", SUBJECT)
    admin.get_by_role("button", name="Hubungkan").click()
    admin.get_by_text("Terhubung sejak").wait_for()
    picture(admin, "sso-terhubung-1366")
    admin.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    picture(admin, "sso-terhubung-390")

    desk = visitor.page(DESKTOP)
    desk.goto(f"{url}/akun")
    picture(desk, "sso-masuk-1366")
    for page in (person, desk):
        sign_in_there(page, url)
        assert urlsplit(page.url).path == "/akun"
        assert "operator_kab" in page.inner_text("main")
    with people.read() as session:
        link = session.scalars(select(ExternalIdentity)).one()
        assert (link.issuer, link.subject) == (openid.issuer, SUBJECT)
    desk.goto(f"{url}/masuk")  # leads on: this person is in
    assert urlsplit(desk.url).path != "/masuk"
    assert visitor.complaints == []
    assert visitor.strangers == []


def test_without_the_policy_the_browser_would_not_go_there(
    url: str, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy is held against the redirect too: it must name the provider, and only here."""
    monkeypatch.setattr(sign_in_form, "policy_leading_to", lambda _origin: CONTENT_POLICY)
    page = visitor.page(DESKTOP)
    page.goto(f"{url}/masuk")
    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.get_by_role("button", name="Masuk dengan SSO Pemprov Contoh").click()
    assert urlsplit(page.url).path == "/masuk"
    visitor.complaints.clear()
