"""An edition's figures as tables: regencies, kecamatan, symbols, and the summary in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.outputs.exports.table import Column, Table, table
from app.outputs.figures_words import decimal, rupiah, whole
from app.outputs.summary import APPROXIMATE, GUIDE, METHOD, casualties
from app.outputs.summary_cards import change_note

if TYPE_CHECKING:
    from app.outputs.exports.table import Value
    from app.outputs.figures_model import EditionFigures

_STAMP = (
    Column("kode_dokumen", "Kode dokumen", 26),
    Column("edisi", "Edisi", 7),
    Column("triwulan", "Triwulan", 20),
    Column("terbit", "Terbit", 26),
    Column("klasifikasi", "Klasifikasi", 12),
    Column("catatan_batas", "Catatan batas", 18),
)
_REGENCY = (
    Column("kode", "Kode", 9),
    Column("nama", "Kabupaten/kota", 28),
    Column("status", "Status laporan", 24),
    Column("tingkat", "Tingkat", 14),
    Column("zona", "Zona", 11),
    Column("indeks", "Indeks", 9),
    Column("p", "P", 8),
    Column("e", "E", 8),
    Column("h", "H", 8),
    Column("tingkat_indeks", "Tingkat menurut indeks", 14),
    Column("pengaman", "Alasan tingkat dinaikkan", 44),
    Column("potensi", "Potensi", 9),
    Column("potensi_terbuka", "Potensi terbuka", 9),
    Column("peristiwa", "Peristiwa", 10),
    Column("meninggal", "Meninggal", 10),
    Column("luka", "Luka", 8),
    Column("mengungsi", "Mengungsi", 10),
    Column("cakupan", "Cakupan", 18),
    Column("keyakinan", "Keyakinan", 10),
    Column("sumber", "Jumlah sumber informasi", 12),
    Column("perubahan", "Perubahan dari triwulan lalu", 44),
    Column("sumber_utama", "Sumber konflik utama", 40),
    Column("tema_utama", "Tema utama", 26),
    Column("dikirim", "Dikirim", 18),
    Column("terlambat", "Hari terlambat", 9),
    Column("versi", "Versi laporan", 8),
)
_DISTRICT = (
    Column("kode", "Kode", 11),
    Column("nama", "Kecamatan", 26),
    Column("kode_kab", "Kode kabupaten/kota", 15),
    Column("kabupaten_kota", "Kabupaten/kota", 26),
    Column("tingkat", "Tingkat", 14),
    Column("zona", "Zona", 11),
    Column("potensi", "Potensi", 9),
    Column("peristiwa", "Peristiwa", 10),
    Column("entri_tinggi", "Entri Tinggi ke atas", 10),
)
_POINT = (
    Column("id", "Nomor", 18),
    Column("jenis", "Jenis", 12),
    Column("judul", "Judul", 40),
    Column("lokasi", "Lokasi", 40),
    Column("kode_kab", "Kode kabupaten/kota", 10),
    Column("kode_kec", "Kode kecamatan", 11),
    Column("tingkat", "Tingkat", 14),
    Column("keparahan", "Keparahan", 10),
    Column("penanganan", "Status penanganan", 20),
)


def notice(figures: EditionFigures) -> str:
    """What must stand on every file: boundaries that are approximate, content that is invented."""
    boundary = figures.head.boundary
    approximate = APPROXIMATE if boundary is not None and boundary.approximate else ""
    return " · ".join(note for note in (approximate, figures.head.sample_note) if note)


def stamp(figures: EditionFigures) -> list[Value]:
    """Values every row carries so that a single row can be traced to its edition."""
    head = figures.head
    return [
        head.code,
        head.number,
        head.quarter_label,
        head.published_text,
        head.classification,
        notice(figures),
    ]


def stamped(source: Table, figures: EditionFigures) -> Table:
    """Return the table with code, edition, date and classification on every row."""
    rows = ([*row, *stamp(figures)] for row in source.rows)
    return table(source.title, [*source.columns, *_STAMP], rows)


def regency_table(figures: EditionFigures) -> Table:
    """Every regency, the silent ones with empty numbers: unknown is not zero."""
    rows = []
    for item in figures.regencies:
        known = bool(item.version)
        numbers: list[Value] = [
            *(item.potentials, item.open_potentials, item.events),
            *(item.deaths, item.injured, item.displaced),
        ]
        rows.append(
            [
                *(item.code, item.name, item.state_text, item.level.label, item.level.zone),
                *(None if item.index is None else round(item.index, 1),),
                *(_number(text) for text in (item.p_text, item.e_text, item.h_text)),
                item.level_by_score.label if known else "",
                item.guard_text,
                *(numbers if known else [None] * len(numbers)),
                *(item.coverage_text, item.confidence, item.information_sources),
                *(item.change_text, item.source_text, item.topic_text, item.sent_text),
                *(item.days_late if known else None, item.version or None),
            ]
        )
    return table("Kabupaten-Kota", _REGENCY, rows)


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


def district_table(figures: EditionFigures) -> Table:
    """Every kecamatan; one without information has empty numbers."""
    regencies = {item.code: item.name for item in figures.regencies}
    rows = [
        [
            *(item.code, item.name, item.regency_code, regencies[item.regency_code]),
            *(item.level.label, item.level.zone),
            *(
                (item.potentials, item.events, item.high_entries)
                if item.level.rank >= 0
                else (None, None, None)
            ),
        ]
        for item in figures.districts
    ]
    return table("Kecamatan", _DISTRICT, rows)


def point_table(figures: EditionFigures) -> tuple[Table, list[tuple[float, float]]]:
    """Normal entries that can be placed, with longitude and latitude of each row."""
    shown = [item for item in figures.points if not item.sensitive]
    rows = [
        [
            *(item.id, "Peristiwa" if item.kind == "K" else "Potensi", item.title, item.place),
            *(item.regency_code, item.district_code, item.level.label),
            *(item.severity or None, item.status_text),
        ]
        for item in shown
    ]
    return table("Titik", _POINT, rows), [(item.lon, item.lat) for item in shown]


def summary_blocks(figures: EditionFigures) -> list[Table]:
    """The summary as a stack of small tables, headed by what the document is."""
    pair = (Column("hal", "Hal", 34), Column("isi", "Isi", 60))
    numbers = (Column("p", "Potensi", 18), Column("k", "Peristiwa", 16))
    blocks = [
        table("Dokumen", pair, _identity(figures)),
        table("Angka kunci", [*pair, Column("jumlah", "Jumlah", 18)], _key_rows(figures)),
        table("Perhatian", pair, [[item.heading, item.text] for item in figures.attention]),
        table(
            "Delapan triwulan",
            [Column("triwulan", "Triwulan", 34), Column("melapor", "Melapor", 60), *numbers],
            [
                [item.label, f"{item.reporting} dari {item.obliged}", item.potentials, item.events]
                for item in figures.series
            ],
        ),
    ]
    for title, rows in (
        ("Menurut sumber konflik", figures.by_source),
        ("Menurut tema", figures.by_topic),
        ("Menurut status penanganan", figures.by_handling),
    ):
        named = (Column("kode", "Kode", 34), Column("nama", "Nama", 60))
        counts: list[list[Value]] = [
            [row.code, row.label, row.potentials, row.events] for row in rows
        ]
        blocks.append(table(title, [*named, *numbers], counts))
    return [*blocks, *_cases(figures)]


def _key_rows(figures: EditionFigures) -> list[list[Value]]:
    key = figures.key
    return [
        ["Peristiwa konflik", change_note(key.events_change), key.events],
        ["Potensi konflik", change_note(key.potentials_change), key.potentials],
        ["Potensi yang masih terbuka", "", key.open_potentials],
        ["Wilayah Tinggi atau lebih", change_note(key.high_change), key.high_regencies],
        ["Pelaporan", key.reporting_text, key.reported],
        ["Belum lapor", key.silent_text, key.obliged - key.reported],
        ["Tepat waktu", "", key.on_time],
        ["Korban dan kerugian", casualties(figures), None],
        ["Tingkat", figures.province_line, None],
    ]


def _identity(figures: EditionFigures) -> list[list[Value]]:
    head = figures.head
    return [
        ["Laporan", f"Laporan {head.quarter_label}, {head.province_name}"],
        ["Klasifikasi", head.classification],
        ["Kode dokumen", head.code],
        ["Edisi", str(head.number)],
        ["Terbit", head.published_text],
        ["Disahkan oleh", head.published_by],
        ["Catatan batas wilayah", notice(figures) or "Batas resmi"],
    ]


def _cases(figures: EditionFigures) -> list[Table]:
    cases = [
        Column("perkara", "Perkara", 34),
        Column("lokasi", "Lokasi", 60),
        Column("jenis", "Jenis", 18),
        Column("tingkat", "Tingkat", 14),
        Column("status", "Status", 20),
    ]
    rows = [
        [item.title, item.place, item.kind_text, item.level.label, item.status_text]
        for item in figures.hotspots
    ]
    changed = [Column("wilayah", "Wilayah", 34), Column("perubahan", "Perubahan", 60)]
    asked = [
        Column("keputusan", "Keputusan", 34),
        Column("pelaksana", "Pelaksana", 60),
        Column("tenggat", "Paling lambat", 18),
    ]
    return [
        table("Titik rawan teratas yang masih terbuka", cases, rows),
        table(
            "Berubah setelah terbit",
            changed,
            [[item.name, item.text] for item in figures.amendments] or [["Tidak ada.", ""]],
        ),
        table(
            "Saran keputusan",
            asked,
            [[item.text, item.addressee, item.due] for item in figures.advice]
            or [["Belum ada yang ditetapkan.", "", ""]],
        ),
    ]


def method_lines(figures: EditionFigures) -> list[str]:
    """How the figures came about and what was left out, for the last sheet."""
    head, boundary = figures.head, figures.head.boundary
    left_out = (
        f"{whole(figures.sensitive_entries)} entri sensitif tidak dimuat dalam unduhan; "
        f"{whole(figures.closed_entries)} entri tertutup hanya dihitung dalam jumlah."
    )
    lines = [
        METHOD.format(method=head.method),
        GUIDE,
        "P, E, dan H dicetak sebagai perseratus. Indeks = 0,50 P + 0,35 E + 0,15 H.",
        "Provinsi tidak dirata-ratakan.",
        "Perubahan hanya membandingkan wilayah yang diterima pada kedua triwulan.",
        left_out,
        f"Taksiran kerugian seluruh peristiwa: {rupiah(figures.key.loss_idr)}.",
        "Teks yang menyerupai rumus diawali tanda petik tunggal supaya tidak dihitung.",
    ]
    if boundary is not None:
        lines.append(f"Batas wilayah: {boundary.name}; {boundary.source}; {boundary.licence}.")
    share = 100 * figures.key.on_time / figures.key.obliged if figures.key.obliged else 0.0
    lines.append(f"Kepatuhan tepat waktu: {decimal(share)} persen.")
    return lines
