"""The journeys of one quarter in Chromium: what each costs in presses is counted and held."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.flow import kaltim as ground
from tests.flow import portal, typed_form
from tests.flow.flow_book import SLIPS, filled
from tests.flow.walker import Walker
from tests.reports.story import LETTER_PDF
from tests.visitor import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.flow.portal import Portal
    from tests.stores import SqliteStore
    from tests.visitor import Visitor

    Enter = Callable[..., Walker]

pytestmark = pytest.mark.browser
HERE = "/laporan/2026-tw3"
TABLE = Path(__file__).parents[1] / "docs" / "perjalanan.md"


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


@pytest.fixture
def walker(visitor: Visitor, site: Portal, shots: Path) -> Iterator[Enter]:
    """Signs people in, each in a browser of their own; at the end nothing was wrong anywhere."""
    walkers: list[Walker] = []

    def enter(username: str, size: tuple[int, int] = DESKTOP, *, scripts: bool = True) -> Walker:
        page = visitor.page(size, javascript=scripts)
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


def held(walker: Walker, number: int) -> None:
    """Compare the presses of a journey with the table, which says how many there may be."""
    line = re.search(rf"^\| {number} \|.*", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert line, f"journey {number} is not in the table"
    *_, most, counted, _ = (part.strip() for part in line[0].split("|"))
    assert walker.count == int(counted), (number, walker.presses)
    assert walker.count <= int(most), (number, walker.presses)


def test_a_workbook_without_faults(site: Portal, walker: Enter) -> None:
    """Journey 1: the first button leads on once the workbook was fetched."""
    first = walker("kutim")
    expect(first.page.locator("main .actions a").first).to_have_text("Mulai: unduh templat Excel")
    first.look("beranda-petugas")
    data = book(site, "kutim")
    first.start()
    first.link("Lanjutkan")
    first.choose(data)
    first.button("Unggah dan periksa", f"{HERE}/periksa")
    first.button("Kirim laporan", f"{HERE}/terkirim")
    held(first, 1)
    assert "PKP-6408-2026T3-" in first.page.inner_text("main")
    first.look("terkirim")


def test_nothing_to_report(walker: Enter) -> None:
    """Journey 2: three presses beside what is typed."""
    officer = walker("ppu")
    officer.link("Kirim laporan nihil")
    page = officer.page
    officer.click(page.locator("label[for=nyata]"))
    page.select_option("#basis", "KEC")
    page.fill("#statement", "Diperiksa bersama semua camat sampai akhir September.")
    page.fill("#letter_no", "300/77/KESBANG/X/2026")
    page.fill("#letter_date", "07/10/2026")
    page.fill("#signatory_name", "Pejabat Contoh Dua")
    page.fill("#signatory_position", "Kepala Kantor")
    officer.button("Kirim laporan nihil", f"{HERE}/terkirim")
    held(officer, 2)
    assert "PKP-6409-2026T3-" in page.inner_text("main")


def test_three_wrong_cells(site: Portal, walker: Enter) -> None:
    """Journey 3: put right on the page, no spreadsheet opened again."""
    data = book(site, "berau", slips=True)
    officer = walker("berau")
    officer.link("Lanjutkan")
    officer.choose(data)
    officer.button("Unggah dan periksa", f"{HERE}/hasil")
    officer.look("hasil")
    spot = ground.spots_of(site.database, ground.OFFICERS["berau"])[1][1]
    right = {column: str(value) for (_, _, column), (_, value) in SLIPS.items()}
    for column, value in (right | {"village": spot}).items():
        control = officer.page.locator(f"[name^=sel-][name$=-{column}]")
        if control.evaluate("item => item.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    officer.button("Simpan dan lanjutkan", f"{HERE}/periksa")
    officer.button("Kirim laporan", f"{HERE}/terkirim")
    held(officer, 3)
    assert "PKP-6403-2026T3-" in officer.page.inner_text("main")


def test_filled_at_home_without_a_signal(site: Portal, walker: Enter) -> None:
    """Journey 4: one sign-in in town is all; neither filling nor sending needs a press online."""
    officer = walker("mahulu", PHONE)
    page = officer.page
    page.wait_for_selector("html[data-luring=siap]", state="attached")
    page.wait_for_function(
        "navigator.serviceWorker.getRegistration('/laporan/')"
        ".then((found) => found?.active?.state === 'activated')"
    )
    held(officer, 4)
    page.context.set_offline(True)
    page.get_by_role("link", name="Isi di sini", exact=True).click()
    page.get_by_role("link", name="Tambah potensi").click()
    page.wait_for_selector("form[data-siap]")
    typed_form.fill_potential(page, *ground.spots_of(site.database, "64.11")[0])
    typed_form.add_deed(page)
    expect(page.locator(typed_form.STATE)).to_contain_text("Draf tersimpan di perangkat")
    officer.presses.clear()
    page.context.set_offline(False)
    expect(page.locator(typed_form.STATE)).to_contain_text("Entri ini sudah lengkap")
    held(officer, 4)
    with site.person("mahulu") as person:
        assert typed_form.TITLE in person.read(f"{HERE}/isi")


def sent_reports(site: Portal) -> None:
    """One regency has sent, as the officers' walk shows; its letter is there."""
    data = book(site, "kutim")
    with site.person("kutim") as officer:
        files = {"berkas": ("laporan.xlsx", data, "application/octet-stream")}
        officer.submit(f"{HERE}/unggah", f"{HERE}/unggah", files=files)
        officer.submit(f"{HERE}/periksa", f"{HERE}/kirim")
        letter = {"pdf": ("surat.pdf", LETTER_PDF, "application/pdf")}
        officer.submit(f"{HERE}/surat", f"{HERE}/surat/berkas", files=letter)


