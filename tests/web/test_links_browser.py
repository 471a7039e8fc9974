"""Links that are used once, and the sign-in at a provider, in Chromium: every way they can end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.access.provider import Provider
from app.access.provider_http import Patience
from app.access.registration import Registration
from app.main import create_app
from app.model.account import User
from tests.conftest import START
from tests.factories import PASSWORD
from tests.live import LiveServer
from tests.looks import Looks
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from tests.visitor import PHONE, enter
from tests.web.test_halfway_browser import submit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
CHOSEN = "layang-layang ungu di dermaga"
SUBJECT, LABEL = "f3c1-operator", "SSO Pemprov Contoh"
MAIL = {"smtp_host": "127.0.0.1", "mail_sender": "portal@contoh.example"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def mail() -> dict[str, str]:
    """What the portal is set to; a portal that sends no mail unless a test says so."""
    return {}


@pytest.fixture
def url(
    people: Database, make_settings: Callable[..., Settings], clock: Clock, mail: dict[str, str]
) -> Iterator[str]:
    settings = make_settings(database_url=people.url, province="99", **mail)
    app = create_app(settings, people, clock=clock)
    server = LiveServer(app)
    app.state.settings = settings.model_copy(update={"base_url": server.url})
    with server:
        yield server.url


def id_of(database: Database, username: str) -> int:
    with database.read() as session:
        return session.scalars(select(User.id).where(User.username == username)).one()


def make_link(head: Page, url: str, user_id: int) -> str:
    """Have the head of the office make a link; return it."""
    head.goto(f"{url}/pengguna/{user_id}")
    with head.expect_navigation():
        head.locator(f"form[action='/pengguna/{user_id}/tautan'] button").click()
    return head.locator("input[value*='/tautan/']").input_value()


def choose(page: Page, password: str, again: str) -> None:
    page.fill("#sandi_baru", password)
    page.fill("#sandi_ulang", again)
    submit(page)


def test_a_link_from_its_making_to_its_end(
    people: Database, url: str, visitor: Visitor, clock: Clock
) -> None:
    head, page = enter(visitor.page(), url, "pengesah_kab"), visitor.page()
    desk, looks = Looks(head), Looks(page)
    owner = id_of(people, "operator_kab")
    replaced = make_link(head, url, owner)
    desk.at("tautan-dibuat", "hanya tampil sekali")
    link = make_link(head, url, owner)
    head.goto(link)
    desk.at("tautan-orang-lain", "Tautan ini milik orang lain")
    page.goto(replaced)
    looks.at("tautan-diganti", "pakai yang terbaru")
    page.goto(link)
    looks.at("tautan", "Paling sedikit 12 karakter")
    choose(page, CHOSEN, "lain sama sekali")
    looks.at("tautan-tidak-sama", "tidak sama")
    choose(page, CHOSEN, CHOSEN)
    looks.at("tautan-berhasil", "Kata sandi tersimpan")
    page.goto(link)
    looks.at("tautan-terpakai", "Masuklah dengan kata sandi itu")
    page.goto(f"{url}/tautan/terpotong")
    looks.at("tautan-tidak-dikenal", "terpotong waktu disalin")
    late = make_link(head, url, owner)
    clock.forward(hours=1)
    page.goto(late)
    looks.at("tautan-lewat", "Minta tautan baru")
    assert desk.faults | looks.faults == {}


def test_forgotten_without_mail(url: str, visitor: Visitor) -> None:
    looks = Looks(visitor.page())
    looks.page.goto(f"{url}/lupa-sandi")
    looks.at("lupa-tanpa-surel", "belum mengirim surel")
    assert looks.faults == {}


class TestWithMail:
    """A portal that sends mail."""

    @pytest.fixture
    def mail(self) -> dict[str, str]:
        return MAIL

    def test_forgotten(self, url: str, visitor: Visitor) -> None:
        page = visitor.page()
        looks = Looks(page)
        page.goto(f"{url}/lupa-sandi")
        looks.at("lupa", "Tulis nama pengguna Anda")
        submit(page)
        looks.at("lupa-kosong", "Belum bisa dikirim")
        page.fill("#nama", "operator_kab")
        submit(page)
        looks.at("lupa-terkirim", "Tidak datang dalam beberapa menit?")
        assert looks.faults == {}


# --- at the provider ---------------------------------------------------------------------------


@pytest.fixture
def openid(clock: Clock) -> Iterator[OpenIdProvider]:
    with OpenIdProvider(now=lambda: clock().timestamp()) as found:
        yield found


@pytest.fixture
def shared(
    people: Database,
    openid: OpenIdProvider,
    make_settings: Callable[..., Settings],
    clock: Clock,
    tmp_path: Path,
) -> Iterator[str]:
    """The address of a portal with single sign-on."""
    secret = tmp_path / "rahasia-sso"
    secret.write_text(CLIENT_SECRET)
    settings = make_settings(
        database_url=people.url,
        sso_issuer=openid.issuer,
        sso_client_id=CLIENT_ID,
        sso_secret_file=str(secret),
        sso_label=LABEL,
        sso_sign_out=True,
    )
    app = create_app(settings, people, clock=clock)
    server = LiveServer(app)
    registration = Registration.of(settings.model_copy(update={"base_url": server.url}))
    assert registration is not None
    app.state.provider = Provider(registration, Patience(step=1.0, whole=1.5))
    with server:
        yield server.url


def by_provider(page: Page, url: str) -> None:
    """Press the button and sign in on the provider's own page."""
    page.goto(f"{url}/masuk")
    page.get_by_role("button", name=f"Masuk dengan {LABEL}").click()
    page.wait_for_url("**/authorize?*")
    page.fill("input[name=login]", SUBJECT)
    page.click("button")
    page.wait_for_url(f"{url}/**")


