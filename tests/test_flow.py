"""One whole quarter over HTTP, counted again from the workbook's own cells, on both databases."""

from __future__ import annotations

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from app.model.report import Revision
from tests import parts
from tests.flow import flow_book, portal
from tests.flow.edition_check import check_edition
from tests.flow.flow_book import SLIPS, WAITING, filled
from tests.flow.person import plain
from tests.reports.story import LETTER_PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.flow.person import Person
    from tests.flow.portal import Portal

HERE = "/laporan/2026-tw3"
REVIEW = "/verifikasi/2026-tw3/99.01"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERDICTS = re.compile(
    r"(\d+) baris di berkas: (\d+) baru, (\d+) berubah, (\d+) tetap, (\d+) perlu diperbaiki"
)
ROWS = len(flow_book.POTENTIALS) + len(flow_book.EVENTS) + len(flow_book.ACTIONS)


@pytest.fixture
def site(
    database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[Portal]:
    """The portal of province 99, answering on loopback."""
    portal.settle(database)
    found = portal.running(database, portal.province_settings(make_settings, database), clock)
    with found.server:
        yield found


@pytest.fixture
def site_on_file(
    sqlite_database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[Portal]:
    """The same on SQLite alone."""
    portal.settle(sqlite_database)
    settings = portal.province_settings(make_settings, sqlite_database)
    found = portal.running(sqlite_database, settings, clock)
    with found.server:
        yield found


def upload(officer: Person, data: bytes) -> tuple[str, tuple[int, ...]]:
    """Send a workbook in; return where it led and total, new, changed, same, refused."""
    files = {"berkas": ("laporan.xlsx", data, XLSX)}
    location = officer.submit(f"{HERE}/unggah", f"{HERE}/unggah", files=files)
    found = VERDICTS.search(plain(officer.read(f"{HERE}/hasil")))
    assert found is not None
    counts = tuple(map(int, found.groups()))
    assert counts[0] == sum(counts[1:]), "a row was dropped in silence"
    return location, counts


def wrong_cells(page: str) -> set[tuple[str, str]]:
    """Return sheet and cell of everything the result page asks to be put right."""
    return {
        (sheet, cell)
        for sheet, cells in re.findall(
            r"Lembar (\w+) · baris \d+ · sel ([A-Z0-9, ]+?)\s*</h2>", page
        )
        for cell in cells.split(", ")
    }


def correct(officer: Person) -> str:
    """Type the right values into the controls of the result page and save."""
    form = officer.form(f"{HERE}/hasil", f"{HERE}/hasil")
    right = {column: str(value) for (_, _, column), (_, value) in SLIPS.items()}
    changed = {
        name: right[name.split("-", 2)[2]]
        for name in form.fields
        if name.startswith("sel-") and name.split("-", 2)[2] in right
    }
    assert len(changed) == len(SLIPS)
    answer = officer.send(form, changed)
    assert answer.status_code == 303, plain(answer.text)
    return str(answer.headers["location"])


def attach(officer: Person) -> None:
    files = {"pdf": ("surat.pdf", LETTER_PDF, "application/pdf")}
    officer.submit(f"{HERE}/surat", f"{HERE}/surat/berkas", files=files)


def confirm_twice(confirmer: Person) -> str:
    """Click send twice at once; both clicks lead to one receipt."""
    form = confirmer.form(f"{HERE}/periksa", f"{HERE}/kirim")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: confirmer.send(form), range(2)))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["location"] for answer in answers} == {f"{HERE}/terkirim"}
    codes = set(re.findall(r"PKP-9901-2026T3-\w{4}", confirmer.read(f"{HERE}/terkirim")))
    assert len(codes) == 1
    return str(codes.pop())


def receipts(database: Database) -> list[str]:
    with database.read() as session:
        codes = session.scalars(select(Revision.receipt_code).order_by(Revision.id)).all()
    return [code for code in codes if code]


def returned_once(site: Portal, officer: Person, confirmer: Person) -> None:
    """The province writes a must-fix note and returns; the regency sees it and sends again."""
    note = "Dampak tidak sesuai uraian; nilai kembali menjadi 3."
    with site.person("analis") as analyst:
        analyst.submit(REVIEW, f"{REVIEW}/mulai")
        analyst.submit(
            f"{REVIEW}?entri=P-001",
            f"{REVIEW}/catatan",
            {"bagian": "impact", "jenis": "NILAI", "sifat": "WAJIB", "catatan": note},
        )
    with site.person("kepala") as chief:
        chief.submit(f"{REVIEW}?putuskan=kembalikan", f"{REVIEW}/kembalikan")
    told = plain(officer.read(HERE))
    assert note in told
    assert "Wajib diperbaiki" in told
    template = officer.download(f"{HERE}/templat.xlsx")
    location, counts = upload(officer, corrected(template))
    assert (location, counts) == (f"{HERE}/periksa", (ROWS, 0, 1, ROWS - 1, 0))
    officer.submit(f"{HERE}/periksa", f"{HERE}/ajukan")
    confirm_twice(confirmer)


