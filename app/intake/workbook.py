"""Reads a workbook that passed the gate, in a confined process; both must count the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.errors import Unreadable
from app.intake.columns import META_SHEET
from app.intake.gate import MOST_BYTES, inspect_workbook
from app.intake.gate_kinds import CSV
from app.intake.sandbox import Sandbox, WorkerFailed
from app.intake.stamp import Stamp, find_visible_stamp, read_stamp

if TYPE_CHECKING:
    from app.intake.gate import Inspection

_SECONDS = 25
_STAMP_ROWS = 15
_CELL, _ROW = "\x1f", "\x1e"  # as `worker_read` parts them
_READER = Sandbox("app.intake.worker_read", seconds=_SECONDS)
_FAILED = (
    "Berkas ini tidak dapat dibaca sampai selesai. Buka di Excel atau LibreOffice, salin barisnya "
    "ke templat baru, lalu unggah lagi."
)
_QUOTE = (
    'Baris {} berkas teks ini memuat tanda kutip ganda (") yang tidak berpasangan, sehingga baris '
    "sesudahnya ikut terbaca sebagai isi satu sel. Hapus tanda kutip itu atau simpan sebagai "
    "XLSX, lalu unggah lagi."
)
_LINES = (
    "Berkas teks ini tidak terbaca utuh ({} dari {} baris). Simpan ulang sebagai XLSX dari Excel "
    "atau LibreOffice, lalu unggah lagi."
)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's cells as text: row number as Excel shows it, then column index from 0.

    `merges` are (top, left, bottom, right), counted from 1.
    """

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """Every worksheet of a file, and the stamp it carries if any."""

    sheets: tuple[RawSheet, ...]
    stamp: Stamp | None = None


def read_workbook(
    data: bytes, *, secret: bytes | None = None, limit: int = MOST_BYTES
) -> RawWorkbook:
    """Read all cells of a workbook as text.

    `secret` is the key of the stamp; without it the stamp is read but not verified.

    Raises:
        Unreadable: refused by the gate, or the reader failed or saw something else than the gate.
    """
    inspection = inspect_workbook(data, limit=limit)
    try:
        answer = json.loads(_READER.ask(data))
    except (WorkerFailed, ValueError) as cause:
        raise Unreadable(_FAILED) from cause
    if "error" in answer:
        raise Unreadable(_QUOTE.format(answer["line"]) if "line" in answer else _FAILED)
    if answer.get("lines", 0) != inspection.lines:
        raise Unreadable(_LINES.format(answer.get("lines", 0), inspection.lines))
    merges = {sheet.name: tuple(sheet.merges) for sheet in inspection.sheets}
    sheets = tuple(
        RawSheet(item["name"], item["hidden"], _rows(item), merges.get(item["name"], ()))
        for item in answer["sheets"]
    )
    _check_counts(inspection, sheets)
    return RawWorkbook(sheets, _stamp(sheets, inspection, secret))


def _rows(item: dict[str, Any]) -> dict[int, dict[int, str]]:
    """Take a sheet's text apart; cells of blanks only count as empty, here as in the gate."""
    rows: dict[int, dict[int, str]] = {}
    lines = item["text"].split(_ROW) if item["rows"] else []
    for number, line in zip(item["rows"], lines, strict=True):
        cells = {
            index: text
            for index, text in enumerate(line.split(_CELL))
            if text and not text.isspace()
        }
        if cells:
            rows[number] = cells
    return rows


def _check_counts(inspection: Inspection, sheets: tuple[RawSheet, ...]) -> None:
    """Never read a file in part: the gate and the reader saw the same cells."""
    if inspection.kind == CSV:
        return  # its lines were counted, it has no sheets
    read = {sheet.name: (len(sheet.rows), sum(map(len, sheet.rows.values()))) for sheet in sheets}
    for sheet in inspection.sheets:
        rows, cells = read.get(sheet.name, (0, 0))
        if (rows, cells) != (sheet.rows, sheet.cells):
            raise Unreadable(
                f"Lembar {sheet.name} tidak terbaca utuh ({cells} dari {sheet.cells} sel, {rows} "
                f"dari {sheet.rows} baris). Simpan ulang dari Excel atau LibreOffice, lalu unggah "
                "lagi."
            )
    if len(read) != len(inspection.sheets):
        raise Unreadable(_FAILED)


def _stamp(
    sheets: tuple[RawSheet, ...], inspection: Inspection, secret: bytes | None
) -> Stamp | None:
    """Look in the hidden sheet, then the document property, then the printed line."""
    texts = [
        text
        for sheet in sheets
        if sheet.name == META_SHEET
        for row in sheet.rows.values()
        for text in row.values()
    ]
    for text in (*texts, inspection.stamp_property):
        stamp = read_stamp(text, secret)
        if stamp is not None:
            return stamp
    for sheet in sheets:
        for number in range(1, _STAMP_ROWS + 1):
            for text in sheet.rows.get(number, {}).values():
                stamp = find_visible_stamp(text, secret)
                if stamp is not None:
                    return stamp
    return None
