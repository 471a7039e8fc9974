"""Days in every Indonesian spelling: exact, several, or with their precision; never guessed."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from app.intake.parse import parse_row
from app.intake.parsed import ParsedEntry, RefusedRow
from app.intake.spans import parse_span
from tests.intake import books

D, AGREED = date, "TERTULIS"
SPANS = {
    "Senin, 15 Juni 2026": (D(2026, 6, 15), D(2026, 6, 15), "HARI"),
    "hari Senin tanggal 15 Juni 2026": (D(2026, 6, 15), D(2026, 6, 15), "HARI"),
    "12-6-26": (D(2026, 6, 12), D(2026, 6, 12), "HARI"),
    "46185": (D(2026, 6, 12), D(2026, 6, 12), "HARI"),
    "12 s.d. 14 Juni 2026": (D(2026, 6, 12), D(2026, 6, 14), "HARI"),
    "12 sd 14 Juni 2026": (D(2026, 6, 12), D(2026, 6, 14), "HARI"),
    "12-14 Juni 2026": (D(2026, 6, 12), D(2026, 6, 14), "HARI"),
    "12 dan 13 Juni 2026": (D(2026, 6, 12), D(2026, 6, 13), "HARI"),
    "Jum’at-Sabtu, 12-13 Juni 2026": (D(2026, 6, 12), D(2026, 6, 13), "HARI"),
    "12/06/2026 - 14/06/2026": (D(2026, 6, 12), D(2026, 6, 14), "HARI"),
    "12 Juni 2026 s/d 14 Juni 2026": (D(2026, 6, 12), D(2026, 6, 14), "HARI"),
    "30 Desember s.d. 2 Januari 2026": (D(2025, 12, 30), D(2026, 1, 2), "HARI"),
    "awal Juni 2026": (D(2026, 6, 1), D(2026, 6, 10), "BULAN"),
    "pertengahan bulan Juni 2026": (D(2026, 6, 11), D(2026, 6, 20), "BULAN"),
    "akhir Februari 2026": (D(2026, 2, 21), D(2026, 2, 28), "BULAN"),
    "minggu kedua Juni 2026": (D(2026, 6, 8), D(2026, 6, 14), "BULAN"),
    "Minggu, 14 Juni 2026": (D(2026, 6, 14), D(2026, 6, 14), "HARI"),
    "Juni 2026": (D(2026, 6, 1), D(2026, 6, 30), "BULAN"),
    "bulan Juni tahun 2026": (D(2026, 6, 1), D(2026, 6, 30), "BULAN"),
    "06/2026": (D(2026, 6, 1), D(2026, 6, 30), "BULAN"),
    "Juli s.d. September 2026": (D(2026, 7, 1), D(2026, 9, 30), "BULAN"),
    "sekitar 12 Juni 2026": (D(2026, 6, 12), D(2026, 6, 12), "BULAN"),
}
NOT_DAYS = (
    "12 Juni",
    "2026",
    "kemarin",
    "31 s.d. 32 Juni 2026",
    "triwulan III 2026",
    "",
    "99/2026",
)


@pytest.mark.parametrize("text", SPANS)
def test_spelling(text: str) -> None:
    span = parse_span(text)
    assert span is not None
    assert (span.first, span.last, span.precision) == SPANS[text]


@pytest.mark.parametrize("text", NOT_DAYS)
def test_what_names_no_month_and_year_is_asked(text: str) -> None:
    assert parse_span(text) is None


def judged(kind: str, **cells: str) -> ParsedEntry | RefusedRow:
    sheet, base = {"P": ("2_Potensi", books.POTENTIAL), "K": ("3_Peristiwa", books.EVENT)}[kind]
    result = parse_row(sheet, 6, f"{kind}-001", base | cells, books.context())
    assert isinstance(result, ParsedEntry | RefusedRow)
    return result


def test_an_event_keeps_the_precision_of_its_day() -> None:
    entry = judged("K", event_start="awal Agustus 2026")
    assert isinstance(entry, ParsedEntry)
    start = entry.values["event_start"].astimezone(ZoneInfo("Asia/Makassar"))
    assert (start.date(), entry.values["time_precision"]) == (D(2026, 8, 1), "BULAN")
    assert any("ketelitian Bulan" in item.message for item in entry.warnings)


def test_several_days_fill_beginning_and_end() -> None:
    entry = judged("K", event_start="19 s.d. 21 Agustus 2026")
    assert isinstance(entry, ParsedEntry)
    end = entry.values["event_end"].astimezone(ZoneInfo("Asia/Makassar"))
    assert (end.date(), entry.values["time_precision"]) == (D(2026, 8, 21), "HARI")


def test_a_day_of_the_week_that_does_not_fit_is_said() -> None:
    wrong = judged("K", event_start="Senin, 19 Agustus 2026")
    assert isinstance(wrong, ParsedEntry)
    assert any("jatuh pada hari Rabu" in item.message for item in wrong.warnings)
    right = judged("K", event_start="Rabu, 19 Agustus 2026")
    assert isinstance(right, ParsedEntry)
    assert not any("jatuh pada" in item.message for item in right.warnings)


def test_information_is_as_old_as_the_last_day_meant() -> None:
    entry = judged("P", info_date="Juli 2026")
    assert isinstance(entry, ParsedEntry)
    assert entry.values["info_date"] == D(2026, 7, 31)
    assert any("31 Juli 2026" in item.message for item in entry.warnings)


def test_a_day_that_must_be_exact_is_asked_with_an_offer() -> None:
    row = judged("K", agreement=AGREED, agreement_date="awal Agustus 2026")
    assert isinstance(row, RefusedRow)
    (problem,) = [item for item in row.problems if item.column == "agreement_date"]
    assert problem.suggestions == (("01/08/2026", "1 Agustus 2026"),)