def corrected(template: bytes) -> bytes:
    """The officer's file after the note: one cell differs."""
    return filled(template, changed={("P", 0, "impact"): "3 Cukup signifikan"})


def nil_report(site: Portal) -> None:
    """99.02 declares the quarter nil."""
    path = f"{HERE}/nihil"
    with site.person("operator2") as officer:
        officer.submit(
            path,
            path,
            {
                "nyata": "ya",
                "basis": "KEC",
                "statement": "Diperiksa bersama tiga camat sampai akhir September.",
                "letter_no": "300/77/KESBANG/X/2026",
                "letter_date": "07/10/2026",
                "signatory_name": "Pejabat Contoh Dua",
                "signatory_position": "Kepala Kantor",
            },
        )
        attach_when_sent(site, officer)


def attach_when_sent(site: Portal, officer: Person) -> None:
    """The confirmer sends; the signed letter follows."""
    with site.person("pengesah2") as confirmer:
        confirmer.submit(f"{HERE}/periksa", f"{HERE}/kirim")
    files = {"pdf": ("surat.pdf", LETTER_PDF, "application/pdf")}
    officer.submit(f"{HERE}/surat", f"{HERE}/surat/berkas", files=files)


def accept(site: Portal, region: str) -> None:
    path = f"/verifikasi/2026-tw3/{region}"
    with site.person("kepala") as chief:
        chief.submit(f"{path}?putuskan=terima", f"{path}/terima")


def publish(site: Portal) -> None:
    with site.person("kepala") as chief:
        path = "/edisi/2026-tw3/susun"
        location = chief.submit("/edisi/susun?t=2026-tw3", path)
        assert site.work() >= 1
        assert "Semua berkas siap" in plain(chief.read(location))


def test_the_whole_quarter(site: Portal, shots: Path) -> None:
    with site.person("operator") as officer, site.person("pengesah") as confirmer:
        template = officer.download(f"{HERE}/templat.xlsx")
        location, counts = upload(officer, filled(template, slips=True))
        refused = len(SLIPS) + len(WAITING)
        assert (location, counts) == (f"{HERE}/hasil", (ROWS, ROWS - refused, 0, 0, refused))
        expected = {flow_book.cell(*place) for place in SLIPS}
        page = officer.read(f"{HERE}/hasil")
        assert wrong_cells(page) == expected
        assert plain(page).count("upaya ikut menunggu baris ini") == len(WAITING)
        assert marked_cells(officer.download(f"{HERE}/bertanda.xlsx")) == expected

        assert correct(officer) == f"{HERE}/periksa"
        _, counts = upload(officer, filled(template, slips=True))
        assert counts == (ROWS, 0, 0, ROWS, 0), "the same file again changes nothing"
        attach(officer)
        officer.submit(f"{HERE}/periksa", f"{HERE}/ajukan")
        first = confirm_twice(confirmer)
        assert receipts(site.database) == [first]
        assert officer.download(f"{HERE}/tanda-terima.pdf").startswith(b"%PDF-")

        returned_once(site, officer, confirmer)
    assert len(receipts(site.database)) == 2
    nil_report(site)
    accept(site, "99.01")
    accept(site, "99.02")
    publish(site)
    check_edition(site, corrected(template), shots)


def marked_cells(data: bytes) -> set[tuple[str, str]]:
    """Return sheet and cell of every note the portal wrote into the officer's file."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "Perlu diperbaiki"
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
        and cell.comment.author == "Portal Peta Konflik"
        and cell.fill.fgColor.rgb == "FFF9CFCB"
    }


@pytest.mark.libreoffice
def test_a_workbook_that_went_through_libreoffice(site_on_file: Portal, tmp_path: Path) -> None:
    """Saved as ODS and as XLSX again by LibreOffice, the same rows come in; again, nothing new."""
    soffice = parts.require_libreoffice()
    with site_on_file.person("operator") as officer:
        path = tmp_path / "laporan.xlsx"
        path.write_bytes(filled(officer.download(f"{HERE}/templat.xlsx")))
        for kind, folder in (("ods", tmp_path / "ods"), ("xlsx", tmp_path / "xlsx")):
            path = converted(soffice, path, kind, folder)
        location, counts = upload(officer, path.read_bytes())
        assert (location, counts) == (f"{HERE}/periksa", (ROWS, ROWS, 0, 0, 0))
        _, counts = upload(officer, path.read_bytes())
        assert counts == (ROWS, 0, 0, ROWS, 0)
        _, counts = upload(officer, filled(officer.download(f"{HERE}/templat.xlsx")))
        assert counts == (ROWS, 0, 0, ROWS, 0)


def converted(soffice: str, path: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice save a file as another kind, with a profile of its own."""
    profile = (folder.parent / "profil").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run(
        [*command, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{kind}"
