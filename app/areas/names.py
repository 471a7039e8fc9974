"""Compare names of regions: exact after tidying, or nearest ones offered; never a silent guess."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.model.area_code import AreaCode

_PREFIXES = {
    1: ("provinsi", "prov"),
    2: ("kabupaten", "kab", "kota", "kotamadya", "kota administrasi"),
    3: ("kecamatan", "kec", "distrik"),
    4: ("desa", "ds", "kelurahan", "kel", "kampung", "kp"),
}
_CLOSE = 0.72
_REGENCY = 2
_SHORTEST = 3
# Short names in daily use that are no beginnings of words; a name of this list is one word.
_IN_USE = {"bpp": "balikpapan", "bpn": "balikpapan", "smd": "samarinda", "smr": "samarinda",
           "btg": "bontang"}  # fmt: skip


@dataclass(frozen=True)
class NameMatch:
    """The one region a name stands for, or the nearest names to offer instead."""

    code: AreaCode | None
    suggestions: tuple[AreaCode, ...] = ()


def tidy(text: str) -> str:
    """Fold case, width, punctuation and invisible characters; words parted by one space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Mn", "Cc"})
    return " ".join("".join(c if c.isalnum() else " " for c in visible).split())


@lru_cache(maxsize=32_768)
def spellings(text: str, level: int) -> tuple[str, ...]:
    """Return the forms under which a name may be written, without spaces, fullest first.

    The word for the kind of region (Kec., Desa, Kab. ...) is dropped in the last form only, since
    names such as Kota Bangun or Kampung Baru begin with one.
    """
    whole = tidy(text)
    forms = [whole]
    for prefix in _PREFIXES[level]:
        if whole.startswith(prefix + " "):
            forms.append(whole.removeprefix(prefix + " "))
    return tuple(dict.fromkeys(form.replace(" ", "") for form in forms))


def same_name(one: str, other: str, level: int) -> bool:
    """Tell whether two spellings are the same name of one level."""
    return not set(spellings(one, level)).isdisjoint(spellings(other, level))


def likeness(one: str, other: str, level: int) -> float:
    """Return how alike two names are, 0 to 1, without the word for the kind of region."""
    return difflib.SequenceMatcher(
        None, spellings(one, level)[-1], spellings(other, level)[-1], autojunk=False
    ).ratio()


def match_name(text: str, names: Mapping[AreaCode, str], level: int) -> NameMatch:
    """Find the region of a name among the regions it may be (those of one regency, say).

    A fuller spelling wins over one without its first word, and any spelling over a short name
    (`Kukar`, `PPU`). Two regions of the same name give no code and both as suggestions.
    """
    wanted = spellings(text, level)
    if not wanted[0]:
        return NameMatch(None)
    for form in wanted:
        found = [code for code, name in names.items() if form in spellings(name, level)]
        exact = [code for code in found if spellings(names[code], level)[0] == form]
        chosen = exact or found
        if len(chosen) == 1:
            return NameMatch(chosen[0])
        if chosen:
            return NameMatch(None, tuple(chosen))
    short = [code for code, name in names.items() if is_short_for(text, name, level)]
    if short:
        return NameMatch(short[0]) if len(short) == 1 else NameMatch(None, tuple(short))
    return NameMatch(None, nearest(text, names, level))


def is_short_for(text: str, name: str, level: int) -> bool:
    """Tell whether a text is how a regency is called for short.

    Such a name is made of the beginnings of all its words in order, or of their first letters:
    `Kukar` is Kutai Kartanegara, `PPU` Penajam Paser Utara; a few of one word are in use. Other
    levels have none.
    """
    if level != _REGENCY:
        return False
    words = tidy(name).split()
    while len(words) > 1 and words[0] in _PREFIXES[level]:
        words = words[1:]
    forms = spellings(text, level)
    if any(_IN_USE.get(form) == "".join(words) for form in forms):
        return True
    return len(words) > 1 and any(
        len(form) >= _SHORTEST
        and (form == "".join(word[0] for word in words) or _begins(form, words))
        for form in forms
    )


def _begins(text: str, words: list[str]) -> bool:
    """Tell whether a text is a beginning of each word, two letters or more, one after another."""
    if not words:
        return not text
    first, rest = words[0], words[1:]
    return any(
        text[:size] == first[:size] and _begins(text[size:], rest)
        for size in range(2, min(len(first), len(text)) + 1)
    )


def nearest(
    text: str, names: Mapping[AreaCode, str], level: int, count: int = 3
) -> tuple[AreaCode, ...]:
    """Return the regions whose names look most like a text, best first; may be empty."""
    scored = [(likeness(text, name, level), code) for code, name in names.items()]
    close = sorted((s for s in scored if s[0] >= _CLOSE), key=lambda s: (-s[0], s[1]))
    return tuple(code for _, code in close[:count])
