"""Documents of the made-up province, with every field filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from app.model.level import Level
from app.outputs.documents.data import (
    Advice,
    AreaRow,
    Chart,
    Hotspot,
    KeyFigure,
    Letterhead,
    LevelCount,
    MapSheetDocument,
    Picture,
    Point,
    ReceiptDocument,
    Signature,
    Stamp,
    SummaryDocument,
)
from app.outputs.documents.sheet import sheet_map
from app.outputs.picture.draw import Look, draw
from app.outputs.picture.frame import PAPER, SHEET, THUMBNAIL
from tests.outputs.sample_map import VALUES, sample_shapes

WITA = timezone(timedelta(hours=8))
LETTERHEAD = Letterhead(
    "Pemerintah Provinsi Contoh",
    "Badan Kesatuan Bangsa dan Politik",
    "Jalan Contoh Nomor 1",
)
STAMP = Stamp(
    "TERBATAS",
    "PKP-99-2026T3-7K4M-Q2XD",
    "https://portal.contoh.example/periksa/PKP-99-2026T3-7K4M-Q2XD",
    datetime(2026, 10, 14, 8, 30, tzinfo=WITA),
    "14 Oktober 2026 pukul 08.30 WITA",
    ("Batas perkiraan", "Data contoh"),
)
QUARTERS = ("IV/24", "I/25", "II/25", "III/25", "IV/25", "I/26", "II/26", "III/26")
LEVELS = tuple(LevelCount(level, 1) for level in Level)
STRIP = (Level.RENDAH, Level.SEDANG, Level.NIHIL, Level.BELUM_LAPOR) * 2


def area_row(name: str, level: Level = Level.SEDANG) -> AreaRow:
    """A full row of the regency table."""
    return AreaRow(
        name=name,
        level=level,
        index="43,3",
        parts="51 / 43 / 19",
        potentials="7",
        events="2",
        change="naik",
        strip=STRIP,
        coverage="100 %",
        guard="dinaikkan oleh G3",
    )


def hotspot(number: int) -> Hotspot:
    """One of the open cases."""
    return Hotspot(
        f"Sengketa batas contoh {number}", "Desa Contoh", "Potensi", Level.TINGGI, "Mediasi"
    )


def summary() -> SummaryDocument:
    """The governor's summary for the sample province."""
    shapes, small = sample_shapes(PAPER), sample_shapes(THUMBNAIL)
    look = Look(style="standalone", prefix="utama-")
    thumbnail = draw(small, VALUES, Look(style="standalone", compact=True))
    return SummaryDocument(
        letterhead=LETTERHEAD,
        stamp=STAMP,
        title="Laporan Triwulan III 2026",
        subtitle="Peta Potensi Konflik dan Peta Konflik",
        period="Juli–September 2026",
        number="Nomor 200.1.4/9/Contoh",
        coverage="5 dari 6 kabupaten/kota melapor.",
        missing="Belum lapor: Contoh Sunyi.",
        figures=(
            KeyFigure("28", "konflik terjadi", "naik 9", "bahaya"),
            KeyFigure("52", "potensi konflik terbuka", "turun 3"),
            KeyFigure("2 dari 6", "wilayah Tinggi atau Sangat tinggi"),
            KeyFigure("5 / 6", "kabupaten/kota melapor", "belum: Contoh Sunyi", "waspada"),
        ),
        map=Picture("Peta", draw(shapes, VALUES, look), "Peta tingkat enam wilayah"),
        levels=LEVELS,
        attention=(Point("Contoh Pesisir", "naik ke Sangat tinggi."),) * 4,
        charts=(
            Chart("Potensi, 8 triwulan", (7, 5, 5, None, 6, 6, 7, 8), QUARTERS),
            Chart("Konflik, 8 triwulan", (2, 1, 1, 1, 1, 1, 1, 2), QUARTERS, alert=True),
        ),
        small_maps=tuple(Picture(name, thumbnail, f"Peta {name}") for name in QUARTERS[3:7]),
        advice=(Advice("Mediasi terpadu", "Tim Terpadu", "30 November 2026"),) * 3,
        areas=tuple(area_row(f"Kab. Contoh {number}") for number in range(1, 11)),
        hotspots=tuple(hotspot(number) for number in range(1, 11)),
        casualties="3 orang luka-luka.",
        guide="Belum lapor tidak sama dengan aman.",
        method="Metode IKKD-1.",
        signature=Signature("Kota Contoh, 14 Oktober 2026", "Kepala Badan", "Pejabat Contoh"),
    )


def map_sheet() -> MapSheetDocument:
    """The map sheet of the sample province."""
    return MapSheetDocument(
        letterhead=LETTERHEAD,
        stamp=STAMP,
        title="Peta Potensi Konflik",
        period="Triwulan III 2026",
        coverage="5 dari 6 kabupaten/kota melapor.",
        missing="Belum lapor: Contoh Sunyi.",
        map=sheet_map(sample_shapes(SHEET), VALUES, title="Peta"),
        map_alt="Peta tingkat enam wilayah",
        legend_title="Tingkat per kabupaten/kota",
        levels=LEVELS,
        source="Sumber: laporan contoh.",
        symbols=True,
    )


def receipt() -> ReceiptDocument:
    """Receipt for a report of the sample province."""
    return ReceiptDocument(
        letterhead=LETTERHEAD,
        stamp=replace(STAMP, code="PKP-9902-2026T3-7K4M"),
        number="PKP-9902-2026T3-7K4M",
        area="Kab. Contoh Pesisir",
        period="Triwulan III 2026",
        rows=(Point("Dikirim", "9 Oktober 2026 pukul 14.20 WITA"), Point("Versi", "1")),
        counts=(KeyFigure("10", "potensi konflik"), KeyFigure("4", "konflik terjadi")),
        fingerprint="9f2c 41d7 a03b 5e18",
        next_step="Analis provinsi memeriksa paling lambat 14 Oktober 2026.",
        notes=("Surat menyusul.", "Wilayah ini disetel satu petugas."),
    )
