"""The states between a password and the portal, in Chromium: no link leads to them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyotp
import pytest

from app.main import create_app
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.looks import Looks
from tests.visitor import PHONE
from tests.web.test_passkeys_browser import put_on as put_passkey_on
from tests.web.test_passkeys_browser import with_authenticator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.visitor import Visitor

    Portal = Callable[..., "contextmanager[str]"]

pytestmark = pytest.mark.browser
HERE, APP = "/akun/dua-langkah", "/akun/dua-langkah/aplikasi"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def portal(people: Database, make_settings: Callable[..., Settings], clock: Clock) -> Portal:
    """Open the portal with some settings changed, on `localhost`, where passkeys work."""

    @contextmanager
    def opened(**changed: object) -> Iterator[str]:
        settings = make_settings(database_url=people.url, **changed)
        app = create_app(settings, people, clock=clock)
        server = LiveServer(app)
        address = f"http://localhost:{server.port}"
        app.state.settings = settings.model_copy(update={"base_url": address})
        with server:
            yield address

    return opened  # type: ignore[return-value]


def sign_in(page: Page, url: str, username: str, target: str = "/") -> None:
    page.goto(f"{url}/masuk?lanjut={target}")
    page.fill("#nama", username)
    page.fill("#sandi", PASSWORD)
    submit(page)


def submit(page: Page) -> None:
    """Press the button of the page's form and wait for what comes."""
    with page.expect_navigation():
        page.locator("main form").first.locator("button[type=submit]").first.click()


def tops(page: Page, selector: str) -> list[float]:
    """Where elements begin, from above."""
    found: list[float] = page.locator(selector).evaluate_all(
        "items => items.map(item => item.getBoundingClientRect().top)"
    )
    return found


