"""One row: cells to values, values to an entry or an action, or all that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from app.intake.cells import BadCell, blank, parse_cell
from app.intake.columns import (
    ACTION,
    KIND_OF_SHEET,
    columns_by_key,
    columns_for,
    letters_of,
)
from app.intake.defaults import fill_action, fill_entry
from app.intake.draft import Draft
from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.intake.parties import read_parties
from app.intake.places import read_locations
from app.intake.problem import ERROR, Problem
from app.intake.row_key import normal_key
from app.intake.rules import RULES_OF_KIND
from app.intake.sources import read_sources
from app.intake.text import clean, turns_direction
from app.intake.when import check_weekday, nearest_day, read_inexact
from app.model.entry import FIELDS
from app.model.fields import Shape
from app.model.particulars import ACTION_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.intake.columns import Column
    from app.intake.context import IntakeContext
    from app.intake.problem import Finding

CASE_KEY = "case_no"
# B: a row typed without a code, by its row number; T: a row of an office's own table; W: a row of
# the web form.
_DAYS = frozenset({Shape.DATE, Shape.MOMENT})
_READ_ELSEWHERE = frozenset(
    {"district", "village", "lat", "lon", "other_locations", "other_parties", "other_sources"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in its file, and under which letters its columns are.

    `shown` is what the officer's own sheet is called when it is not one of the template's.
    """

    sheet: str
    row_number: int
    row_key: str
    letters: Mapping[str, str]
    shown: str = ""


def parse_row(
    sheet: str,
    row_number: int,
    row_key: str,
    cells: Mapping[str, str],
    context: IntakeContext,
) -> ParsedEntry | ParsedAction | RefusedRow:
    """Judge one row by its cells (column key to text as typed); used for files and for pages."""
    letters = letters_of(KIND_OF_SHEET[sheet])
    return judge(Place(sheet, row_number, row_key, letters), cells, context)


def judge(
    place: Place,
    cells: Mapping[str, str],
    context: IntakeContext,
    remarks: Sequence[Finding] = (),
) -> ParsedEntry | ParsedAction | RefusedRow:
    """Judge one row that stands somewhere in a file; `remarks` were made as it was read."""
    kind = KIND_OF_SHEET[place.sheet]
    cleaned = {key: text for key, typed in cells.items() if (text := clean(typed))}
    draft = Draft(kind, place.row_key, cleaned, context, dict(_blanks(kind)))
    draft.case_no = cleaned.get(CASE_KEY)
    draft.findings += remarks
    for key, typed in cells.items():
        if turns_direction(typed):
            draft.warn(key, "Tanda yang membalik arah tulisan sudah dihapus. Periksa bunyinya.")
    _read_cells(draft)
    if kind == ACTION:
        _read_action(draft)
    else:
        _read_entry(draft)
    _check_required(draft)
    for check in RULES_OF_KIND[kind]:
        check(draft)
    return _verdict(place, draft, cells)


@cache
def _blanks(kind: str) -> dict[str, Any]:
    fields = ACTION_FIELDS if kind == ACTION else FIELDS
    return {
        field.name: blank(field.spec.shape)
        for field in fields
        if kind == ACTION or kind in field.spec.kinds
    }


def _read_cells(draft: Draft) -> None:
    columns = columns_by_key(draft.kind)
    for key, text in draft.cells.items():
        column = columns.get(key)
        if column is None or key in _READ_ELSEWHERE:
            continue
        try:
            draft.values[key] = parse_cell(column, text, draft.context)
        except BadCell as bad:
            _not_a_value(draft, column, text, bad)
        if text[0].isalpha() and column.spec.shape in _DAYS:
            check_weekday(draft, key, text)


def _not_a_value(draft: Draft, column: Column, text: str, bad: BadCell) -> None:
    """Explain a bad cell, unless it is a day that is merely not exact."""
    if column.spec.shape not in _DAYS:
        draft.error(column.key, bad.message, bad.suggestions)
    elif not read_inexact(draft, column.key, text):
        draft.error(column.key, bad.message, nearest_day(text))


def _read_entry(draft: Draft) -> None:
    # Lists are shared by the blanks of every row until somebody fills them.
    for name in ("tags", "fields", "athg", "sensitivity_reasons", "weapons"):
        if name in draft.values:
            draft.values[name] = list(draft.values[name])
    read_locations(draft)
    read_parties(draft)
    read_sources(draft)
    fill_entry(draft)
    draft.values.pop("no_casualties", None)
    for name in ("place", "precision"):
        draft.values.pop(name, None)


def _read_action(draft: Draft) -> None:
    draft.values["support_agencies"] = list(draft.values["support_agencies"])
    text = draft.values.get("entry_key", "")
    key = normal_key(text)
    if text and (key is None or key[0] == ACTION):
        draft.error("entry_key", f"“{text}” bukan kode entri. Contoh: P-001 atau K-001.")
    draft.values["entry_key"] = key or ""
    fill_action(draft)


@cache
def _required(kind: str) -> tuple[tuple[str, str], ...]:
    found_elsewhere = _READ_ELSEWHERE | {"party_a_name", "party_b_name"}
    found_elsewhere |= {"party_a_type", "party_b_type"}
    return tuple(
        (column.key, column.heading)
        for column in columns_for(kind)
        if column.required and column.key not in found_elsewhere
    )


def _check_required(draft: Draft) -> None:
    for key, heading in _required(draft.kind):
        if draft.cells.get(key) or draft.values.get(key) not in (None, "", []):
            continue
        if not draft.is_bad(key):
            draft.error(key, _missing(draft.kind, key, heading))


def _missing(kind: str, key: str, heading: str) -> str:
    column = columns_by_key(kind)[key]
    if column.control in {"select", "multiselect"}:
        return f"{heading} masih kosong. Pilih satu dari daftar."
    if column.control == "number":
        return f"{heading} masih kosong. Isi angka; 0 bila nihil."
    return f"{heading} masih kosong."


def _verdict(
    place: Place, draft: Draft, cells: Mapping[str, str]
) -> ParsedEntry | ParsedAction | RefusedRow:
    problems = tuple(_problem(place, draft, cells, finding) for finding in draft.findings)
    if any(problem.severity == ERROR for problem in problems):
        kept = {key: text for key, text in cells.items() if text}
        return RefusedRow(place.sheet, place.row_number, place.row_key, kept, problems)
    if draft.kind == ACTION:
        entry_key = draft.values.pop("entry_key")
        return ParsedAction(
            place.sheet, place.row_number, place.row_key, entry_key, draft.values, problems
        )
    same_case = normal_key(draft.values.pop("same_case", "")) or ""
    return ParsedEntry(
        draft.kind,
        place.sheet,
        place.row_number,
        place.row_key,
        draft.case_no,
        draft.values,
        tuple(draft.locations),
        tuple(draft.parties),
        tuple(draft.sources),
        problems,
        same_case,
    )


def _problem(place: Place, draft: Draft, cells: Mapping[str, str], finding: Finding) -> Problem:
    column = columns_by_key(draft.kind).get(finding.column)
    letter = place.letters.get(finding.column, "")
    return Problem(
        sheet=place.shown or place.sheet,
        row_number=place.row_number,
        row_key=place.row_key,
        column=finding.column,
        heading=column.heading if column else "",
        cell=f"{letter}{place.row_number}" if letter and place.row_number else "",
        severity=finding.severity,
        message=finding.message,
        value=cells.get(finding.column, ""),
        suggestions=finding.suggestions,
    )
