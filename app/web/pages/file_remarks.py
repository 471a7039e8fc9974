"""What else must be told of a file: rows left aside, and entries of the draft it lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake.problem import WARNING, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.intake.parsed import Parsed

_MOST_NAMED = 12
_MOST_CELLS = 8


def with_remarks(parsed: Parsed, known: set[str]) -> Parsed:
    """Add what else must be told: rows left aside, and entries of the draft the file lacks."""
    remarks = [
        Problem(
            sheet=row.sheet,
            row_number=row.row_number,
            severity=WARNING,
            message=f"Baris ini tidak dibaca: {row.reason}",
        )
        for row in parsed.ignored_rows
    ]
    in_file = {row.row_key for row in parsed.entries} | {row.row_key for row in parsed.refused}
    absent = sorted(known - in_file)
    if absent:
        named = ", ".join(absent[:_MOST_NAMED]) + ("…" if len(absent) > _MOST_NAMED else "")
        text = (
            f"{len(absent)} entri draf tidak ada di berkas ini dan tetap disimpan: {named}. "
            "Buang dari daftar entri bila memang tidak dilaporkan."
        )
        remarks.append(Problem(sheet="", row_number=0, severity=WARNING, message=text))
    return replace(parsed, problems=(*parsed.problems, *remarks))


def gathered(remarks: Sequence[Problem]) -> list[Problem]:
    """Say the same thing of one sheet once, with every cell it holds for."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for item in remarks:
        found.setdefault((item.sheet, item.message), []).append(item)
    return [_once(items) for items in found.values()]


def _once(items: list[Problem]) -> Problem:
    cells = list(dict.fromkeys(item.cell for item in items if item.cell))
    if len(items) == 1 or not cells:
        return items[0]
    rest = f" dan {len(cells) - _MOST_CELLS} sel lain" if len(cells) > _MOST_CELLS else ""
    return replace(items[0], cell=", ".join(cells[:_MOST_CELLS]) + rest)
