"""Numbers as offices here write them: dot for thousands, comma for fractions, words for none."""

from __future__ import annotations

import re

from app.intake.text import quoted

NOTHING = frozenset(
    {"nihil", "-", "–", "—", "--", "tidak ada", "tdk ada", "tak ada", "kosong", "nol", "0"}
)
_UNIT = re.compile(
    r"\s*(orang|org|jiwa|kk|keluarga|unit|buah|rumah|warga|massa|anggota)\.?$", re.IGNORECASE
)
# Official writing says a number twice: `2 (dua) orang`.
_IN_WORDS = re.compile(r"\s*\([a-z ]{3,40}\)")
_WHOLE = re.compile(r"\d+|\d{1,3}(\.\d{3})+")
_FRACTION = re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+),(\d+)")
_CURRENCY = re.compile(r"^(rp|idr)\.?\s*", re.IGNORECASE)
_CLOSING = re.compile(r",-+$|,00$")
_SCALED = re.compile(
    r"(\d+(?:\.\d{3})*(?:,\d+)?|\d+\.\d{1,2})\s*(rb|ribu|jt|juta|m|miliar|milyar|t|triliun)"
)
_SCALES = {
    "rb": 10**3, "ribu": 10**3, "jt": 10**6, "juta": 10**6, "m": 10**9, "miliar": 10**9,
    "milyar": 10**9, "t": 10**12, "triliun": 10**12,
}  # fmt: skip
_DEGREES = re.compile(r"([+-]?)\s*(\d{1,3})(?:[.,](\d+))?\s*°?\s*(ls|lu|bt|bb)?", re.IGNORECASE)
_LONGEST = 40


class BadNumber(ValueError):
    """The text is not the number asked for; the message says why."""


def whole_number(text: str) -> int:
    """Read a count: `1.250`, `2 orang`, `nihil`.

    Raises:
        BadNumber: a fraction, a range, a negative number or no number at all.
    """
    low = text.casefold()
    if low in NOTHING:
        return 0
    bare = _UNIT.sub("", _IN_WORDS.sub("", low) if "(" in low else low).strip()
    if len(bare) <= _LONGEST and bare.isascii():
        if _WHOLE.fullmatch(bare):
            return int(bare.replace(".", ""))
        fraction = _FRACTION.fullmatch(bare)
        if fraction and not fraction[2].strip("0"):
            return int(fraction[1].replace(".", ""))
    raise BadNumber(_why_not_whole(bare, text))


def rupiah(text: str) -> int:
    """Read an amount in whole rupiah: `30.000.000`, `Rp30.000.000,-`, `1,5 juta`.

    Raises:
        BadNumber: not an amount.
    """
    low = text.casefold()
    if low in NOTHING:
        return 0
    bare = _CLOSING.sub("", _CURRENCY.sub("", low)).strip()
    scaled = _SCALED.fullmatch(bare) if len(bare) <= _LONGEST else None
    if scaled:
        return _scaled(scaled[1], _SCALES[scaled[2]], text)
    try:
        return whole_number(bare)
    except BadNumber as cause:
        raise BadNumber(
            f"{quoted(text)} bukan jumlah rupiah yang bulat. Contoh: 30.000.000 atau 30 juta."
        ) from cause


def degrees(text: str) -> float:
    """Read a coordinate in decimal degrees; comma or dot, `LS` and `BB` are negative.

    Raises:
        BadNumber: not decimal degrees.
    """
    found = _DEGREES.fullmatch(text) if text.isascii() or "°" in text else None
    if found is None or not (found[2] + (found[3] or "")).isascii():
        raise BadNumber(
            f"{quoted(text)} bukan derajat desimal. Contoh: Lintang -0,5012 dan Bujur 117,1534."
        )
    value = float(f"{found[2]}.{found[3] or 0}")
    south_or_west = (found[4] or "").casefold() in {"ls", "bb"}
    return -value if found[1] == "-" or south_or_west else value


def _scaled(digits: str, scale: int, text: str) -> int:
    whole, _, part = digits.partition(",") if "," in digits else (digits, "", "")
    if not part and re.fullmatch(r"\d+\.\d{1,2}", digits):
        whole, _, part = digits.partition(".")
    total = int(whole.replace(".", "")) * scale
    if part:
        if len(part) > len(str(scale)) - 1:
            raise BadNumber(f"{quoted(text)} memuat pecahan rupiah. Tulis angka bulat.")
        total += int(part) * scale // 10 ** len(part)
    return total


def _why_not_whole(bare: str, text: str) -> str:
    if re.fullmatch(r"[\d.]*\d,\d+", bare):
        return (
            f"Jumlah harus bilangan bulat; {quoted(text)} memuat koma, tanda pecahan. "
            "Untuk ribuan pakai titik: 1.250."
        )
    if re.fullmatch(r"[-–]\s*\d[\d.]*", bare):
        return f"Jumlah tidak boleh kurang dari 0; tertulis {quoted(text)}."
    if re.fullmatch(r"\d[\d.]*\s*(-|–|s\.?d\.?|sampai|atau)\s*\d[\d.]*", bare):
        return f"Tulis satu angka, bukan rentang; tertulis {quoted(text)}."
    if re.fullmatch(r"\d[\d.]*\.\d*", bare):
        return f"Titik pada {quoted(text)} bukan pemisah ribuan yang lengkap. Contoh: 1.250."
    return f"{quoted(text)} bukan angka. Tulis angka bulat; 0 bila nihil."
