"""Agenda, account, holidays and mail in Chromium: axe at two widths, nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.model.account import Role
from app.model.notice import NoticeState
from app.model.period import Holiday, Obligation, PeriodStatus
from tests import factories
from tests.live import LiveServer
from tests.visitor import DESKTOP, PHONE, enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Page

    from app.db import Database
    from tests.conftest import Clock
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "assets" / "axe.min.js"
OFFICER = {
    "agenda": "/agenda",
    "agenda-tahun-depan": "/agenda?tahun=2027",
    "akun": "/akun",
    "akun-surel": "/akun/pemberitahuan",
    "akun-kalender": "/akun/kalender",
    "laporan-kunci": "/laporan/2026-tw1",
}
PROVINCE = {
    "agenda-provinsi": "/agenda",
    "beranda-tenggat": "/?t=2026-tw3",
    "beranda-kunci": "/?t=2026-tw1",
    "surel": "/admin/pemberitahuan",
    "libur": "/admin/hari-libur",
    "periode": "/admin/periode",
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(app: FastAPI, database: Database, clock: Clock) -> Iterator[LiveServer]:
    """An open and a locked quarter, more time for one regency, mail in every state."""
    with database.write() as session:
        factories.make_province(session)
        period = factories.make_period(session)
        locked = factories.make_period(session, period.quarter - 2, status=PeriodStatus.TERKUNCI)
        session.flush()
        for duty in session.query(Obligation).where(Obligation.region_code == "99.01"):
            duty.due_on_override = (
                period.due_on.replace(day=20) if duty.period_id == period.id else None
            )
            duty.unlocked_until = clock().date() if duty.period_id == locked.id else None
        officer = factories.make_user(session, username="petugas", email="petugas@contoh.example")
        roles = (Role.PENGESAH_PROV, Role.ADMIN)
        factories.make_user(session, *roles, region="99", username="pejabat")
        for number, state in enumerate(NoticeState):
            changed: dict[str, Any] = {"state": state, "subject": str(number)}
            if state is NoticeState.TERKIRIM:
                changed |= {"sent_at": clock(), "address": officer.email, "title": "Pengingat"}
            if state is NoticeState.MENGIRIM:
                changed |= {"attempt": "a" * 32}
            if state is NoticeState.GAGAL:
                changed |= {"problem": "550 5.1.1 kotak surat tidak dikenal di server ini"}
            factories.make_notice(session, officer, **changed)
        session.add(Holiday(day=period.grace_on, name="Hari contoh"))
    with LiveServer(app) as running:
        yield running


def look(page: Page, name: str, shots: Path, faults: dict[str, Any]) -> None:
    """Collect what axe finds at two widths, and pages wider than the screen."""
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true; })")
    for width, height in (DESKTOP, PHONE, (320, 700)):
        page.set_viewport_size({"width": width, "height": height})
        if width > 320:
            page.screenshot(path=shots / f"waktu-{name}-{width}.png", full_page=True)
            page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
            found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
            for rule in found:
                faults[f"{name} {width} {rule['id']}"] = [n["html"][:120] for n in rule["nodes"]]
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults[f"{name} {width}"] = wide


def test_pages_of_time_are_usable_by_everybody(
    visitor: Visitor, server: LiveServer, shots: Path
) -> None:
    faults: dict[str, Any] = {}
    for username, pages in (("petugas", OFFICER), ("pejabat", PROVINCE)):
        page = visitor.page()
        enter(page, server.url, username)
        for name, path in pages.items():
            page.goto(f"{server.url}{path}")
            look(page, name, shots, faults)
    page.goto(f"{server.url}/akun/kalender")
    page.click("text=Buat alamat kalender")
    page.wait_for_selector("#alamat")
    look(page, "akun-kalender-baru", shots, faults)
    assert faults == {}
