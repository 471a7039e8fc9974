"""Attachments in Chromium: axe, narrow screens, and a photo attached from a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.intake import attachments as made
from tests.live import LiveServer
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.province_desk import ANALYST, OPERATOR, Desk, desk
from tests.web.test_followup_browser import AXE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from app.db import Database
    from tests.visitor import Visitor

__all__ = ["desk"]
pytestmark = pytest.mark.browser
REPORT = "/laporan/2026-tw3"
PAGES = (f"{REPORT}/lampiran", f"{REPORT}/lampiran?entri=P-001", f"{REPORT}/entri/P-001")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """The portal with a draft of 99.01."""
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    with LiveServer(desk.app) as running:
        yield running


def attach(page: Page, server: LiveServer, folder: Path) -> None:
    """Attach a photo to the entry, as an officer does."""
    photo = folder / "IMG_0001.jpg"
    photo.write_bytes(made.photo(size=(1600, 1200)))
    page.goto(f"{server.url}{REPORT}/entri/P-001")
    page.click("text=Lampirkan foto atau dokumen")
    page.set_input_files("#berkas", photo)
    page.select_option("#jenis", "FOTO")
    page.fill("#keterangan", "Pertemuan kedua pihak di balai desa")
    page.fill("#diambil", "03/09/2026")
    page.click("main button:has-text('Lampirkan')")
    page.wait_for_url(f"{server.url}{REPORT}/entri/P-001")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_a_photo_is_attached_and_pages_fit(
    visitor: Visitor, server: LiveServer, desk: Desk, size: tuple[int, int], tmp_path: Path
) -> None:
    page = visitor.page(size)
    enter(page, server.url, OPERATOR)
    attach(page, server, tmp_path)
    shown = page.locator(".files__picture img").first
    shown.scroll_into_view_if_needed()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    for address in PAGES:
        look(page, server, address, size)
    desk.story.attach_letter()
    desk.story.send()
    page.context.clear_cookies()
    enter(page, server.url, ANALYST)
    look(page, server, "/verifikasi/2026-tw3/99.01", size)
    assert "Pertemuan kedua pihak di balai desa" in page.inner_text("main")
    assert visitor.strangers == []
    assert visitor.complaints == []


def look(page: Page, server: LiveServer, address: str, size: tuple[int, int]) -> None:
    """Check one page with axe, and for sideways scroll on the narrowest phone."""
    page.goto(server.url + address)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
    assert found == [], (address, found)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    page.set_viewport_size({"width": size[0], "height": size[1]})
