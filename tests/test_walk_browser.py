"""Officers, analyst and governor's staff walk one quarter in Chromium and count their clicks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.flow import kaltim as ground
from tests.flow import portal
from tests.flow.flow_book import SLIPS, filled
from tests.flow.person import Person
from tests.reports.story import LETTER_PDF
from tests.visitor import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.flow.portal import Portal
    from tests.stores import SqliteStore
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
HERE = "/laporan/2026-tw3"
NARROW = 320


@pytest.fixture
def store(sqlite_store: SqliteStore) -> SqliteStore:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_store


@pytest.fixture
def site(
    kaltim: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[Portal]:
    """Kalimantan Timur with an open quarter."""
    ground.settle(kaltim)
    found = portal.running(kaltim, ground.settings_of(make_settings, kaltim), clock)
    with found.server:
        yield found


@dataclass
class Walker:
    """A person at a browser who counts clicks and looks at every page at three widths."""

    page: Page
    url: str
    shots: Path
    clicks: int = 0
    faults: dict[str, Any] = field(default_factory=dict)

    def enter(self, username: str) -> None:
        """Sign in; not counted."""
        self.page.goto(f"{self.url}/masuk")
        self.look("masuk")
        self.page.fill("#nama", username)
        self.page.fill("#sandi", factories.PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_load_state()
        self.clicks = 0

    def click(self, target: Locator) -> None:
        """Click and wait for the page it leads to."""
        self.clicks += 1
        target.click()
        self.page.wait_for_load_state()

    def link(self, words: str) -> None:
        self.click(self.page.get_by_role("link", name=words).first)

    def button(self, words: str, leads_to: str = "") -> None:
        self.click(self.page.get_by_role("button", name=words).first)
        if leads_to:
            self.page.wait_for_url(f"**{leads_to}")

    def choose(self, data: bytes) -> None:
        """Choose a workbook; picking the file is a click as well."""
        self.clicks += 1
        kind = "application/octet-stream"
        self.page.set_input_files(
            "#berkas", files={"name": "laporan.xlsx", "mimeType": kind, "buffer": data}
        )

    def look(self, name: str) -> None:
        """Take pictures, run axe at both widths, and look for sideways scroll at 320 px."""
        for width, height in (DESKTOP, PHONE):
            self.page.set_viewport_size({"width": width, "height": height})
            self._settle()
            self.page.screenshot(path=self.shots / f"jalan-{name}-{width}.png", full_page=True)
            self.page.evaluate(f"{AXE};0")
            found = self.page.evaluate("axe.run().then(result => result.violations)")
            for rule in found:
                nodes = [node["html"][:160] for node in rule["nodes"]]
                self.faults[f"{name} {width} {rule['id']}"] = nodes
        self.page.set_viewport_size({"width": NARROW, "height": 700})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW:
            self.faults[f"{name} {NARROW}"] = wide
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    def _settle(self) -> None:
        if self.page.locator("#peta").count():
            self.page.wait_for_selector("#peta[data-state]", state="attached")


@pytest.fixture
def walker(visitor: Visitor, site: Portal, shots: Path) -> Iterator[Callable[[str], Walker]]:
    """Signs people in, each in a browser of their own; at the end nothing was wrong anywhere."""
    walkers: list[Walker] = []

    def enter(username: str) -> Walker:
        page = visitor.page()
        page.emulate_media(reduced_motion="reduce")
        page.set_default_timeout(15_000)
        found = Walker(page, site.server.url, shots)
        found.enter(username)
        walkers.append(found)
        return found

    yield enter
    faults = {name: what for found in walkers for name, what in found.faults.items()}
    assert faults == {}


def book(site: Portal, username: str, *, slips: bool = False) -> bytes:
    """The officer fills in the template at home; no click of the portal."""
    with site.person(username) as person:
        template = person.download(f"{HERE}/templat.xlsx")
    spots = ground.spots_of(site.database, ground.OFFICERS[username])
    return filled(template, slips=slips, spots=spots)


def send_clean(site: Portal, walker: Walker) -> None:
    """Journey 1: four clicks, the file's own among them."""
    data = book(site, "kutim")
    walker.look("beranda-petugas")
    walker.link("Lanjutkan")
    walker.look("unggah")
    walker.choose(data)
    walker.button("Unggah dan periksa", f"{HERE}/periksa")
    walker.look("periksa")
    walker.button("Kirim laporan", f"{HERE}/terkirim")
    assert walker.clicks <= 4
    assert "PKP-6408-2026T3-" in walker.page.inner_text("main")
    walker.look("terkirim")


def send_nil(walker: Walker) -> None:
    """Journey 2: three clicks beside what is typed."""
    walker.link("Kirim laporan nihil")
    walker.look("nihil")
    page = walker.page
    walker.click(page.locator("#nyata"))
    page.select_option("#basis", "KEC")
    page.fill("#statement", "Diperiksa bersama semua camat sampai akhir September.")
    page.fill("#letter_no", "300/77/KESBANG/X/2026")
    page.fill("#letter_date", "07/10/2026")
    page.fill("#signatory_name", "Pejabat Contoh Dua")
    page.fill("#signatory_position", "Kepala Kantor")
    walker.button("Kirim laporan nihil", f"{HERE}/terkirim")
    assert walker.clicks <= 3
    assert "PKP-6409-2026T3-" in page.inner_text("main")


