"""One whole quarter over HTTP, counted again from the workbook's own cells, on both databases."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest

from tests import factories, parts
from tests.flow import flow_book, portal
from tests.flow.flow_book import DISTRICTS, SLIPS, THREE, WAITING, filled
from tests.flow.person import plain
from tests.flow.recount import NIL, SILENT, WORDS, Recount, recount, rows_of
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
    return codes.pop()


def receipts(database: Database) -> list[str]:
    from sqlalchemy import select

    from app.model.report import Revision

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
        expected = {flow_book.cell(*place) for place in [*SLIPS, *WAITING]}
        assert wrong_cells(officer.read(f"{HERE}/hasil")) == expected
        assert marked_cells(officer.download(f"{HERE}/bertanda.xlsx")) == expected

        assert correct(officer) == f"{HERE}/periksa"
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


def check_edition(site: Portal, data: bytes, shots: Path) -> None:
    """Compare what the governor's staff get with the recount of the workbook."""
    expected = recount(
        data,
        districts=DISTRICTS,
        nil={DISTRICTS[THREE]},
        population=100_000,
        start=date(2026, 7, 1),
        as_of=date(2026, 10, 8),
    )
    levels = {"99.01": expected.level, "99.02": NIL, "99.71": SILENT}
    with site.person("gubernur") as staff:
        page = staff.read("/ringkasan/2026-tw3")
        links = dict.fromkeys(re.findall(r'href="([^"]+/unduh/[\w-]+)"', page))
        files = {link.rsplit("/", 1)[1]: staff.download(link) for link in links}
        values = json.loads(staff.download("/peta/2026-tw3/nilai.json"))
        own = json.loads(staff.download("/peta/2026-tw3/99.01/nilai.json"))
    (shots / "alur-laporan.pdf").write_bytes(files["pdf"])
    check_map(values, own, expected, levels)
    check_pdf(files["pdf"], expected, levels)
    check_tables(files, data, expected, levels)


def check_map(
    values: dict[str, list[dict[str, object]]],
    own: dict[str, list[dict[str, object]]],
    expected: Recount,
    levels: dict[str, str],
) -> None:
    assert {area["code"]: str(area["history"])[-1] for area in values["areas"]} == levels
    districts = {area["code"]: str(area["history"])[-1] for area in own["areas"]}
    assert districts == expected.districts
    upper = next(area for area in values["areas"] if area["code"] == "99.01")
    assert (upper["potentials"], upper["events"]) == (expected.potentials, expected.events)
    assert upper["index"] == comma(expected.index)
    kinds = [point["kind"] for point in values["points"]]
    assert len(kinds) == expected.potentials + expected.events


def comma(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def check_pdf(data: bytes, expected: Recount, levels: dict[str, str]) -> None:
    """Every number in the row of every regency."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    text = " ".join(" ".join(pages).split())
    (shots_text := text)
    assert "2 dari 3 kabupaten/kota melapor" in shots_text
    parts_text = " / ".join(comma(100 * part) for part in (expected.p, expected.e, expected.h))
    assert comma(expected.index) in text
    assert parts_text in text
    for level in levels.values():
        assert WORDS[level] in text


def check_tables(
    files: dict[str, bytes], data: bytes, expected: Recount, levels: dict[str, str]
) -> None:
    rows = list(
        csv.DictReader(io.StringIO(files["csv-wilayah"].decode("utf-8-sig")), delimiter=";")
    )
    assert {row["Kode"]: row["Tingkat"] for row in rows} == {
        code: WORDS[level] for code, level in levels.items()
    }
    del data, expected
