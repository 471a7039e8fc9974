"""Tables as offices send them: each with exactly the verdicts it must get, however re-saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Unreadable
from app.intake.loose import meanings as m
from app.intake.loose.choices import SheetChoice, choices_from_json, choices_to_json
from app.intake.loose.party_words import tell_apart
from app.intake.loose.place_words import read_spot
from app.intake.loose.read import parse_loose
from app.intake.loose.rows import Line
from app.intake.loose.toll_words import read_mass, read_toll
from app.intake.loose.translate import tell
from app.intake.loose.understand import ASKED, choices_of, lessons, understand
from app.intake.parse import is_template
from app.intake.parsed import ParsedEntry, RefusedRow
from app.intake.spans import parse_span
from app.intake.workbook import read_workbook
from tests.intake import books
from tests.intake import messy_books as messy
from tests.intake.test_libreoffice import convert_all

if TYPE_CHECKING:
    from pathlib import Path

    from app.intake.loose.choices import Choices
    from app.intake.loose.understand import SheetReading
    from app.intake.parsed import Parsed
    from app.intake.workbook import RawWorkbook

ZONE = ZoneInfo("Asia/Makassar")
BOOKS = {book.name: book for book in messy.BOOKS}
CSV = {"semicolons in Windows-1252", "tabs in UTF-16", "commas in UTF-8 with a mark",
       "cells with line breaks in a text"}  # fmt: skip


def answered(raw: RawWorkbook, book: messy.Book) -> Choices:
    """Answer what a book asks, first the registers, then the columns."""
    choices = choices_of(understand(raw, {}))
    for name in set(book.answers) & set(choices):
        choices[name] = replace(choices[name], kind=book.answers[name])
    readings = understand(raw, {}, choices)
    return {
        reading.name: replace(
            reading.choice,
            columns={
                column.index: book.answers.get(column.heading, column.meaning)
                for column in reading.columns
            },
        )
        for reading in readings
    }


def questions(readings: tuple[SheetReading, ...]) -> set[str]:
    """Headings and sheets somebody has to explain."""
    sheets = {reading.name for reading in readings if reading.kind_state == ASKED}
    return sheets | {
        column.heading
        for reading in readings
        for column in reading.columns
        if column.state == ASKED
    }


def value_of(entry: ParsedEntry, name: str) -> Any:
    """A fact of an entry under the names the books use."""
    if name in {"day", "end"}:
        moment = entry.values["event_start" if name == "day" else "event_end"]
        return moment.astimezone(ZONE).date()
    if name == "district":
        return entry.locations[0]["region_code"]
    if name == "others":
        return [place["region_code"] for place in entry.locations[1:]]
    if name == "source":
        return entry.sources[0]["source"]
    if name.startswith("party_"):
        party = next(item for item in entry.parties if item["role"] == name[6].upper())
        return party["name" if name.endswith("name") else "party_type"]
    return entry.values[name]


def check(book: messy.Book, parsed: Parsed) -> None:
    """Hold a file's verdicts against what the book says."""
    assert len(parsed.entries) + len(parsed.actions) == book.good
    assert parsed.total_rows == book.good + len(parsed.refused)
    found = {
        f"{problem.sheet}!{problem.row_number}:{problem.column}": problem.cell
        for row in parsed.refused
        for problem in row.problems
        if problem.is_error
    }
    wanted = dict(text.partition("@")[::2] for text in book.refused)
    assert set(found) == set(wanted)
    assert {name: found[name] for name, cell in wanted.items() if cell} == {
        name: cell for name, cell in wanted.items() if cell
    }
    ignored = {row.row_number: row.reason for row in parsed.ignored_rows}
    assert set(ignored) == set(book.ignored)
    for row, words in book.ignored.items():
        assert words in ignored[row], (row, ignored[row])
    remarks = " ".join(problem.message for problem in parsed.problems if not problem.is_error)
    for words in book.told:
        assert words in remarks
    entries = {entry.values["title"]: entry for entry in parsed.entries}
    for title, facts in book.facts.items():
        assert {name: value_of(entries[title], name) for name in facts} == dict(facts), title
    refused = {f"{row.problems[0].sheet}!{row.row_number}": row.cells for row in parsed.refused}
    for place, cells in book.cells.items():
        assert {key: refused[place].get(key) for key in cells} == dict(cells)


