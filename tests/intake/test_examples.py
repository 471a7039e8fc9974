"""The three example reports, entered by workbook, are read to the values of their tables."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from app.intake.columns import COVER_SHEET
from app.intake.parse import Parsed, parse_workbook
from app.intake.workbook import read_workbook
from app.model.entry import FIELDS
from app.model.particulars import ACTION_FIELDS
from app.model.risk import risk_of, severity_of
from tests.intake import examples
from tests.intake.books import SECRET, fill, saved

REPORTS = tuple(examples.REPORTS)
# An individual makes a row sensitive (domain paper, party types); the table says NORMAL here.
RAISED = {"e-9902-04": {"sensitivity": "SENSITIF", "sensitivity_reasons": ["LAIN"]}}


def parsed(report: str) -> Parsed:
    raw = read_workbook(examples.workbook(report), secret=SECRET)
    assert raw.stamp is not None
    assert raw.stamp.valid
    return parse_workbook(raw, examples.context(report))


@pytest.mark.parametrize("report", REPORTS)
def test_every_field_of_every_entry(report: str) -> None:
    found = parsed(report)
    assert found.refused == (), [p.message for row in found.refused for p in row.problems]
    by_key = {row.row_key: row for row in found.entries}
    keys = examples.keys(report)
    assert set(by_key) == set(keys.values())
    for row in examples.entries(report):
        entry = by_key[keys[row["entry_id"]]]
        raised: dict[str, Any] = RAISED.get(row["entry_id"], {})
        for field in FIELDS:
            if row["kind"] not in field.spec.kinds:
                continue
            wanted = examples.value(row.get(field.name, ""), field.spec.shape)
            wanted = raised.get(field.name, wanted)
            if field.name == "development" and row["kind"] == "K" and not wanted:
                continue
            assert entry.values[field.name] == wanted, (row["entry_id"], field.name)
        assert entry.case_no == (row["case_no"] if row["carried_from"] else None)


@pytest.mark.parametrize("report", REPORTS)
def test_risk_and_severity_equal_the_tables(report: str) -> None:
    keys = examples.keys(report)
    by_key = {row.row_key: row for row in parsed(report).entries}
    for row in examples.entries(report):
        values = by_key[keys[row["entry_id"]]].values
        if row["kind"] == "P":
            expected = (int(row["risk_score"]), row["risk_level"])
            assert risk_of(values["likelihood"], values["impact"]) == expected
        else:
            assert severity_of(values) == int(row["severity"])


@pytest.mark.parametrize("report", REPORTS)
def test_places_parties_and_sources_equal_the_tables(report: str) -> None:
    keys = examples.keys(report)
    for entry in parsed(report).entries:
        entry_id = next(name for name, key in keys.items() if key == entry.row_key)
        wanted = [row for row in examples.rows("EntryLocation") if row["entry_id"] == entry_id]
        assert [
            (item["region_code"], item["place"], item["precision"], item["is_primary"])
            for item in entry.locations
        ] == [
            (row["region_code"], row["place"], row["precision"], row["is_primary"] == "1")
            for row in wanted
        ]
        assert [item["lat"] for item in entry.locations] == [
            float(row["lat"]) if row["lat"] else None for row in wanted
        ]
        parties = [row for row in examples.rows("Party") if row["entry_id"] == entry_id]
        assert list(entry.parties) == [
            {
                "role": row["role"],
                "party_type": row["party_type"],
                "name": row["name"],
                "initials": row["initials"],
                "is_child": row["is_child"] == "1",
                "members_est": int(row["members_est"]) if row["members_est"] else None,
            }
            for row in parties
        ]
        sources = [r for r in examples.rows("InformationSource") if r["entry_id"] == entry_id]
        assert list(entry.sources) == [
            {
                "source": row["source"],
                "method": row["method"],
                "obtained_on": date.fromisoformat(row["obtained_on"]),
                "detail": row["detail"],
                "reliability": row["reliability"] or None,
                "credibility": row["credibility"] or None,
                "url": row["url"],
                "protected": row["protected"] == "1",
            }
            for row in sources
        ]


@pytest.mark.parametrize("report", REPORTS)
def test_every_field_of_every_action(report: str) -> None:
    wanted = examples.actions(report)
    actions = parsed(report).actions
    assert len(actions) == len(wanted)
    for action, cells in zip(actions, wanted, strict=True):
        assert action.entry_key == cells["entry_key"]
        for field in ACTION_FIELDS:
            text = cells.get(field.name, "")
            assert action.values[field.name] == examples.value(text, field.spec.shape)


@pytest.mark.parametrize("report", REPORTS)
def test_letter_and_statements(report: str) -> None:
    data = examples.workbook(report)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[COVER_SHEET]
    wanted = examples.statements(report)
    for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row, max_col=1):
        for code, (statement, basis, note) in wanted.items():
            if row[0].value == examples.NAMES[code]:
                sheet.cell(row[0].row, 2, statement)
                sheet.cell(row[0].row, 3, basis)
                sheet.cell(row[0].row, 4, note or None)
    raw = read_workbook(saved(book), secret=SECRET)
    cover = parse_workbook(raw, examples.context(report)).cover
    assert cover.statements == wanted
    letter = examples.letter(report)
    assert cover.letter == letter | {"letter_date": date.fromisoformat(letter["letter_date"])}
    assert cover.problems == ()


@pytest.mark.parametrize("report", REPORTS)
def test_the_same_rows_typed_into_an_empty_template_read_the_same(report: str) -> None:
    typed: dict[str, list[dict[str, str]]] = {"P": [], "K": [], "U": examples.actions(report)}
    for row in examples.entries(report):
        typed[row["kind"]].append(examples.cells(row))
    data = fill(examples.workbook(report, empty=True), typed)
    found = parse_workbook(read_workbook(data, secret=SECRET), examples.context(report))
    # A warning quotes the cell, which holds a code here and its label there.
    plain = [replace(row, warnings=()) for row in found.entries]
    assert plain == [replace(row, warnings=()) for row in parsed(report).entries]
    assert found.actions == parsed(report).actions
