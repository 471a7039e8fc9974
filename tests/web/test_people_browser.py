"""People who change, in Chromium: axe, narrow screens, an invitation taken up, a hand-over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access import calendar_key, links
from app.model.account import Role, User
from tests import factories
from tests.live import LiveServer
from tests.reports.story import NOW
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.province_desk import OPERATOR, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.visitor import Visitor

__all__ = ["desk"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
HEAD, CHECKER, ADMIN = "pengesah.kab.9901", "pemeriksa.kab.9901", "admin.contoh"
CHOSEN = "layang-layang ungu di dermaga"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def make_settings(make_settings: Callable[..., Settings]) -> Callable[..., Settings]:
    """A portal that is set up for mail: the page for a forgotten password has its form."""

    def make(**changed: object) -> Settings:
        mail = {"smtp_host": "127.0.0.1", "mail_sender": "portal@contoh.example"}
        return make_settings(**(mail | changed))

    return make


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """An operator with a draft and a calendar; a checker; somebody who was invited."""
    story = desk.story
    story.upload(("P", "P-001", {}))
    with story.database.write() as session:
        factories.make_user(session, Role.PEMERIKSA_KAB)
        factories.make_user(session, Role.ADMIN, region="99", username=ADMIN)
        factories.make_user(session, username="diundang", password_hash="")
        factories.make_user(session, username="tutup", is_active=False)
        calendar_key.renew(session, story.operator, NOW)
    with LiveServer(desk.app) as running:
        yield running


def id_of(desk: Desk, username: str) -> int:
    with desk.story.database.read() as session:
        return session.scalars(select(User.id).where(User.username == username)).one()


def look_at(page: Page, size: tuple[int, int]) -> None:
    """The page passes axe, and nothing runs out of a narrow screen."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
    assert found == [], (page.url, found)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size({"width": size[0], "height": size[1]})


@pytest.mark.parametrize("username", [HEAD, ADMIN])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_about_people_pass_axe_and_fit(
    visitor: Visitor, server: LiveServer, desk: Desk, username: str, size: tuple[int, int]
) -> None:
    page = visitor.page(size)
    enter(page, server.url, username)
    operator = f"/pengguna/{id_of(desk, OPERATOR)}"
    for address in (
        "/akun",
        "/pengguna",
        "/pengguna/undang",
        "/pengguna/jarang-dipakai",
        operator,
        f"{operator}/serah-terima",
        f"/pengguna/{id_of(desk, 'diundang')}",
        f"/pengguna/{id_of(desk, 'tutup')}",
    ):
        page.goto(server.url + address)
        look_at(page, size)
    page.goto(f"{server.url}/pengguna/undang")
    page.click("main form button[type=submit]")
    look_at(page, size)
    page.goto(f"{server.url}/pengguna/{id_of(desk, 'diundang')}")
    page.click("text=Buat tautan undangan baru")
    page.wait_for_selector("#alamat")
    look_at(page, size)
    assert visitor.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_for_strangers_pass_axe_and_fit(
    visitor: Visitor, server: LiveServer, desk: Desk, size: tuple[int, int]
) -> None:
    database = desk.story.database
    with database.write() as session:
        user_id = session.scalars(select(User.id).where(User.username == "diundang")).one()
        admin = factories.make_actor(Role.ADMIN, region="99")
        old = links.issue(session, admin, user_id, desk.app.state.clock()).token
        new = links.issue(session, admin, user_id, desk.app.state.clock()).token
    page = visitor.page(size)
    for address in (f"/tautan/{old}", f"/tautan/{new}", "/tautan/x", "/lupa-sandi", "/masuk"):
        page.goto(server.url + address)
        look_at(page, size)
    page.goto(f"{server.url}/lupa-sandi")
    page.fill("#nama", "bukan.siapa")
    page.click("main form button[type=submit]")
    page.wait_for_selector("h1:has-text('Periksa surel Anda')")
    look_at(page, size)


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "tanpa-js"])
def test_a_head_invites_and_the_person_comes_in(
    visitor: Visitor, server: LiveServer, javascript: bool
) -> None:
    head = visitor.page(javascript=javascript)
    enter(head, server.url, HEAD)
    head.goto(f"{server.url}/akun")
    head.click("text=Pengguna kantor")
    head.click("text=Undang pengguna")
    head.fill("#nama", "Orang Contoh Baru")
    head.fill("#nama_pengguna", "orang.baru")
    head.check("[value=OPERATOR_KAB]")
    head.click("text=Buat undangan")
    address = head.input_value("#alamat")
    path = address[address.index("/tautan/") :]
    person = visitor.page(PHONE, javascript=javascript)
    asked: list[str] = []
    person.on("request", lambda request: asked.append(request.headers.get("referer", "")))
    person.goto(server.url + path)
    person.fill("#sandi_baru", CHOSEN)
    person.fill("#sandi_ulang", CHOSEN)
    person.dblclick("main form button[type=submit]")
    person.wait_for_selector("text=Kata sandi tersimpan")
    assert not any(path in referer for referer in asked)
    enter(person, server.url, "orang.baru", CHOSEN)
    assert "Kabupaten Contoh Hulu" in person.locator(".whoami").inner_text()
    person.goto(server.url + path)
    assert person.locator("h1").inner_text() == "Tautan ini sudah dipakai"


def test_a_head_hands_over_and_takes_back(
    visitor: Visitor, server: LiveServer, desk: Desk
) -> None:
    operator = visitor.page()
    enter(operator, server.url, OPERATOR)
    head = visitor.page(PHONE)
    enter(head, server.url, HEAD)
    head.goto(f"{server.url}/pengguna/{id_of(desk, OPERATOR)}")
    head.click("text=Serahkan pekerjaan dan tutup akun")
    assert "Triwulan III 2026, versi 1" in head.locator("main").inner_text()
    head.click("text=Serahkan dan tutup akun")
    assert "Pilih penerus" in head.locator(".govuk-error-summary").inner_text()
    head.check(f"input[name=penerus][value='{id_of(desk, CHECKER)}']")
    head.dblclick("text=Serahkan dan tutup akun")
    head.wait_for_selector("text=Pekerjaan diserahkan kepada")
    operator.goto(f"{server.url}/laporan")
    assert operator.url.split("?")[0].endswith("/masuk")
    checker = visitor.page()
    enter(checker, server.url, CHECKER)
    checker.goto(f"{server.url}/akun")
    assert "Pekerjaan yang Anda teruskan" in checker.locator("main").inner_text()
    head.click("text=Batalkan serah terima")
    head.wait_for_selector("text=Serah terima dibatalkan")
    enter(operator, server.url, OPERATOR)
