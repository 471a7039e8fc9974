"""Passkeys in Chromium with a virtual authenticator: put on, second step, whole sign-in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.main import create_app
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.visitor import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def url(people: Database, make_settings: Callable[..., Settings], clock: Clock) -> Iterator[str]:
    """The portal on `localhost`: browsers keep no passkeys for a bare address."""
    settings = make_settings(database_url=people.url)
    app = create_app(settings, people, clock=clock)
    server = LiveServer(app)
    address = f"http://localhost:{server.port}"
    app.state.settings = settings.model_copy(update={"base_url": address})
    with server:
        yield address


def with_authenticator(page: Page) -> Page:
    """Give a page a device that recognises its person at once."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page: Page, url: str, username: str = "operator_kab") -> None:
    page.goto(f"{url}/masuk")
    page.fill("[name=nama]", username)
    page.fill("[name=sandi]", PASSWORD)
    page.click("main button[type=submit]")


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document).then(r => r.violations.map(v => v.id))")
    return list(found)


def put_on(page: Page, url: str) -> None:
    """Put a passkey on and see the recovery codes."""
    page.goto(f"{url}/akun/dua-langkah/kunci-sandi")
    assert faults(page) == []
    page.fill("[name=nama]", "Telepon kantor")
    page.fill("[name=sandi]", PASSWORD)
    page.click("text=Pasang di perangkat ini")
    page.wait_for_selector("#kode-pemulihan li")
    assert page.locator("#kode-pemulihan li").count() == 10
    page.wait_for_selector("[data-print]")
    page.wait_for_selector("[data-save]")
    assert str(page.locator("[data-save]").get_attribute("href")).startswith("blob:")
    assert faults(page) == []


def test_a_passkey_from_the_first_day_to_the_whole_sign_in(visitor: Visitor, url: str) -> None:
    page = with_authenticator(visitor.page())
    sign_in(page, url)
    page.wait_for_url(f"{url}/")
    put_on(page, url)
    page.goto(f"{url}/akun/dua-langkah")
    assert page.locator("text=Telepon kantor").first.is_visible()
    assert faults(page) == []

    page.click("text=Keluar")
    sign_in(page, url)
    assert page.locator("h1").inner_text() == "Langkah kedua"
    assert faults(page) == []
    page.click("text=Pakai kunci sandi")
    page.wait_for_selector("[data-passkey]")
    assert faults(page) == []
    page.click("main button[type=submit]")
    page.wait_for_url(f"{url}/")

    page.click("text=Keluar")
    page.click("text=Masuk dengan kunci sandi")
    page.wait_for_selector("[data-passkey]")
    page.click("main button[type=submit]")
    page.wait_for_url(f"{url}/")
    page.goto(f"{url}/akun")
    assert page.locator("text=operator_kab").first.is_visible()


def test_on_a_bare_address_the_page_says_that_it_cannot(visitor: Visitor, url: str) -> None:
    page = visitor.page(PHONE)
    page.goto(f"{url.replace('localhost', '127.0.0.1')}/masuk/kunci-sandi")
    assert page.locator("[data-cannot]").is_visible()
    assert page.locator("main button[type=submit]").is_disabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_without_the_device_nothing_happens_and_the_page_says_so(
    visitor: Visitor, url: str
) -> None:
    page = visitor.page()
    page.goto(f"{url}/masuk/kunci-sandi")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('batal')); }"
    )
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-refused]:not([hidden])")
    assert path_of(page) == "/masuk/kunci-sandi"
