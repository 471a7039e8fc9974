"""P27: what lies on a device is sealed, opens for one person for 12 hours, dies with its key."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.model.account import SignInSession
from tests import factories, parts
from tests.flow.typed_form import STATE, be_ready_for_no_line
from tests.visitor import CHROMIUM_FLAGS, NOWHERE_ELSE, enter
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
from tests.web.officer_helpers import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from app.db import Database
    from tests.live import LiveServer
    from tests.visitor import Visitor

__all__ = ["database", "server", "settings"]
pytestmark = pytest.mark.browser
NO_LINE = "--host-resolver-rules=MAP * ~NOTFOUND"
# No two of its letters stand together anywhere else: what Chromium squeezes (Snappy, pairs of
# UTF-16 letters it has seen before) keeps it whole.
CANARY = "Xqzwyvjkfx"
TITLE = f"Sengketa {CANARY} kebun contoh"
KEPT, STORED = "Tidak ada sambungan. Draf tersimpan di perangkat", "Tersimpan pukul"
TWELVE_HOURS = timedelta(hours=12, minutes=1)
LEFT = """async () => [
  Object.keys(localStorage), document.cookie,
  (await indexedDB.databases()).map((item) => item.name),
]"""
OPEN_WITH = """async ([hex, record]) => {
  const bytes = Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
  const bound = new TextEncoder().encode(JSON.stringify([record.id, record.pemilik]));
  const how = { name: "AES-GCM", iv: Uint8Array.from(record.nonce), additionalData: bound };
  return crypto.subtle.decrypt(how, key, Uint8Array.from(record.isi))
    .then((text) => new TextDecoder().decode(text), (error) => error.name);
}"""
# What the device would do without sealing: the proof that the search below finds readable text.
UNSEALED = """
import { prolong, readCookie } from "./isian-lupa.js";
const held = () => readCookie()[1].split(".")[0] ?? "";
export const owner = (known) => { prolong(); return known || held(); };
export const hindrance = () => "";
export const seal = async (draft) => ({ ...draft });
export const unseal = async (draft) => draft;
"""


class Device:
    """A browser with a profile folder that outlives it."""

    def __init__(self, browser: Browser, visitor: Visitor, folder: Path) -> None:
        self.browser, self.visitor, self.folder = browser, visitor, folder

    @contextmanager
    def started(self, moment: datetime | None = None, *, line: bool = True) -> Iterator[Page]:
        """Start the browser, at another time and without a line if asked; closing writes all."""
        flags = [NO_LINE if flag == NOWHERE_ELSE and not line else flag for flag in CHROMIUM_FLAGS]
        context: BrowserContext = self.browser.browser_type.launch_persistent_context(
            self.folder,
            executable_path=parts.require_browser(),
            args=flags,
            locale="id-ID",
            timezone_id="Asia/Makassar",
        )
        self.visitor.watch(context)
        if moment:
            context.clock.set_fixed_time(moment)
        try:
            yield context.pages[0]
        finally:
            context.close()

    def holds(self, word: str) -> list[str]:
        """Name the files that hold a word as UTF-8 or UTF-16."""
        forms = (word.encode(), word.encode("utf-16-le"))
        every = [path for path in self.folder.rglob("*") if path.is_file()]
        assert any(path.name == "Cookies" for path in every), "nothing was written out yet"
        found = [path for path in every if any(form in path.read_bytes() for form in forms)]
        return [str(path.relative_to(self.folder)) for path in found]

    def key_rows(self) -> list[int]:
        """Return the ends of the key's cookies on the disk (microseconds since 1601)."""
        with closing(sqlite3.connect(self._cookies())) as jar:
            query = "SELECT expires_utc FROM cookies WHERE name = 'luring'"
            return [int(row[0]) for row in jar.execute(query)]

    def age_key(self) -> None:
        """Let the key's time be over by the clock of the browser itself."""
        with closing(sqlite3.connect(self._cookies())) as jar, jar:
            jar.execute("UPDATE cookies SET expires_utc = 13300000000000000 WHERE name = 'luring'")

    def _cookies(self) -> Path:
        return next(path for path in self.folder.rglob("Cookies") if path.is_file())


