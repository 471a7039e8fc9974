"""What betrays a person in a text: numbers of people, ways to reach one, names, children.

The only place that knows (domain paper 1.2). A NIK is refused wherever something is typed or read;
all else is pointed out, because a pattern cannot tell a person from a place with certainty.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from app.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator


class Trace(StrEnum):
    """What a text seems to hold, in words for the person who typed it."""

    NIK = "NIK"
    LONG_NUMBER = "nomor 16 angka"
    STAFF_NUMBER = "nomor pegawai (NIP)"
    PHONE = "nomor telepon"
    MAIL = "alamat surel"
    CHILD = "nama atau umur seorang anak"
    NAME = "nama orang"


# Codes of provinces (Kemendagri): the first two digits of every NIK.
_PROVINCES = frozenset(
    (*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77),
     *range(81, 83), *range(91, 98))
)  # fmt: skip
_GROUPINGS = (
    (16,),
    (6, 6, 4),
    (4, 4, 4, 4),
    (2, 2, 2, 6, 4),
    (6, 2, 2, 2, 4),
    (2, 2, 2, 2, 2, 2, 4),
    (12, 4),
    (6, 10),
    (8, 8),
)


def _grouped(lengths: tuple[int, ...], name: str) -> str:
    """Return the pattern of digits in groups, the same separator between all of them."""
    first, *rest = (rf"\d{{{length}}}" for length in lengths)
    if not rest:
        return first
    return rf"{first}(?P<{name}>[ .\-/]){rest[0]}" + "".join(f"(?P={name}){g}" for g in rest[1:])


_SIXTEEN = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:"
    + "|".join(_grouped(lengths, f"s{number}") for number, lengths in enumerate(_GROUPINGS))
    + r")(?!\d)"
)
_STAFF = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])([ .\-]?)(?:19|20)\d{4}\1"
    r"[12]\1\d{3}(?!\d)"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D?){4}")
_MOBILE = re.compile(
    r"(?<![\d.,/])(?:"
    r"\(?(?:\+|00)62\)?[ .\-]?(?:\(0\)|0)?[ .\-]?|62[ \-]?|\(?0[ \-]?"
    r")\(?8\d\)?(?:[ .\-/)]{0,2}\d){7,10}(?![\d/])"
)
_SPACED = re.compile(r"(?<!\d)0(?: ?8)(?: \d){8,11}(?!\d)")
_LANDLINE = re.compile(
    r"\(0[2-79]\d{1,2}\)[ \-]?\d(?:[ .\-]?\d){5,7}(?!\d)"
    r"|(?:\+|00)62[ .\-]?[2-79]\d{1,2}[ .\-]?\d(?:[ .\-]?\d){5,7}(?!\d)"
)
_TOLD_PHONE = re.compile(
    r"\b(?:telp|telepon|tel|hp|no\.? ?hp|handphone|ponsel|wa|whatsapp)\b[ .:]{1,3}(?:no\.?|nomor)?"
    r"[ .:]{0,2}[+(]?\d(?:[ .\-/()]{0,2}\d){6,13}(?!\d)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63})+")
_WORD = r"[A-Z]\w*[a-z][\w'’]*"
_PATRONYM = re.compile(r"\b(?:[Bb]in|[Bb]inti)\.?\s+[A-Z]\w+")
_ON_BEHALF = re.compile(rf"(?:\b[aA]\.\s?[nN]\.|\b[aA]/[nN]\b|\b[aA]tas nama)\s+(?P<name>{_WORD})")
_HONORED = re.compile(
    r"\b(?:Bapak|Bpk\.?|Pak|Ibu|Bu|Sdr\.?|Sdri\.?|Saudara|Saudari|Tuan|Tn\.?|Nyonya|Ny\.?|Haji|Hj\.?"
    r"|H\.|KH\.?|Ustadz|Ustad|Ust\.?|Kiai|Kyai)\s+"
    rf"(?P<name>{_WORD})"
)
_CALLED = re.compile(
    rf"\b(?:bernama|tersangka|terdakwa|pelaku|korban|almarhum|alm\.)\s+(?P<name>{_WORD})"
)
_DEGREE = re.compile(
    r"[a-z],\s?(?:S\.?H|S\.?E|S\.?Sos|S\.?IP|S\.?Pd|S\.?T|S\.?Kom|S\.?Ag"
    r"|M\.?Si|M\.?H|M\.?M|M\.?AP|M\.?Pd)\b"
)
_AGE = re.compile(
    r"\((?:usia |umur )?(?:\d|1[0-7])\s?(?:tahun|thn|th)\.?\)"
    r"|\b(?:ber)?(?:usia|umur)\s(?:\d|1[0-7])\s?(?:tahun|thn|th)\b"
)
_NAME_BEFORE = re.compile(rf"\b(?P<name>{_WORD})(?:\s{_WORD}){{0,3}},?\s?\(?\Z")
_CHILD_NAMED = re.compile(
    r"\b(?:anak|bocah|balita|bayi|siswa|siswi|pelajar|santri|remaja|murid)\s+"
    rf"(?:(?:ber)?nama|a\.\s?n\.|atas nama)\s+{_WORD}"
)
_LONGEST_NAME = 60  # characters looked back from an age
# Pieces of text without which a pattern cannot match: cheap to look for, and mostly not there.
_HINTS: dict[re.Pattern[str], tuple[str, ...]] = {
    _PATRONYM: ("bin ", "bin. ", "binti"),
    _ON_BEHALF: ("n.", "a/n", "A/N", "tas nama"),
    _HONORED: (
        "Bapak", "Bpk", "Pak ", "Ibu", "Bu ", "Sdr", "Saudar", "Tuan", "Tn", "Ny", "Haji",
        "H. ", "Hj", "KH", "Ust", "Kiai", "Kyai",
    ),
    _CALLED: ("bernama", "tersangka", "terdakwa", "pelaku", "korban", "almarhum", "alm."),
    _DEGREE: (",S", ", S", ",M", ", M"),
    _AGE: ("usia", "umur", "tahun)", "thn", "th)"),
    _CHILD_NAMED: ("nama", "n."),
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that follow an honorific or "korban" without being anybody's name.
_NOT_NAMES = _words(
    """
    bupati gubernur wali walikota wakil camat lurah kepala kades ketua sekretaris kapolres
    kapolsek kapolda dandim danramil babinsa bhabinkamtibmas presiden menteri kota kabupaten
    desa dusun kelurahan kecamatan kampung kelompok masyarakat warga pemerintah pemerintahan
    provinsi dinas badan perusahaan koperasi serikat forum aliansi lembaga tokoh anggota
    direktur manajer pimpinan pt cv ud yayasan organisasi ormas suku adat umat jemaat
    polres polsek polda kodim tni polri satpol anak pihak negara indonesia pekerja
    petani nelayan pemilik pengurus panitia dewan dprd kesbangpol rakyat januari februari maret
    april mei juni juli agustus september oktober november desember
    """
)
# What stands before a name that is a street, a house of prayer or a firm.
_PLACES = _words(
    """
    jalan jl gang gg desa kelurahan dusun kampung masjid mushala musala surau gereja pura vihara
    sungai bandara pelabuhan terminal pasar stadion lapangan rsud rs sma smk smp sd mts ma
    pesantren ponpes yayasan pt cv ud koperasi makam jembatan taman gedung gunung pulau
    """
)
_DASHES = re.compile(r"\s*[‐‑‒–—−]\s*|\s+-\s+")
_SHORTEST = 6
_FEWEST, _NIK_DIGITS, _STAFF_DIGITS = 7, 16, 18  # digits in all without which nothing is there


def traces(text: str) -> list[Trace]:
    """Return what a text seems to hold, each once, the gravest first."""
    if len(text) < _SHORTEST:
        return []
    return list(dict.fromkeys((*_numbers(text), *_people(text))))


def has_nik(text: str) -> bool:
    """Tell whether a text holds 16 digits whose area or birthday could be a NIK's."""
    if sum(map(str.isdigit, text)) < _NIK_DIGITS:
        return False
    return Trace.NIK in _long_numbers(_plain(text))


