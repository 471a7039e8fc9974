"""The pages of flash reports: five questions on a phone, seen by the province at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.model.account import Role
from app.model.region import Office
from tests import factories
from tests.live import LiveServer
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, OPERATOR, Desk, desk
from tests.web.test_enclosures_browser import look
from tests.web.test_requests import sqlite_desk

if TYPE_CHECKING:
    from tests.visitor import Visitor

__all__ = ["desk", "sqlite_desk"]
HERE = "/laporan-khusus"
NEW = f"{HERE}/baru"
ONE = f"{HERE}/LAP-9901-K-2026-0001"
HEAD = "pengesah.kab.9901"
TOLD = {
    "apa": "Dua kelompok pemuda bentrok di lapangan desa contoh.",
    "kecamatan": "99.01.01",
    "tempat": "Lapangan contoh",
    "tanggal": "08/10/2026",
    "jam": "06.30",
    "deaths": "1",
    "injured_serious": "0",
    "injured_minor": "2",
    "displaced_people": "0",
    "tindakan": "Polsek contoh mengamankan lokasi kejadian.",
}


def test_from_the_first_word_to_the_draft(desk: Desk) -> None:
    operator, analyst, head = desk.enter(OPERATOR), desk.enter(ANALYST), desk.enter(HEAD)
    answer = operator.send(NEW, NEW, **TOLD)
    assert answer.headers["location"] == ONE
    home = main_text(analyst.open("/"))
    assert "Laporan khusus (1)" in home
    assert "1 meninggal, 2 luka ringan" in home
    assert "menunggu pengesahan, sisa 2 hari" in main_text(analyst.open(ONE)) or (
        "menunggu pengesahan, sisa 3 hari" in main_text(analyst.open(ONE))
    )
    analyst.send(ONE, f"{ONE}/dilihat")
    assert "sudah dilihat provinsi" in main_text(operator.open(ONE))
    operator.send(f"{ONE}/perbaiki", f"{ONE}/perbaiki", deaths="2")
    assert "2 meninggal" in main_text(analyst.open("/"))
    head.send(ONE, f"{ONE}/sahkan")
    assert "Sahkan laporan khusus ini" not in head.open(ONE)
    analyst.send(ONE, f"{ONE}/dilihat")
    assert "Laporan khusus (1)" not in analyst.open("/")


def test_confirmed_it_waits_in_the_draft_to_be_completed(desk: Desk) -> None:
    with desk.story.database.write() as session:
        desk.story.draft(session)
    operator, head = desk.enter(OPERATOR), desk.enter(HEAD)
    operator.send(NEW, NEW, **TOLD | {"tanggal": "20/09/2026"})
    assert "lewat 24 jam" in main_text(operator.open(ONE))
    head.send(ONE, f"{ONE}/sahkan")
    assert "sebagai K-901" in main_text(operator.open(ONE))
    waiting = main_text(operator.open("/laporan/2026-tw3/hasil"))
    assert "K-901" in waiting
    assert "U-901" in waiting
    operator.open("/laporan/2026-tw3/periksa")
    operator.open("/laporan/2026-tw3")


def test_what_is_wrong_goes_back_with_everything_typed(desk: Desk) -> None:
    operator = desk.enter(OPERATOR)
    wrong = operator.send(NEW, NEW, 422, **TOLD | {"jam": "pagi", "deaths": "satu"})
    assert "Isi tanggal dan jam kejadian" in wrong.text
    assert "Isi keempat jumlah korban" in wrong.text
    assert 'value="pagi"' in wrong.text
    assert TOLD["apa"] in wrong.text
    assert "Belum ada laporan khusus" in operator.open(HERE)


def test_a_double_click_sends_once(desk: Desk) -> None:
    operator = desk.enter(OPERATOR)
    fields = operator.form(NEW, NEW) | TOLD
    for _ in range(2):
        assert operator.client.post(NEW, data=fields).headers["location"] == ONE
    assert main_text(operator.open(HERE)).count("LAP-9901-K-2026") == 1


def test_a_correction_of_something_corrected_meanwhile_keeps_what_was_typed(desk: Desk) -> None:
    operator = desk.enter(OPERATOR)
    operator.send(NEW, NEW, **TOLD)
    page = f"{ONE}/perbaiki"
    stale = operator.form(page, page)
    operator.send(page, page, deaths="2")
    late = operator.client.post(page, data=stale | {"tindakan": "Camat memanggil kedua pihak."})
    assert late.status_code == 409
    assert "Camat memanggil kedua pihak." in late.text


def test_one_officer_tells_and_confirms(desk: Desk) -> None:
    with desk.story.database.write() as session:
        session.get_one(Office, "99.01").single_officer = True
        roles = (Role.OPERATOR_KAB, Role.PENGESAH_KAB)
        factories.make_user(session, *roles, username="satu")
    alone = desk.enter("satu")
    alone.send(NEW, NEW, **TOLD)
    alone.send(ONE, f"{ONE}/sahkan")
    assert "sudah disahkan" in main_text(alone.open(ONE))


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_a_phone_is_enough(visitor: Visitor, sqlite_desk: Desk, size: tuple[int, int]) -> None:
    page = visitor.page(size)
    with LiveServer(sqlite_desk.app) as server:
        enter(page, server.url, OPERATOR)
        look(page, server, NEW, size)
        page.fill("#apa", TOLD["apa"])
        page.select_option("#kecamatan", "99.01.01")
        page.fill("#tanggal", TOLD["tanggal"])
        page.fill("#jam", TOLD["jam"])
        page.fill("#deaths", "1")
        page.fill("#tindakan", TOLD["tindakan"])
        page.click("main button:has-text('Kirim sekarang')")
        page.wait_for_url(server.url + ONE)
        for address in (ONE, HERE, f"{ONE}/perbaiki", "/"):
            look(page, server, address, size)
        page.context.clear_cookies()
        enter(page, server.url, ANALYST)
        look(page, server, "/", size)
        page.click("text=Dua kelompok pemuda")
        page.click("main button:has-text('Tandai sudah dilihat')")
        page.wait_for_selector("text=sudah dilihat provinsi")
    assert visitor.strangers == []
    assert visitor.complaints == []
