"""Find which columns of a boundary file hold code and name, and whose codes they are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.areas.names import same_name, tidy
from app.model.area_code import AreaCode, level_of

if TYPE_CHECKING:
    from app.areas.code_book import CodeBook
    from app.areas.read import RawFile

DOTTED, DIGITS, BPS = "Kemendagri", "Kemendagri tanpa titik", "BPS"
_CODE = re.compile(r"\d{2}(\.?\d{2}(\.?\d{2,3}(\.?\d{3,4})?)?)?")
_CODE_WORDS = ("kode", "code", "kd", "kdppum", "kdepum", "kdcpum", "kdpkab", "id")
_NAME_WORDS = ("nama", "name", "wadmkk", "wadmkc", "wadmkd", "namobj", "kabupaten", "kecamatan")
_MOSTLY = 0.6


@dataclass(frozen=True)
class Columns:
    """The columns found and how their codes are to be read; empty strings where not found."""

    code: str
    name: str
    scheme: str
    level: int

    def code_of(self, text: str, book: CodeBook) -> AreaCode | None:
        """Return the Kemendagri code of a cell, None when the list does not have it."""
        return read_code(text, self.scheme, book)


def find_columns(raw: RawFile, book: CodeBook, code: str = "", name: str = "") -> Columns:
    """Choose columns by content first and by their headings where content leaves a tie.

    Given columns are taken as they are. Codes are read as Kemendagri or BPS, whichever agrees
    with more names, since the same digits mean different regencies in the two lists.
    """
    code = code or _code_column(raw, book)
    cells = [row.get(code, "") for row in raw.values] if code else []
    if not code or not any(cells):
        return Columns(code, name, "", 0)
    options = []
    for scheme in _schemes(cells):
        codes = [read_code(cell, scheme, book) for cell in cells]
        level = _level(codes)
        if level:
            column = name or _name_column(raw, codes, level, book, skip=code)
            agreed = _agreement(raw, codes, column, level, book)
            known = sum(found is not None for found in codes)
            options.append((agreed, known, -_ORDER.index(scheme), scheme, column, level))
    if not options:
        return Columns(code, name, "", 0)
    _, _, _, scheme, column, level = max(options)
    return Columns(code, column, scheme, level)


_ORDER = (DOTTED, DIGITS, BPS)


def read_code(text: str, scheme: str, book: CodeBook) -> AreaCode | None:
    """Read one cell as a code of a scheme."""
    cell = text.strip()
    if scheme == BPS:
        return book.by_bps.get(cell)
    if scheme == DIGITS:
        return book.by_digits.get(cell)
    return AreaCode(cell) if cell in book.regions else None


def _schemes(cells: list[str]) -> tuple[str, ...]:
    dotted = sum("." in cell for cell in cells)
    plain_province = all(len(cell) == 2 for cell in cells if cell)
    return (DOTTED,) if dotted * 2 > len(cells) or plain_province else (DIGITS, BPS)


def _level(codes: list[AreaCode | None]) -> int:
    levels = Counter(level_of(code) for code in codes if code is not None)
    return levels.most_common(1)[0][0] if levels else 0


def _code_column(raw: RawFile, book: CodeBook) -> str:
    """Prefer the column with the most different known codes, then one that is called a code."""
    best: tuple[float, bool, str] = (0.0, False, "")
    for column in raw.columns:
        cells = [row.get(column, "") for row in raw.values]
        shaped = sum(_CODE.fullmatch(cell) is not None for cell in cells)
        if not cells or shaped < _MOSTLY * len(cells):
            continue
        known = {c for c in cells if any(read_code(c, s, book) for s in _ORDER)}
        called = any(word in tidy(column).split("_") for word in _CODE_WORDS)
        best = max(best, (len(known) + 0.5 * called, called, column))
    return best[2]


def _name_column(
    raw: RawFile, codes: list[AreaCode | None], level: int, book: CodeBook, skip: str
) -> str:
    """Prefer the column with the most official names of the level, then one called a name."""
    official = {form for code in set(codes) if code for form in (tidy(book.name(code)),)}
    best: tuple[float, str] = (0.0, "")
    for column in raw.columns:
        if column == skip:
            continue
        cells = {tidy(row.get(column, "")) for row in raw.values} - {""}
        hits = sum(_known_name(cell, official, level) for cell in cells)
        called = any(word in tidy(column) for word in _NAME_WORDS) and bool(cells)
        best = max(best, (hits + 0.5 * called, column))
    return best[1] if best[0] > 0 else ""


def _known_name(cell: str, official: set[str], level: int) -> bool:
    if cell in official:
        return True
    return len(official) < 600 and any(same_name(cell, name, level) for name in official)


def _agreement(
    raw: RawFile, codes: list[AreaCode | None], column: str, level: int, book: CodeBook
) -> int:
    return sum(
        code is not None and same_name(values.get(column, ""), book.name(code), level)
        for values, code in zip(raw.values, codes, strict=True)
    )