@pytest.fixture
def device(browser: Browser, visitor: Visitor, tmp_path: Path) -> Iterator[Device]:
    folder = tmp_path / "profil"
    yield Device(browser, visitor, folder)
    shutil.rmtree(folder, ignore_errors=True)


def write_without_a_line(page: Page, server: LiveServer) -> None:
    """Sign in, open the form, lose the line, and write the canary into every kind of field."""
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    page.context.set_offline(True)
    fill_canary(page)
    expect(page.locator(STATE)).to_contain_text(KEPT)


def fill_canary(page: Page) -> None:
    page.fill("[name=isi-title]", TITLE)
    for name in ("isi-summary", "isi-root_cause", "isi-recommendation"):
        if page.locator(f"[name={name}]").is_visible():
            page.fill(f"[name={name}]", f"{CANARY} tertulis di sini.")


def enter_at(page: Page, address: str) -> None:
    """Sign in on the way to a page: the home would send what waits on the device before it."""
    page.goto(address)
    page.fill("#nama", "satu")
    page.fill("#sandi", factories.PASSWORD)
    page.click("main button[type=submit]")


def end_sessions(database: Database) -> None:
    with database.write() as session:
        for row in session.scalars(select(SignInSession)):
            session.delete(row)


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)  # as the browser counts


def later() -> datetime:
    return now() + TWELVE_HOURS


def test_without_a_line_the_disk_holds_nothing_readable_and_the_text_comes_back(
    device: Device, server: LiveServer, database: Database
) -> None:
    with device.started() as page:
        write_without_a_line(page, server)
        page.reload()
        expect(page.locator(STATE)).to_contain_text("dipulihkan dari perangkat ini")
    assert device.holds(CANARY) == []
    with device.started(line=False) as page:
        page.goto(f"{server.url}{FORM}")
        page.click(f"[data-on-device] a:has-text('{TITLE}')")
        expect(page.locator(STATE)).to_contain_text(KEPT)
        assert page.input_value("[name=isi-title]") == TITLE
        address = page.url
    assert counts(database) == (0, 0)
    with device.started() as page:
        enter_at(page, address)
        expect(page.locator(STATE)).to_contain_text(STORED)
        assert drafts_on_device(page) == []
    assert counts(database) == (0, 1)
    assert stored_title(database) == TITLE
    assert device.holds(CANARY) == []


def test_the_search_finds_what_is_not_sealed(device: Device, server: LiveServer) -> None:
    with device.started() as page:
        page.add_init_script("delete Navigator.prototype.serviceWorker")  # it has the real one
        page.route(
            "**/isian-kunci.js",
            lambda route: route.fulfill(body=UNSEALED, content_type="text/javascript"),
        )
        enter(page, server.url)
        open_form(page, server)
        page.route(f"**{FORM}/potensi", lambda route: route.abort())
        fill_canary(page)
        expect(page.locator(STATE)).to_contain_text(KEPT)
    found = device.holds(CANARY)
    assert any("IndexedDB" in name for name in found), found


def test_signing_out_warns_and_leaves_neither_text_nor_key(
    device: Device, server: LiveServer, database: Database
) -> None:
    asked: list[str] = []
    with device.started() as page:
        enter(page, server.url)
        open_form(page, server)
        page.route(f"**{FORM}/potensi", lambda route: route.abort())
        fill_canary(page)
        expect(page.locator(STATE)).to_contain_text(KEPT)
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
        page.click("text=Keluar")
        page.wait_for_url(f"{server.url}/masuk")
        assert page.evaluate(LEFT) == [[], "", []]
    assert len(asked) == 1
    assert "belum terkirim" in asked[0]
    assert device.key_rows() == []
    assert device.holds(CANARY) == []
    assert counts(database) == (0, 0)


def test_what_was_read_and_sent_leaves_nothing_after_signing_out(
    device: Device, server: LiveServer
) -> None:
    with device.started() as page:
        enter(page, server.url)
        open_form(page, server)
        fill_canary(page)
        expect(page.locator(STATE)).to_contain_text(STORED)
        for path in (f"{REPORT}/entri/P-W001", f"{FORM}/P-W001", FORM, REPORT):
            page.goto(f"{server.url}{path}")
        page.goto(f"{server.url}{FORM}/P-W001")
        page.wait_for_selector("form[data-siap]")
        page.click("text=Keluar")
        page.wait_for_url(f"{server.url}/masuk")
    assert device.holds(CANARY) == []


