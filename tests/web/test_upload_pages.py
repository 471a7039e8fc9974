"""Bad files and bad cells on the upload and result pages: told, kept, never a fault."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import func, select

from app.model.entry import Entry
from app.model.report import Upload
from tests.intake import bombs, books
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer, main_text

if TYPE_CHECKING:
    from app.db import Database
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "officer", "settings"]
HOSTILE = "</script><img src=x onerror=alert(1)> {{7*7}} {# ${x} contoh"


def uploads(database: Database) -> int:
    """Workbooks stored."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Upload)) or 0


FILES = {
    "empty": (b"", "laporan.xlsx", 422, ""),
    "pdf": (b"%PDF-1.4\n%%EOF", "laporan.pdf", 422, "xlsx"),
    "text": (b"halo", "laporan.xlsx", 422, ""),
    "too large": (b"x" * (1024 * 1024 + 10), "laporan.xlsx", 413, "lebih dari 1 MB"),
    "bomb": (bombs.spaces(), "laporan.xlsx", 422, ""),
    "other regency": (
        books.filled({}, region_code="99.02", region_name="Kabupaten Contoh Pesisir"),
        "laporan.xlsx",
        422,
        "Unduh templat Anda",
    ),
    "other quarter": (
        books.filled({}, quarter=books.QUARTER - 1),
        "laporan.xlsx",
        422,
        "Baris Anda tidak hilang",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_refused_file_is_told_on_the_page(officer: Officer, database: Database, kind: str) -> None:
    data, name, status, words = FILES[kind]
    answer = officer.upload(data, status, name)
    assert at.title_of(answer.text).startswith("Galat: ")
    assert "Berkas belum diterima" in answer.text
    assert words in main_text(answer.text)
    assert 'aria-describedby="berkas-petunjuk berkas-galat"' in answer.text
    assert uploads(database) == 0


def test_no_file_chosen(officer: Officer) -> None:
    fields = officer.form(f"{REPORT}/unggah", f"{REPORT}/unggah")
    answer = officer.client.post(f"{REPORT}/unggah", data=fields)
    assert answer.status_code == 422
    assert "Pilih berkas Excel lebih dulu." in answer.text


def test_hostile_text_is_shown_as_text(officer: Officer) -> None:
    rows = {**at.GOOD, "P": [at.POTENTIAL | {"title": HOSTILE, "likelihood": HOSTILE}]}
    officer.upload(at.workbook(officer.template(), rows), name="<b>berkas</b>.xlsx")
    html = officer.open(f"{REPORT}/hasil")
    assert "<img src=x" not in html
    assert "<b>berkas" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}} {# ${x}" in html
    form = officer.form(f"{REPORT}/hasil", f"{REPORT}/hasil")
    level = next(name for name in form | {"sel-1-likelihood": ""} if name.endswith("likelihood"))
    officer.send(f"{REPORT}/hasil", f"{REPORT}/hasil", **{level: "3"})
    for page in ("entri", "entri/P-001", "versi/1"):
        assert "<img src=x" not in officer.open(f"{REPORT}/{page}")
        assert "{{7*7}}" in officer.open(f"{REPORT}/{page}")


def test_totals_row_is_told_and_not_an_entry(officer: Officer, database: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(at.workbook(officer.template())))
    book["2_Potensi"]["B8"] = "Jumlah"
    officer.upload(books.saved(book))
    assert "Baris ini tidak dibaca" in main_text(officer.open(f"{REPORT}/hasil"))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 2


def test_one_card_per_row_and_every_column_on_demand(officer: Officer) -> None:
    bad = at.POTENTIAL | {"likelihood": "", "law_source": "sengketa entah", "village": "Entah"}
    officer.upload(at.workbook(officer.template(), {"P": [bad]}))
    html = officer.open(f"{REPORT}/hasil")
    cards = re.findall(r'id="baris-(\d+)"', html)
    assert len(cards) == 1
    assert "Ada 3 sel yang perlu diperbaiki" in html
    for key in ("likelihood", "law_source", "village", "district"):
        assert f'name="sel-{cards[0]}-{key}"' in html
    assert f'name="sel-{cards[0]}-remarks"' not in html
    whole = officer.open(f"{REPORT}/hasil?baris={cards[0]}")
    assert f'name="sel-{cards[0]}-remarks"' in whole


def test_stale_upload_page_is_told(officer: Officer, database: Database) -> None:
    data = at.workbook(officer.template())
    officer.upload(data)
    answer = officer.upload(data, 409, versi="0", kunci="kunci-lain")
    assert "berubah sejak Anda membuka halaman ini" in main_text(answer.text)
    assert uploads(database) == 1


def test_province_never_sees_a_draft(enter_as: Enter) -> None:
    officer, analyst, neighbour = enter_as("satu"), enter_as("analis_prov"), enter_as("tetangga")
    officer.upload(at.workbook(officer.template()))
    shown = analyst.open(f"{REPORT}?wilayah=99.01")
    assert "Belum ada laporan yang terkirim" in shown
    assert at.POTENTIAL["title"] not in analyst.open(f"{REPORT}/entri?wilayah=99.01")
    analyst.open(f"{REPORT}/entri/P-001?wilayah=99.01", 404)
    analyst.open(f"{REPORT}/versi/1?wilayah=99.01", 404)
    analyst.open(f"{REPORT}/berkas/1?wilayah=99.01", 404)
    neighbour.open(f"{REPORT}/entri/P-001?wilayah=99.01", 404)
    neighbour.open(f"{REPORT}/berkas/1", 404)
    officer.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    assert at.POTENTIAL["title"] in analyst.open(f"{REPORT}/entri/P-001?wilayah=99.01")
    assert analyst.client.get(f"{REPORT}/berkas/1?wilayah=99.01").status_code == 200
    neighbour.open(f"{REPORT}/entri/P-001?wilayah=99.01", 404)


def test_addresses_that_mean_nothing(officer: Officer) -> None:
    for path in ("2026-tw5", "2026", "1999-tw1", "2026-tw3/versi/9", "2026-tw3/entri/X"):
        officer.open(f"/laporan/{path}", 404)
    officer.open("/laporan/2025-tw1/templat.xlsx", 404)
    officer.open("/laporan?wilayah=99", 404)


def test_letter_error_of_the_file_goes_away_once_mended(officer: Officer) -> None:
    letter = at.LETTER | {"Tanggal surat": "31/09/2026"}
    answer = officer.upload(at.workbook(officer.template(), letter=letter))
    assert answer.headers["location"] == f"{REPORT}/hasil"
    html = officer.open(f"{REPORT}/hasil")
    assert at.title_of(html).startswith("Galat: ")
    assert "1_Sampul · sel B" in html
    officer.send(f"{REPORT}/surat", f"{REPORT}/surat", letter_date="05/10/2026")
    assert "1_Sampul" not in main_text(officer.open(f"{REPORT}/hasil"))


def test_missing_column_is_told_with_what_to_do(officer: Officer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(at.workbook(officer.template())))
    heading = next(cell for cell in book["2_Potensi"][5] if str(cell.value).startswith("Akar"))
    heading.value = None
    answer = officer.upload(books.saved(book))
    assert answer.headers["location"] == f"{REPORT}/hasil"
    html = officer.open(f"{REPORT}/hasil")
    assert at.title_of(html).startswith("Galat: ")
    assert "Akar masalah" in main_text(html)
