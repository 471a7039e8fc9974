"""Asking on the pages that one thing goes, deciding it, and what stands there afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.files import sha256_of
from app.model.account import Role
from app.reports import enclosures
from app.reports.enclosure_label import Label, Owner
from app.reports.erasing import erase_redacted
from tests import factories
from tests.live import LiveServer
from tests.reports.story import NOW, TODAY
from tests.reports.test_redaction_requests import LIMITS, PHOTO, SECRET
from tests.visitor import DESKTOP, PHONE
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, Desk, desk
from tests.web.test_enclosures_browser import look
from tests.web.test_flash import HERE as FLASH
from tests.web.test_followup_browser import enter

if TYPE_CHECKING:
    from tests.visitor import Visitor
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
HERE = "/data-pribadi"
VERSION = "/laporan/2026-tw3/versi/1"
WORKBOOK = "Daftar warga Contohwati.xlsx"
WHY = {"dasar": "SUBJEK", "alasan": "Warga yang tampak meminta fotonya dihapus."}


@pytest.fixture
def office(desk: Desk) -> Officer:
    """99.01 has sent a report with a photo whose caption names somebody."""
    story = desk.story
    story.upload(("P", "P-001", {}), name=WORKBOOK)
    with story.database.write() as session:
        label = Label("FOTO", f"Mediasi dengan {SECRET}", TODAY, file_name="a.png")
        enclosures.enclose(
            session, story.operator, story.draft(session), Owner("P-001"), label, PHOTO,
            limits=LIMITS, files=story.files, now=NOW,
        )  # fmt: skip
    story.attach_letter()
    story.send()
    return desk.enter(OPERATOR)


def link_in(page: str, what: str = "lampiran") -> str:
    """The link beside the photo, not the one beside the letter."""
    form = re.search(rf'href="({HERE}/minta[^"]+)">[^<]*<span[^>]*> pada {what}', page)
    assert form is not None
    return form[1].replace("&amp;", "&")


def asked(officer: Officer, what: str = "lampiran") -> tuple[str, str]:
    """Press the link beside the photo and send the form; return the request's address."""
    page = officer.open(VERSION)
    address = link_in(page, what)
    yang = re.search(r'name="yang" value="([^"]+)"', officer.open(address))
    assert yang is not None
    answer = officer.send(address, f"{HERE}/minta", yang=yang[1], **WHY)
    return answer.headers["location"], address


def test_from_the_link_beside_the_photo_to_its_end(desk: Desk, office: Officer) -> None:
    where, form = asked(office)
    assert office.client.get(form).headers["location"] == where
    assert "Hapus sekarang" not in office.open(where)
    analyst = desk.enter(ANALYST)
    assert "Putuskan 1 penghapusan data pribadi" in analyst.open("/")
    assert SECRET in analyst.open(where)
    analyst.send(where, f"{where}/putus", putusan="hapus")
    assert "Putuskan 1 penghapusan" not in analyst.open("/")
    for officer in (office, analyst):
        page = officer.open(VERSION if officer is office else f"{VERSION}?wilayah=99.01")
        assert SECRET not in page
        assert re.search(r"Dihapus karena data pribadi, \d+ \w+ 2026.*, dasar UU 27/2022", page)
    # "Sudah dihapus" is said where it could be asked for again
    assert "Ini sudah dihapus" in office.open(form)


def test_the_file_and_its_small_picture_are_refused_at_once(desk: Desk, office: Officer) -> None:
    page = office.open(VERSION)
    links = set(re.findall(r'(?:href|src)="(/laporan/2026-tw3/lampiran/[^"]+)"', page))
    assert len(links) == 2
    assert [office.client.get(link.replace("&amp;", "&")).status_code for link in links] == [
        200
    ] * 2
    where, _ = asked(office)
    desk.enter(ANALYST).send(where, f"{where}/putus", putusan="hapus")
    for link in links:
        assert office.client.get(link.replace("&amp;", "&")).status_code == 409
    with desk.story.database.read() as session:
        assert erase_redacted(session, desk.story.files) == 2
    assert not desk.story.files.path(sha256_of(PHOTO.data)).exists()
    assert office.client.get(VERSION).status_code == 200


