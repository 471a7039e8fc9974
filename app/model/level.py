"""The one scale of every map, table and document: four levels, nil, and not reported."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Level of an area or an entry; `BELUM_LAPOR` is unknown and never means calm."""

    NIHIL = "NIHIL"
    RENDAH = "RENDAH"
    SEDANG = "SEDANG"
    TINGGI = "TINGGI"
    SANGAT_TINGGI = "SANGAT_TINGGI"
    BELUM_LAPOR = "BELUM_LAPOR"

    @property
    def label(self) -> str:
        """Indonesian word printed wherever the level is shown."""
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """Order of severity: -1 not reported, 0 nil, 1 low ... 4 very high."""
        return _RANKS[self]

    @property
    def css_class(self) -> str:
        """Class that paints the level: `t0` nil, `t1` ... `t4`, `tx` not reported (hatch)."""
        return "tx" if self is Level.BELUM_LAPOR else f"t{self.rank}"

    @property
    def zone(self) -> str:
        """The office's word for the level (HIJAU, KUNING, MERAH); printed, never a map colour."""
        return _ZONES[self]


_LABELS = {
    Level.NIHIL: "Nihil",
    Level.RENDAH: "Rendah",
    Level.SEDANG: "Sedang",
    Level.TINGGI: "Tinggi",
    Level.SANGAT_TINGGI: "Sangat tinggi",
    Level.BELUM_LAPOR: "Belum lapor",
}
_RANKS = {
    Level.BELUM_LAPOR: -1,
    Level.NIHIL: 0,
    Level.RENDAH: 1,
    Level.SEDANG: 2,
    Level.TINGGI: 3,
    Level.SANGAT_TINGGI: 4,
}
_ZONES = {
    Level.NIHIL: "NIHIL",
    Level.RENDAH: "HIJAU",
    Level.SEDANG: "KUNING",
    Level.TINGGI: "MERAH",
    Level.SANGAT_TINGGI: "MERAH",
    Level.BELUM_LAPOR: "TANPA DATA",
}
