"""Places as offices write them: several villages in one cell, with or without their kecamatan."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.intake.text import clean
from app.model.area_code import DISTRICT, REGENCY, VILLAGE, ancestor, level_of

if TYPE_CHECKING:
    from app.intake.context import Places

_CASE, _ANY = re.IGNORECASE, re.IGNORECASE | re.DOTALL
_PARTS = re.compile(r"\s*[;\n]\s*|\s*,\s*|\s+(?=(?:kec(?:amatan)?|kab(?:upaten)?)\b\.?\s)", _CASE)
_AND = re.compile(r"\s+(?:dan|serta|&)\s+|\s*/\s*", _CASE)
_KEC = re.compile(r"(?:kecamatan|kec)\b\.?\s*(.+)", _ANY)
_VILLAGE = re.compile(r"(?:desa|ds|kelurahan|kel|kampung|kp)\b\.?\s*(.+)", _ANY)
_KAB = re.compile(r"(?:kabupaten|kab)\b\.?\s*.+|(?:provinsi|prov)\b\.?\s*.+", _ANY)
_NUMBERED = re.compile(r"^(?:\d{1,2}[.)]|[a-f][.)]|[-•*])\s*")


@dataclass(slots=True)
class Spot:
    """What a text says of places: codes in order, the rest in words, what was not found."""

    codes: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_spot(text: str, places: Places, home: str = "") -> Spot:
    """Find the villages and kecamatan a text names; `home` is a kecamatan known otherwise.

    A village is looked for in the kecamatan named last beside it, before all others; a name that
    several kecamatan have stays unknown.
    """
    spot = Spot()
    parts = [_NUMBERED.sub("", part).strip(" .") for part in _PARTS.split(clean(text))]
    parts = [part for part in parts if part and not _KAB.fullmatch(part)]
    waiting: list[str] = []
    named = False
    for part in parts:
        match = _KEC.fullmatch(part)
        if match is None:
            waiting.append(part)
            continue
        for name in _AND.split(match[1]):
            code = places.find_district(name).code
            named = True
            _settle(spot, waiting, places, code or "")
            if code is None:
                spot.unknown.append(f"Kec. {name}")
            elif not any(found.startswith(f"{code}.") for found in spot.codes):
                spot.codes.append(code)
            waiting = []
    _settle(spot, waiting, places, home if home or not named else ancestor_of(spot))
    return spot


def ancestor_of(spot: Spot) -> str:
    """Return the kecamatan of the last place found."""
    last = spot.codes[-1] if spot.codes else ""
    return ancestor(last, DISTRICT) if last and level_of(last) >= DISTRICT else ""


def _settle(spot: Spot, names: list[str], places: Places, district: str) -> None:
    was_village = False
    for name in names:
        marked = _VILLAGE.fullmatch(name)
        pieces = _AND.split(marked[1] if marked else name)
        codes = [_find(piece, places, district) for piece in pieces]
        if not any(codes):
            whole = _find(marked[1] if marked else name, places, district)
            pieces, codes = [marked[1] if marked else name], [whole]
        for piece, code in zip(pieces, codes, strict=True):
            if code is not None:
                if code not in spot.codes:
                    spot.codes.append(code)
            elif marked or was_village:
                spot.unknown.append(piece)
            else:
                spot.place.append(piece)
        was_village = bool(marked)


def _find(name: str, places: Places, district: str) -> str | None:
    if district:
        found = places.find_village(name, district).code
        if found is not None:
            return found
    found = places.find_anywhere(name).code
    return found if found is not None and level_of(found) in {DISTRICT, VILLAGE, REGENCY} else None
