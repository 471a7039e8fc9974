"""Follow-up in Chromium: axe, narrow screens, and a statement by clicks alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.followup import commands
from tests.live import LiveServer
from tests.reports.story import NOW
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.province_desk import DECIDER, OPERATOR, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.db import Database
    from tests.visitor import Visitor

__all__ = ["desk"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
HERE = "/tindak-lanjut"
ITEM = f"{HERE}/rakor-2024/r07"
PAGES = {
    DECIDER: (HERE, ITEM, f"{HERE}/rakor-2024/r10", f"{HERE}/upaya", f"{HERE}/kelola"),
    OPERATOR: (HERE, ITEM, f"{ITEM}/isi"),
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """The portal with the recommendations of 2024 and one report sent."""
    desk.send_report()
    with desk.story.database.write() as session:
        commands.load_rakor_2024(session, desk.story.decider, "99", NOW)
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
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
        assert found == [], (address, found)
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": size[0], "height": size[1]})
    assert visitor.strangers == []
    assert visitor.complaints == []


def test_a_regency_speaks_in_a_few_clicks(visitor: Visitor, server: LiveServer) -> None:
    page = visitor.page(PHONE)
    enter(page, server.url, OPERATOR)
    page.goto(server.url + ITEM)
    page.click("text=Perbarui Triwulan III 2026")
    page.check("text=Terkendala")
    page.fill("#progress", "30")
    page.fill("#description", "Rancangan keputusan dibahas di Bagian Hukum.")
    page.click("main button:has-text('Simpan')")
    assert "Tulis kendalanya" in page.inner_text(".govuk-error-summary")
    assert page.input_value("#progress") == "30"
    page.fill("#obstacle", "Anggaran belum tersedia tahun ini.")
    page.click("main button:has-text('Simpan')")
    page.wait_for_url(server.url + ITEM)
    assert "Anggaran belum tersedia tahun ini." in page.inner_text("main")
