"""The workbook an officer of 99.01 sends in the walked quarter, its slips, its corrections."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl

from app.intake.columns import COVER_SHEET, SHEET_OF_KIND, letters_of
from tests.flow.example_books import FIRST_ROW, write_letter, write_rows
from tests.intake.books import ACTION, EVENT, POTENTIAL, saved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DISTRICTS = {f"Kecamatan Contoh 99010{n}": f"99.01.0{n}" for n in (1, 2, 3)}
THREE = "Kecamatan Contoh 990103"
# Kecamatan and village of the three places the rows speak of; the third has no entry.
Spots = tuple[tuple[str, str], ...]
SPOTS: Spots = tuple((name, f"Desa Contoh {name[-6:]}2001") for name in DISTRICTS)
_ONE, _TWO = {"spot": 0}, {"spot": 1}


POTENTIALS: list[dict[str, Any]] = [
    POTENTIAL
    | _ONE
    | {
        "title": "Sengketa kebun plasma contoh",
        "likelihood": "4 Sering terjadi",
        "likelihood_basis": "Dua kali aksi dalam dua belas bulan terakhir.",
        "impact": "4 Signifikan",
        "impact_basis": "Dapat meluas ke beberapa kecamatan.",
        "recommendation": "Ukur ulang kebun plasma bersama para pihak.",
    },
    POTENTIAL
    | _TWO
    | {
        "title": "Perebutan lahan parkir contoh",
        "handling_status": "Perlu tindak lanjut",
        "recommendation": "Tata ulang pengelolaan parkir.",
    },
    POTENTIAL
    | _ONE
    | {
        "title": "Perselisihan batas kebun contoh",
        "likelihood": "2 Jarang terjadi",
        "impact": "2 Kurang signifikan",
    },
]
_TOLL = (
    "deaths",
    "injured_serious",
    "injured_minor",
    "women_victims",
    "child_victims",
    "displaced_hh",
    "displaced_people",
    "houses_damaged",
    "public_damaged",
    "worship_damaged",
    "vehicles_damaged",
)
_EVENT: dict[str, Any] = {name: text for name, text in EVENT.items() if name != "no_casualties"}
_EVENT |= dict.fromkeys(_TOLL, 0)
EVENTS: list[dict[str, Any]] = [
    _EVENT
    | _TWO
    | {
        "title": "Saling dorong di lapak contoh",
        "violence": "Ya",
        "injured_minor": 2,
        "loss_idr": 30_000_000,
    },
    _EVENT
    | _ONE
    | {
        "title": "Penutupan jalan kebun contoh",
        "event_start": "21/08/2026 09.00",
        "violence": "Ya",
        "injured_serious": 1,
        "loss_idr": 85_000_000,
        "recommendation": "Jaga jalan kebun dan percepat mediasi.",
    },
]
ACTIONS = [
    ACTION | {"entry_key": "P-001", "next_step": "Pengukuran", "next_due": "20/11/2026"},
    ACTION
    | {
        "entry_key": "P-003",
        "description": "Pertemuan dua kelompok di balai desa",
        "next_step": "Pemasangan patok",
        "next_due": "10/09/2026",
    },
    ACTION
    | {
        "entry_key": "K-001",
        "date_start": "19/08/2026",
        "description": "Peleraian dan dialog di lapak",
    },
    ACTION
    | {
        "entry_key": "K-002",
        "date_start": "21/08/2026",
        "description": "Dialog terbuka di simpang kebun",
    },
]
LETTER = {
    "letter_no": "300/118/KESBANGPOL-CH/X/2026",
    "letter_date": "2026-10-07",
    "signatory_name": "Pejabat Contoh Satu",
    "signatory_position": "Kepala Badan",
    "situation_summary": "Secara umum situasi wilayah aman dan terkendali; perhatian pada kebun "
    "plasma di dua kecamatan.",
    "trend": "Tetap",
}
# Where the slips are: (kind, row from 0, column) to what was typed and what is right.
SLIPS: dict[tuple[str, int, str], tuple[Any, Any]] = {
    ("P", 1, "village"): ("Desa Contok 9901022009", "Desa Contoh 9901022001"),
    ("K", 0, "event_start"): ("31/09/2026 07.30", "19/08/2026 07.30"),
    ("K", 1, "injured_serious"): ("satu orang", 1),
}
# The actions of the two events wait for them.
WAITING = {("U", 2, "entry_key"), ("U", 3, "entry_key")}


def cell(kind: str, row: int, column: str) -> tuple[str, str]:
    """Return the sheet and the name of a cell."""
    return SHEET_OF_KIND[kind], f"{letters_of(kind)[column]}{FIRST_ROW + row}"


def filled(
    template: bytes,
    *,
    slips: bool = False,
    spots: Spots = SPOTS,
    changed: Mapping[tuple[str, int, str], Any] | None = None,
) -> bytes:
    """Fill the template as the officer does; `changed` replaces cells, `spots` the places."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheets: dict[str, Sequence[Mapping[str, Any]]] = {
        "P": POTENTIALS,
        "K": EVENTS,
        "U": ACTIONS,
    }
    for kind, rows in sheets.items():
        placed = [_placed(row, spots) for row in rows]
        write_rows(book[SHEET_OF_KIND[kind]], kind, FIRST_ROW, placed)
    write_letter(book[COVER_SHEET], LETTER)
    _state_nil(book[COVER_SHEET], spots[2][0])
    if slips:
        for place, (typed, _) in SLIPS.items():
            sheet, name = cell(*place)
            book[sheet][name] = typed
    for place, value in (changed or {}).items():
        sheet, name = cell(*place)
        book[sheet][name] = value
    return saved(book)


def _placed(row: Mapping[str, Any], spots: Spots) -> dict[str, Any]:
    cells = dict(row)
    if "spot" in cells:
        cells["district"], cells["village"] = spots[cells.pop("spot")]
    return cells


def _state_nil(sheet: Any, district: str) -> None:
    """Say that the third kecamatan was checked and has nothing."""
    for (label,) in sheet.iter_rows(max_col=1):
        if label.value == district:
            sheet.cell(label.row, 2, "Nihil (sudah dicek)")
            sheet.cell(label.row, 3, "Camat/Kecamatan")
