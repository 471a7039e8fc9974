"""Rows that wait for correction as cards: each wrong cell with the control it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.columns import (
    ACTION_SHEET,
    KIND_OF_SHEET,
    Column,
    columns_by_key,
    columns_for,
    options_for,
)
from app.intake.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.intake.context import IntakeContext
    from app.model.report import PendingRow
    from app.web.forms import Fields

_NAME = re.compile(r"sel-(\d{1,9})-([a-z_]{1,40})")
_FEW, _MANY = 5, 14
_CHOSEN = frozenset({"select", "radios"})
# A village is looked for in its kecamatan, so both are shown together.
_TOGETHER = {"village": ("district",), "lat": ("lon",), "lon": ("lat",)}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CardField:
    """One cell as a form field; `control` names the macro that draws it."""

    name: str
    label: str
    hint: str
    error: str
    control: str
    value: str
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One row of the workbook with everything wrong in it; `hanging` actions wait for it."""

    row_id: int
    anchor: str
    heading: str
    about: str
    remarks: tuple[str, ...]
    fields: tuple[CardField, ...]
    is_whole: bool
    count: int
    hanging: int
    form_code: str
    summary: tuple[tuple[str, str], ...]


def card_of(
    row: PendingRow,
    context: IntakeContext,
    *,
    whole: bool = False,
    typed: Mapping[str, str] | None = None,
    hanging: int = 0,
) -> Card:
    """Return a row as a card; `whole` offers every column, `typed` is what was just entered."""
    problems = [Problem.from_json(item) for item in row.problems]
    errors = [item for item in problems if item.is_error]
    cells = {**{key: str(text) for key, text in row.cells.items()}, **(typed or {})}
    columns = columns_by_key(KIND_OF_SHEET[row.sheet])
    shown = _shown(row, errors, whole=whole)
    fields = tuple(
        _field(row, columns[key], cells, [p for p in problems if p.column == key], context)
        for key in shown
    )
    places = ", ".join(dict.fromkeys(item.cell for item in errors if item.cell))
    where = f" · sel {places}" if places else ""
    sheet = errors[0].sheet if errors else row.sheet
    at = f"baris {row.row_number}" if row.row_number else row.row_key
    return Card(
        row_id=row.id,
        anchor=f"baris-{row.id}",
        heading=f"Lembar {sheet} · {at}{where}",
        about=" · ".join(part for part in (row.row_key, _about(cells)) if part),
        remarks=tuple(item.message for item in errors if item.column not in shown),
        fields=fields,
        is_whole=whole,
        count=len(errors),
        hanging=hanging,
        form_code=row.row_key if row.sheet != ACTION_SHEET else "",
        summary=tuple(
            (f"{sheet}, {at}: {item.message}", _anchor(row, item, shown)) for item in errors
        ),
    )


def _about(cells: Mapping[str, str]) -> str:
    return (cells.get("title") or cells.get("description") or "")[:80]


def _anchor(row: PendingRow, problem: Problem, shown: Iterable[str]) -> str:
    return f"#{_name(row, problem.column)}" if problem.column in shown else f"#baris-{row.id}"


def _name(row: PendingRow, key: str) -> str:
    return f"sel-{row.id}-{key}"


def _shown(row: PendingRow, errors: list[Problem], *, whole: bool) -> list[str]:
    every = [column.key for column in columns_for(KIND_OF_SHEET[row.sheet])]
    if whole:
        return every
    wanted = {item.column for item in errors}
    for key, others in _TOGETHER.items():
        if key in wanted:
            wanted.update(others)
    return [key for key in every if key in wanted]


def _field(
    row: PendingRow,
    column: Column,
    cells: Mapping[str, str],
    problems: list[Problem],
    context: IntakeContext,
) -> CardField:
    text = cells.get(column.key, "")
    options = tuple(Option(*pair) for pair in options_for(column, cells, context))
    suggested = [pair for item in problems for pair in item.suggestions]
    errors = [item.message for item in problems if item.is_error]
    control = control_of(column, options, wrong=bool(errors))
    return CardField(
        name=_name(row, column.key),
        label=f"{column.heading} (wajib)" if column.required else column.heading,
        hint=column.help,
        error=" ".join(errors),
        control=control,
        value=_chosen(column, text, options, suggested) if control in _CHOSEN else text,
        values=_ticked(column, text) if control == "checkboxes" else (),
        options=options,
    )


def control_of(column: Column, options: tuple[Option, ...], *, wrong: bool = False) -> str:
    """Name the control that fits a column; a long list is spread out only where it is needed."""
    if column.control == "multiselect":
        return "checkboxes" if wrong or len(options) <= _MANY else "text"
    if options:
        return "radios" if len(options) <= _FEW and column.codes is not None else "select"
    # A list that cannot be made yet (villages before their kecamatan is known) is typed.
    return "text" if column.control == "select" else column.control


def _chosen(
    column: Column,
    text: str,
    options: tuple[Option, ...],
    suggested: list[tuple[str, str]],
) -> str:
    """Return the option the text means, else the nearest one the parser suggests."""
    known = {option.value: option.value for option in options}
    known |= {option.label.casefold(): option.value for option in options}
    code = column.codes.find(text) if column.codes is not None and text else None
    guesses = [text, text.casefold(), code.code if code else ""]
    guesses += [part for value, label in suggested for part in (value, label.casefold())]
    return next((known[guess] for guess in guesses if guess in known), "")


def _ticked(column: Column, text: str) -> tuple[str, ...]:
    codes = column.codes
    if codes is None:
        return ()
    found = [codes.find(piece) for piece in re.split(r"[;\n]", text)]
    return tuple(code.code for code in found if code is not None)


def corrections_in(form: Fields, rows: Iterable[PendingRow]) -> dict[int, dict[str, str]]:
    """Return the cells a person entered, by row; what belongs to no waiting row is left out."""
    by_id = {row.id: row for row in rows}
    found: dict[int, dict[str, str]] = {}
    for name in form.names():
        match = _NAME.fullmatch(name)
        row = by_id.get(int(match[1])) if match else None
        if match is None or row is None:
            continue
        if match[2] in columns_by_key(KIND_OF_SHEET[row.sheet]):
            entered = "; ".join(value for value in form.all(name) if value)
            found.setdefault(row.id, {})[match[2]] = entered
    return found
