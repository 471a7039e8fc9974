"""Whole workbooks: every row gets a verdict, nothing is dropped in silence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Unreadable
from app.intake.columns import (
    ACTION_SHEET,
    COVER_SHEET,
    EVENT_SHEET,
    META_SHEET,
    POTENTIAL_SHEET,
    columns_for,
)
from app.intake.parse import Parsed, RefusedRow, parse_workbook
from app.intake.template import build_template
from app.intake.template_request import CarriedRow
from app.intake.workbook import RawSheet, RawWorkbook, read_workbook
from app.model.quarter import Quarter
from tests.intake.books import ACTION, EVENT, POTENTIAL, SECRET, context, filled, request, saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet


def parse(data: bytes, **changes: Any) -> Parsed:
    found = parse_workbook(read_workbook(data, secret=SECRET), context(**changes))
    assert len(found.entries) + len(found.actions) + len(found.refused) == found.total_rows
    return found


def messages(found: Parsed) -> str:
    return "\n".join(problem.message for problem in found.problems)


def changed(data: bytes, sheet: str, change: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book[sheet])
    return saved(book)


def test_good_and_bad_rows_are_kept_apart() -> None:
    bad = POTENTIAL | {"village": "Antah"}
    found = parse(filled({"P": [POTENTIAL, bad], "K": [EVENT], "U": [ACTION]}))
    assert [row.row_key for row in found.entries] == ["P-001", "K-001"]
    assert [row.row_key for row in found.refused] == ["P-002"]
    assert found.total_rows == 4
    assert found.refused[0].problems[0].cell == "J7"


def test_an_action_waits_with_its_entry_or_has_none() -> None:
    bad = POTENTIAL | {"village": "Antah"}
    rows = {"P": [bad], "U": [ACTION, ACTION | {"entry_key": "K-009"}]}
    found = parse(filled(rows))
    refused = {row.row_key: row for row in found.refused}
    assert refused["U-001"].problems == ()
    assert refused["U-001"].action is not None
    assert refused["U-001"].action.entry_key == "P-001"
    assert "Kode K-009 tidak ada" in refused["U-002"].problems[0].message
    assert refused["U-002"].action is None
    assert found.actions == ()
    assert len(found.entries) + len(found.refused) == found.total_rows == 3
    assert {item.row_key for item in found.problems if item.is_error} == {"P-001", "U-002"}


def test_reading_the_same_file_twice_gives_the_same() -> None:
    data = filled({"P": [POTENTIAL, POTENTIAL | {"row_key": "P-001"}], "U": [ACTION]})
    assert parse(data) == parse(data)


def test_a_row_with_a_used_or_no_code_gets_one_from_its_row() -> None:
    rows = [POTENTIAL, POTENTIAL | {"row_key": "P-001"}, POTENTIAL | {"row_key": None}]
    found = parse(filled({"P": [*rows, POTENTIAL | {"row_key": "p-7"}]}))
    assert [row.row_key for row in found.entries] == ["P-001", "P-B007", "P-B008", "P-007"]
    assert "sudah dipakai baris lain" in messages(found)


def test_an_event_takes_the_case_of_its_potential() -> None:
    known = {
        "known_cases": {"9901-2025-0004": "Sengketa"},
        "previous_cases": frozenset({"9901-2025-0004"}),
    }
    carried = CarriedRow("P", "9901-2025-0004", POTENTIAL | {"development": "Belum terlaksana."})
    new = POTENTIAL | {"row_key": "P-002"}
    data = build_template(request(carried=(carried, CarriedRow("P", "", new))))
    events = [EVENT | {"same_case": "P-001"}, EVENT | {"same_case": "P-002"}]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book[POTENTIAL_SHEET]["B6"].value == POTENTIAL["title"]
    from tests.intake.books import fill

    found = parse(fill(data, {"K": events}), **known)
    linked, fresh = (row for row in found.entries if row.kind == "K")
    assert (linked.case_no, linked.values["change"]) == ("9901-2025-0004", "TETAP")
    assert (fresh.case_no, fresh.same_case) == (None, "P-002")


def test_a_carried_row_that_was_emptied_is_mentioned() -> None:
    carried = CarriedRow("P", "9901-2025-0004", {})
    found = parse(build_template(request(carried=(carried,))))
    assert found.total_rows == 0
    assert "kasus 9901-2025-0004) dikosongkan" in messages(found)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"B": "Jumlah"}, "baris jumlah"),
        ({"A": "TOTAL", "D": "3"}, "baris jumlah"),
        ({"A": "CONTOH", "B": "Sengketa lahan"}, "baris contoh"),
        ({"A": "1", "B": "2", "C": "3", "D": "4"}, "baris nomor kolom"),
        ({"A": "Kode", "B": "Judul *", "C": "Sumber konflik *"}, "judul kolom yang terulang"),
    ],
)
def test_rows_that_are_no_entries_are_left_aside_and_said(
    cells: dict[str, str], reason: str
) -> None:
    def change(sheet: Worksheet) -> None:
        for column, text in cells.items():
            sheet[f"{column}7"] = text

    found = parse(changed(filled({"P": [POTENTIAL]}), POTENTIAL_SHEET, change))
    assert found.total_rows == 1
    assert [(row.row_number, row.sheet) for row in found.ignored_rows] == [(7, POTENTIAL_SHEET)]
    assert reason in found.ignored_rows[0].reason
    assert f"Baris 7 tidak dibaca: {found.ignored_rows[0].reason}" in messages(found)


def test_reordered_columns_are_read_by_their_headings() -> None:
    def swap(sheet: Worksheet) -> None:
        for row in range(5, 7):
            sheet[f"B{row}"].value, sheet[f"J{row}"].value = (
                sheet[f"J{row}"].value,
                sheet[f"B{row}"].value,
            )

    found = parse(
        changed(filled({"P": [POTENTIAL | {"village": "Antah"}]}), POTENTIAL_SHEET, swap)
    )
    assert found.refused[0].problems[0].cell == "B6"


def test_a_header_may_stand_elsewhere_in_the_first_rows() -> None:
    data = changed(
        filled({"P": [POTENTIAL]}), POTENTIAL_SHEET, lambda sheet: sheet.insert_rows(1, 4)
    )
    assert parse(data).entries[0].row_number == 10


def test_a_renamed_required_column_is_named_with_its_row() -> None:
    def rename(sheet: Worksheet) -> None:
        sheet["B5"] = "Nama masalah kami"

    found = parse(changed(filled({"P": [POTENTIAL]}), POTENTIAL_SHEET, rename))
    assert "Kolom “Judul” tidak ditemukan di baris 5. Kembalikan judul kolom" in messages(found)
    assert "Kolom “Nama masalah kami” (kolom B) tidak dikenal dan tidak dibaca" in messages(found)
    assert isinstance(found.refused[0], RefusedRow)


def test_the_offices_own_headings_are_understood() -> None:
    def rename(sheet: Worksheet) -> None:
        sheet["B5"] = "PERMASALAHAN:"

    found = parse(changed(filled({"P": [POTENTIAL]}), POTENTIAL_SHEET, rename))
    assert found.entries[0].values["title"] == POTENTIAL["title"]


def test_without_headings_the_sheet_says_so() -> None:
    found = parse(
        changed(filled({"P": [POTENTIAL]}), POTENTIAL_SHEET, lambda s: s.delete_rows(1, 5))
    )
    assert "Judul kolom tidak ditemukan" in messages(found)


def test_merged_cells_are_explained() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("B6:B7")

    rows = {"P": [POTENTIAL, POTENTIAL]}
    found = parse(changed(filled(rows), POTENTIAL_SHEET, merge))
    assert "Sel B6:B7 digabung; hanya sel B6 yang terbaca" in messages(found)
    assert len(found.entries) == 1
    assert found.refused[0].row_number == 7


def test_other_sheets_are_left_aside_and_said() -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled({"P": [POTENTIAL]})))
    book.create_sheet("Catatan saya")["A1"] = "rahasia dapur"
    book.create_sheet("Perlu diperbaiki")["A1"] = "dari unggahan lalu"
    del book[EVENT_SHEET]
    book[POTENTIAL_SHEET].title = "2 potensi"
    found = parse(saved(book))
    assert len(found.entries) == 1
    assert "Lembar Catatan saya bukan bagian templat" in messages(found)
    assert f"Lembar {EVENT_SHEET} tidak ada di berkas" in messages(found)
    assert "Perlu diperbaiki" not in messages(found)


def test_a_workbook_without_our_sheets_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "apa saja"
    with pytest.raises(Unreadable, match="2_Potensi dan 3_Peristiwa tidak ditemukan"):
        parse(saved(book))


@pytest.mark.parametrize("keep", ["meta", "property", "visible"])
def test_another_regency_is_refused_by_each_of_the_three_stamps(keep: str) -> None:
    data = build_template(request(region_code="64.01", region_name="Kab. Paser"))
    with pytest.raises(Unreadable) as caught:
        parse(stripped(data, keep), region_name="Kab. Penajam Paser Utara")
    assert caught.value.sentence == (
        "Templat ini milik Kab. Paser, sedangkan Anda masuk sebagai Kab. Penajam Paser Utara. "
        "Unduh templat Anda."
    )


def stripped(data: bytes, keep: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    if keep != "meta":
        del book[META_SHEET]
    if keep == "visible":
        book.custom_doc_props.props.clear()
    return saved(book)


def test_another_quarter_is_refused() -> None:
    data = build_template(request(quarter=Quarter(2026, 2)))
    with pytest.raises(Unreadable) as caught:
        parse(data)
    assert caught.value.sentence == (
        "Templat ini untuk Triwulan II 2026. Baris Anda tidak hilang: unduh templat Triwulan III, "
        "salin barisnya, lalu unggah."
    )


def test_a_forged_stamp_is_read_but_said() -> None:
    data = filled({"P": [POTENTIAL]}, secret=b"kunci lain")
    found = parse(data)
    assert len(found.entries) == 1
    assert "Cap templat berubah" in messages(found)


def test_a_file_without_a_stamp_is_read_with_a_notice() -> None:
    raw = read_workbook(filled({"P": [POTENTIAL]}))
    found = parse_workbook(RawWorkbook(raw.sheets, None), context())
    assert len(found.entries) == 1
    assert "tidak bercap" in messages(found)


def test_handled_without_an_action_is_a_warning() -> None:
    found = parse(filled({"P": [POTENTIAL]}))
    warned = [p for p in found.problems if p.column == "handling_status"]
    assert [(p.severity, p.cell) for p in warned] == [("peringatan", "AJ6")]
    assert parse(filled({"P": [POTENTIAL], "U": [ACTION]})).problems == ()


def test_problems_stand_in_the_order_of_the_file() -> None:
    bad = {"title": "x"}
    found = parse(filled({"U": [ACTION], "K": [bad], "P": [POTENTIAL, bad, bad]}))
    order = [COVER_SHEET, POTENTIAL_SHEET, EVENT_SHEET, ACTION_SHEET]
    places = [(order.index(p.sheet), p.row_number) for p in found.problems]
    assert places == sorted(places)


CELL = st.one_of(st.text(max_size=20), st.sampled_from(["Kode", "Judul", "P-001", "Jumlah", "1"]))
HEADINGS = {index: column.shown_heading for index, column in enumerate(columns_for("P"))}


@settings(max_examples=80)
@given(
    st.dictionaries(
        st.integers(1, 40), st.dictionaries(st.integers(0, 60), CELL, max_size=6), max_size=8
    ),
    st.sampled_from([POTENTIAL_SHEET, EVENT_SHEET, ACTION_SHEET, COVER_SHEET]),
    st.booleans(),
)
def test_any_sheet_gives_a_verdict_for_every_row(
    rows: dict[int, dict[int, str]], name: str, with_headings: bool
) -> None:
    if with_headings:
        rows = {5: HEADINGS, **{number + 5: cells for number, cells in rows.items()}}
    raw = RawWorkbook((RawSheet(name, rows=rows), RawSheet(POTENTIAL_SHEET, rows={})))
    found = parse_workbook(raw, context())
    assert len(found.entries) + len(found.actions) + len(found.refused) == found.total_rows
    assert all(row.problems for row in found.refused)
