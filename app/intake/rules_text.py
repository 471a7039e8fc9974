"""Rules of personal data, for every text of a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.columns import columns_by_key
from app.model.fields import Shape

if TYPE_CHECKING:
    from app.intake.parsed import Draft

_NIK = re.compile(
    r"(?<!\d)(?:\d{16}|\d{6}([ .-])\d{6}\1\d{4}|\d{4}([ .-])\d{4}\2\d{4}\2\d{4})(?!\d)"
)
_PHONE = re.compile(r"(?<![\d.,])(?:\+?62|0)[ -]?8\d(?:[ .-]?\d){7,10}(?!\d)")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+")
_PATRONYM = re.compile(r"\b[A-Z]\w+\s+(?:bin|binti)\s+[A-Z]\w+|\b(?:bin|binti)\.?\s+[A-Z]\w+")
_ON_BEHALF = re.compile(r"\ba\.\s?n\.\s", re.IGNORECASE)
# Pattern, what it finds, and a piece of text without which it cannot match (cheap to look for).
_SUSPECTS = (
    (_PHONE, "nomor telepon", ""),
    (_MAIL, "alamat surel", "@"),
    (_PATRONYM, "nama orang (bin/binti)", "bin"),
    (_ON_BEHALF, "nama orang (a.n.)", "n."),
)
_DIGITS = re.compile(r"\d{4}|\d{3}[ .-]\d{3}")
_SHORTEST = 6
_NOT_READ = frozenset({"url", "district", "village", "entry_key", "same_case"})


def has_nik(text: str) -> bool:
    """Tell whether a text holds 16 digits written as a NIK is."""
    return _DIGITS.search(text) is not None and _NIK.search(text) is not None


def check_personal_data(draft: Draft) -> None:
    """Block a 16-digit NIK; warn about phone numbers, mail addresses and names of persons."""
    columns = columns_by_key(draft.kind)
    for key, text in draft.cells.items():
        column = columns.get(key)
        if column is None or column.spec.shape is not Shape.TEXT:
            continue
        if len(text) >= _SHORTEST and key not in _NOT_READ:
            _check(draft, key, column.heading, text)


def _check(draft: Draft, key: str, heading: str, text: str) -> None:
    if has_nik(text):
        draft.error(
            key,
            f"{heading} memuat 16 angka yang tampak sebagai NIK. Hapus; data pribadi tidak boleh "
            "disimpan di sini.",
        )
        return
    has_digits = _DIGITS.search(text) is not None
    low = text.casefold()
    for pattern, what, needed in _SUSPECTS:
        if (needed in low if needed else has_digits) and pattern.search(text):
            draft.warn(key, f"{heading} tampak memuat {what}. Hapus; tulis kelompok, bukan orang.")