def test_who_is_silent_is_reminded(site: Portal, walker: Enter) -> None:
    """Journey 5: who has not reported stands on the home page; one press reminds."""
    sent_reports(site)
    analyst = walker("analis")
    analyst.look("beranda-provinsi")
    analyst.button("Ingatkan Kab. Berau")
    row = analyst.page.get_by_role("row").filter(has_text="Berau")
    assert "terakhir" in row.inner_text()
    held(analyst, 5)


def test_analyst_and_governors_staff(site: Portal, walker: Enter) -> None:
    """Journeys 6 to 9, on what the analyst accepts and publishes."""
    sent_reports(site)
    analyst = walker("analis")
    analyst.link("Periksa laporan")
    analyst.look("telaah")
    analyst.link("Terima laporan")
    analyst.button("Ya, terima laporan", "/verifikasi")
    held(analyst, 6)
    assert "diterima" in analyst.page.inner_text("main")
    publish(site, analyst)
    drill_down(analyst)
    compare(analyst)
    take_the_report(walker("gubernur"))


def publish(site: Portal, walker: Walker) -> None:
    walker.page.goto(f"{walker.url}/edisi/susun?t=2026-tw3")
    walker.look("susun")
    walker.button("Terbitkan edisi 1")
    walker.look("edisi-disusun")
    assert site.work() >= 1
    walker.page.reload()
    walker.look("edisi-siap")


def compare(walker: Walker) -> None:
    """Journey 7: what changed since last quarter, one press."""
    walker.start()
    walker.link("Bandingkan")
    held(walker, 7)
    text = walker.page.inner_text("main")
    assert "Triwulan II 2026" in text
    assert "Triwulan III 2026" in text
    walker.look("banding")


def drill_down(walker: Walker) -> None:
    """Journey 8: from the province's map to one entry."""
    page = walker.page
    page.goto(f"{walker.url}/peta?t=2026-tw3")
    page.wait_for_selector("#peta[data-state=siap]", state="attached")
    walker.look("peta")
    walker.presses.clear()
    walker.click(page.locator("main table").get_by_role("link", name="Kutai Timur").first)
    page.wait_for_selector("#peta[data-state=siap]", state="attached")
    walker.look("wilayah")
    walker.link("Sengketa kebun plasma contoh")
    held(walker, 8)
    assert "Sengketa kebun plasma contoh" in page.inner_text("h1, h2")
    walker.look("entri")


def take_the_report(walker: Walker) -> None:
    """Journey 9: the report as PDF, one press from the landing page."""
    walker.look("ringkasan")
    with walker.page.expect_download() as download:
        walker.page.get_by_role("link", name="Unduh PDF").first.click()
    held(walker, 9)
    assert download.value.suggested_filename == "Laporan-2026-T3-Kaltim-TERBATAS.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_counter_hears_fingers_and_nothing_else(walker: Enter) -> None:
    """A press of a script is nobody's; typing a value is no press, Enter is one."""
    somebody = walker("analis")
    assert somebody.count == 0
    somebody.page.evaluate("document.querySelector('main select').click()")
    somebody.page.locator("main select").first.focus()
    somebody.page.keyboard.type("tri")
    assert somebody.count == 0
    somebody.page.keyboard.press("Enter")
    somebody.page.keyboard.press("Escape")
    somebody.page.locator("main h1").click()
    assert somebody.count == 2, somebody.presses
