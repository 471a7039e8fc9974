"""The columns of an entry as form fields, in sections: what is asked first, and what is folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.cells import SEPARATORS, find_code
from app.intake.columns import columns_by_key, columns_for, options_for
from app.intake.text import clean
from app.model.fields import Group, Need, Shape
from app.web.pages.entry_form_typed import CELL, DEED, MATRIX
from app.web.pages.result_cards import Option, control_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.intake.columns import Column
    from app.intake.context import IntakeContext
    from app.intake.problem import Problem

# Drawn in their own way: the matrix, the blocks, the tick, the places.
_APART = frozenset({"likelihood", "impact", "other_parties", "other_sources"})
_POINT = frozenset({"place", "lat", "lon", "precision", "other_locations"})
_TITLES = {Group.LOKASI: "Titik, nama tempat, dan lokasi lain", Group.SUMBER: "Rincian sumber"}
_IDS = {group: f"bagian-{group.name.lower()}" for group in Group}
_MANY = 14
_ZERO = "0 bila nihil."


@dataclass(frozen=True, slots=True)
class VillageGroup:
    """The villages of one kecamatan; `is_chosen` when it is the one of the row."""

    name: str
    options: tuple[Option, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FormField:
    """One column as a form field; `control` names the macro that draws it."""

    key: str
    name: str
    label: str
    hint: str
    error: str
    note: str
    control: str
    value: str
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    groups: tuple[VillageGroup, ...] = ()
    empty: str = "Pilih…"


@dataclass(frozen=True, slots=True)
class FormSection:
    """One block of the form: the fields asked first, and those folded beneath them."""

    id: str
    group: str
    title: str
    fields: tuple[FormField, ...]
    folded: tuple[FormField, ...]
    folded_title: str
    is_open: bool


class Says:
    """What is wrong with a row, by column: errors, and remarks that stop nobody."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Sort the problems."""
        self._errors: dict[str, list[str]] = {}
        self._notes: dict[str, list[str]] = {}
        for item in problems:
            kept = self._errors if item.is_error else self._notes
            kept.setdefault(item.column, []).append(item.message)

    def error(self, key: str) -> str:
        """Return the sentence for a column, or an empty text."""
        return " ".join(self._errors.get(key, ()))

    def note(self, key: str) -> str:
        """Return the remark on a column, or an empty text."""
        return " ".join(self._notes.get(key, ()))


def field_id(key: str, number: int | None = None) -> str:
    """Return where on the page a column stands; `number` is the block of an action."""
    if number is not None:
        return f"{DEED}-{number}-{key}"
    apart = {
        "likelihood": MATRIX,
        "impact": MATRIX,
        "other_parties": "pihak-lain",
        "other_sources": "sumber-lain",
        "": "isian",
    }
    return apart.get(key, f"{CELL}-{key}")


def sections(
    kind: str, cells: Mapping[str, str], says: Says, context: IntakeContext
) -> list[FormSection]:
    """Return the form of an entry, in the order of the workbook's groups."""
    found = []
    for group in Group:
        columns = [
            column
            for column in columns_for(kind)
            if column.group is group and column.key not in _APART
        ]
        first = [column for column in columns if _comes_first(column, cells, says)]
        fields = tuple(form_field(column, cells, says, context) for column in first)
        folded = tuple(
            form_field(column, cells, says, context) for column in columns if column not in first
        )
        if fields or folded:
            found.append(_section(group, fields, folded))
    return found


def _section(
    group: Group, fields: tuple[FormField, ...], folded: tuple[FormField, ...]
) -> FormSection:
    return FormSection(
        id=_IDS[group],
        group=group.name,
        title=group.value,
        fields=fields,
        folded=folded,
        folded_title=_TITLES.get(group, group.value),
        is_open=any(item.error for item in folded),
    )


def _comes_first(column: Column, cells: Mapping[str, str], says: Says) -> bool:
    """Nine inputs of a potential, twelve of an event; a condition that holds joins them."""
    if column.key in _POINT:
        return False
    if column.required or column.key in {"village", "no_casualties"}:
        return True
    conditional = column.spec.need is Need.CONDITIONAL and bool(cells.get(column.key))
    return bool(says.error(column.key)) or conditional


