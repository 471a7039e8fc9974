"""The pages of requests: asked by a regency, answered by the province, in sight of both."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.intake.requests import HEADINGS
from tests.intake.books import saved
from tests.live import LiveServer
from tests.visitor import DESKTOP, PHONE, enter
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import main_text, workbook
from tests.web.province_desk import ANALYST, OPERATOR, Desk, desk
from tests.web.test_enclosures_browser import look

if TYPE_CHECKING:
    from tests.visitor import Visitor
    from tests.web.officer_helpers import Officer

__all__ = ["desk", "enter_as", "officer", "settings"]
REPORT = "/laporan/2026-tw3"
HERE = f"{REPORT}/permintaan"
QUEUE = "/tindak-lanjut/permintaan"
ONE = f"{QUEUE}/LAP-9901-2026TW3/1"
ASK = {
    "tujuan": "GUBERNUR",
    "permintaan": "Memfasilitasi pengukuran ulang kebun plasma.",
    "sebelum": "01/12/2026",
    "entri": "P-001",
}


def asked(desk: Desk) -> Officer:
    """99.01 has sent a report with one request."""
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    operator = desk.enter(OPERATOR)
    operator.send(HERE, HERE, **ASK)
    desk.story.attach_letter()
    desk.story.send()
    return operator


def test_from_the_draft_to_the_answer(desk: Desk) -> None:
    operator = asked(desk)
    analyst = desk.enter(ANALYST)
    assert "Jawab 1 permintaan daerah" in analyst.open("/")
    assert "Memfasilitasi pengukuran ulang" in analyst.open(QUEUE)
    short = analyst.send(ONE, ONE, 422, status="DITERUSKAN", tanggapan="ya")
    assert ">ya</textarea>" in short.text.replace("\n", "")
    analyst.send(ONE, ONE, status="DITERUSKAN", tanggapan="Diteruskan ke dinas perkebunan.")
    for page in (ONE, HERE, QUEUE):
        assert "Diteruskan ke dinas perkebunan." in operator.open(page)
    assert 'name="tanggapan"' not in operator.open(ONE)
    assert "Jawab 1 permintaan" not in analyst.open("/")


def test_what_is_wrong_goes_back_and_a_draft_is_changed(desk: Desk) -> None:
    desk.story.upload(("P", "P-001", {}))
    operator = desk.enter(OPERATOR)
    wrong = operator.send(HERE, HERE, 422, **ASK | {"permintaan": "pendek", "sebelum": "nanti"})
    assert ">pendek</textarea>" in wrong.text.replace("\n", "")
    assert 'value="nanti"' in wrong.text
    unknown = operator.send(HERE, HERE, 422, **ASK | {"entri": "P-009"})
    assert "Entri P-009 tidak ada" in unknown.text
    operator.send(HERE, HERE, **ASK)
    assert operator.send(HERE, HERE, 409, **ASK).status_code == 409
    operator.send(f"{HERE}?ubah=1", HERE, permintaan="Memfasilitasi pengukuran ulang bersama BPN.")
    assert "bersama BPN" in operator.open(HERE)
    operator.send(HERE, f"{HERE}/1/buang")
    assert "belum memuat permintaan" in operator.open(HERE)


def with_requests(data: bytes, *rows: tuple[str, ...]) -> bytes:
    """Write requests into the block at the foot of the first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["1_Sampul"]
    head = next(line[0].row for line in sheet.iter_rows() if line[0].value == HEADINGS[0])
    for number, row in enumerate(rows, head + 1):
        for column, text in enumerate(row, 1):
            sheet.cell(number, column, text)
    return saved(book)


def test_requests_come_with_the_workbook(officer: Officer) -> None:
    data = workbook(officer.template())
    good = ("Gubernur", ASK["permintaan"], "01/12/2026", "P-001")
    bad = ("Gubernur", "pendek", "", "")
    officer.upload(with_requests(data, good, bad))
    text = main_text(officer.open(HERE))
    assert "1. Gubernur belum dikirim" in text
    assert "2. " not in text
    assert "Tulis isi permintaan" in officer.open(f"{REPORT}/hasil")
    officer.upload(with_requests(data, good))
    assert main_text(officer.open(HERE)).count(ASK["permintaan"]) == 1


def test_a_workbook_from_before_the_block_is_still_read(officer: Officer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(officer.template())))
    sheet = book["1_Sampul"]
    head = next(line[0].row for line in sheet.iter_rows() if line[0].value == HEADINGS[0])
    sheet.delete_rows(head - 2, sheet.max_row)
    answer = officer.upload(saved(book))
    assert answer.headers["location"] == f"{REPORT}/periksa"


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["meja", "hp"])
def test_pages_pass_axe_and_fit(
    visitor: Visitor, sqlite_desk: Desk, size: tuple[int, int]
) -> None:
    sqlite_desk.story.upload(("P", "P-001", {}))
    page = visitor.page(size)
    with LiveServer(sqlite_desk.app) as server:
        enter(page, server.url, OPERATOR)
        page.goto(server.url + HERE)
        page.select_option("#tujuan", "GUBERNUR")
        page.fill("#permintaan", ASK["permintaan"])
        page.click("main button:has-text('Simpan permintaan')")
        page.wait_for_url(server.url + HERE)
        look(page, server, HERE, size)
        sqlite_desk.story.send()
        page.context.clear_cookies()
        enter(page, server.url, ANALYST)
        for address in (QUEUE, ONE):
            look(page, server, address, size)
        page.check("text=Diteruskan")
        page.fill("#tanggapan", "Diteruskan ke dinas perkebunan provinsi.")
        page.click("main button:has-text('Simpan tanggapan')")
        page.wait_for_selector("text=Tanggapan provinsi")
        look(page, server, ONE, size)
    assert visitor.strangers == []
    assert visitor.complaints == []


@pytest.fixture
def sqlite_desk(desk: Desk) -> Desk:
    """What a browser shows does not depend on the kind of database."""
    if desk.story.database.writer.dialect.name != "sqlite":
        pytest.skip("browsers look at one kind of database")
    return desk
