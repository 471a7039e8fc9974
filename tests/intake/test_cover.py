"""The first sheet: letter, summary, and statements of the kecamatan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.intake.columns import COVER_SHEET
from app.intake.cover import COVER_FIELDS, parse_cover
from app.intake.template import build_template
from app.intake.workbook import RawSheet, read_workbook
from tests.intake.books import context, request

if TYPE_CHECKING:
    from app.intake.cover import ParsedCover

HEAD = {0: "Kecamatan", 1: "Pernyataan", 2: "Dasar", 3: "Catatan"}


def cover(rows: dict[int, dict[int, str]]) -> ParsedCover:
    return parse_cover(RawSheet(COVER_SHEET, rows=rows), context())


def test_the_letter_is_read_by_its_labels() -> None:
    found = cover(
        {
            5: {0: "Nomor surat *", 1: "300/118/KESBANGPOL", 2: "Menurut penomoran kantor Anda."},
            6: {0: "Tanggal surat", 1: "2 Oktober 2026"},
            7: {0: "Kapasitas", 1: "Pelaksana Tugas (Plt.)"},
            8: {0: "Hal", 2: "Sudah terisi; boleh disesuaikan."},
            9: {0: "Kecenderungan", 1: "Tetap"},
        }
    )
    assert found.letter == {
        "letter_no": "300/118/KESBANGPOL",
        "letter_date": date(2026, 10, 2),
        "signing_capacity": "PLT",
        "trend": "TETAP",
    }
    assert found.problems == ()


@pytest.mark.parametrize(
    ("label", "text", "cell", "sentence"),
    [
        ("Tanggal surat", "31/09/2026", "B5", "September berakhir tanggal 30"),
        ("Tanggal surat", "01/09/2026", "B5", "sebelum 16/09/2026"),
        ("Tanggal surat", "06/10/2026", "B5", "belum terjadi"),
        ("Kecenderungan", "Naik sekali", "B5", "tidak ada di daftar"),
        ("Nomor surat", "x" * 61, "B5", "paling banyak 60"),
    ],
)
def test_a_bad_letter_cell_is_told_with_its_place(
    label: str, text: str, cell: str, sentence: str
) -> None:
    found = cover({5: {0: label, 1: text}})
    assert found.letter == {}
    assert found.problems[0].cell == cell
    assert sentence in found.problems[0].message


def test_a_trend_needs_its_reason() -> None:
    found = cover({5: {0: "Kecenderungan", 1: "Meningkat"}})
    assert found.problems[0].severity == "peringatan"


def test_statements_by_kecamatan() -> None:
    found = cover(
        {
            9: HEAD,
            10: {0: "Riam Satu", 1: "Nihil (sudah dicek)", 2: "FKDM Kecamatan", 3: "Juni aman"},
            11: {0: "Riam Dua", 1: "TANPA_INFO", 3: "Tidak ada sinyal"},
            12: {0: "Batu Sepuluh"},
        }
    )
    assert found.statements == {
        "99.01.01": ("NIHIL", "FKDM_KEC", "Juni aman"),
        "99.01.02": ("TANPA_INFO", None, "Tidak ada sinyal"),
    }


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({0: "Riam Satu", 1: "Nihil (sudah dicek)"}, "memerlukan dasar"),
        ({0: "Riam Satu", 1: "Aman"}, "tidak ada di daftar pernyataan"),
        ({0: "Antah", 1: "NIHIL"}, "bukan kecamatan"),
        ({0: "Riam Satu", 1: "NIHIL", 2: "Tetangga"}, "tidak ada di daftar dasar"),
    ],
)
def test_a_bad_statement_is_told_and_not_taken(row: dict[int, str], sentence: str) -> None:
    found = cover({9: HEAD, 10: row})
    assert found.statements == {}
    assert sentence in found.problems[0].message


def test_entries_are_never_stated_by_hand() -> None:
    assert cover({9: HEAD, 10: {0: "Riam Satu", 1: "Ada entri"}}).statements == {}


def test_a_missing_sheet_is_a_notice() -> None:
    assert parse_cover(None, context()).problems[0].severity == "peringatan"


def test_the_template_offers_every_letter_field_with_its_default() -> None:
    defaults = {"letter_subject": "Laporan Contoh", "sign_method": "TTE"}
    raw = read_workbook(build_template(request(letter=defaults)))
    sheet = next(item for item in raw.sheets if item.name == COVER_SHEET)
    labels = {cells.get(0, "").rstrip(" *") for cells in sheet.rows.values()}
    assert {column.heading for column in COVER_FIELDS} <= labels
    assert parse_cover(sheet, context()).letter == defaults
