"""A whole workbook: whose it is, its cover, its rows, and all that must be said about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake.columns import (
    COVER_SHEET,
    EVENT_SHEET,
    HELP_SHEET,
    LISTS_SHEET,
    META_SHEET,
    POTENTIAL_SHEET,
    PROBLEM_SHEET,
    SHEET_OF_KIND,
)
from app.intake.cover import parse_cover
from app.intake.judging import judge_tables
from app.intake.parsed import (
    IgnoredRow,
    Parsed,
    ParsedAction,
    ParsedEntry,
    RefusedRow,
)
from app.intake.problem import WARNING, Problem
from app.intake.row import parse_row
from app.intake.sheets import has_headings, read_table
from app.model.quarter import Quarter

if TYPE_CHECKING:
    from app.intake.context import IntakeContext
    from app.intake.workbook import RawSheet, RawWorkbook

__all__ = [
    "IgnoredRow",
    "Parsed",
    "ParsedAction",
    "ParsedEntry",
    "RefusedRow",
    "parse_row",
    "parse_workbook",
]

_ASIDE = frozenset({HELP_SHEET, LISTS_SHEET, META_SHEET, PROBLEM_SHEET})


def parse_workbook(raw: RawWorkbook, context: IntakeContext) -> Parsed:
    """Read every row of a workbook; all problems of all rows are found, not the first.

    Raises:
        Unreadable: made for another regency or quarter, or none of our sheets.
    """
    check_stamp(raw, context)
    sheets = _known_sheets(raw)
    if not any(name in sheets for name in SHEET_OF_KIND.values()):
        raise Unreadable(
            f"Lembar {POTENTIAL_SHEET} dan {EVENT_SHEET} tidak ditemukan. Unduh templat, salin "
            "barisnya, lalu unggah lagi."
        )
    tables = [
        read_table(sheets[name], kind) for kind, name in SHEET_OF_KIND.items() if name in sheets
    ]
    result = judge_tables(tables, context)
    result.problems = [*notes_of(raw, sheets), *result.problems]
    return result.parsed(parse_cover(sheets.get(COVER_SHEET), context))


def is_template(raw: RawWorkbook) -> bool:
    """Tell whether a file is our workbook: a sheet of ours with our headings, or its stamp."""
    sheets = _known_sheets(raw)
    return any(
        raw.stamp is not None or has_headings(sheets[name], kind)
        for kind, name in SHEET_OF_KIND.items()
        if name in sheets
    )


def check_stamp(raw: RawWorkbook, context: IntakeContext) -> None:
    """Let a file pass that is not another regency's or quarter's.

    Raises:
        Unreadable: its stamp names another.
    """
    stamp = raw.stamp
    if stamp is None:
        return
    if stamp.region_code != context.region_code:
        owner = _owner(raw) or f"wilayah {stamp.region_code}"
        raise Unreadable(
            f"Templat ini milik {owner}, sedangkan Anda masuk sebagai {context.region_name}. "
            "Unduh templat Anda."
        )
    if stamp.quarter_code != context.quarter.code:
        raise Unreadable(
            f"Templat ini untuk {_quarter_label(stamp.quarter_code)}. Baris Anda tidak hilang: "
            f"unduh templat Triwulan {context.quarter.roman}, salin barisnya, lalu unggah."
        )


def _quarter_label(code: str) -> str:
    try:
        return Quarter.parse(code).label
    except ValueError:
        return f"triwulan lain ({code})"


def _owner(raw: RawWorkbook) -> str:
    """Return the region's name as the stamp line prints it before its code."""
    for sheet in raw.sheets:
        for number in range(1, 4):
            for text in sheet.rows.get(number, {}).values():
                found = re.match(r"([^·(]{3,60}) \(\d{2}\.\d{2}\) · ", text)
                if found:
                    return found[1]
    return ""


def _known_sheets(raw: RawWorkbook) -> dict[str, RawSheet]:
    """Return our sheets by name, whatever the case and the spacing."""
    wanted = {_plain(name): name for name in (COVER_SHEET, *SHEET_OF_KIND.values())}
    found: dict[str, RawSheet] = {}
    for sheet in raw.sheets:
        name = wanted.get(_plain(sheet.name))
        if name is not None:
            found.setdefault(name, sheet)
    return found


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def notes_of(raw: RawWorkbook, sheets: dict[str, RawSheet]) -> list[Problem]:
    """Say what of the file is not the template's, and whether its stamp is in order."""
    taken = {sheet.name for sheet in sheets.values()}
    notes = [
        notice(sheet.name, f"Lembar {sheet.name} bukan bagian templat dan tidak dibaca.")
        for sheet in raw.sheets
        if sheet.name not in taken and sheet.name not in _ASIDE and sheet.rows
    ]
    notes += [
        notice(name, f"Lembar {name} tidak ada di berkas; tidak ada baris yang dibaca.")
        for name in SHEET_OF_KIND.values()
        if name not in sheets
    ]
    if raw.stamp is None:
        notes.append(
            notice(
                "",
                "Berkas ini tidak bercap templat. Pastikan wilayah dan triwulannya benar; lain "
                "kali pakai templat yang diunduh dari sini.",
            )
        )
    elif raw.stamp.valid is False:
        notes.append(
            notice("", "Cap templat berubah. Berkas tetap dibaca; lain kali unduh templat baru.")
        )
    return notes


def notice(sheet: str, message: str) -> Problem:
    """Say something about a sheet or the whole file."""
    return Problem(sheet=sheet, row_number=0, severity=WARNING, message=message)
