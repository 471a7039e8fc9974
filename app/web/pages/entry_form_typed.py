"""What a person typed into the form of an entry, as the cells a row of the workbook has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.columns import ACTION, columns_by_key
from app.intake.parties import party_cell
from app.intake.sources import source_cell
from app.model.vocabulary import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.web.forms import Fields

CELL, MATRIX, PARTY, SOURCE, DEED = "isi", "matriks", "pihak", "sumber", "upaya"
_PAIR = re.compile(r"([1-5])-([1-5])")
_PART = re.compile(r"(pihak|sumber|upaya)-(\d{1,3})-([a-z_]{1,40})")
_MOST_BLOCKS = 60
_PLAIN = frozenset({"kode", "kunci", "buang"})


@dataclass(frozen=True, slots=True)
class TypedDeed:
    """One action as typed: its code, or the key its block was made with."""

    number: int
    code: str
    key: str
    cells: Mapping[str, str]
    is_dropped: bool

    @property
    def is_blank(self) -> bool:
        """Tell whether nobody wrote anything into a new block."""
        return not self.code and not any(self.cells.values())


def cells_in(form: Fields, kind: str) -> dict[str, str]:
    """Return the cells of the entry; a column the form did not send is not among them."""
    sent = set(form.names())
    cells = {
        key: _joined(form, f"{CELL}-{key}")
        for key in columns_by_key(kind)
        if f"{CELL}-{key}" in sent
    }
    pair = _PAIR.fullmatch(form.text(MATRIX))
    if kind == "P" and pair:
        cells |= {"likelihood": pair[1], "impact": pair[2]}
    if f"ada-{PARTY}" in sent:
        cells["other_parties"] = party_cell(blocks_in(form, PARTY).values())
    if f"ada-{SOURCE}" in sent:
        cells["other_sources"] = source_cell(blocks_in(form, SOURCE).values())
    return cells


def _joined(form: Fields, name: str) -> str:
    """Several ticks of one name are several values of one cell."""
    return "; ".join(value for value in form.all(name) if value)


def blocks_in(form: Fields, sort: str) -> dict[int, dict[str, str]]:
    """Return the repeated blocks of one sort by number: what was typed into each part."""
    found: dict[int, dict[str, str]] = {}
    for name in form.names():
        part = _PART.fullmatch(name)
        if part and part[1] == sort:
            found.setdefault(int(part[2]), {})[part[3]] = _joined(form, name)
    return dict(sorted(found.items())[:_MOST_BLOCKS])


def deeds_in(form: Fields) -> list[TypedDeed]:
    """Return the actions that were typed or are known; blank new blocks are left out."""
    columns = columns_by_key(ACTION)
    deeds = [
        TypedDeed(
            number,
            parts.get("kode", "")[:24],
            parts.get("kunci", "")[:40],
            {key: text for key, text in parts.items() if key in columns and key not in _PLAIN},
            is_dropped=parts.get("buang") == "ya",
        )
        for number, parts in blocks_in(form, DEED).items()
    ]
    return [deed for deed in deeds if not deed.is_blank]


def channel_in(form: Fields) -> str:
    """Say how the text came: typed at the portal, or kept on a device without a connection."""
    found = form.text("saluran")
    return "LURING" if found == "LURING" and found in CHANNEL else "WEB"
