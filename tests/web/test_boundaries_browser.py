"""Loading boundaries in Chromium: from the file to the set in force, axe, phone width."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.areas.load import load_default
from app.model.account import Role
from app.paths import resource
from tests import factories
from tests.conftest import START
from tests.visitor import DESKTOP, PHONE, enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.live import LiveServer
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
GOOD = resource("geodata") / "districts.geojson"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    with sqlite_database.write() as session:
        load_default(session, now=START, province="64")
        factories.make_user(session, Role.ADMIN, region="64", username="admin")
    return sqlite_database


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    return make_settings(database_url=database.url, province="64")


def look(page: Page, name: str, shots: Path, faults: dict[str, Any]) -> None:
    """Collect what axe finds and whether the page scrolls sideways, at two widths."""
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=shots / f"wilayah-{name}-{width}.png", full_page=True)
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
        for rule in found:
            faults[f"{name} {width} {rule['id']}"] = [n["html"][:120] for n in rule["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults[f"{name} {width}"] = wide
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def opened(page: Page, live_server: LiveServer) -> None:
    """Sign in and go to the page."""
    enter(page, live_server.url, "admin")
    page.goto(f"{live_server.url}/admin/wilayah")


def upload(page: Page, file: Path, answer: str) -> None:
    """Choose a file, send it and wait for what is said."""
    page.set_input_files("#berkas", file)
    page.click("text=Unggah dan periksa")
    page.wait_for_selector(f"text={answer}")


def test_every_step_is_usable_by_everybody(
    visitor: Visitor, live_server: LiveServer, shots: Path, tmp_path: Path
) -> None:
    page, faults = visitor.page(), dict[str, Any]()
    opened(page, live_server)
    look(page, "daftar", shots, faults)
    faulty, no_map = tmp_path / "batas.geojson", tmp_path / "bukan.zip"
    faulty.write_text(GOOD.read_text(encoding="utf-8").replace("64.03.01", "64.03.99"))
    no_map.write_bytes(b"%PDF-1.7")
    upload(page, no_map, "Berkas ini PDF")
    look(page, "bukan-peta", shots, faults)
    upload(page, faulty, "Kode tidak dikenal")
    look(page, "salah", shots, faults)
    page.click("text=Buang berkas ini")
    page.wait_for_selector("text=Berkas dibuang")
    upload(page, GOOD, "Dapat dimuat")
    width = page.locator("figure img").evaluate("i => i.decode().then(() => i.naturalWidth)")
    assert width == 960
    look(page, "periksa", shots, faults)
    page.click("main >> button:text-is('Terapkan')")
    page.wait_for_selector("text=Batas belum diterapkan")
    look(page, "galat", shots, faults)
    assert faults == {}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_file_becomes_the_set_in_force(
    visitor: Visitor, live_server: LiveServer, *, javascript: bool
) -> None:
    page = visitor.page(javascript=javascript)
    opened(page, live_server)
    upload(page, GOOD, "Dapat dimuat")
    page.fill("#sumber", "Berkas contoh 2026")
    page.click("main >> button:text-is('Terapkan')")
    page.wait_for_url("**/admin/wilayah")
    assert "Berkas contoh 2026" in page.inner_text("table")
