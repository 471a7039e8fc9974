"""What the page of columns sends: choices sheet by sheet, and what is still unanswered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.loose.choices import UNREAD_SHEET, SheetChoice
from app.intake.loose.meanings import KIND_WORDS, labels_for
from app.intake.loose.understand import ASKED, KNOWN, SHEET_MEMORY
from app.intake.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.intake.loose.choices import Choices
    from app.intake.loose.understand import SheetReading
    from app.web.forms import Fields

_HEADER = re.compile(r"(\d{1,6}):([12])")
_FORGET = re.compile(r"lupa-(\d{1,3})-(\d{1,3})")
# Columns a table may lack because every row has the same value.
SAME = ("law_source", "topic", "event_form", "handling_status", "source")


def choices_in(form: Fields, readings: Sequence[SheetReading]) -> Choices:
    """Return the choices of a form; another register or heading row asks for its columns anew."""
    return {reading.name: _sheet(form, at, reading) for at, reading in enumerate(readings)}


def _sheet(form: Fields, at: int, reading: SheetReading) -> SheetChoice:
    before = reading.choice
    kind = form.text(f"lembar-{at}") or before.kind
    if kind not in KIND_WORDS:
        return SheetChoice(UNREAD_SHEET if kind else "", before.header, before.depth)
    found = _HEADER.fullmatch(form.text(f"judul-{at}"))
    header, depth = (int(found[1]), int(found[2])) if found else (before.header, before.depth)
    known = labels_for(kind)
    same = {key: form.text(f"sama-{at}-{key}") for key in SAME if key in known}
    same = {key: text for key, text in same.items() if text}
    if (kind, header, depth) != (before.kind, before.header, before.depth):
        return SheetChoice(kind, header, depth, {}, same)
    columns = {
        column.index: text if (text := form.text(f"kolom-{at}-{column.index}")) in known else ""
        for column in reading.columns
    }
    return SheetChoice(kind, header, depth, columns, same)


def unanswered(readings: Sequence[SheetReading]) -> tuple[tuple[str, str], ...]:
    """Return what must be answered before rows are taken: sentence and address on the page."""
    found: list[tuple[str, str]] = []
    for at, reading in enumerate(readings):
        where = f"Lembar {quoted(reading.name)}"
        if reading.kind_state == ASKED:
            found.append((f"{where}: pilih ini daftar apa.", f"#lembar-{at}"))
            continue
        found += [
            (
                f"{where}, kolom {column.letter} {quoted(column.title)}: pilih artinya.",
                f"#kolom-{at}-{column.index}",
            )
            for column in (reading.columns if reading.choice.is_read else ())
            if column.state == ASKED
        ]
    if not found and not any(reading.choice.is_read for reading in readings):
        found.append(("Pilih paling sedikit satu lembar yang dibaca.", "#lembar-0"))
    return tuple(found)


def forgotten(deed: str, readings: Sequence[SheetReading]) -> list[tuple[str, str]]:
    """Return what a button asks to forget: a heading, and the shape of the table it stands in."""
    found = _FORGET.fullmatch(deed)
    if found is None or int(found[1]) >= len(readings):
        return []
    reading = readings[int(found[1])]
    headings = [
        (reading.choice.kind, column.heading)
        for column in reading.columns
        if column.index == int(found[2]) and column.state == KNOWN
    ]
    return [*headings, (SHEET_MEMORY, reading.shape)] if headings else []