def test_a_workbook_whose_name_says_it_goes_with_its_name(desk: Desk, office: Officer) -> None:
    page = office.open(VERSION)
    assert WORKBOOK in page
    file = re.search(r'href="(/laporan/2026-tw3/berkas/\d+)"', page)
    assert file is not None
    assert office.client.get(file[1]).content == b"isi"
    where, _ = asked(office, "berkas unggahan")
    analyst = desk.enter(ANALYST)
    assert WORKBOOK in analyst.open(where), "who decides reads what is to go"
    analyst.send(where, f"{where}/putus", putusan="hapus")
    page = office.open(VERSION)
    assert WORKBOOK not in page
    assert "dasar UU 27/2022</strong> (berkas unggahan)" in page
    assert "1 teks atau berkas dihapus dari versi ini" in page
    refused = office.client.get(file[1])
    assert (refused.status_code, WORKBOOK in refused.text) == (409, False)
    receipt = office.client.get(f"{file[1]}/tanda-terima")
    assert (receipt.status_code, WORKBOOK in receipt.text) == (200, False)
    assert sha256_of(b"isi") in receipt.text


def test_what_is_missing_goes_back_with_everything_typed(desk: Desk, office: Officer) -> None:
    number = asked(office)[1].rsplit("=", 1)[1]
    analyst = desk.enter(ANALYST)
    wrong = analyst.client.post(
        f"{HERE}/minta", data={"yang": f"attachment-{number}", "dasar": "", "alasan": "ya"}
    )
    assert wrong.status_code == 422
    assert ">ya</textarea>" in wrong.text.replace("\n", "")
    assert "Pilih dasar penghapusan." in wrong.text


def test_a_refusal_says_why(desk: Desk, office: Officer) -> None:
    where, _ = asked(office)
    decider = desk.enter(DECIDER)
    decider.send(where, f"{where}/putus", 422, putusan="tolak", catatan="")
    decider.send(where, f"{where}/putus", putusan="tolak", catatan="Foto hanya memuat papan nama.")
    assert "Foto hanya memuat papan nama." in office.open(where)
    assert SECRET in office.open(VERSION)


def test_who_asks_does_not_decide(desk: Desk, office: Officer) -> None:
    analyst = desk.enter(ANALYST)
    page = analyst.open(f"{VERSION}?wilayah=99.01")
    address = link_in(page)
    number = address.rsplit("=", 1)[1]
    where = analyst.send(address, f"{HERE}/minta", yang=f"attachment-{number}", **WHY).headers[
        "location"
    ]
    assert "orang lain di provinsi" in analyst.open(where)
    refused = analyst.client.post(f"{where}/putus", data={"putusan": "hapus"})
    assert refused.status_code == 403
    assert SECRET in office.open(VERSION)


def test_everybody_finds_the_page(desk: Desk, office: Officer) -> None:
    for page in ("/", VERSION, FLASH):
        assert 'href="/data-pribadi"' in office.open(page)
    assert "UU 7/2012" in office.open(HERE)


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_pass_axe_and_fit(
    visitor: Visitor, desk: Desk, office: Officer, size: tuple[int, int]
) -> None:
    if desk.story.database.writer.dialect.name != "sqlite":
        pytest.skip("browsers look at one kind of database")
    with desk.story.database.write() as session:
        auditor = factories.make_user(session, Role.AUDITOR, region="99").username
    page = visitor.page(size)
    with LiveServer(desk.app) as server:
        enter(page, server.url, OPERATOR)
        look(page, server, HERE, size)
        look(page, server, link_in(office.open(VERSION)), size)
        where, _ = asked(office)
        look(page, server, where, size)
        page.context.clear_cookies()
        enter(page, server.url, ANALYST)
        look(page, server, where, size)
        look(page, server, HERE, size)
        page.context.clear_cookies()
        page.goto(f"{server.url}/masuk")
        page.fill("#nama", auditor)
        page.fill("#sandi", factories.PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{server.url}/admin/log")
        look(page, server, "/admin/retensi", size)
