"""The workbook itself: its sheets, checks, size, stamp, and that what goes in comes back."""

from __future__ import annotations

import io
import re
import time
import zipfile

import openpyxl
import pytest

from app.intake.columns import (
    ACTION_SHEET,
    COVER_SHEET,
    EVENT_SHEET,
    HELP_SHEET,
    LISTS_SHEET,
    META_SHEET,
    POTENTIAL_SHEET,
    SHEET_OF_KIND,
    columns_by_key,
    columns_for,
    layout,
    letters_of,
)
from app.intake.parse import parse_workbook
from app.intake.template import build_template
from app.intake.template_request import CarriedRow, District
from app.intake.workbook import read_workbook
from app.model.entry import FIELDS
from app.model.fields import Group, Need
from app.model.particulars import ACTION_FIELDS, LOCATION_FIELDS, PARTY_FIELDS, SOURCE_FIELDS
from tests.intake.books import EVENT, POTENTIAL, SECRET, context, request

LARGE = tuple(
    District(
        f"99.01.{kec:02d}",
        f"Kecamatan Contoh {kec}",
        tuple((f"99.01.{kec:02d}.2{n:03d}", f"Desa Contoh {kec} {n}") for n in range(12)),
    )
    for kec in range(1, 21)
)


def book(**changes: object) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(build_template(request(**changes))))


def test_sheets_and_who_sees_them() -> None:
    states = {sheet.title: sheet.sheet_state for sheet in book().worksheets}
    assert list(states) == [
        COVER_SHEET, POTENTIAL_SHEET, EVENT_SHEET, ACTION_SHEET, HELP_SHEET, LISTS_SHEET,
        META_SHEET,
    ]  # fmt: skip
    assert [name for name, state in states.items() if state == "veryHidden"] == [
        LISTS_SHEET,
        META_SHEET,
    ]


@pytest.mark.parametrize("kind", ["P", "K", "U"])
def test_every_field_has_its_column(kind: str) -> None:
    known = set(columns_by_key(kind))
    fields = ACTION_FIELDS if kind == "U" else FIELDS
    assert {f.name for f in fields if kind == "U" or kind in f.spec.kinds} <= known
    if kind != "U":
        assert {f.name for f in LOCATION_FIELDS} <= known
        assert {f.name for f in SOURCE_FIELDS} <= known
        assert {f.name for f in PARTY_FIELDS} == {
            "role", "party_type", "name", "initials", "is_child", "members_est",
        }  # fmt: skip


@pytest.mark.parametrize("kind", ["P", "K"])
def test_groups_stand_in_order_and_required_columns_first(kind: str) -> None:
    columns = columns_for(kind)
    order = list(Group)
    ranks = [order.index(column.group) for column in columns]
    assert ranks == sorted(ranks)
    for group in order:
        flags = [c.required for c in columns if c.group is group and c.key != "no_casualties"]
        assert flags == sorted(flags, reverse=True)


def test_what_the_domain_asks_for_is_what_is_yellow() -> None:
    asked = {column.key for column in columns_for("P") if column.required}
    assert asked == {
        "title", "law_source", "topic", "district", "summary", "root_cause", "likelihood",
        "impact", "handling_status", "source",
    }  # fmt: skip
    event = {c.key for c in columns_for("K") if c.required}
    assert {"event_start", "event_form", "chronology", "party_a_name", "party_b_name"} <= event
    assert not {"summary", "root_cause"} & event


@pytest.mark.parametrize("kind", ["P", "K", "U"])
def test_headings_prompts_and_checks(kind: str) -> None:
    sheet = book()[SHEET_OF_KIND[kind]]
    checks = sheet.data_validations.dataValidation
    for column in columns_for(kind):
        letter = letters_of(kind)[column.key]
        cell = sheet[f"{letter}5"]
        assert cell.value == column.shown_heading
        assert cell.comment is None
        heading, first, last = (
            [check for check in checks if f"{letter}{row}" in check.sqref] for row in (5, 6, 305)
        )
        assert [check.prompt for check in heading] == [column.help], column.key
        assert heading[0].type != "list", "an arrow on a locked heading"
        assert [check.prompt for check in first] == [column.help], column.key
        assert first == last
        assert cell.fill.fgColor.rgb == ("FFF8D984" if column.required else "FF0D3B4F")
    assert sheet.freeze_panes == "C6"
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$4:$5"
    assert "TERBATAS" in sheet.oddHeader.right.text
    assert [sheet[f"A{row}"].value for row in (6, 305)] == [f"{kind}-001", f"{kind}-300"]
    assert sheet["A6"].protection.locked
    assert not sheet.column_dimensions["B"].protection.locked
    hidden = len(layout(kind)) + 2
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(hidden)].hidden


def test_checks_refer_to_names_so_that_no_program_drops_them() -> None:
    made = book(districts=LARGE)
    for kind in "PKU":
        for check in made[SHEET_OF_KIND[kind]].data_validations.dataValidation:
            assert "!" not in (check.formula1 or "")
            if check.type == "list":
                assert check.formula1 in made.defined_names
            assert len(check.prompt or "") <= 255
            assert len(check.error or "") <= 255
    village = made.defined_names["DesaPotensi"].attr_text
    assert "INDIRECT" not in village
    assert village.startswith("OFFSET(Rujukan!")


