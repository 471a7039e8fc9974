"""From a cell's text to a value by the shape of its field; what does not fit is explained."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from app.intake.dates import BadDate, parse_date, parse_moment
from app.intake.numbers import NOTHING, BadNumber, degrees, rupiah, whole_number
from app.intake.text import clean, one_line, quoted
from app.model.fields import Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.intake.columns import Column
    from app.intake.context import IntakeContext
    from app.model.codes import Code, CodeList
    from app.model.fields import FieldSpec

SEPARATORS = re.compile(r"[;\n]")
_YES = frozenset({"ya", "y", "1", "ada", "true", "benar", "x", "v", "✓", "✔", "betul"})
_NO = frozenset({"tidak", "t", "0", "false", "tdk", "bukan", "n"}) | NOTHING
_LEADING_CODE = re.compile(r"([A-Za-z0-9_]{1,16})\s*(?:[-–—.:)]|\s)\s*\S")
_DIGIT_FIRST = re.compile(r"([0-9])(?:,0)?(?:\s*(?:[-–—.:)]|\s).*)?", re.DOTALL)
_NEAREST = 3


class BadCell(ValueError):
    """A cell that cannot be read as its field; the message is for the officer."""

    def __init__(self, message: str, suggestions: tuple[tuple[str, str], ...] = ()) -> None:
        """Keep the sentence and what may have been meant."""
        super().__init__(message)
        self.message = message
        self.suggestions = suggestions


def blank(shape: Shape) -> Any:
    """Return what an empty optional cell is stored as."""
    if shape is Shape.TEXT:
        return ""
    return [] if shape is Shape.CODES else None


def parse_cell(column: Column, text: str, context: IntakeContext) -> Any:
    """Read a cell that is not empty.

    Raises:
        BadCell: the text is not a value of the column.
    """
    return _PARSERS[column.spec.shape](text, column, context)


def find_code(codes: CodeList, text: str) -> Code | None:
    """Find a code by its label, itself, or both as a drop-down shows them (`4 Sering terjadi`)."""
    key = (codes.name, text)
    if key in _FOUND:
        return _FOUND[key]
    found = codes.find(text) or _by_leading_code(codes, text)
    if len(_FOUND) < _REMEMBERED:
        _FOUND[key] = found
    return found


_FOUND: dict[tuple[str, str], Code | None] = {}
_REMEMBERED = 20_000


def _by_leading_code(codes: CodeList, text: str) -> Code | None:
    """Accept `CODE - label` only when the label after it is the code's own."""
    leading = _LEADING_CODE.match(text)
    code = codes.find(leading[1]) if leading else None
    if code is None or leading is None:
        return None
    rest = text[len(leading[1]) :].lstrip(" -–—.:)")
    return code if codes.find(rest) is code else None


def unknown_code(codes: CodeList, text: str, what: str) -> BadCell:
    """Say that a word is not on the list, with the nearest ones that are."""
    labels = {code.label.casefold(): code for code in codes if not code.retired}
    near = get_close_matches(text.casefold()[:80], labels, n=_NEAREST, cutoff=0.45)
    suggestions = tuple((labels[name].code, labels[name].label) for name in near)
    sentence = f"{quoted(text)} tidak ada di daftar {what}."
    if suggestions:
        return BadCell(f"{sentence} Yang paling mirip: {suggestions[0][1]}.", suggestions)
    return BadCell(f"{sentence} Pilih dari daftar.")


def _text(text: str, column: Column, context: IntakeContext) -> str:
    del context
    spec = column.spec
    if column.control != "textarea":
        text = one_line(text)
    if spec.least is not None and len(text) < spec.least:
        raise BadCell(
            f"{column.heading} terlalu pendek: {len(text)} karakter, paling sedikit {spec.least}."
        )
    if spec.most is not None and len(text) > spec.most:
        raise BadCell(
            f"{column.heading} terlalu panjang: {len(text)} karakter, paling banyak {spec.most}."
        )
    return text