def refuse_nik(*texts: str) -> None:
    """Let texts pass that hold no NIK.

    Raises:
        Invalid: one does.
    """
    for text in texts:
        if sentence := refusal(text):
            raise Invalid(sentence)


def refusal(text: str, heading: str = "Tulisan ini") -> str:
    """Return why a text cannot be taken, or an empty text."""
    if not has_nik(text):
        return ""
    return (
        f"{heading} memuat 16 angka yang tampak sebagai NIK. Hapus; data pribadi tidak boleh "
        "disimpan di sini."
    )


def advice(*texts: str, heading: str = "Tulisan ini") -> str:
    """Return what should be looked at in texts that may be kept, or an empty text."""
    every = [trace for text in texts for trace in traces(text)]
    found = [trace.value for trace in dict.fromkeys(every) if trace is not Trace.NIK]
    if not found:
        return ""
    return f"{heading} tampak memuat {' dan '.join(found)}. Hapus; tulis kelompok, bukan orang."


def _plain(text: str) -> str:
    """Write digits, dashes and blanks one way, so that every spelling looks the same."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _DASHES.sub("-", text) if "-" in text or not text.isascii() else text


def _numbers(text: str) -> Iterator[Trace]:
    digits = sum(map(str.isdigit, text))
    if digits >= _FEWEST:
        plain = _plain(text)
        yield from sorted(_long_numbers(plain), key=list(Trace).index)
        if digits >= _STAFF_DIGITS and _STAFF.search(plain):
            yield Trace.STAFF_NUMBER
        if any(pattern.search(plain) for pattern in (_MOBILE, _SPACED, _LANDLINE, _TOLD_PHONE)):
            yield Trace.PHONE
    if "@" in text and _MAIL.search(text):
        yield Trace.MAIL


def _long_numbers(text: str) -> set[Trace]:
    found: set[Trace] = set()
    if sum(map(str.isdigit, text)) < _NIK_DIGITS:
        return found
    for hit in _SIXTEEN.finditer(text):
        if _YEARS.fullmatch(hit[0]):
            continue
        digits = "".join(char for char in hit[0] if char.isdigit())
        found.add(Trace.NIK if _is_plausible(digits) else Trace.LONG_NUMBER)
    return found


def _is_plausible(digits: str) -> bool:
    """Area of a province, or a birthday (women's days count from 41): one may be mistyped."""
    day, month = int(digits[6:8]), int(digits[8:10])
    born = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
    return born or int(digits[:2]) in _PROVINCES


def _people(text: str) -> Iterator[Trace]:
    if _hits(_CHILD_NAMED, text) or any(_is_aged(text, hit.start()) for hit in _hits(_AGE, text)):
        yield Trace.CHILD
    if (
        _hits(_PATRONYM, text)
        or _hits(_DEGREE, text)
        or any(_is_anybody(hit) for each in _NAMING for hit in _hits(each, text))
    ):
        yield Trace.NAME


def _hits(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    for hint in _HINTS[pattern]:  # a plain loop: asked of every text of every row
        if hint in text:
            return list(pattern.finditer(text))
    return []


def _is_aged(text: str, at: int) -> bool:
    """Tell whether the words right before an age are somebody's name."""
    before = _NAME_BEFORE.search(text[max(0, at - _LONGEST_NAME) : at])
    return before is not None and before["name"].casefold() not in _NOT_NAMES


def _is_anybody(hit: re.Match[str]) -> bool:
    """Tell whether a hit is a person, not an office and not a place named after one."""
    before = hit.string[: hit.start()].split()[-1:]
    is_place = bool(before) and before[0].strip(".,").casefold() in _PLACES
    return not is_place and hit["name"].casefold() not in _NOT_NAMES


_NAMING = (_ON_BEHALF, _HONORED, _CALLED)
