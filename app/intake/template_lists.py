"""The hidden lists behind the drop-downs, and the stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.columns import LISTS_SHEET, META_SHEET, SHEET_OF_KIND, letter, letters_of
from app.intake.cover import NIL_CHOICES
from app.model import vocabulary as words
from app.model.risk import MATRIX, entry_level, risk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from app.intake.template import District
    from app.model.codes import CodeList

PREPARED = 300  # rows with a code on each sheet
_MOST_KEYS = 200
SCALES = frozenset({words.LIKELIHOOD.name, words.IMPACT.name})


class Lists:
    """Writes lists side by side and remembers where each one stands."""

    def __init__(self, book: Workbook) -> None:
        """Add the sheet, very hidden."""
        self.sheet: Worksheet = book.add_worksheet(LISTS_SHEET)
        self.sheet.very_hidden()
        self._column = 0
        self._ranges: dict[str, str] = {}

    def add(self, name: str, texts: Sequence[str]) -> str:
        """Write a list and return its range."""
        column = self._column
        self._column += 1
        for row, text in enumerate(texts):
            self.sheet.write_string(row, column, text)
        self._ranges[name] = self._range(column, column, len(texts))
        return self._ranges[name]

    def of(self, codes: CodeList) -> str:
        """Return the range of a code list, written when it is first asked for."""
        return self._ranges.get(codes.name) or self.add(codes.name, shown_labels(codes))

    def range_of(self, name: str) -> str:
        """Return the range of a list that was added."""
        return self._ranges[name]

    def add_places(self, districts: Sequence[District]) -> str:
        """Write kecamatan and villages; return the formula of the dependent list.

        The formula holds `{cell}` for the kecamatan's cell. It needs no INDIRECT and no named
        range per kecamatan, so that names may hold any character.
        """
        self.add("districts", [district.name for district in districts])
        pairs = [(d.name, name) for d in districts for _, name in d.villages]
        owner = self.add("village_districts", [district for district, _ in pairs])
        first = self.add("villages", [name for _, name in pairs]).split(":")[0]
        if not pairs:
            return ""
        return f"=OFFSET({first},MATCH({{cell}},{owner},0)-1,0,COUNTIF({owner},{{cell}}),1)"

    def add_matrix(self) -> str:
        """Write the risk matrix as the words shown: row is likelihood, column is impact."""
        column = self._column
        self._column += 5
        for likelihood in sorted(MATRIX):
            for impact in range(1, 6):
                score, risk = risk_of(likelihood, impact)
                text = f"{entry_level(risk).label} · {score}"
                self.sheet.write_string(likelihood - 1, column + impact - 1, text)
        return self._range(column, column + 4, 5)

    def add_entry_keys(self, potentials: int, events: int) -> None:
        """Write the codes of the rows filled so far, potentials before events, as formulas.

        The two numbers are how many rows are carried; programs that do not compute on opening
        show what they were then.
        """
        column = letter(self._column)
        self._column += 1
        for row, (kind, known) in enumerate((("P", potentials), ("K", events))):
            title = letters_of(kind)["title"]
            cells = f"'{SHEET_OF_KIND[kind]}'!${title}$6:${title}${5 + PREPARED}"
            last = f'=SUMPRODUCT(MAX(({cells}<>"")*(ROW({cells})-5)))'
            self.sheet.write_formula(row, self._column - 1, last, None, known)
        count_p, count_k = f"${column}$1", f"${column}$2"
        for number in range(1, _MOST_KEYS + 1):
            row = number + 1
            at = f"(ROW()-2-{count_p})"
            formula = (
                f'=IF(ROW()-2<={count_p},"P-"&TEXT(ROW()-2,"000"),'
                f'IF({at}<={count_k},"K-"&TEXT({at},"000"),""))'
            )
            key = f"P-{number:03d}" if number <= potentials else ""
            if not key and number - potentials <= events:
                key = f"K-{number - potentials:03d}"
            self.sheet.write_formula(row, self._column - 1, formula, None, key)
        filled = f"MAX(1,{LISTS_SHEET}!{count_p}+{LISTS_SHEET}!{count_k})"
        self._ranges["entry_keys"] = f"OFFSET({LISTS_SHEET}!${column}$3,0,0,{filled},1)"

    def add_statements(self) -> str:
        """Write what may be said of a kecamatan; `has entries` is set by the portal."""
        return self.add(
            "statements", [words.DISTRICT_STATEMENT.label_of(code) for code in NIL_CHOICES]
        )

    @staticmethod
    def _range(first: int, last: int, rows: int) -> str:
        return f"{LISTS_SHEET}!${letter(first)}$1:${letter(last)}${max(rows, 1)}"


def shown_labels(codes: CodeList) -> list[str]:
    """Return the labels a drop-down offers; scales show their number first."""
    if codes.name in SCALES:
        return [f"{code.code} {code.label}" for code in codes]
    return codes.labels


def add_meta(book: Workbook, stamp: str) -> None:
    """Write the stamp into its own very hidden sheet."""
    sheet = book.add_worksheet(META_SHEET)
    sheet.very_hidden()
    sheet.write_string(0, 0, stamp)
