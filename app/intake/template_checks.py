"""Checks Excel makes while the officer types: lists, dates, numbers, lengths, missing cells."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.intake.columns import ACTION, Column, layout, letter, letters_of
from app.intake.template_lists import ENTRY_KEYS, HEADER_ROW, POTENTIAL_KEYS, VILLAGE_LISTS
from app.model.fields import Group, Shape
from app.model.vocabulary import CHANGE

if TYPE_CHECKING:
    from app.intake.template_request import TemplateRequest
    from app.intake.template_sheet import RowSheet

_TITLE_MOST, _TEXT_MOST = 32, 255
_FIRST = 6  # first prepared row as Excel numbers it
_NUMBERS = frozenset({Shape.INTEGER, Shape.MONEY})


def add_checks(target: RowSheet, request: TemplateRequest) -> None:
    """Add a check and a prompt to every column, and the pink of what is missing.

    The prompt shows on the heading as well as in the cells. A list stops below its heading,
    which would get an arrow that nobody can use; there the prompt stands by itself.
    """
    for index, item in enumerate(layout(target.kind), start=1):
        if not isinstance(item, Column):
            continue
        name, prompt = letter(index), _words(item)
        area = target.area(name)
        check = {**_check(target, item, request), **prompt, "ignore_blank": True}
        if check["validate"] == "list":
            heading = {"validate": "any", **prompt}
            target.sheet.data_validation(HEADER_ROW, index, HEADER_ROW, index, heading)
        else:
            area = f"{name}{HEADER_ROW + 1}:{area.partition(':')[2]}"
        target.sheet.data_validation(area, check)
        if item.required:
            _mark_missing(target, item, name)
        elif item.key == "development":
            _mark_untold(target, name)


def _words(column: Column) -> dict[str, Any]:
    return {
        "input_title": column.heading[:_TITLE_MOST],
        "input_message": _cut(column.help),
        "error_title": column.heading[:_TITLE_MOST],
    }


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_MOST else text[: _TEXT_MOST - 1] + "…"


def _check(target: RowSheet, column: Column, request: TemplateRequest) -> dict[str, Any]:
    shape = column.spec.shape
    special = _place_check(target, column)
    if special is not None:
        return special
    if column.codes is not None:
        return _list_check(target, column)
    if shape in {Shape.DATE, Shape.MOMENT}:
        return _day_check(column, request)
    if shape in _NUMBERS:
        return {
            "validate": "integer",
            "criteria": ">=",
            "value": column.spec.least or 0,
            "error_type": "warning",
            "error_message": "Isi angka bulat 0 atau lebih. Kata nihil juga dibaca sebagai 0.",
        }
    if shape is Shape.DECIMAL:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": column.spec.least,
            "maximum": column.spec.most,
            "error_type": "warning",
            "error_message": "Isi derajat desimal, mis. -0,5012 atau 117,1534.",
        }
    return _length_check(column)


def _place_check(target: RowSheet, column: Column) -> dict[str, Any] | None:
    if column.key == "district":
        return _list("=Pilihan_kecamatan", "Pilih kecamatan dari daftar.")
    if column.key == "village":
        source = f"={VILLAGE_LISTS[target.kind]}"
        return _list(source, "Pilih kecamatan lebih dulu, lalu desa/kelurahan dari daftarnya.")
    if column.key == "same_case":
        return _list(f"={POTENTIAL_KEYS}", "Pilih kode dari lembar 2_Potensi, mis. P-001.")
    if column.key == "entry_key":
        return _list(f"={ENTRY_KEYS}", "Pilih kode entri, mis. P-001 atau K-001.")
    return None


def _list(source: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_message": message}


def _list_check(target: RowSheet, column: Column) -> dict[str, Any]:
    """A cell that may hold several values offers the list but lets other text pass."""
    codes = column.codes
    if codes is None:
        raise ValueError(f"column {column.key} has no list")
    check = _list(f"={target.lists.of(codes)}", "Pilih satu dari daftar.")
    if column.spec.shape is Shape.CODES:
        check["show_error"] = False
    return check


def _day_check(column: Column, request: TemplateRequest) -> dict[str, Any]:
    first, last = request.quarter.first_day, request.quarter.last_day
    if column.key == "event_start":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": first,
            "maximum": last + timedelta(days=1),  # the last evening counts
            "error_type": "warning",
            "error_message": f"Tanggal harus di {request.quarter.label}, "
            f"{first:%d/%m/%Y} s.d. {last:%d/%m/%Y}.",
        }
    return {
        "validate": "date",
        "criteria": ">=",
        "value": first.replace(year=first.year - 30),
        "error_type": "warning",
        "error_message": "Isi tanggal, mis. 25/06/2026.",
    }


def _length_check(column: Column) -> dict[str, Any]:
    least, most = column.spec.least or 0, column.spec.most or 4000
    return {
        "validate": "length",
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        "error_message": f"{column.heading}: {least} sampai {most} karakter."
        if least
        else f"{column.heading}: paling banyak {most} karakter.",
    }


def _mark_missing(target: RowSheet, column: Column, name: str) -> None:
    cell = f"{name}{_FIRST}"
    started = f"COUNTA({_begun(target)})>0"
    asked = ""
    if column.group is Group.KORBAN:
        asked = f',${letters_of("K")["no_casualties"]}{_FIRST}<>"Ya"'
    target.sheet.conditional_format(
        target.area(name),
        {
            "type": "formula",
            "criteria": f"=AND({started},LEN({cell})=0{asked})",
            "format": target.look.missing,
        },
    )


def _mark_untold(target: RowSheet, name: str) -> None:
    """Show that a case of the last quarter waits for what happened since."""
    change = f"${letters_of(target.kind)['change']}{_FIRST}"
    carried = f"${letter(target.width)}{_FIRST}"
    again = f'OR(LEN({carried})>0,AND(LEN({change})>0,{change}<>"{CHANGE.label_of("BARU")}"))'
    target.sheet.conditional_format(
        target.area(name),
        {
            "type": "formula",
            "criteria": f"=AND(COUNTA({_begun(target)})>0,{again},LEN({name}{_FIRST})=0)",
            "format": target.look.missing,
        },
    )


def _begun(target: RowSheet) -> str:
    """Return the cells that show that a row was begun; formulas and codes do not."""
    if target.kind == ACTION:
        at = letters_of(ACTION)
        last = letter(target.width - 1)
        return f"${at['entry_key']}{_FIRST},$D{_FIRST}:${last}{_FIRST}"
    ours = [
        letter(index)
        for index, item in enumerate(layout(target.kind), start=1)
        if isinstance(item, Column) and item.group in {Group.POKOK, Group.LOKASI}
    ]
    return f"${ours[0]}{_FIRST}:${ours[-1]}{_FIRST}"