def width(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["width"]


def put_app_on(page: Page, clock: Clock) -> str:
    """Fill in the page of a new app; return its key."""
    page.locator("summary").first.click()
    key = page.inner_text(".key").replace(" ", "")
    page.locator("summary").first.click()
    page.fill("#kode", pyotp.TOTP(key).at(clock()))
    if page.locator("#sandi").count():
        page.fill("#sandi", PASSWORD)
    submit(page)
    return key


def test_an_app_from_the_first_page_to_the_second_step(
    portal: Portal, visitor: Visitor, clock: Clock
) -> None:
    page = visitor.page()
    looks = Looks(page)
    with portal() as url:
        page.goto(f"{url}/masuk")
        page.fill("#nama", "operator_kab")
        page.fill("#sandi", "salah-salah-salah")
        submit(page)
        looks.at("masuk-salah", "Belum bisa masuk")
        sign_in(page, url, "operator_kab")
        page.goto(url + HERE)
        looks.at("dua-langkah-belum", "Untuk peran Anda ini pilihan")
        page.goto(url + APP)
        looks.at("aplikasi", "Tidak dapat memindai?")
        page.fill("#kode", "000000")
        page.fill("#sandi", PASSWORD)
        submit(page)
        looks.at("aplikasi-salah", "Kode salah")
        page.goto(url + APP)
        key = put_app_on(page, clock)
        looks.at("kode-pemulihan", "Catat atau cetak sekarang")
        page.goto(url + HERE)
        looks.at("dua-langkah-terpasang", "Sisa 10 kode")
        assert len(set(tops(page, ".actions .govuk-button"))) == 1
        page.goto(url + APP)
        looks.at("aplikasi-pindah", "Aplikasi yang lama berhenti berlaku")
        half_way(looks, url, clock, key)
    assert looks.faults == {}


def half_way(looks: Looks, url: str, clock: Clock, key: str) -> None:
    """Sign out and in again, as far as the second step and through it."""
    page = looks.page
    clock.forward(minutes=1)
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    looks.at("keluar", "Anda sudah keluar.")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert width(page, "#sandi") > 1.2 * width(page, ".govuk-password-input__toggle")
    sign_in(page, url, "operator_kab", "/akun")
    looks.at("langkah-kedua", "enam angka")
    assert page.locator("footer a").count() == 0  # half a sign-in opens none of them
    page.fill("#kode", "000000")
    submit(page)
    looks.at("langkah-kedua-salah", "Belum bisa lanjut")
    page.fill("#kode", pyotp.TOTP(key).at(clock()))
    submit(page)
    assert urlsplit(page.url).path == "/akun"


def test_an_act_asks_for_the_factor_anew_and_the_form_comes_back(
    portal: Portal, visitor: Visitor, clock: Clock
) -> None:
    page = visitor.page()
    looks = Looks(page)
    with portal() as url:
        sign_in(page, url, "admin")
        page.goto(url + APP)
        key = put_app_on(page, clock)
        clock.forward(minutes=16)
        page.goto(f"{url}/pengguna/undang")
        page.fill("#nama", "Orang Baru Contoh")
        submit(page)
        looks.at("langkah-kedua-lagi", "Isian Anda tersimpan")
        page.fill("#kode", pyotp.TOTP(key).at(clock()))
        submit(page)
        looks.at("kirim-isian", "Kirimkan sekarang?")
        submit(page)
        looks.at("undang-kurang", "Nama pengguna")
        assert page.input_value("#nama") == "Orang Baru Contoh"
        clock.forward(minutes=40)
        submit(page)
        looks.at("sesi-berakhir", "Isian terakhir Anda masih ada")
    assert looks.faults == {}


def test_guessing_is_stopped_and_the_page_says_how_long(portal: Portal, visitor: Visitor) -> None:
    page = visitor.page()
    looks = Looks(page)
    with portal() as url:
        page.goto(f"{url}/masuk")
        for _ in range(12):
            page.fill("#nama", "operator_kab")
            page.fill("#sandi", "salah-salah-salah")
            submit(page)
        looks.at("masuk-terlalu-sering", "Terlalu")
    assert looks.faults == {}


def test_what_must_be_put_on_before_anything_else(
    portal: Portal, visitor: Visitor, clock: Clock
) -> None:
    page = visitor.page()
    looks = Looks(page)
    with portal(second_factor_required="all", admin_passkey_required=True) as url:
        sign_in(page, url, "baru")
        looks.at("wajib-ganti-sandi", "Ganti kata sandi")
        sign_in(other := visitor.page(), url, "operator_kab")
        theirs = Looks(other)
        theirs.at("wajib-dua-langkah", "Peran Anda mewajibkan")
        sign_in(chief := visitor.page(), url, "admin")
        duty = Looks(with_authenticator(chief))
        duty.at("wajib-kunci-sandi", "Peran admin mewajibkan kunci sandi")
        chief.goto(url + HERE)
        duty.at("wajib-kunci-sandi-lewat", "Peran admin mewajibkan kunci sandi")
    assert looks.faults | theirs.faults | duty.faults == {}


def test_a_passkey_is_asked_for_and_refused(portal: Portal, visitor: Visitor) -> None:
    page = with_authenticator(visitor.page())
    looks = Looks(page)
    with portal() as url:
        sign_in(page, url, "operator_kab")
        put_passkey_on(page, url)
        looks.at("kode-pemulihan-kunci-sandi", "Catat atau cetak sekarang")
        page.goto(url + HERE)
        looks.at("dua-langkah-kunci-sandi", "Telepon kantor")
        page.get_by_role("button", name="Keluar").click()
        page.wait_for_url("**/masuk")
        sign_in(page, url, "operator_kab")
        looks.at("langkah-kedua-kunci-sandi", "Pakai kunci sandi")
        page.get_by_role("button", name="Pakai kunci sandi").click()
        page.wait_for_selector("[data-passkey]")
        looks.at("kunci-sandi", "Tidak ada yang perlu diketik")
        page.evaluate(
            "() => { navigator.credentials.get = () => Promise.reject(new Error('batal')); }"
        )
        page.get_by_role("button", name="Pakai kunci sandi").click()
        page.wait_for_selector("[data-refused]:not([hidden])")
        looks.at("kunci-sandi-batal", "tidak jadi dipakai")
        page.get_by_role("button", name="Pakai kode").click()
        page.wait_for_selector("#kode")
        assert page.locator("h1").inner_text() == "Langkah kedua"
        page.goto(f"{url.replace('localhost', '127.0.0.1')}/masuk/kunci-sandi")
        looks.at("kunci-sandi-tidak-bisa", "tidak mendukung kunci sandi")
        assert page.get_by_role("link", name="Pakai cara lain").count() == 1
    assert looks.faults == {}


def test_the_keyboard_alone_leads_in(portal: Portal, visitor: Visitor, clock: Clock) -> None:
    """From the closed door to the recovery codes and in again, without a pointer."""
    page = visitor.page()
    with portal() as url:
        page.goto(f"{url}/masuk")
        type_in(page, {"#nama": "operator_kab", "#sandi": PASSWORD})
        page.wait_for_url(f"{url}/")
        page.goto(url + APP)
        press(page, "summary")
        key = page.inner_text(".key").replace(" ", "")
        type_in(page, {"#kode": pyotp.TOTP(key).at(clock()), "#sandi": PASSWORD})
        page.wait_for_selector("#kode-pemulihan")
        press(page, "text=Sudah saya simpan, lanjut")
        page.wait_for_url(f"{url}/")
        press(page, "text=Keluar")
        page.wait_for_url(f"{url}/masuk")
        clock.forward(minutes=1)
        type_in(page, {"#nama": "operator_kab", "#sandi": PASSWORD})
        page.wait_for_url("**/masuk/dua-langkah*")
        type_in(page, {"#kode": pyotp.TOTP(key).at(clock())})
        page.wait_for_url(f"{url}/")


def type_in(page: Page, fields: dict[str, str]) -> None:
    """Come to each field by Tab, type, and send the form by Enter."""
    for selector, text in fields.items():
        come_to(page, selector)
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def press(page: Page, selector: str) -> None:
    """Come to a link or button by Tab, and press Enter."""
    come_to(page, selector)
    page.keyboard.press("Enter")


def come_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    wanted = page.locator(selector).first
    for _ in range(40):
        if wanted.evaluate("item => item === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")
