"""Check codes and names of a boundary file against the official lists."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.areas.columns import BPS, DIGITS
from app.areas.names import likeness, same_name
from app.areas.report import LEVEL_NAMES, Finding, Severity, listed
from app.model.area_code import AreaCode, ancestor

if TYPE_CHECKING:
    from app.areas.code_book import CodeBook
    from app.areas.columns import Columns
    from app.areas.read import RawFile

_SPELLING = 0.75
Rows = dict[AreaCode, list[int]]


def check_codes(raw: RawFile, columns: Columns, book: CodeBook) -> tuple[Rows, list[Finding]]:
    """Return the rows of each region of the province, and what is wrong with codes and names."""
    rows: Rows = defaultdict(list)
    unknown, elsewhere = [], 0
    for number, values in enumerate(raw.values):
        cell = values.get(columns.code, "")
        code = columns.code_of(cell, book)
        if _is_elsewhere(cell, book):
            elsewhere += 1
        elif code is None or code not in book.regions or code.count(".") + 1 != columns.level:
            unknown.append(number)
        else:
            rows[code].append(number)
    findings = [
        *_scheme(columns),
        *_elsewhere(elsewhere, book),
        *_unknown(unknown, raw, columns, book),
        *_names(rows, raw, columns, book),
        *_missing(rows, columns, book),
    ]
    return dict(rows), findings


def _is_elsewhere(cell: str, book: CodeBook) -> bool:
    """Tell whether a code begins with another province (two digits, the same in both lists)."""
    return cell[:2] != book.province and cell[:2] in book.regions


def _scheme(columns: Columns) -> list[Finding]:
    if columns.scheme == BPS:
        sentence = "Kode di berkas ini kode BPS; diterjemahkan ke kode Kemendagri."
        advice = "Angkanya mirip tetapi artinya lain: 6402 BPS adalah 64.07 Kemendagri."
        return [Finding(Severity.WARNING, "kode-bps", sentence, advice)]
    if columns.scheme == DIGITS:
        sentence = "Kode Kemendagri ditulis tanpa titik; dibaca menurut nama wilayahnya."
        return [Finding(Severity.INFO, "kode-tanpa-titik", sentence)]
    return []


def _elsewhere(count: int, book: CodeBook) -> list[Finding]:
    if not count:
        return []
    sentence = f"{count} baris di luar provinsi {book.titled(book.province)} diabaikan."
    return [Finding(Severity.INFO, "di-luar-provinsi", sentence)]


def _unknown(unknown: list[int], raw: RawFile, columns: Columns, book: CodeBook) -> list[Finding]:
    findings = []
    cells = {}
    for number in unknown:
        values = raw.values[number]
        cell = values.get(columns.code, "") or "(kosong)"
        cells[cell] = f"{cell} {values.get(columns.name, '')}".strip()
    if cells:
        sentence = f"Kode tidak dikenal: {listed(list(cells.values()))}."
        advice = (
            f"Berkas dibaca sebagai tingkat {LEVEL_NAMES[columns.level]} dengan kode"
            f" {columns.scheme}. Betulkan kodenya, atau perbarui daftar kode."
        )
        findings.append(
            Finding(Severity.ERROR, "kode-tidak-dikenal", sentence, advice, tuple(cells))
        )
    return findings


def _names(rows: Rows, raw: RawFile, columns: Columns, book: CodeBook) -> list[Finding]:
    if not columns.name:
        sentence = "Kolom nama tidak ditemukan, jadi kode tidak dapat dicocokkan dengan nama."
        advice = "Sebutkan kolom yang berisi nama wilayah."
        severity = Severity.ERROR if columns.scheme != "Kemendagri" else Severity.WARNING
        return [Finding(severity, "tanpa-nama", sentence, advice)]
    written = {
        code: raw.values[numbers[0]].get(columns.name, "") for code, numbers in rows.items()
    }
    level = columns.level
    wrong = {c: n for c, n in written.items() if not same_name(n, book.name(c), level)}
    findings = []
    for code, name in sorted(wrong.items()):
        owner = _owner(name, level, code, book)
        if owner is None and likeness(name, book.name(code), level) >= _SPELLING:
            sentence = f"{code} ditulis “{name}”; nama resminya {book.name(code)}."
            findings.append(Finding(Severity.WARNING, "ejaan", sentence, codes=(code,)))
        elif owner in wrong and code < owner and _owner(wrong[owner], level, owner, book) == code:
            findings.append(_swapped(code, owner, book))
        elif not (owner in wrong and _owner(wrong[owner], level, owner, book) == code):
            findings.append(_mismatch(code, name, owner, columns, book))
    return findings


def _owner(name: str, level: int, near: AreaCode, book: CodeBook) -> AreaCode | None:
    """Return the other region that truly has a name, looking in the same regency first."""
    found = [code for code in book.expected(level) if same_name(name, book.name(code), level)]
    found.sort(key=lambda code: (ancestor(code, 2) != ancestor(near, 2), code))
    return found[0] if found else None


def _swapped(code: AreaCode, other: AreaCode, book: CodeBook) -> Finding:
    sentence = f"Kode tertukar: {book.titled(code)} dan {book.titled(other)}."
    advice = "Di berkas, nama yang satu memakai kode yang lain. Tukar kembali kode atau namanya."
    return Finding(Severity.ERROR, "kode-tertukar", sentence, advice, (code, other))


def _mismatch(
    code: AreaCode, name: str, owner: AreaCode | None, columns: Columns, book: CodeBook
) -> Finding:
    region = book.regions[code]
    cell = region.bps_code if columns.scheme == BPS else code
    sentence = f"Kode {cell} bernama “{name}”, padahal {code} adalah {region.name}."
    advice = ""
    if owner is not None:
        bps = book.regions[owner].bps_code
        beside = f" (BPS {bps})" if bps else ""
        advice = f"Kode Kemendagri untuk {book.name(owner)} adalah {owner}{beside}."
    same_digits = book.by_bps.get(code.replace(".", ""))
    if columns.scheme != BPS and same_digits and same_digits != code:
        advice += (
            f" Hati-hati: {code.replace('.', '')} dalam daftar BPS adalah"
            f" {book.name(same_digits)}, dalam daftar Kemendagri {region.name}."
        )
    return Finding(Severity.ERROR, "nama-tidak-cocok", sentence, advice.strip(), (code,))


def _missing(rows: Rows, columns: Columns, book: CodeBook) -> list[Finding]:
    missing = [code for code in book.expected(columns.level) if code not in rows]
    if not missing:
        return []
    total = len(book.expected(columns.level))
    names = listed([book.titled(code) for code in missing])
    sentence = f"{len(missing)} dari {total} {LEVEL_NAMES[columns.level]} tidak ada: {names}."
    advice = "Muat berkas yang lengkap; wilayah tanpa batas akan hilang dari peta."
    return [Finding(Severity.ERROR, "tidak-lengkap", sentence, advice, tuple(missing))]
