"""Numbers, days and standing sentences of an edition in Indonesian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
FALLING_ORDER = (
    Level.SANGAT_TINGGI,
    Level.TINGGI,
    Level.SEDANG,
    Level.RENDAH,
    Level.NIHIL,
    Level.BELUM_LAPOR,
)
SENSITIVE_TITLE = "Entri sensitif, rincian pada analis"


def whole(value: int) -> str:
    """Write a whole number with points between thousands: `1.234`."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float) -> str:
    """Write a number with one decimal: `32,9`."""
    return f"{value:.1f}".replace(".", ",")


def day(value: date) -> str:
    """Write a day: `14 Oktober 2026`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """Write an aware moment in its own zone: `14 Oktober 2026 pukul 08.30 WITA`."""
    offset = value.utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0.0
    zone = _ZONES.get(int(hours), f"UTC{hours:+g}")
    return f"{day(value)} pukul {value:%H.%M} {zone}"


def joined(names: Sequence[str]) -> str:
    """Write a list: `Paser, Berau, dan Bontang`."""
    if len(names) < 3:
        return " dan ".join(names)
    return f"{', '.join(names[:-1])}, dan {names[-1]}"


def moved(difference: int) -> str:
    """Say a difference in words, because an arrow is lost on paper and to the ear."""
    if difference == 0:
        return "tetap"
    return f"{'naik' if difference > 0 else 'turun'} {whole(abs(difference))}"


def change_sentence(difference: int, compared: int, earlier: str) -> str:
    """Say a change and over how many regencies it was taken."""
    return f"{moved(difference)} dari {earlier} ({compared} kabupaten/kota yang sama)"


def guard_sentence(by_score: Level, level: Level, districts: Iterable[Level], guard: str) -> str:
    """Say why the level stands above the index; empty when it does not."""
    if not guard:
        return ""
    worst = max(districts, key=lambda item: item.rank, default=Level.TINGGI)
    return (
        f"Dinaikkan dari {by_score.label} ke {level.label} karena ada kecamatan "
        f"{worst.label} ({guard})"
    )


def province_sentence(counts: Mapping[Level, int], waived: int) -> str:
    """Say how many regencies have each level; the province is never averaged."""
    total = sum(counts.values())
    said = []
    for level in FALLING_ORDER:
        name = level.label if level.rank > 0 else level.label.lower()
        said.append(f"{counts.get(level, 0)} {name}")
    line = f"dari {total} kabupaten/kota: {', '.join(said)}"
    return f"{line} (termasuk {waived} dibebaskan)" if waived else line


def rupiah(value: int) -> str:
    """Write an amount: `Rp30.000.000`."""
    return f"Rp{whole(value)}"
