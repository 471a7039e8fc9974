"""Governor's staff and analyst in Chromium: journeys, every page by axe, phones, no script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.visitor import enter
from tests.web.published import *  # noqa: F403 - its fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.live import LiveServer
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
DESKTOP, PHONE, NARROWEST = (1366, 900), (390, 844), (320, 640)
PAGES = ("/peta", "/wilayah/99.01", "/wilayah/99.03", "/ringkasan")


def settled(page: Page) -> None:
    """Wait until the map of the page, if it has one, has taken over or given up."""
    if page.locator("#peta").count():
        page.wait_for_selector("#peta[data-state]", state="attached")
        assert page.get_attribute("#peta", "data-state") == "siap"


def test_governors_staff_has_the_report_with_one_click(
    visitor: Visitor, published_site: LiveServer, shots: Path
) -> None:
    page = enter(visitor.page(DESKTOP), published_site.url, "gubernur")
    assert page.url == f"{published_site.url}/ringkasan"
    page.screenshot(path=str(shots / "ringkasan-1366.png"), full_page=True)
    with page.expect_download() as caught:
        page.get_by_role("link", name="Unduh PDF").click()
    assert caught.value.suggested_filename == "Laporan-2026-T2-Contoh-TERBATAS.pdf"
    assert Path(caught.value.path()).read_bytes().startswith(b"%PDF-")

    page.get_by_role("link", name="Peta", exact=True).click()
    settled(page)
    assert page.locator("path.w.t3, path.w.t2, path.w.tx").count() >= 3
    page.locator("#peta-titik").check()
    page.wait_for_selector(".peta-titik")
    page.screenshot(path=str(shots / "peta-gubernur-1366.png"), full_page=True)


def test_analyst_goes_from_the_province_to_an_entry(
    visitor: Visitor, published_site: LiveServer, shots: Path
) -> None:
    page = enter(visitor.page(DESKTOP), published_site.url, "analis")
    page.goto(f"{published_site.url}/peta")
    settled(page)
    page.locator("path[data-code='99.01']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wilayah/99.01")
    settled(page)
    assert page.locator("#peta-titik").is_checked()
    page.screenshot(path=str(shots / "wilayah-1366.png"), full_page=True)
    page.locator("#entri a").first.click()
    assert "/laporan/2026-tw2/entri/" in page.url
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1366", "390"])
@pytest.mark.parametrize("username", ["gubernur", "analis", "tetangga"])
def test_pages_pass_axe(
    visitor: Visitor, published_site: LiveServer, username: str, size: tuple[int, int]
) -> None:
    page = enter(visitor.page(size), published_site.url, username)
    wrong = {}
    for path in PAGES:
        if username == "tetangga" and path == "/ringkasan":
            continue
        page.goto(published_site.url + path)
        settled(page)
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
        if found:
            wrong[path] = [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]
    assert wrong == {}


def test_no_page_scrolls_sideways(
    visitor: Visitor, published_site: LiveServer, shots: Path
) -> None:
    page = enter(visitor.page(NARROWEST), published_site.url, "gubernur")
    for size in (NARROWEST, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for path in (*PAGES, "/v/PKP-99-2026T2-AAAA-AAAA"):
            page.goto(published_site.url + path)
            settled(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
            name = path.split("/")[1]
            page.screenshot(path=str(shots / f"{name}-{size[0]}.png"), full_page=True)


def test_not_reported_is_hatched_in_picture_and_map(
    visitor: Visitor, published_site: LiveServer
) -> None:
    page = enter(visitor.page(DESKTOP), published_site.url, "gubernur")
    page.goto(f"{published_site.url}/peta")
    settled(page)
    fills = page.eval_on_selector_all("path.tx", "all => all.map(p => getComputedStyle(p).fill)")
    assert fills
    assert all("#arsir" in fill for fill in fills)
    # a pattern inside a hidden picture is not painted
    shown = page.evaluate(
        "getComputedStyle(document.querySelector('pattern#arsir path')).visibility"
    )
    assert shown == "visible"


def test_without_scripts_the_picture_leads_to_the_regency(
    visitor: Visitor, published_site: LiveServer, shots: Path
) -> None:
    page = enter(visitor.page(DESKTOP, javascript=False), published_site.url, "gubernur")
    page.goto(f"{published_site.url}/peta")
    page.screenshot(path=str(shots / "peta-tanpa-skrip-1366.png"), full_page=True)
    link = page.locator("#peta-gambar a[href='/wilayah/99.01']")
    label = link.get_attribute("aria-label")
    assert label is not None
    assert label.startswith("Wilayah 99.01: Sedang")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/wilayah/99.01")
    assert page.locator("h1").inner_text().startswith("Kab. Contoh Hulu")


def test_the_map_prints_as_picture_legend_and_table(
    visitor: Visitor, published_site: LiveServer, shots: Path
) -> None:
    page = enter(visitor.page(DESKTOP), published_site.url, "gubernur")
    page.goto(f"{published_site.url}/peta")
    settled(page)
    page.emulate_media(media="print")
    for shown in ("#peta-gambar svg.map-picture", "#peta-legenda", "table.data-table"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in ("#peta", "#peta-bilah", ".service-nav", ".actions"):
        assert not page.locator(hidden).first.is_visible(), hidden
    pdf = page.pdf(path=str(shots / "peta-cetak.pdf"), format="A4")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 2
