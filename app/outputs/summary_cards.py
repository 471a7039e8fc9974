"""The four large figures of the governor's summary, and what their changes compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.level import Level
from app.model.quarter import Quarter
from app.outputs.documents.data import KeyFigure
from app.outputs.figures_words import joined, moved, whole

if TYPE_CHECKING:
    from app.outputs.documents.data import Tone
    from app.outputs.figures_model import Change, EditionFigures

_NAMED_ON_CARD = 24  # characters: the line above the cards names everybody
INCOMPARABLE = "tidak dapat dibandingkan"


def key_figures(figures: EditionFigures) -> tuple[KeyFigure, ...]:
    """Events, potentials, regencies at Tinggi or above, regencies that reported."""
    key = figures.key
    silent = [item.short_name for item in figures.regencies if item.level is Level.BELUM_LAPOR]
    named = joined(silent)
    if len(named) > _NAMED_ON_CARD:
        named = f"{len(silent)} wilayah"
    return (
        KeyFigure(
            whole(key.events),
            "peristiwa konflik",
            _on_card(figures, key.events_change),
            _tone(key.events_change),
        ),
        KeyFigure(
            whole(key.potentials), "potensi konflik", _on_card(figures, key.potentials_change)
        ),
        KeyFigure(
            f"{key.high_regencies} dari {key.obliged}",
            "wilayah Tinggi ke atas",
            _on_card(figures, key.high_change),
            _tone(key.high_change),
        ),
        KeyFigure(
            f"{key.reported} dari {key.obliged}",
            "kabupaten/kota melapor",
            f"belum: {named}" if silent else "lengkap",
            "waspada" if silent else "tenang",
        ),
    )


def comparison(figures: EditionFigures) -> str:
    """What the changes on the cards are taken over: totals alone would count silence as calm."""
    change = figures.key.events_change
    if change is None:
        return ""
    return (
        f"Naik dan turun hanya membandingkan {change.compared} kabupaten/kota yang laporannya "
        f"diterima pada {_before(figures).label} dan {figures.head.quarter_label}."
    )


def change_note(change: Change | None) -> str:
    """Change in the words of a figure card, with how many regencies it compares."""
    if change is None:
        return INCOMPARABLE
    return f"{moved(change.difference)} ({change.compared} wilayah sama)"


def _on_card(figures: EditionFigures, change: Change | None) -> str:
    if change is None:
        return INCOMPARABLE
    return f"{moved(change.difference)} dari Triwulan {_before(figures).roman}"


def _before(figures: EditionFigures) -> Quarter:
    return Quarter.parse(figures.head.quarter) - 1


def _tone(change: Change | None) -> Tone:
    """Only a rise alarms."""
    return "bahaya" if change is not None and change.difference > 0 else "utama"