def test_there_are_enough_of_them() -> None:
    assert len(BOOKS) == len(messy.BOOKS) >= 25


@pytest.mark.parametrize("name", BOOKS)
def test_messy_book_gets_its_verdicts(name: str) -> None:
    book = BOOKS[name]
    raw = read_workbook(book.make())
    assert not is_template(raw)
    assert questions(understand(raw, {})) == book.asked
    check(book, parse_loose(raw, answered(raw, book), books.context()))


@pytest.mark.parametrize("name", BOOKS)
def test_every_row_below_the_headings_is_accounted_for(name: str) -> None:
    book = BOOKS[name]
    raw = read_workbook(book.make())
    choices = answered(raw, book)
    parsed = parse_loose(raw, choices, books.context())
    seen = [
        *((row.sheet, row.row_number) for row in parsed.ignored_rows),
        *((row.problems[0].sheet, row.row_number) for row in parsed.refused),
    ]
    assert len(seen) == len(set(seen))
    below = sum(
        sum(number >= choice.header + choice.depth for number in sheet.rows)
        for sheet in raw.sheets
        if (choice := choices.get(sheet.name)) is not None and choice.is_read
    )
    joined = sum("dibaca sebagai lanjutan" in item.message for item in parsed.problems)
    assert below == parsed.total_rows + len(parsed.ignored_rows) + joined


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook of the set, saved again by LibreOffice as `ods` and as `xlsx`."""
    folder = tmp_path_factory.mktemp("kantor")
    for at, book in enumerate(messy.BOOKS):
        if book.name not in CSV:
            (folder / f"{at}.xlsx").write_bytes(book.make())
    for suffix in ("ods", "xlsx"):
        convert_all(folder, suffix)
    return folder


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_the_same_verdicts_after_libreoffice(resaved: Path, suffix: str) -> None:
    for at, book in enumerate(messy.BOOKS):
        if book.name in CSV:
            continue
        raw = read_workbook((resaved / suffix / f"{at}.{suffix}").read_bytes())
        assert questions(understand(raw, {})) == book.asked, book.name
        check(book, parse_loose(raw, answered(raw, book), books.context()))


def test_our_workbook_is_recognised_and_not_asked_about() -> None:
    assert is_template(read_workbook(books.filled({"P": [books.POTENTIAL]}), secret=books.SECRET))


def test_a_renamed_template_of_another_regency_is_refused() -> None:
    data = books.filled({"P": [books.POTENTIAL]}, region_code="99.02")
    with pytest.raises(Unreadable, match="Unduh templat Anda"):
        parse_loose(read_workbook(data), {}, books.context())


def test_a_file_without_a_table_is_told() -> None:
    with pytest.raises(Unreadable, match="Tidak ada tabel"):
        understand(read_workbook(messy.workbook({"Sheet1": [["catatan"], ["saja"]]})), {})


def test_what_was_learnt_is_not_asked_again() -> None:
    book = BOOKS["a heading nobody knows"]
    raw = read_workbook(book.make())
    first = understand(raw, {}, answered(raw, book))
    memory = lessons(first)
    second = understand(raw, memory)
    assert all(reading.is_known for reading in second)
    assert choices_of(second) == choices_of(first)
    assert not all(reading.is_known for reading in understand(raw, {}))


def test_choices_survive_their_trip_as_json() -> None:
    raw = read_workbook(BOOKS["both registers and actions under other names"].make())
    choices = choices_of(understand(raw, {}))
    assert choices_from_json(choices_to_json(choices)) == choices


def test_a_case_of_last_quarter_goes_on_under_its_title() -> None:
    number = "9901-2026-0001"
    context = books.context(
        known_cases={number: messy.P_TITLE.upper(), "9901-2026-0002": "Lain"},
        previous_cases=frozenset({number}),
    )
    book = BOOKS["efforts, obstacles and agencies"]
    raw = read_workbook(book.make())
    (entry,) = parse_loose(raw, answered(raw, book), context).entries
    assert (entry.case_no, entry.values["change"]) == (number, "TETAP")
    assert any("dicatat sebagai lanjutannya" in item.message for item in entry.warnings)
    raw = read_workbook(BOOKS["plain table on a sheet of another name"].make())
    (row,) = parse_loose(raw, choices_of(understand(raw, {})), context).refused
    assert [item.column for item in row.problems if item.is_error] == ["development"]


def test_one_value_for_all_rows_fills_what_the_table_lacks() -> None:
    book = BOOKS["a register nobody can tell"]
    raw = read_workbook(book.make())
    same = {"source": "POLRI", "handling_status": "PROSES", "topic": "PLASMA", "law_source": "U5A"}
    choices = {name: replace(choice, same=same) for name, choice in answered(raw, book).items()}
    (row,) = parse_loose(raw, choices, books.context()).refused
    assert {item.column for item in row.problems if item.is_error} == {
        "root_cause", "likelihood", "impact",
    }  # fmt: skip


MEANINGS = {kind: [meaning.key for meaning in m.meanings_for(kind)] for kind in "PKU"}
TYPED = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["nihil", "-", "2 org", "5 KK/17 jiwa", "awal Juni 2026", "12 s.d. 14 Juni 2026", "MERAH",
         "Kab. Kukar", "1. Warga 2. PT", "Desa Riam Satu Ulu, Kec. Riam Satu", "Rp 30 juta", "1-5",
         "99.01.01", "P-001", "²", "٣ orang", "31/02/2026", "a\nb; c", "((", "Kec."]
    ),
)  # fmt: skip


@settings(max_examples=300)
@given(st.data())
def test_any_row_gives_a_value_or_a_problem(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from("PKU"))
    columns = dict(enumerate(data.draw(st.lists(st.sampled_from(MEANINGS[kind]), max_size=12))))
    cells = {col: data.draw(TYPED) for col in columns}
    raw = books_of(kind, cells)
    choice = SheetChoice(kind, 1, 1, columns)
    parsed = parse_loose(raw, {"Data": choice}, books.context())
    below = 1 if 2 in raw.sheets[0].rows else 0
    assert parsed.total_rows + len(parsed.ignored_rows) <= below
    for row in parsed.refused:
        assert isinstance(row, RefusedRow)
        assert any(problem.is_error for problem in row.problems) or row.action


def books_of(kind: str, cells: dict[int, str]) -> RawWorkbook:
    """A table of one row as the reader would give it."""
    from app.intake.workbook import RawSheet, RawWorkbook

    del kind
    kept = {col: text for col, text in cells.items() if text and not text.isspace()}
    rows = {1: {col: f"Judul {col}" for col in cells}} | ({2: kept} if kept else {})
    return RawWorkbook((RawSheet("Data", rows=rows),))


@settings(max_examples=300)
@given(TYPED)
def test_the_small_parsers_take_any_text(text: str) -> None:
    parse_span(text)
    tell_apart(text)
    read_spot(text, books.places())
    toll = read_toll(text)
    assert all(number >= 0 for number in toll.counts.values())
    read_mass(text)
    told = tell(Line(2, {0: text}), "P", SheetChoice("P", 1, 1, {0: m.ZONE}), books.context())
    assert set(told.cells) <= {"likelihood", "impact", "likelihood_basis"}


@settings(max_examples=100)
@given(st.dictionaries(st.integers(1, 6), st.dictionaries(st.integers(0, 6), TYPED), max_size=6))
def test_any_sheet_is_understood_or_refused(rows: dict[int, dict[int, str]]) -> None:
    from app.intake.workbook import RawSheet, RawWorkbook

    raw = RawWorkbook((RawSheet("Data", rows={n: cells for n, cells in rows.items() if cells}),))
    try:
        readings = understand(raw, {})
    except Unreadable:
        return
    for kind in "PKU":
        choices = {"Data": replace(readings[0].choice, kind=kind)}
        chosen = choices_of(understand(raw, {}, choices))
        parse_loose(raw, chosen, books.context())
