"""The parties of a dispute in one cell: told apart, and their kinds by plain words."""

from __future__ import annotations

import re

from app.intake.loose.code_words import code_by_words
from app.intake.text import clean
from app.model import vocabulary as words

_NUMBERED = re.compile(r"(?:^|\s)(?:\(?[1-9]\d?[.)]|[a-f][.)]|[-•*–])\s+(?=\S)")
_AGAINST = re.compile(
    r"\s+(?:vs\.?|versus|lawan|melawan|><|x|berhadapan dengan|dengan pihak)\s+|\s*<>\s*",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s+(?:dengan|terhadap)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:dan|serta)\s+|\s+&\s+", re.IGNORECASE)
_LISTED = re.compile(r"\s*[;\n]\s*")
_COMMA = re.compile(r",\s+(?!\s*(?:tbk|inisial))", re.IGNORECASE)
_ANTARA = re.compile(r"^antara\s+", re.IGNORECASE)
_STARTS = re.compile(
    r"(?:pt|cv|warga|masyarakat|kelompok|perusahaan|pemerintah|pemkab|pemdes|dinas|koperasi"
    r"|lembaga|ormas|serikat|petani|nelayan|karyawan|buruh|mahasiswa|polisi|polsek|polres)\b",
    re.IGNORECASE,
)


def tell_apart(text: str) -> list[str]:
    """Return the parties a cell names, in its order; one that cannot be parted stays whole."""
    pieces = _split(text, _LISTED)
    if len(pieces) == 1 and len(_NUMBERED.findall(text)) >= 2:
        pieces = _split(text, _NUMBERED)
    pieces = [_NUMBERED.sub("", f" {piece}", count=1).strip() for piece in pieces]
    for sign in (_AGAINST, _WITH):
        pieces = [part for piece in pieces for part in _split(_ANTARA.sub("", piece), sign)]
    if len(pieces) == 1:
        pieces = _into_parties(pieces[0], _COMMA)
    if len(pieces) == 1:
        pieces = _into_parties(pieces[0], _AND)
    return [piece.strip(" .,;:") for piece in pieces if piece.strip(" .,;:")]


def _split(text: str, sign: re.Pattern[str]) -> list[str]:
    return [piece for part in sign.split(text) if (piece := clean(part))]


def _into_parties(text: str, sign: re.Pattern[str]) -> list[str]:
    """Part at a sign only where what follows starts like a party: names hold `dan` too."""
    pieces: list[str] = []
    for part in _split(text, sign):
        if pieces and not _STARTS.match(part):
            return [text]
        pieces.append(part)
    return pieces


def kind_of_party(name: str) -> str:
    """Return the label of the kind of party a name plainly is; empty when nobody can tell."""
    found = code_by_words(words.PARTY_TYPE, name)
    return found.label if found else ""
