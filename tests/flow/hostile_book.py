"""A workbook with a hostile text in every free-text cell, one potential and one event per text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl

from app.intake.columns import COVER_SHEET, SHEET_OF_KIND, columns_for, letters_of
from app.model.fields import Shape
from tests.flow.example_books import FIRST_ROW, write_letter
from tests.flow.flow_book import ACTIONS, EVENTS, LETTER, POTENTIALS, SPOTS
from tests.intake.books import saved

if TYPE_CHECKING:
    from collections.abc import Mapping

PAYLOADS = (
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{7*7}}{{7777*7777}}{% for a in [1] %}49{% endfor %}",
    "{# hilang",
    "#} kembali {{",
    "${7777*7777} `alert(1)`",
    '=HYPERLINK("http://jauh.example","klik")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202eterbalik\u202c nol\u200blebar \u2066sisip\u2069",
    "\N{FIRE}\N{FAMILY}\ufe0f api \N{MAN}\u200d\N{WOMAN}\u200d\N{BOY}",
)
# What the arithmetic of a template or script language would have left.
COMPUTED = "60481729"
INVISIBLE = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f"
_PLACES = {"district", "village", "other_locations", "entry_key", "same_case"}
_FILLER = " contoh uraian yang cukup panjang untuk lembar ini"
_WRAPPED = {
    "other_parties": "TERDAMPAK/WARGA: {}",
    "other_sources": "KEC/TERTULIS 02/09/2026: {}",
    "url": "https://contoh.example/?cari={}",
}


def planted(text: str, column: str, most: int | None) -> str:
    """Return what stands in a cell: the payload first, then words, within the cell's length."""
    bare = text.replace(" ", "") if column == "url" else text
    room = (most or 300) - 60
    whole = bare if column == "url" else (bare + _FILLER)[: max(len(bare), room)]
    return _WRAPPED.get(column, "{}").format(whole)


def hostile(template: bytes) -> bytes:
    """Fill the template: row n of each sheet carries payload n in every free-text cell."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    place = dict(zip(("district", "village"), SPOTS[0], strict=True))
    for kind, base in (("P", POTENTIALS[0]), ("K", EVENTS[0]), ("U", ACTIONS[0])):
        sheet = book[SHEET_OF_KIND[kind]]
        for number, text in enumerate(PAYLOADS):
            cells = {**base, **(place if kind != "U" else {})}
            cells.pop("spot", None)
            cells |= _texts(kind, text)
            _write(sheet, kind, FIRST_ROW + number, cells)
        if kind == "U":
            _more_actions(sheet)
    write_letter(book[COVER_SHEET], LETTER | _letter())
    return saved(book)


def _texts(kind: str, text: str) -> dict[str, str]:
    return {
        column.key: planted(text, column.key, column.spec.most)
        for column in columns_for(kind)
        if column.spec.shape is Shape.TEXT
        and column.key not in _PLACES
        # In a list of sources, angle brackets hold an address; anything else is refused there.
        and not (column.key == "other_sources" and "<" in text)
        # A short field carries the texts that fit; longer ones are refused there.
        and len(text) <= (column.spec.most or len(text))
    }


def _letter() -> dict[str, str]:
    """The first sheet's free texts; a letter's number stays one."""
    return {
        "letter_subject": PAYLOADS[0],
        "letter_enclosures": PAYLOADS[2],
        "signatory_name": PAYLOADS[1],
        "signatory_position": PAYLOADS[3],
        "signatory_rank": PAYLOADS[5],
        "situation_summary": " ".join(PAYLOADS),
        "trend_reason": PAYLOADS[2],
    }


def _write(sheet: Any, kind: str, row: int, cells: Mapping[str, Any]) -> None:
    letters = letters_of(kind)
    for name, value in cells.items():
        cell = sheet[f"{letters[name]}{row}"]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # typed as text, as a cell formatted as text keeps it


def _more_actions(sheet: Any) -> None:
    """Every entry has its action, so that the report can be sent."""
    keys = [f"{kind}-{n:03d}" for kind in "PK" for n in range(1, len(PAYLOADS) + 1)]
    for number, key in enumerate(keys):
        row = FIRST_ROW + number
        if number >= len(PAYLOADS):
            calm = {name: text for name, text in ACTIONS[0].items() if name != "spot"}
            _write(sheet, "U", row, calm)
        _write(sheet, "U", row, {"entry_key": key})
