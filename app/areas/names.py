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

    A fuller spelling wins over one without its first word. Two regions of the same name give no
    code and both as suggestions.
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
    return NameMatch(None, nearest(text, names, level))


def nearest(
    text: str, names: Mapping[AreaCode, str], level: int, count: int = 3
) -> tuple[AreaCode, ...]:
    """Return the regions whose names look most like a text, best first; may be empty."""
    scored = [(likeness(text, name, level), code) for code, name in names.items()]
    close = sorted((s for s in scored if s[0] >= _CLOSE), key=lambda s: (-s[0], s[1]))
    return tuple(code for _, code in close[:count])
