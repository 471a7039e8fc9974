"""The page of columns in Chromium: axe, narrow screens, live verdicts, and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.visitor import DESKTOP, PHONE, enter
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, settings
from tests.web.officer_helpers import REPORT
from tests.web.test_columns import FILE, HEAD, messy, row, table

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from app.db import Database
    from tests.live import LiveServer
    from tests.visitor import Visitor

__all__ = ["enter_as", "settings"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
LIVE = "[data-columns-live]"
MANY = messy.workbook(
    {
        "Sheet1": [HEAD, row(), row(2, Zona="ungu"), ["", "JUMLAH", 2]],
        "Catatan": [["Isu", "Uraian", "Lokasi"], ["Sengketa lahan", "uraian", "di mana"]],
        "Peristiwa": [messy.K_HEAD, messy.event()],
    }
)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    at.settle(sqlite_database, single=True)
    return sqlite_database


def upload(page: Page, server: LiveServer, data: bytes, name: str = "kantor.xlsx") -> None:
    page.goto(f"{server.url}{REPORT}/unggah")
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("#berkas", file)
    page.click("text=Unggah dan periksa")


def check(page: Page, width: int) -> None:
    """Axe finds nothing, and nothing sticks out at 320 px."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
    assert found == [], (page.url, found)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size({"width": width, "height": 800})


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_pass_axe_and_fit(
    visitor: Visitor, live_server: LiveServer, size: tuple[int, int]
) -> None:
    page = visitor.page(size)
    enter(page, live_server.url)
    upload(page, live_server, MANY)
    page.wait_for_url("**/kolom")
    check(page, size[0])
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    check(page, size[0])
    page.click("text=Pakai dan lanjutkan")
    page.wait_for_selector(".govuk-error-summary")
    check(page, size[0])
    page.goto(f"{live_server.url}{REPORT}/unggah")
    assert page.is_visible("text=Belum selesai dicocokkan")
    check(page, size[0])


def test_a_choice_shows_its_verdicts_at_once(visitor: Visitor, live_server: LiveServer) -> None:
    page = visitor.page()
    enter(page, live_server.url)
    upload(page, live_server, table(row(), row(2, Zona="ungu")))
    page.wait_for_url("**/kolom")
    assert "1 perlu diperbaiki" in page.inner_text(LIVE)
    page.click("#dikenali-0 summary")
    page.focus("#kolom-0-8")
    page.select_option("#kolom-0-8", "-")
    page.wait_for_selector(f"{LIVE}:has-text('2 perlu diperbaiki')")
    assert page.get_attribute("#dikenali-0", "open") is not None
    assert page.evaluate("document.activeElement.id") == "kolom-0-8"
    page.select_option("#kolom-0-8", "zona")
    page.wait_for_selector(f"{LIVE}:has-text('1 perlu diperbaiki')")
    page.select_option("#kolom-0-12", "remarks")
    page.wait_for_selector("text=Semua dikenali")
    page.reload()
    assert page.input_value("#kolom-0-12") == "remarks"


def test_two_quick_choices_are_both_kept(visitor: Visitor, live_server: LiveServer) -> None:
    page = visitor.page()
    enter(page, live_server.url)
    upload(page, live_server, FILE)
    page.wait_for_url("**/kolom")
    page.evaluate(
        """for (const [id, value] of [["kolom-0-12", "remarks"], ["kolom-0-2", "chronology"],
                                      ["kolom-0-6", "trigger"]]) {
             const select = document.getElementById(id);
             select.value = value;
             select.dispatchEvent(new Event("change", { bubbles: true }));
           }"""
    )
    page.wait_for_selector("text=Semua dikenali")
    page.wait_for_selector("[data-columns-form]:not(.is-busy)")
    page.reload()
    assert page.input_value("#kolom-0-12") == "remarks"
    assert page.input_value("#kolom-0-6") == "trigger"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_office_table_is_in_the_draft_after_one_answer(
    visitor: Visitor, live_server: LiveServer, *, javascript: bool
) -> None:
    page = visitor.page(PHONE, javascript=javascript)
    enter(page, live_server.url)
    upload(page, live_server, FILE)
    page.wait_for_url("**/kolom")
    page.select_option("#kolom-0-12", "remarks")
    if javascript:
        page.wait_for_selector("text=Semua dikenali")
    page.click("text=Pakai dan lanjutkan")
    page.wait_for_url(f"**{REPORT}/hasil")
    assert "3 baris di berkas: 2 baru" in page.inner_text("main")
    upload(page, live_server, FILE)
    page.wait_for_url(f"**{REPORT}/hasil")
    assert "0 baru, 0 berubah, 2 tetap, 1 perlu" in page.inner_text("main")
