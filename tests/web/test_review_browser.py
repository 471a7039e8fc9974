"""Review in Chromium: axe and narrow screens on every page of it, and the keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.model.report import ReviewNote
from app.reports import review_notes, reviewing
from tests import factories
from tests.live import LiveServer
from tests.reports.story import NOW
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, REVIEW, Desk, desk
from tests.web.test_case_twins import accepted
from tests.web.test_versions import mend, return_it

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from app.db import Database
    from tests.visitor import Visitor

__all__ = ["desk"]
pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
VERSIONS = "/laporan/2026-tw3/versi"
PAGES = {
    ANALYST: (REVIEW, "/laporan/2026-tw3/catatan?wilayah=99.01"),
    DECIDER: ("/verifikasi", REVIEW, f"{REVIEW}?banding=triwulan", f"{VERSIONS}?wilayah=99.01"),
    OPERATOR: (VERSIONS, "/laporan/2026-tw3/terkirim", "/laporan/2026-tw3/catatan"),
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """A report that was returned, answered, corrected, sent again, and is in somebody's hands."""
    return_it(desk)
    story = desk.story
    with story.database.write() as session:
        draft, note = story.revision(session), session.scalars(select(ReviewNote)).one()
        review_notes.answer(session, story.operator, draft, note.id, "Sudah dinilai lagi.", NOW)
    mend(desk)
    story.send()
    with story.database.write() as session:
        reviewing.start_review(session, story.decider, story.revision(session), NOW)
    with LiveServer(desk.app) as running:
        yield running


@pytest.mark.parametrize("username", PAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_pass_axe_and_fit(
    visitor: Visitor, server: LiveServer, username: str, size: tuple[int, int]
) -> None:
    look_at(visitor, server, username, size, PAGES[username])


def look_at(
    visitor: Visitor,
    server: LiveServer,
    username: str,
    size: tuple[int, int],
    addresses: tuple[str, ...],
) -> None:
    """No violation of axe, no sideways scrolling on a narrow screen, nothing from elsewhere."""
    page = visitor.page(size)
    enter(page, server.url, username)
    for address in addresses:
        page.goto(server.url + address)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
        assert found == [], (address, found)
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": size[0], "height": size[1]})
    assert visitor.strangers == []
    assert visitor.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_clean_reports_pass_axe_and_fit(
    visitor: Visitor, fresh: LiveServer, size: tuple[int, int]
) -> None:
    look_at(visitor, fresh, DECIDER, size, ("/verifikasi/terima-sekaligus", REVIEW))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_questions_pass_axe_and_fit(visitor: Visitor, desk: Desk, size: tuple[int, int]) -> None:
    desk.story.upload(("P", "P-001", {}), ("P", "P-002", {}), ("U", "U-001", {}))
    with LiveServer(desk.app) as running:
        look_at(visitor, running, OPERATOR, size, ("/laporan/2026-tw3/periksa",))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_cases_alike_pass_axe_and_fit(visitor: Visitor, desk: Desk, size: tuple[int, int]) -> None:
    accepted(desk, "99.01", "99.01.01", factories.QUARTER)
    accepted(desk, "99.02", "99.02.01", factories.QUARTER)
    with LiveServer(desk.app) as running:
        look_at(visitor, running, DECIDER, size, ("/verifikasi/kasus-mirip",))


def opened(visitor: Visitor, server: LiveServer, *, javascript: bool = True) -> Page:
    page = visitor.page(javascript=javascript)
    enter(page, server.url, DECIDER)
    page.goto(f"{server.url}{REVIEW}?banding=triwulan")
    return page


@pytest.fixture
def fresh(desk: Desk) -> Iterator[LiveServer]:
    """Two potentials sent for the first time, about which there is nothing to ask."""
    other = "Warga mempersoalkan batas kebun dengan tetangga sejak tanda batas hilang."
    desk.story.upload(
        ("P", "P-001", {}),
        ("P", "P-002", {"summary": other, "root_cause": other}),
        ("U", "U-001", {}),
    )
    desk.story.attach_letter()
    desk.story.send()
    with LiveServer(desk.app) as running:
        yield running


def test_keys_go_through_the_entries_and_ask_before_they_decide(
    visitor: Visitor, fresh: LiveServer
) -> None:
    page = opened(visitor, fresh)
    page.keyboard.press("b")
    page.wait_for_url("**/*entri=P-002*")
    page.keyboard.press("b")  # the last one: nothing to go to
    page.keyboard.press("s")
    page.wait_for_url("**/*entri=P-001*")
    page.keyboard.press("?")
    assert page.get_attribute("#bantuan-pintasan", "open") is not None
    page.keyboard.press("?")
    assert page.get_attribute("#bantuan-pintasan", "open") is None
    page.keyboard.press("a")
    page.wait_for_selector("text=Ya, terima laporan")


def test_keys_rest_while_somebody_types_and_can_be_switched_off(
    visitor: Visitor, fresh: LiveServer
) -> None:
    page = opened(visitor, fresh)
    with page.expect_navigation():  # the page without its script, still loading, knows no keys
        page.click("text=Mulai telaah")
    page.keyboard.press("t")
    page.keyboard.type("bsak?")
    assert page.input_value("#catatan") == "bsak?"
    page.fill("#catatan", "")
    page.click("#bantuan-pintasan summary")
    page.click("text=Matikan pintasan")
    before = page.url
    page.keyboard.press("b")
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("b")
    assert page.url == before
    assert not page.is_visible("kbd[data-hint]")


def test_without_script_buttons_do_what_keys_do(visitor: Visitor, fresh: LiveServer) -> None:
    page = opened(visitor, fresh, javascript=False)
    page.click("#putusan >> text=Berikutnya")
    assert "entri=P-002" in page.url
    page.click("#putusan >> text=Terima laporan")
    page.click("text=Ya, terima laporan")
    assert page.url == f"{fresh.url}/verifikasi"