def _code(text: str, column: Column, context: IntakeContext) -> str:
    del context
    return _one_code(text, column).code


def _one_code(text: str, column: Column) -> Code:
    codes = _list_of(column)
    found = find_code(codes, one_line(text))
    if found is None:
        raise unknown_code(codes, text, column.heading)
    if found.retired:
        raise BadCell(f"{found.label} hanya untuk data lama. Pilih yang lain dari daftar.")
    return found


def _codes(text: str, column: Column, context: IntakeContext) -> list[str]:
    del context
    codes = _list_of(column)
    pieces = [piece for part in SEPARATORS.split(text) if (piece := clean(part))]
    if len(pieces) == 1 and "," in pieces[0] and find_code(codes, pieces[0]) is None:
        pieces = [piece for part in pieces[0].split(",") if (piece := clean(part))]
    chosen = list(dict.fromkeys(_one_code(piece, column).code for piece in pieces))
    most = column.spec.most
    if most is not None and len(chosen) > most:
        raise BadCell(f"{column.heading} memuat {len(chosen)} pilihan; paling banyak {most}.")
    return chosen


def _scale(text: str, column: Column, context: IntakeContext) -> int:
    del context
    codes = _list_of(column)
    digit = _DIGIT_FIRST.fullmatch(text)
    found = codes.find(digit[1]) if digit else find_code(codes, text)
    if found is None:
        raise BadCell(
            f"{quoted(text)} bukan nilai 1 sampai 5.",
            tuple((code.code, f"{code.code} {code.label}") for code in codes),
        )
    return int(found.code)


def _integer(text: str, column: Column, context: IntakeContext) -> int:
    del context
    try:
        return _bounded(whole_number(text), column.spec)
    except BadNumber as reason:
        raise BadCell(str(reason)) from reason


def _money(text: str, column: Column, context: IntakeContext) -> int:
    del context
    try:
        return _bounded(rupiah(text), column.spec, most=10**15)
    except BadNumber as reason:
        raise BadCell(str(reason)) from reason


def _decimal(text: str, column: Column, context: IntakeContext) -> float:
    del column, context
    try:
        return round(degrees(text), 6)
    except BadNumber as reason:
        raise BadCell(str(reason)) from reason


def _bounded(value: int, spec: FieldSpec, most: int | None = None) -> int:
    highest = spec.most if spec.most is not None else most
    if highest is not None and value > highest:
        shown = f"{highest:,}".replace(",", ".")
        raise BadCell(f"{spec.heading} paling banyak {shown}. Periksa angkanya.")
    return value


def _date(text: str, column: Column, context: IntakeContext) -> Any:
    del column
    try:
        # A cell of a date column may carry a time of day nobody asked for.
        return parse_moment(text, context.zone).date() if " " in text else parse_date(text)
    except BadDate as reason:
        raise BadCell(str(reason)) from reason


def _moment(text: str, column: Column, context: IntakeContext) -> Any:
    del column
    try:
        return parse_moment(text, context.zone)
    except BadDate as reason:
        raise BadCell(str(reason)) from reason


def _yes_no(text: str, column: Column, context: IntakeContext) -> bool:
    del context
    low = text.casefold()
    if low in _YES:
        return True
    if low in _NO:
        return False
    raise BadCell(f"{column.heading}: pilih Ya atau Tidak.", (("1", "Ya"), ("0", "Tidak")))


def _list_of(column: Column) -> CodeList:
    if column.codes is None:
        raise ValueError(f"column {column.key} has no list")
    return column.codes


_PARSERS: dict[Shape, Callable[[str, Column, IntakeContext], Any]] = {
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.CODES: _codes,
    Shape.SCALE: _scale,
    Shape.INTEGER: _integer,
    Shape.MONEY: _money,
    Shape.DATE: _date,
    Shape.MOMENT: _moment,
    Shape.YES_NO: _yes_no,
    Shape.DECIMAL: _decimal,
}
