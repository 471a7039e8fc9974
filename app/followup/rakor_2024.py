"""The eleven recommendations of the 2024 coordination meeting, in the order they were printed.

The page that printed them numbers two sub-items of the ninth through, so that it ends at 13; the
codes here are those of the eleven, `printed_no` is what stands on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RAKOR_CODE, RAKOR_TITLE, RAKOR_YEAR = "RAKOR-2024", "Rakor Kesbangpol 2024", 2024
PROVINCE = "PROV"


@dataclass(frozen=True, slots=True)
class Seed:
    """One recommendation; `for_province` tells that the province itself must act."""

    code: str
    printed_no: str
    text: str
    due_on: date | None = None
    due_note: str = ""
    parent_code: str | None = None
    is_heading: bool = False
    is_measured: bool = False
    for_province: bool = False


RAKOR_2024: tuple[Seed, ...] = (
    Seed("R01", "1", "Menyelaraskan susunan organisasi (SOTK) Kesbangpol dengan provinsi."),
    Seed(
        "R02",
        "2",
        "Mengoptimalkan Tim Pemantau Perkembangan Politik (TP3D) dan melaporkan ATHG pada tahapan "
        "Pilkada 2024.",
        date(2024, 11, 30),
    ),
    Seed(
        "R03",
        "3",
        "Memperbanyak kegiatan yang menaikkan partisipasi masyarakat dalam Pilkada 2024.",
        date(2024, 11, 30),
    ),
    Seed(
        "R04",
        "4",
        "Melaksanakan pembentukan Paskibraka sebagai tugas daerah melalui Kesbangpol.",
        due_note="setiap tahun",
    ),
    Seed(
        "R05",
        "5",
        "Menganggarkan pembinaan Paskibraka dan membentuk pengurus DPPI daerah.",
        date(2025, 12, 31),
    ),
    Seed(
        "R06",
        "6",
        "Menyelenggarakan pendidikan wawasan kebangsaan 2025 bagi pemuda dan pesantren.",
        date(2025, 12, 31),
    ),
    Seed("R07", "7", "Membentuk dan mengaktifkan Tim Terpadu Pengawasan Ormas."),
    Seed("R08", "8", "Mengoptimalkan Forum Kerukunan Umat Beragama (FKUB)."),
    Seed(
        "R09",
        "9",
        "Memfasilitasi Forum Kewaspadaan Dini Masyarakat (FKDM).",
        is_heading=True,
    ),
    Seed("R09a", "10", "Membentuk dan memfasilitasi FKDM kabupaten/kota.", parent_code="R09"),
    Seed("R09b", "11", "Membentuk dan memfasilitasi FKDM kecamatan.", parent_code="R09"),
    Seed(
        "R10",
        "12",
        "Menyampaikan Peta Potensi Konflik dan Peta Konflik setiap triwulan kepada provinsi untuk "
        "diteruskan kepada Gubernur.",
        due_note="setiap triwulan",
        is_measured=True,
    ),
    Seed(
        "R11",
        "13",
        "Menyelenggarakan Rakor 2025 di Penajam Paser Utara beserta kunjungan belajar.",
        date(2025, 2, 28),
        for_province=True,
    ),
)
