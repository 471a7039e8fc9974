"""Where a table stands on a sheet: its heading rows, its columns, its register."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.columns import ACTION
from app.intake.loose import headings
from app.intake.loose import meanings as m
from app.intake.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.intake.workbook import RawSheet

HEADER_ROWS = 40
_LONGEST = 60
_NUMERIC = re.compile(r"[\d.,()\s-]+")
_COLOURS = re.compile(
    r"(zona )?(merah|kuning|hijau|rendah|sedang|tinggi|sangat tinggi|rawan|aman)( \w+)?"
)
_SCALE = re.compile(r"[1-5]([ .:-].*)?")
_LEAST = 2
# A column whose meaning tells one register from another.
_TELLING = {
    "P": frozenset({m.ZONE, "likelihood", "impact", "early_signs", "window"}),
    "K": frozenset({"event_start", "chronology", m.TOLL, "deaths", "event_form", m.DISPLACED}),
    ACTION: frozenset({"entry_key", "result", "action_type"}),
}


@dataclass(frozen=True, slots=True)
class Header:
    """Heading rows of a table: the first row, how many, and the headings by column index.

    `texts` are in plain form, `titles` as they are written.
    """

    row: int
    depth: int
    texts: Mapping[int, str]
    titles: Mapping[int, str]


def header_at(sheet: RawSheet, row: int, depth: int) -> Header:
    """Return the headings of some rows; under a spanning one they read `above / below`."""
    titles = _titles(sheet.rows.get(row, {}), sheet.rows.get(row + 1, {}) if depth > 1 else {})
    texts = {
        col: " / ".join(map(headings.plain_heading, parts))[: headings.MOST_HEADING]
        for col, parts in titles.items()
    }
    shown = {col: " / ".join(map(one_line, parts)) for col, parts in titles.items()}
    return Header(row, depth, texts, shown)


def _titles(top: Mapping[int, str], below: Mapping[int, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    above = ""
    for col in range(max((*top, *below), default=-1) + 1):
        above = top.get(col, above)
        if col in below:
            found[col] = [text for text in (above, below[col]) if text]
        elif col in top:
            found[col] = [top[col]]
    return found


def find_header(sheet: RawSheet, kind: str = "") -> Header | None:
    """Return the rows that look most like headings; None where no row holds two cells."""
    best: tuple[int, int, int] | None = None
    for row in header_candidates(sheet):
        depth = _depth(sheet, row)
        texts = header_at(sheet, row, depth).texts
        known = max(_known(texts, one) for one in ((kind,) if kind else "PKU"))
        score = (known, depth, -row)
        if best is None or score > best:
            best = score
    if best is None or best[0] == 0:
        row = next(header_candidates(sheet), 0)
        return header_at(sheet, row, 1) if row else None
    return header_at(sheet, -best[2], best[1])


def header_candidates(sheet: RawSheet) -> Iterator[int]:
    """Yield the rows that may be headings: some short texts side by side."""
    looked = [number for number in sorted(sheet.rows) if number <= HEADER_ROWS]
    for number in looked:
        texts = list(sheet.rows[number].values())
        words = [text for text in texts if not _NUMERIC.fullmatch(text)]
        if len(words) >= _LEAST and sum(len(text) <= _LONGEST for text in words) >= _LEAST:
            yield number


def _known(texts: Mapping[int, str], kind: str) -> int:
    return sum(bool(headings.meaning_of(kind, text)) for text in texts.values())


def _depth(sheet: RawSheet, row: int) -> int:
    """Tell whether the next row completes the headings: it stands under spanning ones only."""
    top, below = sheet.rows.get(row, {}), sheet.rows.get(row + 1, {})
    if len(below) < _LEAST or any(len(text) > _LONGEST for text in below.values()):
        return 1
    if all(_NUMERIC.fullmatch(text) for text in below.values()):
        return 1
    spans = _spans(top, max((*top, *below), default=0) + 1)
    under_span = {
        col for first, wide in spans.items() if wide > 1 for col in range(first, first + wide)
    }
    covered = [col for col in below if col not in top]
    return 2 if covered and set(below) <= under_span else 1


def _spans(top: Mapping[int, str], width: int) -> dict[int, int]:
    starts = sorted(top)
    return {
        col: (starts[place + 1] if place + 1 < len(starts) else width) - col
        for place, col in enumerate(starts)
    }


def guess_kind(sheet: RawSheet, header: Header) -> str:
    """Return the register a table is most likely of; empty when nothing tells.

    The sheet's name and the title above the table come first, then what only one register has.
    """
    titles = [
        text
        for number in sorted(sheet.rows)
        if number < header.row
        for text in sheet.rows[number].values()
    ]
    for text in (sheet.name, *titles):
        found = headings.register_by_words(text)
        if found:
            return found
    scores = {
        kind: sum(headings.meaning_of(kind, text) in telling for text in header.texts.values())
        for kind, telling in _TELLING.items()
    }
    best = max(scores, key=lambda kind: scores[kind])
    tied = [kind for kind, score in scores.items() if score == scores[best]]
    if len(tied) == 1:
        return best
    named = {
        headings.register_by_words(text)
        for text in header.texts.values()
        if headings.register_by_words(text) != ACTION
    } - {""}
    return named.pop() if len(named) == 1 and scores[best] == 0 else ""


def guess_meaning(kind: str, heading: str, values: list[str]) -> str:
    """Return what a column means by its heading, or by its values if a heading is not enough."""
    typed = [fold(text) for text in values]
    bare = heading.rpartition(" / ")[2]
    if bare in headings.STATUS:
        if typed and all(_COLOURS.fullmatch(text) for text in typed):
            return m.ZONE if kind == "P" else m.SKIP
        return "handling_status" if typed and kind in {"P", "K"} else ""
    found = headings.meaning_of(kind, heading)
    if found == "impact_note" and kind == "P" and typed:
        return "impact" if all(_SCALE.fullmatch(text) for text in typed) else found
    return found


def samples_of(sheet: RawSheet, header: Header, col: int, most: int = 3) -> list[str]:
    """Return the first different values of a column, from full rows before those that are not."""
    first = header.row + header.depth
    rows = [sheet.rows[number] for number in sorted(sheet.rows) if number >= first]
    rows = [cells for cells in rows if not _is_numbering(cells)]
    full = max(map(len, rows), default=0) // 2
    found: list[str] = []
    for cells in sorted(rows, key=lambda cells: len(cells) <= full):
        text = one_line(cells.get(col, ""))
        if text and text not in found:
            found.append(text)
        if len(found) == most:
            break
    return found


def _is_numbering(cells: Mapping[int, str]) -> bool:
    """Recognise the row of column numbers under official headings."""
    return len(cells) > _LEAST and all(
        re.fullmatch(r"\(?\d{1,2}\)?", text.strip()) for text in cells.values()
    )
