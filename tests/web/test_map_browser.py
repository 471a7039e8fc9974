"""The interactive map in Chromium: strict policy, hostile text, keyboard, slider, failure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.map_site import PAYLOADS, PERIODS, Site, small_province, small_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.visitor import Visitor

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def visit(visitor: Visitor, site: Site, size: tuple[int, int] = (1366, 900)) -> Page:
    page = visitor.page(size)
    page.goto(f"{site.url}/peta")
    page.wait_for_selector("#peta[data-state]", state="attached")
    return page


def painted(page: Page) -> dict[str, str]:
    """Level class of every area on the map, by code."""
    found: dict[str, str] = page.eval_on_selector_all(
        "path.w[data-code]",
        "paths => Object.fromEntries(paths.map(p => [p.dataset.code,"
        " [...p.classList].filter(c => /^t[0-4x]$/.test(c)).join(' ')]))",
    )
    return found


def expected(index: int) -> dict[str, str]:
    return {area.code: area.history[index].css_class for area in small_values().areas}


@pytest.fixture
def page(visitor: Visitor, site: Site) -> Page:
    site.show(small_values(), small_province(), insets="99.11", selected="99.02")
    return visit(visitor, site)


def test_map_takes_over_from_the_picture(page: Page, shots: Path) -> None:
    assert page.get_attribute("#peta", "data-state") == "siap"
    assert painted(page) == expected(-1)
    assert page.locator("#peta-gambar").evaluate("e => getComputedStyle(e).visibility") == "hidden"
    names = page.locator(".peta-nama").all_text_contents()
    assert sorted(names) == sorted(
        f"{area.short_name}{area.history[-1].label}" for area in small_values().areas
    )
    page.screenshot(path=str(shots / "peta-1366.png"), full_page=True)


def test_map_on_a_phone_needs_no_sideways_scroll(
    visitor: Visitor, site: Site, shots: Path
) -> None:
    site.show(small_values(), small_province(), insets="99.11")
    page = visit(visitor, site, (390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    smallest = page.eval_on_selector_all(
        ".leaflet-bar :is(a, button)",
        "all => Math.min(...all.flatMap(e => [e.offsetWidth, e.offsetHeight]))",
    )
    assert smallest >= 44
    page.screenshot(path=str(shots / "peta-390.png"), full_page=True)


def test_not_reported_is_hatched(page: Page) -> None:
    fills = page.eval_on_selector_all("path.w.tx", "all => all.map(p => getComputedStyle(p).fill)")
    assert fills
    assert all("#arsir" in fill for fill in fills)
    assert page.locator("pattern#arsir").count() == 1


@pytest.mark.parametrize("kind", PAYLOADS)
def test_hostile_text_stays_text(visitor: Visitor, site: Site, kind: str) -> None:
    text = PAYLOADS[kind]
    values = small_values(text)
    site.show(values, small_province(text), level="kecamatan", insets="99.11")
    page = visit(visitor, site)

    assert painted(page) == expected(-1)
    said: list[str] = page.evaluate(
        """() => {
          const texts = [];
          const read = () => texts.push(...[...document.querySelectorAll('.peta-isi')]
            .flatMap(box => [...box.querySelectorAll('p, li a, span')])
            .map(node => node.textContent));
          for (const code of PKP.aktif.layers.keys()) { PKP.aktif.openArea(code); read(); }
          PKP.aktif.titik.eachLayer(marker => {
            PKP.aktif.peta.openPopup(marker.getPopup().setLatLng(marker.getLatLng()));
            read();
          });
          return texts;
        }"""
    )
    assert said.count(text) >= 12 * 3
    assert f"Indeks {text}" in said
    assert {text} == set(
        page.locator("#peta-nama-wilayah option").evaluate_all(
            "all => all.map(o => o.getAttribute('value'))"
        )
    )
    assert all(name.startswith(text) for name in page.locator(".peta-nama").all_text_contents())
    assert page.evaluate("window.__terpicu") is None
    assert page.locator(":is(#peta-panggung, #peta-bilah) :is(img, script, iframe)").count() == 0
    assert page.locator(".peta-isi a[href]:not([href^='/'])").count() == 0


def test_foreign_and_script_addresses_become_plain_text(visitor: Visitor, site: Site) -> None:
    for address in (
        "javascript:alert(1)",
        "//jahat.example/x",
        "/\\jahat.example",
        "https://x.id",
    ):
        site.show(small_values(address), small_province())
        page = visit(visitor, site)
        page.evaluate("PKP.aktif.openArea('99.05')")
        assert page.locator(".peta-isi").count() == 1
        assert page.locator(".peta-isi a").count() == 0


def test_keyboard_opens_and_closes_an_area(page: Page, shots: Path) -> None:
    area = page.locator("path[data-code='99.03']")
    assert area.get_attribute("role") == "button"
    label = area.get_attribute("aria-label")
    assert label == f"Kab. Wilayah 3: {expected_word('99.03')}, {PERIODS[-1]}"

    area.focus()
    page.keyboard.press("Enter")
    assert page.locator(".peta-judul").text_content() == "Kab. Wilayah 3"
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/wilayah/99.03"
    page.screenshot(path=str(shots / "peta-papan-tik.png"))

    page.keyboard.press("Escape")
    page.wait_for_selector(".peta-isi", state="detached")
    assert page.evaluate("document.activeElement.dataset.code") == "99.03"


def expected_word(code: str) -> str:
    return next(area.history[-1].label for area in small_values().areas if area.code == code)


def test_slider_shows_an_earlier_period(page: Page) -> None:
    slider = page.locator("#peta-periode")
    slider.focus()
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == PERIODS[0]
    assert painted(page) == expected(0)
    assert page.locator("[data-peta-period]").text_content() == PERIODS[0]
    assert page.locator("#peta-titik").is_disabled()
    label = page.get_attribute("path[data-code='99.03']", "aria-label")
    assert label is not None
    assert label.endswith(PERIODS[0])

    page.keyboard.press("ArrowRight")
    assert painted(page) == expected(1)
    page.keyboard.press("End")
    assert painted(page) == expected(-1)
    assert page.locator("#peta-titik").is_enabled()


def test_points_wait_for_the_switch(page: Page) -> None:
    assert page.locator(".peta-titik").count() == 0
    page.locator("#peta-titik").check()
    page.wait_for_selector(".peta-titik .peta-konflik")
    assert page.locator(".peta-titik .peta-potensi.t3").count() == 1
    assert page.locator("#peta-titik").is_checked()
    labels = page.locator(".peta-titik").evaluate_all("all => all.map(e => e.ariaLabel).sort()")
    assert labels == [
        "Konflik terjadi: Sengketa lahan contoh, Tinggi",
        "Potensi: Sengketa lahan contoh, Tinggi",
    ]
    page.locator("#peta-titik").uncheck()
    assert page.locator(".peta-titik").count() == 0


def test_symbols_that_cannot_come_leave_the_map_as_it_is(visitor: Visitor, site: Site) -> None:
    site.show(small_values(), small_province())
    page = visit(visitor, site)
    page.evaluate("document.getElementById('peta').dataset.points = '/tidak-ada.js'")
    page.locator("#peta-titik").click()
    page.wait_for_selector("#peta-pesan:not(:empty)")
    said = page.locator("#peta-pesan").text_content()
    assert said == "Titik belum dapat dimuat; tingkat wilayah tetap berlaku."
    assert not page.locator("#peta-titik").is_checked()
    assert painted(page) == expected(-1)


def test_entry_popup_names_handling_in_words(page: Page) -> None:
    page.locator("#peta-titik").check()
    page.locator(".peta-titik:has(.peta-konflik)").press("Enter")
    said = page.locator(".peta-isi").text_content() or ""
    for word in ("Sengketa lahan contoh", "Konflik terjadi, keparahan 4 dari 5", "Dalam proses"):
        assert word in said
    assert page.get_attribute(".peta-judul a", "href") == "/entri/1"


def test_names_and_levels_can_be_switched_off(page: Page) -> None:
    page.locator("#peta-nama").uncheck()
    assert page.locator(".peta-nama").first.is_hidden()
    page.locator("#peta-tingkat").uncheck()
    fills = page.eval_on_selector_all("path.w", "all => all.map(p => getComputedStyle(p).fill)")
    assert set(fills[:12]) == {"rgb(255, 255, 255)"}


def test_search_opens_the_area_or_says_there_is_none(page: Page) -> None:
    page.locator("#peta-cari").fill("wilayah 7")
    page.keyboard.press("Enter")
    assert page.locator(".peta-judul").text_content() == "Kab. Wilayah 7"

    page.locator("#peta-cari").fill("<b>Atlantis</b>")
    page.keyboard.press("Tab")
    said = page.locator("#peta-pesan").text_content()
    assert said == "Tidak ada wilayah bernama “<b>Atlantis</b>” di peta ini."


def test_one_regency_shows_its_own_areas_with_points(visitor: Visitor, site: Site) -> None:
    shapes = small_province()
    shapes[0] = type(shapes[0])("98.00", "Wilayah tetangga", "98", shapes[0].shape)
    site.show(small_values(), shapes, level="kecamatan", parent="99")
    page = visit(visitor, site)
    assert painted(page).keys() == {area.code for area in shapes[1:]}
    assert page.locator("#peta-titik").is_checked()
    assert page.locator(".peta-titik").count() == 2


def test_finer_borders_come_with_the_zoom_and_go_with_it(visitor: Visitor, site: Site) -> None:
    site.show(small_values(), small_province(), detail="/geometry.json")
    page = visit(visitor, site)
    assert page.locator(".map-district").count() == 0
    page.evaluate("PKP.aktif.peta.setZoom(8.5, {animate: false})")
    page.locator(".map-district").nth(11).wait_for(state="attached")
    assert page.locator(".map-district").count() == 12
    page.locator(".peta-rumah").click()
    page.wait_for_selector(".map-district", state="detached")


def test_area_without_figures_counts_as_not_reported(visitor: Visitor, site: Site) -> None:
    values = json.loads(json.dumps({"periods": list(PERIODS), "areas": [], "points": []}))
    site.show(small_values(), small_province())
    site.files["/values.json"] = ("application/json", json.dumps(values).encode())
    page = visit(visitor, site)
    assert set(painted(page).values()) == {"tx"}
    assert len(painted(page)) == 12


@pytest.mark.parametrize("missing", ["/values.json", "/geometry.json"])
def test_picture_stays_when_a_file_is_missing(visitor: Visitor, site: Site, missing: str) -> None:
    site.show(small_values(), small_province())
    kept = site.files.pop(missing)
    page = visit(visitor, site)
    site.files[missing] = kept
    assert page.get_attribute("#peta", "data-state") == "gagal"
    assert page.locator("#peta-gambar svg").is_visible()
    said = page.locator("#peta-pesan").text_content()
    assert said == "Peta interaktif belum dapat dimuat; gambar peta tetap berlaku."
    assert page.locator("#peta-bilah *").count() == 0


def test_without_javascript_there_is_the_picture_alone(visitor: Visitor, site: Site) -> None:
    site.show(small_values(), small_province())
    page = visitor.page(javascript=False)
    page.goto(f"{site.url}/peta")
    assert page.locator("#peta-gambar svg").is_visible()
    assert page.locator("#peta-bilah *").count() == 0


@pytest.mark.parametrize("size", [(1366, 900), (390, 844)])
def test_map_passes_axe(visitor: Visitor, site: Site, size: tuple[int, int]) -> None:
    site.show(small_values(), small_province(), insets="99.11")
    page = visit(visitor, site, size)
    page.emulate_media(reduced_motion="reduce")  # a popup half faded in has half its contrast
    page.locator("#peta-titik").check()
    page.evaluate("PKP.aktif.openArea('99.05')")
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