def test_size_speed_and_sameness() -> None:
    build_template(request(districts=LARGE))
    started = time.process_time()
    data = build_template(request(districts=LARGE))
    assert time.process_time() - started < 1.5  # 0.1 s on a quiet machine
    assert len(data) <= 60 * 1024
    assert data == build_template(request(districts=LARGE))


def test_the_stamp_is_there_three_times() -> None:
    data = build_template(request())
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert '"wilayah": "99.01"' in made[META_SHEET]["A1"].value
    assert '"wilayah": "99.01"' in made.custom_doc_props["petakonflik"].value
    line = made[POTENTIAL_SHEET]["A2"].value
    pattern = r"Kab\. Contoh Hulu \(99\.01\) · .* · 2026-TW3 · templat 1 · cap \w{16}"
    assert re.fullmatch(pattern, line)
    stamp = read_workbook(data, secret=SECRET).stamp
    assert stamp is not None
    assert (stamp.region_code, stamp.quarter_code, stamp.valid) == ("99.01", "2026-TW3", True)
    wrong = read_workbook(data, secret=b"lain").stamp
    assert wrong is not None
    assert wrong.valid is False


def test_an_empty_template_has_no_rows_and_nothing_to_say() -> None:
    found = parse_workbook(read_workbook(build_template(request()), secret=SECRET), context())
    assert (found.total_rows, found.problems, found.ignored_rows) == (0, (), ())


def test_carried_rows_come_back_as_they_were() -> None:
    event = EVENT | {
        "persons_detained": "4",
        "agreement_date": "20/08/2026",
        "development": "Portal dibuka.",
    }
    carried = (
        CarriedRow("P", "9901-2025-0004", POTENTIAL | {"development": "Belum terlaksana."}),
        CarriedRow("K", "", event),
    )
    data = build_template(request(carried=carried))
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert made[EVENT_SHEET][f"{letters_of('K')['persons_detained']}6"].value == 4
    assert made[EVENT_SHEET][f"{letters_of('K')['event_start']}6"].is_date
    known = {
        "known_cases": {"9901-2025-0004": "Sengketa"},
        "previous_cases": frozenset({"9901-2025-0004"}),
    }
    found = parse_workbook(read_workbook(data, secret=SECRET), context(**known))
    assert found.refused == ()
    assert [row.case_no for row in found.entries] == ["9901-2025-0004", None]
    assert found.entries[1].values["persons_detained"] == 4


def test_a_carried_row_may_be_keyed_by_heading() -> None:
    by_heading = {columns_by_key("P")[key].heading: text for key, text in POTENTIAL.items()}
    data = build_template(request(carried=(CarriedRow("P", "", by_heading),)))
    found = parse_workbook(read_workbook(data, secret=SECRET), context())
    assert found.entries[0].values["title"] == POTENTIAL["title"]


def test_carried_text_never_becomes_a_formula_or_a_link() -> None:
    texts = {"title": '=HYPERLINK("http://a.example")', "remarks": "http://a.example"}
    data = build_template(request(carried=(CarriedRow("P", "", POTENTIAL | texts),)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))[POTENTIAL_SHEET]
    assert sheet["B6"].data_type == "s"
    assert sheet["B6"].value == texts["title"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        assert b"hyperlink" not in archive.read("xl/worksheets/sheet2.xml")


def test_help_explains_every_column_once() -> None:
    rows = list(book()[HELP_SHEET].iter_rows(min_col=2, max_col=3, values_only=True))
    for kind in "PKU":
        for column in columns_for(kind):
            assert (column.shown_heading, column.help) in rows, column.key
    shared = {(c.shown_heading, c.help) for c in columns_for("P")} & {
        (c.shown_heading, c.help) for c in columns_for("K")
    }
    assert shared
    assert {rows.count(pair) for pair in shared} == {1}


@pytest.mark.parametrize("kind", ["P", "K"])
def test_a_carried_case_asks_for_what_happened_since(kind: str) -> None:
    sheet, at = book()[SHEET_OF_KIND[kind]], letters_of(kind)
    area = f"{at['development']}6:{at['development']}305"
    rules = [rule for found in sheet.conditional_formatting if str(found.sqref) == area
             for rule in found.rules]  # fmt: skip
    case = openpyxl.utils.get_column_letter(len(layout(kind)) + 2)
    assert len(rules) == 1
    assert rules[0].dxf.fill.bgColor.rgb == "FFFBDCD9"
    (formula,) = rules[0].formula
    assert f"LEN(${case}6)>0" in formula
    assert f'${at["change"]}6<>"Baru"' in formula
    assert formula.endswith(f"LEN({at['development']}6)=0)")


def test_villages_follow_their_kecamatan() -> None:
    """The lists behind the drop-down: how many villages stand before a kecamatan's own."""
    made = book(districts=LARGE)
    parts = re.findall(r"Rujukan!\$(\w+)\$1", made.defined_names["DesaPotensi"].attr_text)
    first, before, names, count = parts[:4]
    sheet = made["Rujukan"]
    for index, district in enumerate(LARGE, start=1):
        assert sheet[f"{names}{index}"].value == district.name
        begin, many = sheet[f"{before}{index}"].value, sheet[f"{count}{index}"].value
        listed = [sheet[f"{first}{begin + row}"].value for row in range(1, many + 1)]
        assert listed == [name for _, name in district.villages]


def test_needs_follow_the_model() -> None:
    for field in FIELDS:
        for kind in field.spec.kinds:
            required = field.spec.need_for(kind) is Need.REQUIRED
            assert columns_by_key(kind)[field.name].required is required
