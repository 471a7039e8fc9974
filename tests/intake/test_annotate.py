"""The marked file: the officer's own, with everything still in it, and readable again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.errors import Unreadable
from app.intake import annotate
from app.intake.annotate import mark_workbook
from app.intake.columns import LISTS_SHEET, META_SHEET, POTENTIAL_SHEET, PROBLEM_SHEET
from app.intake.parse import Parsed, parse_workbook
from app.intake.problem import Problem
from app.intake.workbook import read_workbook
from tests.intake import bombs
from tests.intake.books import EVENT, POTENTIAL, SECRET, context, fill, filled

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

BAD = POTENTIAL | {"village": "Riam Satuu", "summary": POTENTIAL["summary"] + " 081234567890"}
RED = "FFF9CFCB"


def parse(data: bytes) -> Parsed:
    return parse_workbook(read_workbook(data, secret=SECRET), context())


def marked() -> tuple[bytes, Parsed]:
    data = filled({"P": [POTENTIAL, BAD], "K": [EVENT | {"event_start": "31/09/2026"}]})
    found = parse(data)
    return mark_workbook(data, found.problems), found


def test_the_list_comes_first_with_links_to_the_cells() -> None:
    data, found = marked()
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == PROBLEM_SHEET
    assert book.active.title == PROBLEM_SHEET
    sheet = book[PROBLEM_SHEET]
    listed = [sheet.cell(row, 6).value for row in range(5, sheet.max_row + 1)]
    assert sorted(listed) == sorted(problem.message for problem in found.problems)
    assert sheet["A1"].value == "Ada 2 sel yang perlu diperbaiki"
    assert sheet["C5"].hyperlink.location == f"'{POTENTIAL_SHEET}'!J7"


def test_bad_cells_are_red_with_a_note_and_good_ones_untouched() -> None:
    data, _ = marked()
    sheet = openpyxl.load_workbook(io.BytesIO(data))[POTENTIAL_SHEET]
    assert sheet["J7"].fill.fgColor.rgb == RED
    assert sheet["J7"].border.left.style == "medium"
    assert "tidak ada di Kecamatan Riam Satu" in sheet["J7"].comment.text
    assert sheet["J7"].value == "Riam Satuu"
    assert sheet["A7"].number_format == '"✗ "@'
    assert sheet["A7"].value == "P-002"
    assert sheet["J6"].comment is None
    assert sheet["J6"].fill.fgColor.rgb != RED


def prompts(sheet: Worksheet) -> list[tuple[str, str | None, str | None]]:
    """Every check of a sheet: where, what it says, what it allows."""
    checks = sheet.data_validations.dataValidation
    return sorted((str(item.sqref), item.prompt, item.formula1) for item in checks)


def test_checks_protection_hidden_sheets_and_properties_stay() -> None:
    before = openpyxl.load_workbook(io.BytesIO(filled({"P": [BAD]})))
    after = openpyxl.load_workbook(io.BytesIO(marked()[0]))
    assert set(after.defined_names) == set(before.defined_names)
    assert after[META_SHEET].sheet_state == after[LISTS_SHEET].sheet_state == "veryHidden"
    assert after.custom_doc_props["petakonflik"].value
    sheet, old = after[POTENTIAL_SHEET], before[POTENTIAL_SHEET]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == old.freeze_panes
    assert prompts(sheet) == prompts(old)
    assert len(prompts(sheet)) > 20
    assert len(sheet.conditional_formatting) == len(old.conditional_formatting)


def test_a_marked_file_reads_the_same_and_loses_its_marks_when_corrected() -> None:
    data, found = marked()
    again = parse(data)
    assert [row.row_key for row in again.refused] == [row.row_key for row in found.refused]
    assert [p.message for p in again.problems] == [p.message for p in found.problems]
    fixed = fill(data, {"P": [{}, {"village": "Riam Satu Ulu"}]})
    better = parse(fixed)
    assert [row.row_key for row in better.refused] == ["K-001"]
    sheet = openpyxl.load_workbook(io.BytesIO(mark_workbook(fixed, better.problems)))[
        POTENTIAL_SHEET
    ]
    assert sheet["J7"].fill.fgColor.rgb != RED
    assert sheet["J7"].comment is None
    assert sheet["A7"].number_format == "General"
    assert not sheet["J7"].protection.locked


@pytest.mark.parametrize("text", ['=cmd|"/c calc"!A0', "+1", "-1", "@SUM(1)", "\t=1"])
def test_formula_like_text_is_neutralised_in_what_we_add(text: str) -> None:
    problem = Problem(
        sheet=POTENTIAL_SHEET, row_number=6, column="title", cell="B6", message=text, value=text
    )
    data = mark_workbook(filled({"P": [POTENTIAL]}), [problem])
    sheet = openpyxl.load_workbook(io.BytesIO(data))[PROBLEM_SHEET]
    for column in (6, 7):
        assert sheet.cell(5, column).data_type == "s"
        assert sheet.cell(5, column).value == "'" + text
        assert sheet.cell(5, column).quotePrefix


def test_a_bomb_is_refused_here_too() -> None:
    with pytest.raises(Unreadable):
        mark_workbook(bombs.far_cell(), [])


def test_a_file_too_full_to_mark_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotate, "MOST_ELEMENTS", 10)
    with pytest.raises(Unreadable, match="terlalu besar untuk ditandai"):
        mark_workbook(filled({"P": [POTENTIAL]}), [])
