"""Where a row lies, told in our columns of places; the rows of other regencies are noticed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.loose.place_words import read_spot
from app.intake.text import fold, quoted
from app.model.area_code import DISTRICT, REGENCY, VILLAGE, ancestor, level_of

if TYPE_CHECKING:
    from app.intake.loose.cells import Told


def read_region(told: Told, key: str, text: str, col: int) -> None:
    """Keep the rows of the reporting regency; a table of the whole province names ten."""
    places, own = told.context.places, told.context.region_code
    code = places.find_anywhere(text).code
    if code == own or fold(text) == fold(told.context.region_name):
        return
    if code is not None and level_of(code) == REGENCY:
        told.elsewhere = f"tentang {text}, bukan {told.context.region_name}"
    else:
        read_where(told, key, text, col)


def read_where(told: Told, key: str, text: str, col: int) -> None:
    """Read villages, kecamatan and words of one cell; the first village is the place."""
    del key
    places = told.context.places
    home = places.find_district(told.cells.get("district", "")).code or ""
    spot = read_spot(text, places, home)
    inside = [code for code in spot.codes if ancestor(code, REGENCY) == told.context.region_code]
    main = next((code for code in inside if level_of(code) == VILLAGE), "")
    main = main or next(iter(inside), "")
    if main:
        told.put("district", places.find_district(ancestor(main, DISTRICT)).name, col)
        if level_of(main) == VILLAGE:
            told.put("village", _village_name(told, main), col)
    for code in spot.codes:
        if code != main and not main.startswith(f"{code}."):
            told.add("other_locations", code, col)
    for name in spot.unknown:
        told.put("village" if main or home else "district", name, col)
    if not main and not home and not spot.unknown and spot.place:
        told.put("district", spot.place.pop(0), col)
    told.put("place", ", ".join(spot.place)[:160], col)


def _village_name(told: Told, code: str) -> str:
    found = told.context.places.find_village(code, ancestor(code, DISTRICT))
    return found.name or code


def spread_villages(told: Told) -> None:
    """Several villages in the village's own cell: the first is the place, the others go on."""
    text = told.cells.get("village", "")
    if not text or not re.search(r"[;,\n/]| dan | & ", text):
        return
    places = told.context.places
    home = places.find_district(told.cells.get("district", "")).code or ""
    if home and places.find_village(text, home).code is not None:
        return
    spot = read_spot(text, places, home)
    villages = [code for code in spot.codes if level_of(code) == VILLAGE]
    names = [*spot.unknown, *spot.place]
    if len(villages) + len(names) < 2:
        return
    col = told.origin.get("village", -1)
    told.cells["village"] = _village_name(told, villages.pop(0)) if villages else names.pop(0)
    for code in (*villages, *names):
        told.add("other_locations", code, col)
    told.say("village", f"{quoted(text)} dibaca sebagai beberapa lokasi.")
