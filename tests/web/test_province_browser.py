"""The province in Chromium: approving in three clicks, keys, progress, axe, 320 px wide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.areas.queries import find_boundary_set
from app.editions import commands
from app.model.edition import Edition, EditionState
from app.outputs.shapes_prepare import ensure_shapes
from tests.live import LiveServer
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.province_desk import DECIDER, REVIEW, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from app.db import Database
    from tests.visitor import Visitor

__all__ = ["desk"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
PAGES = {
    "beranda": "/",
    "beranda-waktu": "/?t=2026-tw2",
    "verifikasi": "/verifikasi",
    "telaah": REVIEW,
    "telaah-putusan": f"{REVIEW}?putuskan=terima",
    "banding": "/banding",
    "entri": "/entri?t=2026-tw3&cari=kedua",
    "entri-satu": "/laporan/2026-tw3/entri/P-001?wilayah=99.01",
    "entri-kosong": "/entri?cari=tidak-ada",
    "edisi": "/edisi",
    "susun": "/edisi/susun",
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """The portal with one sent report and prepared shapes."""
    desk.send_report()
    with desk.story.database.read() as session:
        boundary_set = find_boundary_set(session)
        assert boundary_set is not None
        ensure_shapes(session, desk.story.files, boundary_set, "99")
    with LiveServer(desk.app) as running:
        yield running


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_clean_report_is_approved_in_three_clicks(
    visitor: Visitor, server: LiveServer, *, javascript: bool
) -> None:
    page = visitor.page(javascript=javascript)
    enter(page, server.url, DECIDER)
    page.click("td >> text=Periksa")
    page.click("text=Terima laporan")
    page.click("text=Ya, terima laporan")
    page.wait_for_url("**/verifikasi")
    assert "diterima" in page.inner_text(".flash")


def test_keys_do_what_the_buttons_do_and_can_be_switched_off(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page()
    enter(page, server.url, DECIDER)
    page.goto(f"{server.url}{REVIEW}")
    page.click("text=Mulai telaah")
    page.wait_for_selector("#catatan")
    # The switch inside the closed help comes out of hiding when the keys are listened to.
    page.wait_for_selector("[data-shortcuts] button:not([hidden])", state="attached")
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == "catatan"
    page.keyboard.type("takar ulang dampaknya")
    assert page.input_value("#catatan") == "takar ulang dampaknya"
    page.click("text=Simpan catatan")
    page.click("#bantuan-pintasan summary")
    page.click("text=Matikan")
    page.keyboard.press("k")
    assert "putuskan" not in page.url
    page.click("text=Nyalakan")
    page.locator("h1").click()
    page.keyboard.press("k")
    page.wait_for_url("**putuskan=kembalikan**")
    page.wait_for_selector("form#putusan:focus")


def test_progress_is_kept_fresh_until_the_edition_is_ready(
    visitor: Visitor, server: LiveServer, desk: Desk
) -> None:
    desk.story.review()
    desk.story.accept()
    page = visitor.page()
    enter(page, server.url, DECIDER)
    page.goto(f"{server.url}/edisi/susun")
    page.click("text=Terbitkan edisi 1")
    page.wait_for_url("**/edisi/2026-tw3/1")
    with desk.story.database.write() as session:
        commands.progress(session, _only(desk), done=3, total=9, label="Menyusun PDF")
    page.wait_for_selector("text=Menyusun PDF (langkah 4 dari 9)")
    with desk.story.database.write() as session:
        row = session.get_one(Edition, _only(desk))
        row.state, row.failure = EditionState.FAILED, "Gagal pada langkah “Menyusun PDF”."
    page.wait_for_selector("text=Susun lagi")


def _only(desk: Desk) -> int:
    return desk.sent_editions[0]


def look(page: Page, name: str, shots: Path, faults: dict[str, Any]) -> None:
    """Collect what axe finds at two widths, and whether the page scrolls sideways at 320 px."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.screenshot(path=shots / f"provinsi-{name}-{size[0]}.png", full_page=True)
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
        for rule in found:
            faults[f"{name} {size[0]} {rule['id']}"] = [n["html"][:120] for n in rule["nodes"]]
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        faults[f"{name} 320"] = wide


def test_every_page_is_usable_by_everybody(
    visitor: Visitor, server: LiveServer, shots: Path
) -> None:
    page = visitor.page()
    enter(page, server.url, DECIDER)
    faults: dict[str, Any] = {}
    for name, path in PAGES.items():
        page.goto(f"{server.url}{path}")
        look(page, name, shots, faults)
    page.goto(f"{server.url}{REVIEW}?entri=P-001")
    page.click("text=Mulai telaah")
    page.wait_for_selector("#catatan")
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true; })")
    look(page, "telaah-sedang", shots, faults)
    page.fill("#catatan", "pendek")
    page.click("text=Simpan catatan")
    look(page, "telaah-galat", shots, faults)
    page.goto(f"{server.url}/edisi/susun")
    page.click("text=Terbitkan edisi 1")
    look(page, "susun-galat", shots, faults)
    assert faults == {}
