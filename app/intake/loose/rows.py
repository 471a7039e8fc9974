"""The rows of an office's table: merged cells told again, and every row left aside with why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.loose import meanings as m
from app.intake.parsed import IgnoredRow
from app.intake.sheets import TOTAL, why_numbers
from app.intake.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.loose.choices import SheetChoice
    from app.intake.workbook import RawSheet

# Without one of these a row names no dispute, event or deed.
_CORE = frozenset({"title", "summary", "chronology", "description", m.SUBJECT})
_SAMPLE = re.compile(
    r"\(?\s*(contoh|misal(nya)?|cth|sampel)( pengisian| isian)?\s*[:)\-–].*", re.DOTALL
)
_SAMPLE_WORD = re.compile(r"\(?(contoh|contoh pengisian|contoh isian|sampel)\)?")
_TEACHING = re.compile(
    r"\(?(diisi|isi(lah)?|isikan|tulis(kan)?|pilih|sebutkan|uraikan|jelaskan|cantumkan|petunjuk"
    r"|format|wajib|opsional|dd/mm|hh/bb|tgl/bln)\b.*",
    re.DOTALL,
)
_FOOT = re.compile(
    r"(mengetahui|menyetujui|kepala (badan|kantor|dinas|bidang|bagian|seksi)|a\.?n\.?\s|plt\.? "
    r"|nip\b|catatan\b|keterangan\s*:|sumber\s*:|demikian|dibuat|disusun|ttd|tanda tangan"
    r"|[a-z .]{3,40}, \d{1,2} [a-z]+ \d{4}$).*",
    re.DOTALL,
)
_SIGNED = re.compile(
    r"(mengetahui|menyetujui|kepala |nip\b|ttd|[a-z .]{3,40}, \d{1,2} [a-z]+ \d{4}$)"
)
_SECTION = re.compile(r"([ivx]{1,5}|[a-z]|\d{1,2})?[.)]?\s*(kecamatan|kec\.?)\s+(.+)", re.DOTALL)
_FEW = 2


@dataclass(slots=True)
class Line:
    """One row of the table: its number, its cells by meaning with their columns, its section."""

    number: int
    cells: dict[int, str]
    section: str = ""
    told: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Lines:
    """All rows of a table; `lines` and `ignored` together are the rows under its headings."""

    lines: list[Line] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)


def lines_of(sheet: RawSheet, choice: SheetChoice) -> Lines:
    """Collect the rows under a table's headings; none is left out without a word."""
    return _Collector(sheet, choice).collect()


class _Collector:
    """Goes through a sheet once, remembering the section and whether the signatures began."""

    def __init__(self, sheet: RawSheet, choice: SheetChoice) -> None:
        self._sheet = sheet
        self._first = choice.header + choice.depth
        self._read = choice.meanings()
        self._core = [col for col, key in self._read.items() if key in _CORE]
        self._headings = [
            frozenset(map(fold, sheet.rows.get(row, {}).values()))
            for row in range(choice.header, self._first)
        ]
        self._found = Lines()
        self._section = ""
        self._signed = False

    def collect(self) -> Lines:
        """Return the rows."""
        inherited = _inherited(self._sheet, self._first)
        for number in sorted({*self._sheet.rows, *inherited}):
            if number < self._first:
                continue
            own = {col: clean(text) for col, text in self._sheet.rows.get(number, {}).items()}
            own = {col: text for col, text in own.items() if text}
            above = inherited.get(number, {})
            if self._found.lines and self._goes_on(own, above):
                self._join(number, own, above)
            elif own:
                self._take(number, own, above)
        return self._found

    def _goes_on(self, own: Mapping[int, str], above: Mapping[int, str]) -> bool:
        """Tell whether a row only goes on with the one above: what it is about is merged."""
        core = self._core
        return bool(core) and core[0] in above and not any(col in own for col in core)

    def _join(self, number: int, own: Mapping[int, str], above: Mapping[int, str]) -> None:
        line = self._found.lines[-1]
        for col, text in own.items():
            if col in self._read and col not in above:
                line.cells[col] = f"{line.cells[col]}\n{text}" if col in line.cells else text
        line.told.append(
            f"Baris {number} dibaca sebagai lanjutan baris {line.number}: selnya digabung."
        )

    def _take(self, number: int, own: dict[int, str], above: Mapping[int, str]) -> None:
        section = _section(own)
        self._section = section or self._section
        reason = "judul bagian" if section else self._why_not(own)
        if reason:
            self._signed = self._signed or _is_signature(own)
            self._found.ignored.append(IgnoredRow(self._sheet.name, number, reason))
            return
        cells = {col: text for col, text in {**above, **own}.items() if col in self._read}
        self._found.lines.append(Line(number, cells, self._section))

    def _why_not(self, own: Mapping[int, str]) -> str:
        texts = [_bare_number(fold(own[col])) for col in sorted(own)]
        words = [text for text in texts if not text.replace(".", "").isdecimal()]
        says_core = any(col in own for col in self._core)
        if not words:
            return why_numbers(texts) or ("" if says_core else "hanya angka")
        reason = _why_words(words)
        if not reason and len(texts) > _FEW and any(set(texts) <= row for row in self._headings):
            reason = "judul kolom yang terulang"
        if not reason and len(own) <= _FEW and self._is_foot(words, says_core=says_core):
            reason = "catatan kaki atau tanda tangan"
        if not reason and not any(col in self._read for col in own):
            reason = "tidak ada isi di kolom yang dibaca"
        return reason

    def _is_foot(self, words: list[str], *, says_core: bool) -> bool:
        return any(_FOOT.match(text) for text in words) or (self._signed and not says_core)


def _bare_number(text: str) -> str:
    """Take the brackets off a number: official tables number their columns `(1)`."""
    bare = text.strip("() ")
    return bare if bare.isdecimal() else text


def _why_words(words: list[str]) -> str:
    if any(TOTAL.fullmatch(text) for text in words) and len(words) <= _FEW:
        return "baris jumlah"
    if any(_SAMPLE.fullmatch(text) or _SAMPLE_WORD.fullmatch(text) for text in words[:_FEW]):
        return "baris contoh"
    if 2 * sum(_TEACHING.fullmatch(text) is not None for text in words) > len(words):
        return "baris petunjuk"
    return ""


def _inherited(sheet: RawSheet, first: int) -> dict[int, dict[int, str]]:
    """Return what cells merged downwards say of the rows below their first."""
    found: dict[int, dict[int, str]] = {}
    for top, left, bottom, _ in sheet.merges:
        text = clean(sheet.rows.get(top, {}).get(left - 1, ""))
        if top < first or not text:
            continue
        for number in range(top + 1, bottom + 1):
            if left - 1 not in sheet.rows.get(number, {}):
                found.setdefault(number, {})[left - 1] = text
    return found


def _section(own: Mapping[int, str]) -> str:
    """Return the kecamatan a row of a single text announces for the rows below it."""
    words = [text for text in own.values() if not re.fullmatch(r"[\dIVXivx.]{1,4}", text)]
    match = _SECTION.fullmatch(fold(words[0])) if len(words) == 1 else None
    return match[3] if match and len(own) <= _FEW else ""


def _is_signature(own: Mapping[int, str]) -> bool:
    return any(_SIGNED.match(fold(text)) for text in own.values())
