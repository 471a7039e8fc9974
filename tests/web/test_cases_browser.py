"""Cases in Chromium: one click for no news, an explanation, the province's decisions, axe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.model.case import Case
from app.model.entry import Entry
from tests.live import LiveServer
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.province_desk import ANALYST, LONG_AGO, OPERATOR, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.db import Database
    from tests.visitor import Visitor

__all__ = ["desk"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
FIRST, SECOND = "9901-2026-0001", "9901-2026-0002"
HERE = "/laporan/2026-tw3/lanjutan"
PAGES = {
    OPERATOR: ("/kasus", f"/kasus/{FIRST}", HERE, f"{HERE}/{FIRST}", "/laporan/2026-tw3"),
    ANALYST: ("/kasus", "/kasus?cari=tidak-ada", f"/kasus/{FIRST}"),
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """The portal in quarter III; two cases are open since quarter II."""
    replace(desk.story, quarter=LONG_AGO).whole(
        ("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa batas kebun <b>kedua</b>"})
    )
    with LiveServer(desk.app) as running:
        yield running


@pytest.mark.parametrize("username", PAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_pass_axe_and_fit(
    visitor: Visitor, server: LiveServer, username: str, size: tuple[int, int]
) -> None:
    page = visitor.page(size)
    enter(page, server.url, username)
    for address in PAGES[username]:
        page.goto(server.url + address)
        for fold in page.query_selector_all("details"):
            fold.evaluate("element => element.open = true")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
        assert found == [], (address, found)
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": size[0], "height": size[1]})
    assert visitor.strangers == []
    assert visitor.complaints == []


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_open_cases_are_settled_by_a_click_each(
    visitor: Visitor, server: LiveServer, desk: Desk, *, javascript: bool
) -> None:
    page = visitor.page(PHONE, javascript=javascript)
    enter(page, server.url, OPERATOR)
    page.click("text=Kasus lanjutan")
    page.wait_for_url(server.url + HERE)
    assert "2 dari 2 kasus" in page.inner_text("main")
    page.click(f"section:has-text('{FIRST}') >> text=Tidak ada perkembangan")
    page.wait_for_url(server.url + HERE)
    assert "1 dari 2 kasus" in page.inner_text("main")
    page.click(f"section:has-text('{SECOND}') >> text=Tidak dilaporkan")
    page.select_option("#sebab", "DIPANTAU")
    page.fill("#alasan", "singkat")
    page.click("text=Simpan penjelasan")
    assert "10 karakter" in page.inner_text(".govuk-error-summary")
    assert page.input_value("#alasan") == "singkat"
    page.fill("#alasan", "Camat tetap memantau tiap bulan.")
    page.click("text=Simpan penjelasan")
    page.wait_for_url(server.url + HERE)
    assert "Semua 2 kasus sudah ada kabarnya" in page.inner_text("main")
    with desk.story.database.read() as session:
        told = session.scalars(select(Entry).where(Entry.change == "TETAP")).all()
        assert [entry.row_key for entry in told] == ["P-001"]


def test_news_that_is_not_complete_comes_back_with_everything_typed(
    visitor: Visitor, server: LiveServer
) -> None:
    page = visitor.page()
    enter(page, server.url, OPERATOR)
    page.goto(f"{server.url}{HERE}/{FIRST}")
    page.check("text=Berlanjut, meningkat")
    page.check("text=4 Sering terjadi")
    page.fill("#development", "Warga dua kali menutup jalan kebun.")
    page.click("text=Simpan kabar kasus")
    assert "Kemungkinan 4 memerlukan alasan" in page.inner_text(".govuk-error-summary")
    assert page.input_value("#development") == "Warga dua kali menutup jalan kebun."
    page.fill("#likelihood_basis", "Dua kali aksi dalam triwulan ini.")
    page.click("text=Simpan kabar kasus")
    page.wait_for_url(server.url + HERE)
    assert "Berlanjut, meningkat" in page.inner_text("main")


def test_the_province_merges_and_takes_it_back(
    visitor: Visitor, server: LiveServer, desk: Desk
) -> None:
    page = visitor.page()
    enter(page, server.url, ANALYST)
    page.goto(f"{server.url}/kasus/{SECOND}")
    page.click("text=Gabung ke kasus lain di daerah ini")
    page.fill("#gabung-ke", "9901-2026-0099")
    page.fill("#alasan-gabung", "Kebun dan pihaknya sama.")
    page.click("button:has-text('Gabungkan')")
    assert "tidak ditemukan" in page.inner_text(".govuk-error-summary")
    page.fill("#gabung-ke", FIRST)
    page.click("button:has-text('Gabungkan')")
    page.wait_for_url(f"{server.url}/kasus/{SECOND}")
    assert FIRST in page.inner_text("main")
    page.fill("#alasan-pisah", "Ternyata kebunnya berbeda.")
    page.click("text=Batalkan penggabungan")
    page.wait_for_url(f"{server.url}/kasus/{SECOND}")
    with desk.story.database.read() as session:
        case = session.scalars(select(Case).where(Case.case_no == SECOND)).one()
        assert (case.status, case.merged_into_id) == ("AKTIF", None)


def test_two_analysts_do_not_overwrite_each_other(
    visitor: Visitor, server: LiveServer, desk: Desk
) -> None:
    first, second = visitor.page(), visitor.page()
    for page in (first, second):
        enter(page, server.url, ANALYST)
        page.goto(f"{server.url}/kasus/{FIRST}")
        page.click("text=Ubah status")
        page.fill("#alasan", "Diputuskan setelah rapat dengan daerah.")
    first.select_option("#tindakan", "PANTAU")
    first.click("text=Simpan keputusan")
    first.wait_for_url(f"{server.url}/kasus/{FIRST}")
    second.select_option("#tindakan", "ALIHKAN")
    second.click("text=Simpan keputusan")
    assert "Orang lain baru saja" in second.inner_text(".govuk-error-summary")
    assert second.input_value("#alasan") == "Diputuskan setelah rapat dengan daerah."
    with desk.story.database.read() as session:
        case = session.scalars(select(Case).where(Case.case_no == FIRST)).one()
        assert case.status == "DIPANTAU"