def test_after_twelve_hours_the_first_page_empties_the_device(
    device: Device, server: LiveServer, database: Database
) -> None:
    with device.started() as page:
        write_without_a_line(page, server)
    end_sessions(database)
    with device.started(later()) as page:
        page.goto(f"{server.url}/masuk")
        page.wait_for_function("indexedDB.databases().then((every) => every.length === 0)")
        assert page.evaluate(LEFT) == [[], "", []]
    assert device.key_rows() == []
    assert device.holds(CANARY) == []


def test_after_twelve_hours_the_form_without_a_line_opens_empty(
    device: Device, server: LiveServer
) -> None:
    with device.started() as page:
        write_without_a_line(page, server)
        address = page.url
    with device.started(later(), line=False) as page:
        page.goto(address)
        page.wait_for_selector("form[data-siap]")
        assert page.input_value("[name=isi-title]") == ""
        expect(page.locator("[data-unkept]")).to_contain_text("Kunci sandi isian")
        assert drafts_on_device(page) == []


def test_a_letter_gives_twelve_hours_more(device: Device, server: LiveServer) -> None:
    """Written in the evening, opened eleven hours later: the next twelve begin there."""
    with device.started() as page:
        write_without_a_line(page, server)
        address = page.url
    soon = now() + timedelta(hours=11)
    with device.started(soon, line=False) as page:
        page.goto(address)
        page.wait_for_selector("form[data-siap]")
        page.fill("[name=isi-title]", f"{TITLE} bertambah")
        expect(page.locator(STATE)).to_contain_text(KEPT)
    with device.started(later(), line=False) as page:
        page.goto(address)
        page.wait_for_selector("form[data-siap]")
        assert page.input_value("[name=isi-title]") == f"{TITLE} bertambah"


def test_the_browser_itself_takes_the_key_off_the_disk(device: Device, server: LiveServer) -> None:
    """By its own clock, which no script asks: the sealed text is left without its key."""
    with device.started() as page:
        write_without_a_line(page, server)
        address = page.url
    ends = now() + timedelta(hours=12)
    since_1601 = (ends - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()
    assert [abs(end / 1e6 - since_1601) < 300 for end in device.key_rows()] == [True]
    device.age_key()
    with device.started(line=False) as page:
        page.goto(address)
        page.wait_for_selector("form[data-siap]")
        assert page.input_value("[name=isi-title]") == ""
        assert len(drafts_on_device(page)) == 1, "sealed, and nothing opens it"
        assert page.evaluate("document.cookie") == ""
    assert device.key_rows() == []


def test_another_person_on_the_device_cannot_open_what_lies_there(
    device: Device, server: LiveServer, database: Database
) -> None:
    with device.started() as page:
        enter(page, server.url)
        open_form(page, server)
        address = page.url
        end_sessions(database)
        fill_canary(page)
        expect(page.locator(STATE)).to_contain_text("Sesi Anda berakhir. Isian aman")
        [record] = drafts_on_device(page)
        own_key = page.evaluate("document.cookie").split(".")[2]
        assert CANARY in page.evaluate(OPEN_WITH, [own_key, record]), "its own key opens it"
        enter(page, server.url, "rekan")
        open_form(page, server)
        other_key = page.evaluate("document.cookie").split(".")[2]
        assert other_key != own_key
        [record] = drafts_on_device(page)
        assert page.evaluate(OPEN_WITH, [other_key, record]) == "OperationError"
        end_sessions(database)
        enter_at(page, address)
        expect(page.locator(STATE)).to_contain_text(STORED)
    assert stored_title(database) == TITLE
    assert counts(database) == (0, 1)


def test_a_form_signed_out_in_another_tab_keeps_nothing_more(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page()
    enter(page, server.url)
    open_form(page, server)
    other = page.context.new_page()
    other.goto(f"{server.url}/akun")
    other.click("text=Keluar")
    other.wait_for_url(f"{server.url}/masuk")
    fill_canary(page)
    expect(page.locator(STATE)).to_contain_text("Isian hanya ada di halaman ini")
    assert drafts_on_device(page) == []
    assert page.evaluate("localStorage.length") == 0
