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

    from app.intake.template_request import District
    from app.model.codes import CodeList

HEADER_ROW = 4  # from 0: the fifth row
PREPARED = 300  # rows with a code on each sheet
_MOST_KEYS = 120
VILLAGE_LISTS = {"P": "DesaPotensi", "K": "DesaPeristiwa"}
ENTRY_KEYS = "KodeEntri"
POTENTIAL_KEYS = "KodePotensi"
SCALES = frozenset({words.LIKELIHOOD.name, words.IMPACT.name})


class Lists:
    """Writes lists side by side and gives each a name.

    Checks refer to names only: a check that refers to another sheet is moved by Excel into an
    extension that other programs drop.
    """

    def __init__(self, book: Workbook) -> None:
        """Add the sheet, very hidden."""
        self._book = book
        self._sheet: Worksheet = book.add_worksheet(LISTS_SHEET)
        self._sheet.very_hidden()
        self._column = 0
        self._named: set[str] = set()

    def add(self, name: str, texts: Sequence[str]) -> str:
        """Write a list, name it, and return the name."""
        shown = f"Pilihan_{name}"
        self.define(shown, f"={self._write(texts)}")
        return shown

    def define(self, name: str, formula: str) -> str:
        """Name a formula."""
        self._book.define_name(name, formula)
        self._named.add(name)
        return name

    def of(self, codes: CodeList) -> str:
        """Return the name of a code list, written when it is first asked for."""
        name = f"Pilihan_{codes.name}"
        return name if name in self._named else self.add(codes.name, shown_labels(codes))

    def add_places(self, districts: Sequence[District]) -> None:
        """Write kecamatan and villages, and name the list of villages of each sheet of entries.

        The dependent list needs no INDIRECT and no name per kecamatan, so that names of places
        may hold any character; it looks at the kecamatan of its own row. Beside each kecamatan
        stands how many villages come before its own and how many it has.
        """
        names = self._write([district.name for district in districts])
        self.define("Pilihan_kecamatan", f"={names}")
        counts = [len(district.villages) for district in districts]
        before = self._write([sum(counts[:index]) for index in range(len(counts))])
        count = self._write(counts)
        first = self._write([name for d in districts for _, name in d.villages]).split(":")[0]
        for kind, name in VILLAGE_LISTS.items():
            cell = f"'{SHEET_OF_KIND[kind]}'!${letters_of(kind)['district']}1"
            found = f"MATCH({cell},{names},0)"
            part = f"INDEX({before},{found}),0,INDEX({count},{found}),1"
            self.define(name, f"=OFFSET({first},{part})")

    def _write(self, values: Sequence[str] | Sequence[int]) -> str:
        column = self._column
        self._column += 1
        for row, value in enumerate(values):
            if isinstance(value, int):
                self._sheet.write_number(row, column, value)
            else:
                self._sheet.write_string(row, column, value)
        return self._range(column, column, len(values))

    def add_matrix(self) -> str:
        """Write the risk matrix as the words shown: row is likelihood, column is impact."""
        column = self._column
        self._column += 5
        for likelihood in sorted(MATRIX):
            for impact in range(1, 6):
                score, risk = risk_of(likelihood, impact)
                text = f"{entry_level(risk).label} · {score}"
                self._sheet.write_string(likelihood - 1, column + impact - 1, text)
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
            self._sheet.write_formula(row, self._column - 1, last, None, known)
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
            self._sheet.write_formula(row, self._column - 1, formula, None, key)
        filled = f"MAX(1,{LISTS_SHEET}!{count_p}+{LISTS_SHEET}!{count_k})"
        self.define(ENTRY_KEYS, f"=OFFSET({LISTS_SHEET}!${column}$3,0,0,{filled},1)")
        own = f"'{SHEET_OF_KIND['P']}'!$A$6:$A${5 + PREPARED}"
        self.define(POTENTIAL_KEYS, f"={own}")

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
