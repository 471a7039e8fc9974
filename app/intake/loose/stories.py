"""What a table tells once and we ask for twice: titles, summaries, chronologies, zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.defaults import CASUALTIES, opening
from app.intake.loose.party_words import kind_of_party
from app.intake.text import one_line, quoted

if TYPE_CHECKING:
    from app.intake.loose.cells import Told

_LONGEST_TITLE = 160
_SUMMARY_LEAST, _CHRONOLOGY_LEAST = 30, 50


def complete(told: Told) -> None:
    """Fill what the row itself says elsewhere; a shortened title is remarked on."""
    if told.kind == "U":
        return
    _title(told)
    cells = told.cells
    title_col = told.origin.get("title", -1)
    if told.kind == "P" and len(cells.get("title", "")) >= _SUMMARY_LEAST:
        told.put("summary", cells["title"], title_col)
    if told.kind == "K":
        for key in ("summary", "title"):
            if len(cells.get(key, "")) >= _CHRONOLOGY_LEAST:
                told.put("chronology", cells[key], told.origin.get(key, -1))
    _kinds_of_parties(told)
    if told.zeros:
        for key in CASUALTIES:
            told.put(key, "0", -1)


def _title(told: Told) -> None:
    cells = told.cells
    long = cells.get("title") or cells.get("summary") or cells.get("chronology") or ""
    if not long or ("title" in cells and len(one_line(long)) <= _LONGEST_TITLE):
        return
    col = told.origin.get("title", told.origin.get("summary", -1))
    if "title" in cells:
        key = "chronology" if told.kind == "K" else "summary"
        told.put(key, long, col)
    cells["title"] = _shortened(long)
    told.origin["title"] = col
    told.say("title", f"Judul diambil dari awal uraian: {quoted(cells['title'])}. Periksa.")


def _shortened(text: str) -> str:
    first = opening(text).rstrip(". ")
    if len(first) <= _LONGEST_TITLE:
        return first
    return first[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def _kinds_of_parties(told: Told) -> None:
    """Name the kind of a party where its name plainly says it; else the page asks."""
    for letter in "ab":
        name, key = told.cells.get(f"party_{letter}_name", ""), f"party_{letter}_type"
        kind = kind_of_party(name) if name and key not in told.cells else ""
        if kind:
            told.put(key, kind, told.origin.get(f"party_{letter}_name", -1))
            told.say(key, f"Jenis pihak {quoted(name)} dibaca sebagai {kind}. Periksa.")
