"""The officer in Chromium: click counts, without scripts, axe on every page, 320 px wide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.visitor import DESKTOP, PHONE, enter
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, settings
from tests.web.officer_helpers import REPORT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from app.db import Database
    from tests.live import LiveServer
    from tests.visitor import Visitor
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "settings"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
BAD = at.POTENTIAL | {"village": "Desa Contoh 9901012O01", "likelihood": "", "tags": "entah"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def template(enter_as: Enter) -> bytes:
    """The workbook of the quarter; people and places are there as well."""
    return enter_as("satu").template()


def file_of(data: bytes) -> Any:
    """A file as the picker hands it over."""
    return {"name": "laporan.xlsx", "mimeType": "application/octet-stream", "buffer": data}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_report_is_sent_in_four_clicks(
    visitor: Visitor, live_server: LiveServer, template: bytes, *, javascript: bool
) -> None:
    page = visitor.page(javascript=javascript)
    enter(page, live_server.url)
    page.goto(f"{live_server.url}{REPORT}")
    page.click("text=Lanjutkan: unggah berkas")
    page.set_input_files("#berkas", file_of(at.workbook(template)))
    page.click("text=Unggah dan periksa")
    page.wait_for_url(f"**{REPORT}/periksa")
    page.click("text=Kirim laporan")
    page.wait_for_url(f"**{REPORT}/terkirim")
    assert "PKP-9901-2026T3-" in page.inner_text(".receipt")


def test_refused_file_takes_the_focus_to_the_summary(
    visitor: Visitor, live_server: LiveServer, template: bytes
) -> None:
    del template
    page = visitor.page(PHONE)
    enter(page, live_server.url)
    page.goto(f"{live_server.url}{REPORT}/unggah")
    page.set_input_files("#berkas", file_of(b"bukan berkas excel"))
    page.click("text=Unggah dan periksa")
    page.wait_for_selector(".govuk-error-summary")
    assert page.title().startswith("Galat: ")
    assert "govuk-error-summary" in (page.evaluate("document.activeElement.className") or "")


def look(page: Page, name: str, shots: Path, faults: dict[str, Any]) -> None:
    """Collect what axe finds at two widths, and whether the page scrolls sideways at 320 px."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.screenshot(path=shots / f"petugas-{name}-{size[0]}.png", full_page=True)
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
        for rule in found:
            faults[f"{name} {size[0]} {rule['id']}"] = [n["html"][:120] for n in rule["nodes"]]
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        faults[f"{name} 320"] = wide
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def look_at_faulty_forms(
    page: Page, server: LiveServer, template: bytes, shots: Path, faults: dict[str, Any]
) -> None:
    """Look at a refused form and at rows that wait; ends on the page that asks to drop one."""
    page.goto(f"{server.url}{REPORT}/nihil")
    page.click("main button[type=submit]")
    look(page, "nihil-galat", shots, faults)
    page.goto(f"{server.url}{REPORT}/unggah")
    rows = {"P": [at.POTENTIAL, BAD], "K": [at.EVENT], "U": at.ACTIONS}
    page.set_input_files("#berkas", file_of(at.workbook(template, rows)))
    page.click("text=Unggah dan periksa")
    page.wait_for_url(f"**{REPORT}/hasil")
    look(page, "hasil", shots, faults)
    page.click("text=Ubah kolom lain di baris ini")
    look(page, "hasil-baris", shots, faults)
    page.click("text=Buang baris ini")
    look(page, "hasil-buang", shots, faults)


def test_every_page_passes_axe_and_fits(
    visitor: Visitor, live_server: LiveServer, template: bytes, shots: Path
) -> None:
    page = visitor.page()
    page.emulate_media(reduced_motion="reduce")
    enter(page, live_server.url)
    faults: dict[str, Any] = {}

    def visit(*paths: str) -> None:
        for path in paths:
            page.goto(f"{live_server.url}{path}")
            look(
                page,
                path.strip("/").replace("/", "-").replace("?", "-") or "beranda",
                shots,
                faults,
            )

    visit("/", "/laporan", "/panduan", "/panduan/tingkat")
    visit(*(f"{REPORT}{rest}" for rest in ("", "/unggah", "/nihil", "/surat")))
    look_at_faulty_forms(page, live_server, template, shots, faults)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{REPORT}/periksa")
    rest = ("/periksa", "/entri", "/entri/P-001", "/upaya?entri=P-001", "/surat", "/versi/1")
    visit(*(f"{REPORT}{path}" for path in rest))
    page.goto(f"{live_server.url}{REPORT}/periksa")
    page.click("text=Kirim laporan")
    page.wait_for_url(f"**{REPORT}/terkirim")
    visit(*(f"{REPORT}{path}" for path in ("/terkirim", "/tarik", "/versi/1", "")))
    assert faults == {}
