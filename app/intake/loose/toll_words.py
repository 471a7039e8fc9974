"""Casualties and damage told in words: `2 MD, 3 luka ringan, 5 KK/17 jiwa mengungsi`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.intake.numbers import NOTHING, BadNumber, rupiah
from app.intake.text import fold

_NUMBER = r"(\d{1,3}(?:\.\d{3})+|\d{1,7})\s*(?:\([a-z ]+\)\s*)?"
_UNIT = r"(?:orang|org|jiwa|warga|unit|buah)?\s*"
_PARTS = re.compile(r"\s*(?:[;\n+]|,(?=\s)|\bdan\b|\bserta\b)\s*")
_HOUSEHOLDS = re.compile(rf"{_NUMBER}(?:kk|kepala keluarga|keluarga)\b")
_PEOPLE = re.compile(rf"{_NUMBER}(?:jiwa|orang|org|warga)\b")
_FLED = re.compile(r"ungsi|\bkk\b|keluarga")
# What is counted, by the column that counts it; the first that fits a part of the text.
_COUNTED: tuple[tuple[str, str], ...] = (
    ("deaths", r"meninggal(?: dunia)?|\bmd\b|tewas|korban jiwa|\bmati\b"),
    ("injured_serious", r"luka[ -]berat|\blb\b|kritis"),
    ("injured_minor", r"luka[ -]ringan|\blr\b|lecet|memar"),
    ("houses_damaged", r"rumah(?! ibadah)"),
    ("worship_damaged", r"rumah ibadah|masjid|gereja|musala|pura\b"),
    ("vehicles_damaged", r"kendaraan|motor|mobil|perahu|truk"),
    ("public_damaged", r"fasilitas umum|fasum|sekolah|jembatan|kantor"),
    ("persons_detained", r"diamankan|ditahan"),
)
_NONE = re.compile(r"(?:nihil|tidak ada|tdk ada|tanpa|nol)(?: (?:ada )?(?:korban|kerusakan))?")
_NO_DEATHS = re.compile(r"(?:nihil|tidak ada|tdk ada|tanpa) korban (?:jiwa|meninggal)")
_LOSS = re.compile(
    r"(?:kerugian|rugi|taksiran)?[^\d]*?(rp\.?\s*[\d.,]+\s*(?:ribu|rb|juta|jt|miliar|milyar|m)?)"
)


@dataclass(slots=True)
class Toll:
    """Counts by column key; `is_whole` when every part of the text was understood."""

    counts: dict[str, int] = field(default_factory=dict)
    is_whole: bool = True
    is_nothing: bool = False

    def add(self, key: str, number: int) -> None:
        """Add to a count."""
        self.counts[key] = self.counts.get(key, 0) + number


def read_toll(text: str) -> Toll:
    """Read what a text counts; nothing in it is ever guessed, only left out."""
    toll = Toll()
    low = fold(text)
    if low in NOTHING or _NONE.fullmatch(low):
        toll.is_nothing = True
        return toll
    for part in _PARTS.split(text.casefold()):
        if part.strip(" .") and not _part(toll, " ".join(part.split())):
            toll.is_whole = False
    return toll


def _part(toll: Toll, part: str) -> bool:
    if _NONE.fullmatch(part.strip(" .")):
        return True
    if _NO_DEATHS.fullmatch(part.strip(" .")):
        toll.add("deaths", 0)
        return False  # it says nothing of the injured and of damage
    loss = _LOSS.fullmatch(part.strip(" .")) if "rp" in part else None
    if loss:
        return _money(toll, loss[1])
    if _FLED.search(part):
        return _displaced(toll, part)
    for key, words in _COUNTED:
        before = re.search(rf"{_NUMBER}{_UNIT}(?:\w+ )?(?:{words})", part)
        after = re.search(rf"(?:{words})\D{{0,12}}?{_NUMBER}", part)
        found = before or after
        if found:
            toll.add(key, int(found[1].replace(".", "")))
            return True
    return False


def _money(toll: Toll, text: str) -> bool:
    try:
        toll.add("loss_idr", rupiah(text.strip(" .,")))
    except BadNumber:
        return False
    return True


def _displaced(toll: Toll, part: str) -> bool:
    households, people = _HOUSEHOLDS.search(part), _PEOPLE.search(part)
    if households:
        toll.add("displaced_hh", int(households[1].replace(".", "")))
    if people:
        toll.add("displaced_people", int(people[1].replace(".", "")))
    return bool(households or people)


def read_mass(text: str) -> tuple[str, str]:
    """Return the lowest and highest number of a crowd as cells: `100-150 orang`, `± 200`."""
    low = re.sub(r"±|\+/-|sekitar|kurang lebih|kira-kira|lebih kurang|lk\.", "", text.casefold())
    low = low.strip()
    found = re.fullmatch(
        rf"{_NUMBER}(?:orang|org)?\s*(?:-|–|s\.?\s?/?d\.?|sampai|hingga)\s*{_NUMBER}{_UNIT}(?:massa)?",
        low,
    )
    if found:
        return found[1], found[2]
    single = re.fullmatch(rf"{_NUMBER}{_UNIT}(?:massa)?", low)
    return (single[1], single[1]) if single else (text, text)