def mend_and_send(site: Portal, walker: Walker) -> None:
    """Journey 3: three wrong cells put right on the page, no spreadsheet opened again."""
    data = book(site, "berau", slips=True)
    walker.link("Lanjutkan")
    walker.choose(data)
    walker.button("Unggah dan periksa", f"{HERE}/hasil")
    walker.look("hasil")
    spot = ground.spots_of(site.database, ground.OFFICERS["berau"])[1][1]
    right = {column: str(value) for (_, _, column), (_, value) in SLIPS.items()}
    for column, value in (right | {"village": spot}).items():
        control = walker.page.locator(f"[name^=sel-][name$=-{column}]")
        if control.evaluate("item => item.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    walker.button("Simpan dan lanjutkan", f"{HERE}/periksa")
    walker.button("Kirim laporan", f"{HERE}/terkirim")
    assert walker.clicks <= 6
    assert "PKP-6403-2026T3-" in walker.page.inner_text("main")


def attach(site: Portal, username: str) -> None:
    """The signed letter follows."""
    with Person(site.server.url, username) as person:
        files = {"pdf": ("surat.pdf", LETTER_PDF, "application/pdf")}
        person.submit(f"{HERE}/surat", f"{HERE}/surat/berkas", files=files)


def test_officers_send(site: Portal, walker: Callable[[str], Walker]) -> None:
    send_clean(site, walker("kutim"))
    send_nil(walker("ppu"))
    mend_and_send(site, walker("berau"))


def sent_reports(site: Portal) -> None:
    """Three regencies have sent, as the officers' walk shows; letters are there."""
    data = book(site, "kutim")
    with site.person("kutim") as officer:
        files = {"berkas": ("laporan.xlsx", data, "application/octet-stream")}
        officer.submit(f"{HERE}/unggah", f"{HERE}/unggah", files=files)
        officer.submit(f"{HERE}/periksa", f"{HERE}/kirim")
    attach(site, "kutim")


def test_analyst_and_governors_staff(site: Portal, walker: Callable[[str], Walker]) -> None:
    sent_reports(site)
    analyst = walker("analis")
    remind(analyst)
    approve(analyst)
    publish(site, analyst)
    drill_down(analyst)
    compare(analyst)
    take_the_report(walker("gubernur"))


def remind(walker: Walker) -> None:
    """Journey 5: who is silent stands on the home page; one click reminds."""
    walker.look("beranda-provinsi")
    walker.button("Ingatkan Kab. Berau")
    assert walker.clicks <= 2
    assert "terakhir" in walker.page.get_by_role("row").filter(has_text="Berau").inner_text()


def approve(walker: Walker) -> None:
    """Journey 6: a clean report is accepted with three clicks."""
    walker.page.goto(f"{walker.url}/")
    walker.clicks = 0
    walker.link("Periksa laporan")
    walker.look("telaah")
    walker.link("Terima laporan")
    walker.button("Ya, terima laporan")
    assert walker.clicks <= 3
    assert "diterima" in walker.page.inner_text("main")
    walker.look("verifikasi")


def publish(site: Portal, walker: Walker) -> None:
    walker.page.goto(f"{walker.url}/edisi/susun?t=2026-tw3")
    walker.look("susun")
    walker.button("Terbitkan edisi 1")
    walker.look("edisi-disusun")
    assert site.work() >= 1
    walker.page.reload()
    walker.look("edisi-siap")


def drill_down(walker: Walker) -> None:
    """Journey 8: from the province's map to one entry."""
    page = walker.page
    page.goto(f"{walker.url}/peta?t=2026-tw3")
    page.wait_for_selector("#peta[data-state=siap]", state="attached")
    walker.look("peta")
    walker.clicks = 0
    walker.click(page.locator("main table").get_by_role("link", name="Kutai Timur").first)
    page.wait_for_selector("#peta[data-state=siap]", state="attached")
    walker.look("wilayah")
    walker.link("Sengketa kebun plasma contoh")
    assert walker.clicks <= 3
    assert "Sengketa kebun plasma contoh" in page.inner_text("h1, h2")
    walker.look("entri")


def compare(walker: Walker) -> None:
    """Journey 7: what changed since last quarter, one click."""
    walker.page.goto(f"{walker.url}/")
    walker.clicks = 0
    walker.link("Bandingkan")
    assert walker.clicks <= 1
    text = walker.page.inner_text("main")
    assert "Triwulan II 2026" in text
    assert "Triwulan III 2026" in text
    walker.look("banding")


def take_the_report(walker: Walker) -> None:
    """Journey 9: the report as PDF, one click from the landing page."""
    walker.look("ringkasan")
    with walker.page.expect_download() as download:
        walker.clicks += 1
        walker.page.get_by_role("link", name="Unduh PDF").first.click()
    assert walker.clicks <= 2
    assert download.value.suggested_filename == "Laporan-2026-T3-Kaltim-TERBATAS.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
