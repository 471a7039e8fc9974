"""Files that are refused, scanned, counted and vouched for, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.main import create_app
from app.model.account import Role
from app.scanning import rounds
from app.scanning.gate import scanner_of
from tests import factories
from tests.intake import attachments as made
from tests.live import LiveServer
from tests.looks import Looks
from tests.scanning.conftest import scanner
from tests.visitor import enter
from tests.web import test_columns as columns
from tests.web.officer_helpers import LETTER, settle, workbook
from tests.web.province_desk import OPERATOR, Desk, desk
from tests.web.test_enclosures import HERE, PHOTO, REPORT
from tests.web.test_halfway_browser import submit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.scanning.server import ScannerServer
    from tests.visitor import Visitor

    Portal = Callable[..., str]

__all__ = ["desk", "scanner"]
pytestmark = pytest.mark.browser
HARM = b"rumah panggung merah muda"  # what this scanner is told to find
MORE_THAN_ANY_DISK = 2**62


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def portal(
    database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[Portal]:
    """Start the portal of province 99 with some settings changed; return its address."""
    running: list[LiveServer] = []

    def start(**changed: object) -> str:
        settings = make_settings(database_url=database.url, province="99", **changed)
        server = LiveServer(create_app(settings, database, clock=clock))
        running.append(server)
        return server.__enter__().url

    yield start
    for server in running:
        server.__exit__()


def upload(page: Page, url: str, data: bytes, name: str = "laporan.xlsx") -> None:
    """Send a file through the upload page."""
    page.goto(f"{url}{REPORT}/unggah")
    page.set_input_files("#berkas", {"name": name, "mimeType": "", "buffer": data})
    page.get_by_role("button", name="Unggah dan periksa").click()


def attach(page: Page, url: str, data: bytes) -> None:
    """Attach a photo to the report."""
    page.goto(url + HERE)
    page.set_input_files("#berkas", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": data})
    page.select_option("#jenis", PHOTO["jenis"])
    page.fill("#keterangan", PHOTO["keterangan"])
    page.fill("#diambil", PHOTO["diambil"])
    page.get_by_role("button", name="Lampirkan", exact=True).click()


def answered(page: Page, selector: str) -> None:
    """Wait for the answer to a file, which a script fetches and shows."""
    page.wait_for_selector(selector)
    page.wait_for_load_state("load")


# --- workbooks ---------------------------------------------------------------------------------


def test_a_workbook_with_faults_and_one_that_is_none(
    portal: Portal, database: Database, visitor: Visitor
) -> None:
    settle(database, single=True)
    url = portal()
    page = enter(visitor.page(), url)
    looks = Looks(page)
    upload(page, url, b"halo", "laporan.xlsx")
    answered(page, ".govuk-error-summary")
    looks.at("unggah-ditolak", "Berkas belum diterima")
    template = page.request.get(f"{url}{REPORT}/templat.xlsx").body()
    upload(page, url, workbook(template, {}, {}))
    answered(page, ".empty")
    looks.at("hasil-kosong", "tidak memuat baris isian")
    assert page.get_by_role("link", name="Unduh tanda terima").count() == 1
    wrong = {"P": [columns.at.POTENTIAL | {"likelihood": "entah", "district": "Hilang"}]}
    upload(page, url, workbook(template, wrong, LETTER | {"Tanggal surat": "besok"}))
    answered(page, ".error-card")
    looks.at("hasil-galat", "perlu diperbaiki")
    upload(page, url, workbook(template))
    page.wait_for_url(f"**{REPORT}/periksa")
    page.goto(f"{url}{REPORT}/hasil")
    looks.at("hasil-baik", "Unduh tanda terima")
    assert looks.faults == {}


def test_a_text_file_from_its_columns_to_its_faults(
    portal: Portal, database: Database, visitor: Visitor
) -> None:
    settle(database, single=True)
    url = portal()
    page = enter(visitor.page(), url)
    looks = Looks(page)
    upload(page, url, b'Permasalahan;Kecamatan\r\n"tanda kutip lupa ditutup;x\r\n', "a.csv")
    answered(page, ".govuk-error-summary")
    looks.at("teks-ditolak", "Berkas belum diterima")
    head = ";".join(columns.HEAD)
    rows = (columns.row(), columns.row(2, **{"Sumber Informasi": "entah"}))
    lines = [";".join(f'"{cell}"' for cell in row) for row in rows]
    upload(page, url, "\r\n".join([head, *lines]).encode(), "kantor.csv")
    answered(page, "text=artinya apa?")
    looks.at("teks-kolom", "perlu Anda jawab")
    page.get_by_role("button", name="Pakai").first.click()
    answered(page, ".govuk-error-summary")
    looks.at("teks-kolom-galat", "perlu dijawab")
    page.select_option("#kolom-0-12", "remarks")
    page.get_by_role("button", name="Pakai").first.click()
    page.wait_for_url(f"**{REPORT}/hasil")
    looks.at("teks-hasil", "perlu diperbaiki")
    assert looks.faults == {}


# --- the scanner -------------------------------------------------------------------------------


def test_the_states_of_a_file_that_is_scanned(
    portal: Portal,
    desk: Desk,
    scanner: ScannerServer,
    visitor: Visitor,
    make_settings: Callable[..., Settings],
    clock: Clock,
) -> None:
    database = desk.story.database
    desk.story.upload(("P", "P-001", {}))
    with database.write() as session:
        factories.make_user(session, Role.ADMIN, region="99", username="admin.99")
    scans = {"scanner_policy": "mark", "scanner_address": scanner.address}
    url = portal(**scans, scanner_gate_seconds=2)
    page, admin = enter(visitor.page(), url, OPERATOR), enter(visitor.page(), url, "admin.99")
    looks, desks = Looks(page), Looks(admin)
    scanner.script.markers = [HARM]
    attach(page, url, made.photo() + HARM)
    answered(page, ".govuk-error-summary")
    looks.at("pindai-ditolak", "Pemindai virus menemukan")
    attach(page, url, made.photo())
    page.wait_for_selector(".files__item")
    looks.at("pindai-bersih", "Berkas dilampirkan.")
    assert "bersih" in page.inner_text("main")
    scanner.script.says = b"apa saja\0"
    attach(page, url, made.photo(seed=1))
    page.wait_for_selector(".files__item >> nth=1")
    looks.at("pindai-gagal", "pemindaian gagal")
    scanner.script.says, scanner.script.markers = b"", [b"JFIF", b"Exif", b"\xff\xd8"]
    found = scanner_of(make_settings(**scans), 2)
    assert found is not None
    clock.forward(minutes=20)
    rounds.scan_stored(database, desk.story.files, found, clock())
    page.goto(url + HERE)
    looks.at("pindai-dikurung", "Dikurung pemindai virus")
    admin.goto(f"{url}/admin/pengaman")
    desks.at("pindai-pengaman", "terinfeksi")
    assert looks.faults | desks.faults == {}


def test_a_file_that_waits_for_the_scanner(
    portal: Portal, desk: Desk, scanner: ScannerServer, visitor: Visitor
) -> None:
    desk.story.upload(("P", "P-001", {}))
    url = portal(
        scanner_policy="refuse", scanner_address=f"{scanner.address}.lain", scanner_gate_seconds=1
    )
    page = enter(visitor.page(), url, OPERATOR)
    looks = Looks(page)
    attach(page, url, made.photo())
    page.wait_for_selector(".files__item")
    looks.at("pindai-belum", "belum dipindai")
    page.locator(".files__words a").first.click()
    page.wait_for_selector("h1:has-text('tidak diberikan')")
    looks.at("pindai-belum-diberikan", "belum selesai dipindai")
    assert looks.faults == {}


# --- counted, and no room ----------------------------------------------------------------------


def test_a_day_with_a_limit(portal: Portal, desk: Desk, visitor: Visitor) -> None:
    desk.story.upload(("P", "P-001", {}))
    url = portal(uploads_per_person=1, exports_per_person=1)
    page = enter(visitor.page(), url, OPERATOR)
    looks = Looks(page)
    attach(page, url, made.photo())
    page.wait_for_selector(".files__item")
    attach(page, url, made.photo(seed=1))
    answered(page, ".govuk-error-summary")
    looks.at("batas-lampiran", "Batas hari ini tercapai")
    assert page.input_value("#keterangan") == PHOTO["keterangan"]
    upload(page, url, b"x")
    answered(page, ".govuk-error-summary")
    looks.at("batas-unggah", "Batas hari ini tercapai")
    page.request.get(f"{url}{REPORT}/templat.xlsx")
    page.goto(f"{url}{REPORT}/templat.xlsx")
    looks.at("batas-unduh", "Lihat semua batas portal")
    page.get_by_role("link", name="Lihat semua batas portal").click()
    page.wait_for_url("**/panduan/batas")
    looks.at("batas", "Berkas diunggah atau dilampirkan")
    assert looks.faults == {}


def test_no_room_for_files(portal: Portal, desk: Desk, visitor: Visitor) -> None:
    desk.story.upload(("P", "P-001", {}))
    url = portal(disk_reserve_bytes=MORE_THAN_ANY_DISK)
    page = enter(visitor.page(), url, OPERATOR)
    looks = Looks(page)
    with page.expect_response(lambda answer: answer.status == 507):
        attach(page, url, made.photo(size=(1600, 1200)))
    answered(page, "h1:has-text('penuh')")
    looks.at("disk-penuh", "penuh")
    assert looks.faults == {}


def test_a_form_without_a_script_meets_the_full_disk_too(
    portal: Portal, desk: Desk, visitor: Visitor
) -> None:
    desk.story.upload(("P", "P-001", {}))
    url = portal(disk_reserve_bytes=MORE_THAN_ANY_DISK)
    page = enter(visitor.page(javascript=False), url, OPERATOR)
    page.goto(f"{url}{REPORT}/unggah")
    page.set_input_files("#berkas", {"name": "a.xlsx", "mimeType": "", "buffer": b"x" * 70_000})
    submit(page)
    assert page.locator("h1").count() == 1
    assert "penuh" in page.inner_text("main")
