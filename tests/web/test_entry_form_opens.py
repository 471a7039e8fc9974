"""The form opens and saves with lost requests, without storage, with missing scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import parts
from tests.flow.typed_form import STATE, TITLE, be_ready_for_no_line
from tests.visitor import CHROMIUM_FLAGS, NOWHERE_ELSE, PHONE, enter
from tests.web.form_browser import (
    FORM,
    counts,
    database,
    drafts_on_device,
    open_form,
    server,
    stored_title,
)
from tests.web.officer_fixtures import settings

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from app.db import Database
    from tests.live import LiveServer
    from tests.visitor import Visitor

__all__ = ["database", "server", "settings"]
pytestmark = pytest.mark.browser
UNKEPT = "[data-unkept]"
STORED = "Tersimpan pukul"
LOSE = """times => {
  const real = self.fetch;
  self.fetch = (...asked) => times-- > 0 ? Promise.reject(new TypeError("putus")) : real(...asked);
}"""
NO_CACHES = """() => {
  caches.open = () => Promise.reject(new DOMException("rusak", "UnknownError"));
}"""
HOLD = """() => new Promise(done => {
  const request = indexedDB.open("petakonflik", 2);
  request.onsuccess = () => { window.held = request.result;
    indexedDB.deleteDatabase("petakonflik").onblocked = done; };
})"""
FORBID = """Object.defineProperty(window, '%s', {get() {
  throw new DOMException('dilarang', 'SecurityError'); }});"""


NO_WORKER = "delete Navigator.prototype.serviceWorker"  # it would answer from its cache
BROKEN_LINE = """Cache.prototype.addAll = () => {
  document.documentElement.dataset.putus = "ya";
  return Promise.reject(new TypeError("putus"));
};"""


def write_and_see_it_stored(page: Page, database: Database) -> None:
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text(STORED)
    assert stored_title(database) == TITLE


def with_worker(visitor: Visitor, server: LiveServer) -> Page:
    """A form that the worker answers for."""
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    return page


def test_one_lost_request_shows_no_shell(visitor: Visitor, server: LiveServer) -> None:
    page = with_worker(visitor, server)
    page.context.service_workers[0].evaluate(LOSE, 1)
    open_form(page, server)
    assert page.locator("[data-shell]").count() == 0


def test_the_shell_of_a_new_row_is_a_form_that_saves(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = with_worker(visitor, server)
    page.context.service_workers[0].evaluate(LOSE, 2)
    open_form(page, server)
    expect(page.locator("[data-shell]")).to_be_visible()
    write_and_see_it_stored(page, database)


def test_the_shell_of_a_stored_row_gives_way_to_the_row(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    """There is a line: the portal only did not answer twice."""
    page = with_worker(visitor, server)
    write_and_see_it_stored(page, database)
    worker = page.context.service_workers[0]
    worker.evaluate(LOSE, 2)
    open_form(page, server, "P-W001")
    assert page.input_value("[name=isi-title]") == TITLE
    assert page.locator("[data-shell]").count() == 0
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-absent]")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_selector("form[data-siap]")
    assert page.input_value("[name=isi-title]") == TITLE


def test_a_worker_without_its_cache_asks_the_portal(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = with_worker(visitor, server)
    page.context.service_workers[0].evaluate(NO_CACHES)
    page.context.service_workers[0].evaluate(LOSE, 1)
    open_form(page, server)
    write_and_see_it_stored(page, database)


def test_a_database_that_never_answers_stops_nobody(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    other = page.context.new_page()
    other.goto(f"{server.url}/akun")
    other.evaluate(HOLD)
    open_form(page, server)
    expect(page.locator(UNKEPT)).to_contain_text("Peramban ini tidak dapat menyimpan isian")
    write_and_see_it_stored(page, database)
    page.context.set_offline(True)
    page.fill("[name=isi-title]", f"{TITLE} lagi")
    expect(page.locator(STATE)).to_contain_text("Biarkan halaman ini terbuka")
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text(STORED)
    assert stored_title(database) == f"{TITLE} lagi"


@pytest.mark.parametrize("storage", ["indexedDB", "localStorage", "caches"])
def test_forbidden_storage_stops_nobody(
    visitor: Visitor, server: LiveServer, database: Database, storage: str, shots: Path
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    page.add_init_script(FORBID % storage)
    open_form(page, server)
    is_kept = storage != "indexedDB"
    assert page.locator(UNKEPT).is_visible() is not is_kept
    page.screenshot(path=shots / f"isi-tanpa-{storage}.png")
    write_and_see_it_stored(page, database)


def test_without_a_script_of_its_own_the_form_posts(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    page.add_init_script(NO_WORKER)
    enter(page, server.url)
    page.route("**/isian-tempat.js", lambda route: route.abort())
    page.goto(f"{server.url}{FORM}/potensi")
    page.fill("[name=isi-title]", TITLE)
    page.click("main button:has-text('Simpan')")
    page.wait_for_url(f"**{FORM}/P-W001")
    assert stored_title(database) == TITLE


def test_a_part_that_fails_takes_nothing_else_along(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    page.add_init_script(NO_WORKER)
    enter(page, server.url)
    broken = "export function start() { throw new Error('rusak'); }"
    page.route(
        "**/isian-matriks.js",
        lambda route: route.fulfill(body=broken, content_type="text/javascript"),
    )
    open_form(page, server)
    write_and_see_it_stored(page, database)
    assert [text.splitlines()[0] for text in visitor.complaints] == ["rusak"]
    visitor.complaints.clear()


def test_a_shell_is_kept_with_all_its_scripts_or_not_at_all(
    visitor: Visitor, server: LiveServer
) -> None:
    """The list alone does not need the scripts of the form: they are fetched for the shell."""
    shells = (
        "caches.open('isian-1').then(cache => cache.keys())"
        ".then(keys => keys.filter(key => key.url.includes('/kerangka/')).length)"
    )
    page = visitor.page(PHONE)
    page.add_init_script(BROKEN_LINE)
    enter(page, server.url)
    page.goto(f"{server.url}{FORM}")
    page.wait_for_selector("html[data-putus]", state="attached")
    assert page.evaluate(shells) == 0
    whole = page.context.new_page()
    whole.goto(f"{server.url}{FORM}")
    whole.wait_for_selector("html[data-luring=siap]", state="attached")
    assert whole.evaluate(shells) == 2


def test_without_https_nothing_is_kept_and_the_page_says_so(
    browser: Browser, visitor: Visitor, server: LiveServer, database: Database, shots: Path
) -> None:
    """A name of the house's own network instead of the loopback address: no ciphers there."""
    rule = NOWHERE_ELSE.replace("MAP * ", "MAP portal.contoh 127.0.0.1, MAP * ")
    flags = [rule if flag == NOWHERE_ELSE else flag for flag in CHROMIUM_FLAGS]
    plain = browser.browser_type.launch(executable_path=parts.require_browser(), args=flags)
    page = plain.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"http://portal.contoh:{server.port}/masuk")
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    enter(page, f"http://portal.contoh:{server.port}")
    page.goto(f"http://portal.contoh:{server.port}{FORM}/potensi")
    page.wait_for_selector("form[data-siap]")
    expect(page.locator(UNKEPT)).to_contain_text("tanpa HTTPS")
    page.screenshot(path=shots / "isi-tanpa-https.png")
    page.context.set_offline(True)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Biarkan halaman ini terbuka")
    assert drafts_on_device(page) == []
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text(STORED)
    assert counts(database) == (0, 1)
    plain.close()
