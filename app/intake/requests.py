"""Requests to others: a block at the foot of the first sheet, and the rules of one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.cells import find_code, unknown_code
from app.intake.columns import COVER_SHEET, letter
from app.intake.dates import BadDate, parse_date
from app.intake.personal import refusal
from app.intake.problem import ERROR, Problem
from app.intake.row_key import normal_key
from app.intake.text import clean, fold
from app.model import vocabulary as words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

KEYS = ("target", "text", "wanted_by", "entry_key")
HEADINGS = ("Ditujukan kepada", "Isi permintaan", "Diharapkan sebelum", "Kode entri")
SECTION = "Permintaan kepada pihak lain"
HINT = (
    "Satu baris satu permintaan; provinsi menjawab paling lambat 20 hari kerja. Kode entri "
    "(mis. P-001) dan tanggal boleh kosong."
)
LINES = 8
LEAST, MOST = 20, 1000


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """One request; `entry_key` is empty when it is about the report as a whole."""

    target: str
    text: str
    wanted_by: date | None = None
    entry_key: str = ""


def judge_request(cells: Mapping[str, str]) -> tuple[ParsedRequest | None, dict[str, str]]:
    """Read one request as typed, by `KEYS`; return it, or what is wrong by key."""
    wrong: dict[str, str] = {}
    typed = {key: clean(cells.get(key, "")) for key in KEYS}
    target = find_code(words.REC_TARGET, typed["target"])
    if not typed["target"]:
        wrong["target"] = "Pilih kepada siapa permintaan ini ditujukan."
    elif target is None:
        wrong["target"] = unknown_code(words.REC_TARGET, typed["target"], "tujuan").message
    if sentence := _text_fault(typed["text"]):
        wrong["text"] = sentence
    wanted_by = None
    if typed["wanted_by"]:
        try:
            wanted_by = parse_date(typed["wanted_by"])
        except BadDate as reason:
            wrong["wanted_by"] = str(reason)
    key = normal_key(typed["entry_key"]) or ""
    if typed["entry_key"] and not key:
        wrong["entry_key"] = "Kode entri ditulis seperti P-001 atau K-001."
    if wrong or target is None:
        return None, wrong
    return ParsedRequest(target.code, typed["text"], wanted_by, key), wrong


def _text_fault(text: str) -> str:
    if not LEAST <= len(text) <= MOST:
        return f"Tulis isi permintaan, {LEAST} sampai {MOST} karakter."
    return refusal(text, "Isi permintaan")


def heading_row(rows: Mapping[int, Mapping[int, str]]) -> int | None:
    """Return the row the block's headings stand in; None in a workbook made before it."""
    wanted = {fold(text) for text in HEADINGS[:2]}
    for number in sorted(rows):
        if wanted <= {fold(text).rstrip(" *") for text in rows[number].values()}:
            return number
    return None


def read_request(
    row: int, cells: Mapping[int, str], headings: Mapping[int, str]
) -> tuple[ParsedRequest | None, list[Problem]]:
    """Read one row of the block; an empty one gives neither a request nor a problem."""
    where = {fold(text).rstrip(" *"): col for col, text in headings.items()}
    columns = {key: where.get(fold(text), -1) for key, text in zip(KEYS, HEADINGS, strict=True)}
    typed = {key: cells.get(col, "") for key, col in columns.items()}
    if not any(clean(text) for text in typed.values()):
        return None, []
    request, wrong = judge_request(typed)
    return request, [
        Problem(
            sheet=COVER_SHEET,
            row_number=row,
            column=key,
            heading=HEADINGS[KEYS.index(key)],
            cell=f"{letter(max(columns[key], 0))}{row}",
            severity=ERROR,
            message=message,
            value=typed[key],
        )
        for key, message in wrong.items()
    ]
