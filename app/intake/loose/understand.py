"""What was understood of a file, and what has to be asked; an office's earlier answers count."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake.columns import META_SHEET, letter
from app.intake.loose import layout
from app.intake.loose.choices import JOINED, UNREAD_SHEET, SheetChoice
from app.intake.loose.headings import plain_heading
from app.intake.loose.meanings import KIND_WORDS, SKIP, UNREAD, labels_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.loose.choices import Choices
    from app.intake.workbook import RawSheet, RawWorkbook

SURE, KNOWN, CHOSEN, ASKED = "yakin", "ingat", "pilih", "tanya"
SHEET_MEMORY = ""  # where the memory keeps registers: by the shape of a table, not a column
Memory = dict[tuple[str, str], str]  # (register, heading in plain form) to meaning
_NO_TABLE = (
    "Tidak ada tabel di berkas ini: tidak ada lembar dengan baris judul dan dua kolom atau lebih. "
    "Unduh templat, salin isinya, lalu unggah."
)
_ASIDE = frozenset({"petunjuk", "rujukan", "_meta", "perlu diperbaiki", "referensi", "daftar"})


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column: where it is, what stands above it, its first values, what it means and why.

    `heading` is in plain form, `title` as it is written.
    """

    index: int
    letter: str
    heading: str
    title: str
    values: tuple[str, ...]
    meaning: str
    state: str


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet: its register and why, its headings, its columns; `choice` reads it so."""

    name: str
    hidden: bool
    kind_state: str
    shape: str
    choice: SheetChoice
    columns: tuple[ColumnReading, ...]

    @property
    def questions(self) -> int:
        """How many things of this sheet nobody knows yet."""
        if self.kind_state == ASKED:
            return 1
        if not self.choice.is_read:
            return 0
        return sum(column.state == ASKED for column in self.columns)

    @property
    def is_known(self) -> bool:
        """Tell whether the office answered everything about this sheet before."""
        if not self.choice.is_read:
            return self.kind_state in {KNOWN, SURE}
        return self.kind_state == KNOWN and all(c.state == KNOWN for c in self.columns)


def understand(
    raw: RawWorkbook, memory: Mapping[tuple[str, str], str], chosen: Choices | None = None
) -> tuple[SheetReading, ...]:
    """Return how each sheet with a table is read: chosen, remembered, recognised or asked.

    Raises:
        Unreadable: no sheet holds a table.
    """
    found = []
    for sheet in raw.sheets:
        header = layout.find_header(sheet)
        if sheet.name != META_SHEET and header is not None:
            found.append(_reading(sheet, header, memory, (chosen or {}).get(sheet.name)))
    if not found:
        raise Unreadable(_NO_TABLE)
    return tuple(found)


def choices_of(readings: tuple[SheetReading, ...]) -> Choices:
    """Return the choices by sheet name."""
    return {reading.name: reading.choice for reading in readings}


def _reading(
    sheet: RawSheet,
    header: layout.Header,
    memory: Mapping[tuple[str, str], str],
    chosen: SheetChoice | None,
) -> SheetReading:
    kind, kind_state = _kind(sheet, header, memory)
    if chosen is not None and chosen.kind and chosen.kind != kind:
        kind, kind_state = chosen.kind, CHOSEN
    header = _header(sheet, header, chosen, kind)
    columns = _columns(sheet, header, memory, chosen, kind) if kind in KIND_WORDS else ()
    choice = SheetChoice(
        kind,
        header.row,
        header.depth,
        {column.index: column.meaning for column in columns},
        chosen.same if chosen else {},
    )
    return SheetReading(sheet.name, sheet.hidden, kind_state, shape_of(header), choice, columns)


def shape_of(header: layout.Header) -> str:
    """Name a table by its headings, whatever its sheet is called this quarter."""
    return hashlib.sha256("|".join(sorted(header.texts.values())).encode()).hexdigest()[:32]


def _kind(
    sheet: RawSheet, header: layout.Header, memory: Mapping[tuple[str, str], str]
) -> tuple[str, str]:
    known = memory.get((SHEET_MEMORY, shape_of(header)))
    if known:
        return known, KNOWN
    below = [number for number in sheet.rows if number >= header.row + header.depth]
    if sheet.hidden or not below or plain_heading(sheet.name) in _ASIDE:
        return UNREAD_SHEET, SURE
    guess = layout.guess_kind(sheet, header)
    return guess, SURE if guess else ASKED


def _header(
    sheet: RawSheet, guess: layout.Header, chosen: SheetChoice | None, kind: str
) -> layout.Header:
    if chosen is not None and chosen.header:
        return layout.header_at(sheet, chosen.header, chosen.depth)
    return (layout.find_header(sheet, kind) or guess) if kind in KIND_WORDS else guess


def _columns(
    sheet: RawSheet,
    header: layout.Header,
    memory: Mapping[tuple[str, str], str],
    chosen: SheetChoice | None,
    kind: str,
) -> tuple[ColumnReading, ...]:
    filled = {
        col
        for number, cells in sheet.rows.items()
        if number >= header.row + header.depth
        for col in cells
    }
    known = labels_for(kind)
    found: list[ColumnReading] = []
    taken: set[str] = set()
    for col in sorted(filled | set(header.texts)):
        heading, values = header.texts.get(col, ""), layout.samples_of(sheet, header, col)
        if not values:
            continue
        meaning, state = _meaning(memory, kind, heading, values)
        again = meaning in taken and meaning not in JOINED | UNREAD
        if meaning not in known or (state == SURE and again):
            meaning, state = "", ASKED
        picked = chosen.columns.get(col, "") if chosen is not None else ""
        if picked and picked != meaning:
            meaning, state = picked, CHOSEN
        taken.add(meaning)
        found.append(
            ColumnReading(
                col,
                letter(col),
                heading,
                header.titles.get(col, ""),
                tuple(values),
                meaning,
                state,
            )
        )
    return tuple(found)


def _meaning(
    memory: Mapping[tuple[str, str], str], kind: str, heading: str, values: list[str]
) -> tuple[str, str]:
    known = memory.get((kind, heading)) if heading else None
    if known:
        return known, KNOWN
    guess = layout.guess_meaning(kind, heading, values)
    return guess, SURE if guess else ASKED


def lessons(readings: tuple[SheetReading, ...]) -> Memory:
    """Return what an office's next file of this shape need not be asked."""
    learnt: Memory = {}
    for reading in readings:
        if reading.kind_state != SURE or reading.choice.is_read:
            learnt[SHEET_MEMORY, reading.shape] = reading.choice.kind
        for column in reading.columns if reading.choice.is_read else ():
            if column.heading:
                learnt[reading.choice.kind, column.heading] = column.meaning or SKIP
    return learnt
