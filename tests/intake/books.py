"""Workbooks made in code: a regency with places, its template, and cells filled as officers do."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl

from app.intake.columns import SHEET_OF_KIND, layout, letter, letters_of
from app.intake.context import IntakeContext
from app.intake.template import build_template
from app.intake.template_request import District, TemplateRequest
from app.model.quarter import Quarter
from tests.intake.places import MemoryPlaces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

SECRET = b"kunci contoh untuk uji"
QUARTER = Quarter(2026, 3)
REGION = "99.01"
NAMES = {
    "99": "Provinsi Contoh",
    "99.01": "Kabupaten Contoh Hulu",
    "99.02": "Kabupaten Contoh Pesisir",
    "99.01.01": "Riam Satu",
    "99.01.02": "Riam Dua",
    "99.01.10": "Batu Sepuluh",
    "99.02.01": "Teluk Awal",
    "99.01.01.2001": "Riam Satu Ulu",
    "99.01.01.2002": "Riam Satu Ilir",
    "99.01.02.2001": "Riam Dua",
    "99.01.02.1001": 'Pasar "Lama" & Baru',
    "99.01.10.2001": "Batu Indah",
    "99.02.01.2003": "Teluk Baru",
}
BOXES = {
    "99.01.01": (115.0, 0.0, 115.5, 1.0),
    "99.01.02": (115.5, 0.0, 116.0, 1.0),
    "99.01.10": (116.0, 0.0, 116.5, 1.0),
}
POTENTIAL = {
    "title": "Sengketa lahan plasma di Desa Riam Satu Ulu",
    "law_source": "Sengketa SDA antarmasyarakat / dengan pelaku usaha",
    "topic": "Plasma/kemitraan kebun",
    "district": "Riam Satu",
    "village": "Riam Satu Ulu",
    "summary": "Kelompok tani menuntut pembagian kebun plasma sesuai perjanjian kemitraan.",
    "root_cause": "Luas kebun plasma yang diperjanjikan belum disepakati.",
    "party_a_name": "Kelompok Tani Harapan Contoh (140)",
    "party_a_type": "Kelompok tani/nelayan/koperasi",
    "party_b_name": "PT Contoh Sawit Alfa",
    "party_b_type": "Perusahaan",
    "likelihood": "3 Kadang-kadang terjadi",
    "impact": "3 Cukup signifikan",
    "handling_status": "Dalam proses",
    "source": "FKDM Kecamatan",
}
EVENT = {
    "title": "Penutupan jalan kebun oleh warga",
    "law_source": "U5D",
    "topic": "PLASMA",
    "event_form": "Blokade jalan/akses",
    "event_start": "19/08/2026 07.30",
    "chronology": "Pukul 07.30 WITA sekitar 120 warga memasang portal kayu di simpang. "
    "Camat dan Polsek tiba pukul 10.00 dan membuka dialog.",
    "crowd_min": "100",
    "crowd_max": "130",
    "district": "Riam Satu",
    "village": "Riam Satu Ulu",
    "party_a_name": "Warga Desa Riam Satu Ulu",
    "party_a_type": "Kelompok warga",
    "party_b_name": "PT Contoh Sawit Alfa",
    "party_b_type": "Perusahaan",
    "no_casualties": "Ya",
    "handling_status": "Selesai",
    "source": "Polri",
}
ACTION = {
    "entry_key": "P-001",
    "date_start": "12/08/2026",
    "action_type": "Mediasi/fasilitasi",
    "lead_agency": "Badan Kesbangpol Kabupaten/Kota",
    "description": "Mediasi ketiga para pihak di kantor camat",
    "result": "Sepakat pengukuran bersama",
    "result_status": "Berhasil",
}
SAMPLES = {"P": POTENTIAL, "K": EVENT, "U": ACTION}


def places() -> MemoryPlaces:
    return MemoryPlaces(REGION, NAMES, BOXES)


def context(**changes: Any) -> IntakeContext:
    values: dict[str, Any] = {
        "region_code": REGION,
        "region_name": "Kab. Contoh Hulu",
        "quarter": QUARTER,
        "places": places(),
        "today": date(2026, 10, 5),
    }
    return IntakeContext(**(values | changes))


def districts_of(source: MemoryPlaces) -> tuple[District, ...]:
    return tuple(District(code, name, source.villages(code)) for code, name in source.districts())


def request(**changes: Any) -> TemplateRequest:
    values: dict[str, Any] = {
        "region_code": REGION,
        "region_name": "Kab. Contoh Hulu",
        "agency_name": "Badan Kesatuan Bangsa dan Politik Kabupaten Contoh Hulu",
        "quarter": QUARTER,
        "districts": districts_of(places()),
        "secret": SECRET,
    }
    return TemplateRequest(**(values | changes))


def fill(
    data: bytes, rows: Mapping[str, Sequence[Mapping[str, Any]]], first_row: int = 6
) -> bytes:
    """Write rows (by kind, cells by column key) into a template, as an officer would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for kind, entries in rows.items():
        sheet = book[SHEET_OF_KIND[kind]]
        for offset, cells in enumerate(entries):
            for key, value in cells.items():
                sheet[f"{_letter(kind, key)}{first_row + offset}"] = value
    return saved(book)


def _letter(kind: str, key: str) -> str:
    if key == "row_key":
        return "A"
    return letter(len(layout(kind)) + 1) if key == "case_no" else letters_of(kind)[key]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def filled(rows: Mapping[str, Sequence[Mapping[str, Any]]], **changes: Any) -> bytes:
    return fill(build_template(request(**changes)), rows)