def test_the_provider_and_the_link_an_administrator_makes(
    people: Database, openid: OpenIdProvider, shared: str, visitor: Visitor
) -> None:
    page, admin = visitor.page(), enter(visitor.page(), shared, "admin")
    looks, desk = Looks(page), Looks(admin)
    openid.published["end_session_endpoint"] = f"{openid.issuer}/logout"
    page.goto(f"{shared}/masuk")
    looks.at("sso-masuk", LABEL)
    by_provider(page, shared)
    looks.at("sso-tidak-terhubung", f"pengenal ini kepada admin provinsi: {SUBJECT}")
    page.goto(f"{shared}/masuk/sso/kembali?code=x&state=y")
    looks.at("sso-tidak-dikenal", "Belum bisa masuk")
    admin.goto(f"{shared}/pengguna/{id_of(people, 'operator_kab')}")
    desk.at("sso-hubungkan", "Pengenal")
    admin.get_by_role("button", name="Hubungkan").click()
    admin.wait_for_selector(".govuk-error-summary")
    desk.at("sso-hubungkan-galat", "Pengenal")
    admin.fill("#pengenal", SUBJECT)
    admin.get_by_role("button", name="Hubungkan").click()
    admin.get_by_text("Terhubung sejak").wait_for()
    desk.at("sso-terhubung", "Terhubung sejak")
    by_provider(page, shared)
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk?sso=keluar")
    looks.at("sso-keluar", f"{LABEL} masih mengenali Anda")
    page.get_by_role("button", name=f"Keluar juga dari {LABEL}").click()
    page.wait_for_url(f"{openid.issuer}/logout?*")  # the page's policy lets the form lead there
    assert looks.faults | desk.faults == {}


def test_a_provider_that_is_away_and_a_form_that_waits(
    people: Database, openid: OpenIdProvider, shared: str, visitor: Visitor, clock: Clock
) -> None:
    page = enter(visitor.page(), shared, "operator_kab")
    looks = Looks(page)
    page.goto(f"{shared}/akun/pemberitahuan")
    page.fill("#surel", "saya@contoh.example")
    clock.forward(hours=13)
    submit(page)
    looks.at("sso-isian-menunggu", "dibuka di tab baru")
    openid.behave["/.well-known/openid-configuration"] = b"{}"
    page.goto(f"{shared}/masuk")
    page.get_by_role("button", name=f"Masuk dengan {LABEL}").click()
    page.wait_for_selector(".govuk-error-summary")
    looks.at("sso-tidak-dihubungi", "sedang tidak dapat dihubungi")
    assert clock() > START
    page.fill("#nama", "operator_kab")
    page.fill("#sandi", PASSWORD)
    submit(page)
    assert page.locator("h1").count() == 1
    assert looks.faults == {}


def test_a_link_is_copied_with_one_press(people: Database, url: str, visitor: Visitor) -> None:
    page = enter(visitor.page(PHONE), url, "pengesah_kab")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = make_link(page, url, id_of(people, "operator_kab"))
    page.click("button:has-text('Salin')")
    expect(page.locator("[data-copy] [role=status]")).to_have_text("Disalin.")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_a_shut_clipboard_leaves_the_link_selected(
    people: Database, url: str, visitor: Visitor
) -> None:
    """An address without HTTPS has no clipboard."""
    page = visitor.page()
    page.add_init_script("delete Navigator.prototype.clipboard")
    link = make_link(enter(page, url, "pengesah_kab"), url, id_of(people, "operator_kab"))
    page.click("button:has-text('Salin')")
    expect(page.locator("[data-copy] [role=status]")).to_contain_text("Sudah dipilih")
    assert page.evaluate("getSelection().toString()") == link


def test_without_a_script_no_button_promises_anything(
    people: Database, url: str, visitor: Visitor
) -> None:
    page = enter(visitor.page(javascript=False), url, "pengesah_kab")
    make_link(page, url, id_of(people, "operator_kab"))
    assert not page.locator("[data-copy] button").is_visible()
