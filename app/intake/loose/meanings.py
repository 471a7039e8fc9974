"""What a column of an office's own table may mean: one of our columns, or several in one cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.intake.columns import ACTION, columns_for

SKIP, NUMBER = "-", "no"
REGION, WHERE, PARTIES, CATEGORY = "wilayah", "lokasi", "pihak", "jenis"
ZONE, TOLL, DISPLACED, MASS = "zona", "korban", "pengungsi", "massa"
EFFORTS, OBSTACLE, AGENCIES, SUBJECT = "upaya", "hambatan", "instansi", "judul"
CASE = "case_no"
KIND_WORDS = {"P": "Potensi konflik", "K": "Peristiwa konflik", ACTION: "Upaya penanganan"}
# Meanings that no single column of ours has: (key, kinds, how the page names it).
_OWN: tuple[tuple[str, str, str], ...] = (
    (NUMBER, "PKU", "Nomor urut"),
    (REGION, "PKU", "Kabupaten/kota"),
    (WHERE, "PK", "Lokasi: desa, kecamatan, tempat dalam satu sel"),
    (PARTIES, "PK", "Para pihak dalam satu sel"),
    (CATEGORY, "PK", "Jenis konflik: sumber, tema, atau bentuk"),
    (ZONE, "P", "Zona atau tingkat kerawanan (perlu dinilai)"),
    (TOLL, "K", "Korban dan kerusakan dalam satu sel"),
    (DISPLACED, "K", "Pengungsi: KK dan jiwa dalam satu sel"),
    (MASS, "K", "Jumlah massa, boleh rentang"),
    (EFFORTS, "PK", "Upaya yang dilakukan (ditulis di Perkembangan)"),
    (OBSTACLE, "PK", "Hambatan (ditulis di Perkembangan)"),
    (AGENCIES, "PKU", "Instansi, boleh beberapa"),
    (SUBJECT, ACTION, "Judul entri yang ditangani"),
    (CASE, "PK", "Nomor kasus"),
)
UNREAD = frozenset({SKIP, NUMBER})


@dataclass(frozen=True, slots=True)
class Meaning:
    """A choice for a column: its key and how the page names it."""

    key: str
    label: str


@cache
def meanings_for(kind: str) -> tuple[Meaning, ...]:
    """Return what a column of a register may mean; own meanings first."""
    own = tuple(Meaning(key, label) for key, kinds, label in _OWN if kind in kinds)
    ours = tuple(Meaning(column.key, column.heading) for column in columns_for(kind))
    return (Meaning(SKIP, "Tidak dibaca"), *own, *ours)


@cache
def labels_for(kind: str) -> dict[str, str]:
    """Return the names of the meanings by key."""
    return {meaning.key: meaning.label for meaning in meanings_for(kind)}