def form_field(
    column: Column,
    cells: Mapping[str, str],
    says: Says,
    context: IntakeContext,
    number: int | None = None,
) -> FormField:
    """Return one column as a field, with what is typed kept even when no list knows it."""
    text = cells.get(column.key, "")
    options = tuple(Option(*pair) for pair in options_for(column, cells, context))
    control = _control(column, options)
    value = _chosen(column, text, context) if control in {"select", "radios", "village"} else text
    values = _ticked(column, text) if control in {"checkboxes", "many"} else ()
    known = {option.value for option in options}
    strangers = [item for item in (*values, value) if item and item not in known]
    if control in {"select", "radios", "checkboxes", "many"}:
        options += tuple(Option(item, f"{item} (tidak ada di daftar)") for item in strangers)
    groups = _villages(context, value, cells) if control == "village" else ()
    return FormField(
        key=column.key,
        name=field_id(column.key, number),
        label=column.heading if column.required else f"{column.heading} (bila ada)",
        hint=_hint(column),
        error=says.error(column.key),
        note=says.note(column.key),
        control=control,
        value=value,
        values=values,
        options=options,
        groups=groups,
        empty=_empty(column),
    )


def _control(column: Column, options: tuple[Option, ...]) -> str:
    if column.key == "village":
        return "village"
    if column.key == "no_casualties":
        return "tick"
    if column.key == "url":
        return "text"
    if column.control == "multiselect":
        return "many" if len(options) > _MANY else "checkboxes"
    if column.spec.shape is Shape.YES_NO:
        return "select"
    return control_of(column, options)


def _hint(column: Column) -> str:
    """Say what the workbook says; what only a cell needs to be told is left out."""
    text = column.help
    if column.spec.shape is Shape.CODES:
        text = re.sub(r"[,;] (boleh lebih dari satu, )?dipisah titik koma", "", text)
    text = re.sub(r" pada lembar \w+", "", text)
    if text == _ZERO:
        return ""  # the tick above the numbers says it
    return text if column.key != "village" else "Boleh kosong bila hanya kecamatannya yang pasti."


def _empty(column: Column) -> str:
    """Name what an empty choice will mean, so that the form is filled before anybody starts."""
    if column.spec.default and column.codes is not None:
        return f"{column.codes.label_of(column.spec.default)} (lazimnya)"
    if column.spec.need is Need.DEFAULTED and not column.required:
        return "Diisi portal"
    return "Pilih…"


def _chosen(column: Column, text: str, context: IntakeContext) -> str:
    """Return the option a text means; a text no list knows stays as it is."""
    if not text:
        return ""
    if column.key == "district":
        return context.places.find_district(text).name or text
    if column.codes is None:
        return text
    found = find_code(column.codes, clean(text))
    return found.code if found is not None else text


def _ticked(column: Column, text: str) -> tuple[str, ...]:
    if column.codes is None:
        return ()
    pieces = [piece for part in SEPARATORS.split(text) if (piece := clean(part))]
    found = [(find_code(column.codes, piece), piece) for piece in pieces]
    return tuple(code.code if code is not None else piece for code, piece in found)


def _villages(
    context: IntakeContext, value: str, cells: Mapping[str, str]
) -> tuple[VillageGroup, ...]:
    """Return every village under its kecamatan; a name two of them share is told by its group."""
    column = columns_by_key("P")["village"]
    here = context.places.find_district(cells.get("district", "")).code
    groups = []
    for code, district in context.places.districts():
        pairs = options_for(column, {"district": district}, context)
        groups.append(VillageGroup(district, tuple(Option(*pair) for pair in pairs), code == here))
    chosen = next((group for group in groups if group.is_chosen), None)
    known = {option.value for option in chosen.options} if chosen is not None else set()
    if value and value not in known:
        stranger = Option(value, f"{value} (tidak ada di kecamatan ini)")
        groups.insert(0, VillageGroup("", (stranger,), is_chosen=True))
    return tuple(groups)
