"""The form in Chromium: typed on a phone, kept without a line, sent once, compared, cleared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.areas.queries import find_boundary_set
from app.files import FileStore
from app.model.account import SignInSession, User
from app.model.period import Period
from app.model.report import PendingRow, Revision
from app.outputs.shapes_prepare import ensure_shapes
from tests import factories
from tests.flow.typed_form import (
    STATE,
    TITLE,
    add_deed,
    be_ready_for_no_line,
    fill_and_wait,
    fill_potential,
)
from tests.visitor import DESKTOP, PHONE, enter
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
from tests.web.officer_helpers import DISTRICT, REPORT, VILLAGE

if TYPE_CHECKING:
    from app.db import Database
    from app.settings import Settings
    from tests.live import LiveServer
    from tests.visitor import Visitor

__all__ = ["database", "server", "settings"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
STATIC = Path(__file__).resolve().parents[2] / "app" / "web" / "static"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_pass_axe_and_fit(
    visitor: Visitor, server: LiveServer, size: tuple[int, int], shots: Path
) -> None:
    page = visitor.page(size)
    enter(page, server.url)
    open_form(page, server)
    page.fill("[name=isi-title]", TITLE)
    page.click("text=Tambah upaya")
    page.click("main button:has-text('Simpan')")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    code = page.url.rsplit("/", 1)[1]
    for name in ("", "/potensi", "/peristiwa", f"/{code}", f"/{code}/buang", "/kerangka/k"):
        page.goto(f"{server.url}{FORM}{name}")
        for folded in page.locator("main details").all():
            folded.evaluate("element => element.open = true")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
        assert found == [], (name, found)
        page.screenshot(path=shots / f"isi{name.replace('/', '-')}-{size[0]}.png", full_page=True)
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        page.set_viewport_size({"width": size[0], "height": size[1]})


def test_a_potential_is_filled_on_a_phone_and_saved_while_typing(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    page.goto(f"{server.url}{REPORT}")
    page.click("a.govuk-button:has-text('Isi di sini')")
    page.click("text=Tambah potensi")
    page.wait_for_selector("form[data-siap]")
    fill_and_wait(page)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    expect(page.locator(STATE)).to_contain_text("masih perlu dilengkapi")
    assert page.url == f"{server.url}{FORM}/P-W001"
    assert counts(database) == (1, 0)
    add_deed(page)
    page.click("main button:has-text('Simpan')")
    page.wait_for_url(f"{server.url}{FORM}#P-W001")
    assert counts(database) == (1, 0)
    assert "Selesai" in page.inner_text("#P-W001")
    assert drafts_on_device(page) == []


def test_the_matrix_by_mouse_and_by_keys(visitor: Visitor, server: LiveServer) -> None:
    page = visitor.page(DESKTOP)
    enter(page, server.url)
    open_form(page, server)
    page.click(".matrix__cell:has(input[value='3-3'])")
    expect(page.locator("#tingkat")).to_contain_text(
        "Sedang Kemungkinan 3 kadang-kadang terjadi, dampak 3 cukup signifikan."
    )
    expect(page.locator("#tingkat")).to_contain_text("Bila terjadi: Luka berat")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert page.locator("[name=matriks]:checked").get_attribute("value") == "4-4"
    expect(page.locator("#tingkat .lb")).to_have_text("Tinggi")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#tingkat .lb")).to_have_text("Sangat tinggi")
    assert page.locator("[name=matriks]:checked").get_attribute("value") == "5-5"


def test_villages_follow_their_kecamatan(visitor: Visitor, server: LiveServer) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    every = page.locator("[name=isi-village] option").count()
    page.select_option("[name=isi-village]", VILLAGE)
    assert page.input_value("[name=isi-district]") == DISTRICT
    assert page.locator("[name=isi-village] option").count() < every
    page.select_option("[name=isi-district]", "Kecamatan Contoh 990102")
    assert page.input_value("[name=isi-village]") == ""


def test_without_a_line_nothing_is_lost_and_one_entry_arrives_once(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    page.context.set_offline(True)
    fill_potential(page)
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan. Draf tersimpan")
    page.click("main button:has-text('Simpan')")
    expect(page.locator(STATE)).to_contain_text("Belum terkirim: tidak ada sambungan.")
    page.reload()
    page.wait_for_selector("form[data-siap]")
    assert page.title().startswith("Isian tanpa sambungan")
    expect(page.locator(STATE)).to_contain_text("dipulihkan dari perangkat ini")
    assert page.input_value("[name=isi-title]") == TITLE
    assert page.input_value("[name=isi-village]") == VILLAGE
    expect(page.locator("#tingkat .lb")).to_have_text("Sedang")
    page.fill("[name=isi-title]", f"{TITLE} bertambah")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan. Draf tersimpan")
    assert counts(database) == (0, 0)
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    page.wait_for_url(f"{server.url}{FORM}/P-W001")
    assert counts(database) == (1, 0)
    page.reload()
    page.wait_for_selector("form[data-siap]")
    assert page.input_value("[name=isi-title]") == f"{TITLE} bertambah"
    assert drafts_on_device(page) == []
    assert counts(database) == (1, 0)
    with database.read() as session:
        assert session.scalars(select(Revision.channel)).one() == "LURING"


def test_an_answer_that_got_lost_makes_no_second_entry(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    """The portal stored the row, but the line broke before its answer came."""
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)

    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(f"**{FORM}/potensi", swallow, times=1)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    assert counts(database) == (0, 1)
    page.fill("[name=isi-title]", f"{TITLE} lagi")
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    assert counts(database) == (0, 1)
    assert stored_title(database) == f"{TITLE} lagi"
    assert page.locator("#beda").is_hidden()


def test_a_new_entry_is_begun_without_a_line_and_sent_from_the_list(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    page.context.set_offline(True)
    page.goto(f"{server.url}{FORM}/peristiwa")
    page.wait_for_selector("form[data-siap]")
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan. Draf tersimpan")
    page.goto(f"{server.url}{FORM}")
    expect(page.locator("[data-on-device]")).to_contain_text(f"Peristiwa: {TITLE}")
    page.context.set_offline(False)  # the list itself comes in the place of the shell
    expect(page.locator("table")).to_contain_text(f"K-W001 {TITLE}")
    assert counts(database) == (0, 1)
    assert drafts_on_device(page) == []


def test_a_session_that_ended_keeps_the_text_and_sends_it_after_signing_in(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    with database.write() as session:
        for row in session.scalars(select(SignInSession)):
            session.delete(row)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Sesi Anda berakhir. Isian aman")
    assert page.input_value("[name=isi-title]") == TITLE
    page.click(f"{STATE} a")
    page.fill("#nama", "satu")
    page.fill("#sandi", factories.PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    assert counts(database) == (0, 1)
    assert stored_title(database) == TITLE


def test_what_one_wrote_is_neither_shown_to_nor_sent_by_another(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    address = page.url
    with database.write() as session:
        for row in session.scalars(select(SignInSession)):
            session.delete(row)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Sesi Anda berakhir")
    enter(page, server.url, "rekan")
    page.goto(address)
    page.wait_for_selector("form[data-siap]")
    assert page.input_value("[name=isi-title]") == ""
    page.goto(f"{server.url}{FORM}")
    page.wait_for_selector("html[data-luring=siap]", state="attached")
    assert page.locator("[data-on-device]").is_hidden()
    assert counts(database) == (0, 0)


def test_two_tabs_show_both_texts_and_the_officer_chooses(
    visitor: Visitor, server: LiveServer, database: Database, shots: Path
) -> None:
    page = visitor.page(DESKTOP)
    enter(page, server.url)
    open_form(page, server)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    other = page.context.new_page()
    open_form(other, server, "P-W001")
    other.fill("[name=isi-title]", "Sengketa menurut tab kedua")
    expect(other.locator(STATE)).to_contain_text("Tersimpan pukul")
    page.fill("[name=isi-title]", "Sengketa menurut tab pertama")
    expect(page.locator("#beda")).to_be_visible()
    shown = page.inner_text("#beda")
    assert "Sengketa menurut tab kedua" in shown
    assert "Sengketa menurut tab pertama" in shown
    assert stored_title(database) == "Sengketa menurut tab kedua"
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
    assert found == []
    page.screenshot(path=shots / "isi-berbeda.png")
    page.click("text=Pakai isian saya")
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    assert stored_title(database) == "Sengketa menurut tab pertama"
    other.fill("[name=isi-title]", "Sengketa menurut tab kedua lagi")
    expect(other.locator("#beda")).to_be_visible()
    other.click("text=Pakai yang tersimpan")
    expect(other.locator("[name=isi-title]")).to_have_value("Sengketa menurut tab pertama")
    assert stored_title(database) == "Sengketa menurut tab pertama"
    assert drafts_on_device(page) == []


def test_a_double_click_saves_once(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(DESKTOP)
    enter(page, server.url)
    open_form(page, server)
    page.fill("[name=isi-title]", TITLE)
    page.dblclick("main button:has-text('Simpan')")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert counts(database) == (0, 1)


def test_signing_out_clears_the_device(visitor: Visitor, server: LiveServer) -> None:
    page = visitor.page(DESKTOP)
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    page.context.set_offline(True)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan. Draf tersimpan")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.click("text=Keluar")
    assert "belum terkirim" in asked[0]
    assert len(drafts_on_device(page)) == 1
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    page.click("text=Keluar")
    page.wait_for_url(f"{server.url}/masuk")
    assert drafts_on_device(page) == []
    left = page.evaluate(
        "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()])"
        ".then(([names, workers]) => [names.length, workers.length])"
    )
    assert left == [0, 0]
    assert page.evaluate("localStorage.length") == 0


def test_the_device_keeps_the_empty_shell_and_nothing_anybody_read(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    be_ready_for_no_line(page)
    page.goto(f"{server.url}{FORM}")
    page.goto(f"{server.url}{REPORT}")
    kept = page.evaluate(
        "caches.open('isian-1').then(cache => cache.keys())"
        ".then(keys => keys.map(key => new URL(key.url).pathname))"
    )
    pages = [path for path in kept if not path.startswith("/static/")]
    assert sorted(pages) == [f"{FORM}/kerangka/k", f"{FORM}/kerangka/p"]
    texts = page.evaluate(
        "caches.open('isian-1').then(cache => Promise.all("
        f"['{FORM}/kerangka/k', '{FORM}/kerangka/p'].map("
        "path => cache.match(path).then(file => file.text())))).then(all => all.join(''))"
    )
    assert TITLE not in texts
    assert not re.search(r"P-W001|/keluar", texts)


def test_the_list_alone_makes_the_form_ready_for_no_line(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    page.goto(f"{server.url}{FORM}")
    page.wait_for_selector("html[data-luring=siap]", state="attached")
    kept = page.evaluate(
        "caches.open('isian-1').then(cache => cache.keys())"
        ".then(keys => keys.map(key => new URL(key.url).pathname.split('/').pop()))"
    )
    scripts = {path.name for path in (STATIC / "js").glob("isian*.js")}
    wanted = scripts - {"isian-pekerja.js"} | {"isian.css", "portal.css", "portal-base.css"}
    assert wanted <= set(kept)


def test_a_shell_from_before_an_update_is_fetched_anew(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    page.evaluate(
        "caches.open('isian-1').then(cache => cache.put("
        f"'{FORM}/kerangka/p', new Response('lama', {{headers: {{date: new Date()}}}})))"
    )
    page.reload()
    page.wait_for_selector("html[data-luring=siap]", state="attached")
    kept = page.evaluate(
        f"caches.open('isian-1').then(cache => cache.match('{FORM}/kerangka/p'))"
        ".then(file => file.text())"
    )
    assert "data-isian" in kept


def test_the_form_works_without_a_script(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(PHONE, javascript=False)
    enter(page, server.url)
    page.goto(f"{server.url}{FORM}/potensi")
    fill_potential(page)
    page.click("main button:has-text('Tambah upaya')")
    page.wait_for_url(re.compile(r"/P-W001\?upaya=1#upaya-baru$"))
    assert counts(database) == (1, 0)
    page.fill("[name=upaya-1-date_start]", "12/08/2026")
    page.click("main button:has-text('Simpan')")
    page.wait_for_url(f"{server.url}{FORM}/P-W001")
    assert "U-W001" in page.inner_text("legend:has-text('Upaya')")
    assert page.input_value("[name=upaya-1-date_start]") == "12/08/2026"
    page.click("text=Pelaksana utama masih kosong")
    assert page.url.endswith("#upaya-1-lead_agency")
    assert page.locator("[name=matriks]:checked").get_attribute("value") == "3-3"


def test_what_the_portal_will_not_take_is_told_and_let_go(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    """Typed without a line; meanwhile a colleague declared the report nil and sent it."""
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    be_ready_for_no_line(page)
    page.context.set_offline(True)
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan. Draf tersimpan")
    with database.write() as session:
        period = session.scalars(select(Period).where(Period.quarter == factories.QUARTER)).one()
        officer = session.scalars(select(User).where(User.username == "rekan")).one()
        sent = factories.make_revision(session, period, "99.01", drafted_by=officer)
        factories.send(session, sent)
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Laporan sudah dikirim dan terkunci.")
    assert page.input_value("[name=isi-title]") == TITLE
    page.goto(f"{server.url}{REPORT}")
    expect(page.locator("[data-on-device]")).to_contain_text("Laporan sudah dikirim dan terkunci.")
    page.click("text=Hapus dari perangkat ini")
    expect(page.locator("[data-on-device] li")).to_have_count(0)
    assert drafts_on_device(page) == []
    assert counts(database) == (0, 0)


def test_a_press_on_the_map_fills_in_the_point(
    visitor: Visitor, server: LiveServer, database: Database, settings: Settings
) -> None:
    with database.read() as session:
        boundary_set = find_boundary_set(session)
        assert boundary_set is not None
        ensure_shapes(session, FileStore(settings.files), boundary_set, "99")
    page = visitor.page(PHONE)
    enter(page, server.url)
    open_form(page, server)
    page.select_option("[name=isi-district]", DISTRICT)
    page.click("text=Titik, nama tempat")
    marked = page.locator(".picker .ward.marked")
    assert marked.get_attribute("data-name") == DISTRICT
    box = page.locator(f".picker .ward[data-name='{DISTRICT}']").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lat, lon = (
        float(page.input_value(f"[name=isi-{name}]").replace(",", ".")) for name in ("lat", "lon")
    )
    assert lat == pytest.approx(0.1, abs=0.01)
    assert lon == pytest.approx(115.1, abs=0.01)
    assert f"di {DISTRICT}" in page.inner_text("[data-picked]")
    expect(page.locator(".picker .pin")).to_have_count(1)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    with database.read() as session:
        row = session.scalars(select(PendingRow)).one()
        assert [item for item in row.problems if item["column"] in {"lat", "lon"}] == []
    page.fill("[name=isi-lon]", "115,5")
    page.locator("[name=isi-lon]").blur()
    expect(page.locator("#isi-lat-galat")).to_contain_text("dari Kecamatan")


def test_severity_is_told_while_typing_by_the_rules_of_the_workbook(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page(DESKTOP)
    enter(page, server.url)
    open_form(page, server, "peristiwa")
    shown = page.locator("#keparahan")
    expect(shown).to_contain_text("Rendah Keparahan 1 dari 5")
    page.evaluate("document.querySelectorAll('main details').forEach((item) => item.open = true)")
    for name, text, said in (
        ("injured_minor", "2 orang", "Rendah Keparahan 2"),
        ("loss_idr", "Rp50.000.000", "Sedang Keparahan 3"),
        ("loss_idr", "1,5 miliar", "Tinggi Keparahan 4"),
        ("deaths", "2", "Sangat tinggi Keparahan 5"),
        ("deaths", "", "Tinggi Keparahan 4"),
        ("loss_idr", "", "Rendah Keparahan 2"),
        ("crowd_max", "500", "Sedang Keparahan 3"),
        ("injured_minor", "", "Rendah Keparahan 1"),
    ):
        page.fill(f"[name=isi-{name}]", text)
        expect(shown).to_contain_text(said)
    page.check("input[name=isi-status_konflik][value=KAB]")
    expect(shown).to_contain_text("Tinggi Keparahan 4")
    page.fill("[name=isi-title]", TITLE)
    expect(page.locator(STATE)).to_contain_text("Tersimpan pukul")
    page.reload()
    expect(page.locator("#keparahan")).to_contain_text("Tinggi Keparahan 4")


def test_enter_saves_without_scripts(
    visitor: Visitor, server: LiveServer, database: Database
) -> None:
    page = visitor.page(javascript=False)
    enter(page, server.url)
    page.goto(f"{server.url}{FORM}/potensi")
    page.fill("[name=isi-title]", TITLE)
    page.press("[name=isi-title]", "Enter")
    page.wait_for_url(f"**{FORM}/P-W001")
    assert stored_title(database) == TITLE
    assert "tersimpan sebagai draf" in page.inner_text(".flash")
    assert page.locator("[data-block=sumber]").count() == 0, "no block was added"
