"""What the province says beside the figures of an edition: read from the form, checked, kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.formats import MONTHS, date_id, date_typed
from app.web.forms import Errors, Fields, date_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.model.edition import Edition
    from app.outputs.figures_model import EditionFigures

MOST_ADVICE, MOST_POINTS, LONGEST_POINT = 6, 8, 300
LONGEST_TEXT, LONGEST_NAME = 300, 120


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """One recommendation as typed."""

    number: int
    text: str = ""
    addressee: str = ""
    due: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not (self.text or self.addressee or self.due)


@dataclass(frozen=True, slots=True)
class Composed:
    """The whole form: attention points, one a line, and the recommendations."""

    attention: str
    advice: tuple[AdviceRow, ...]

    @property
    def points(self) -> list[str]:
        """The attention points, empty lines left out."""
        return [line.strip() for line in self.attention.splitlines() if line.strip()]

    def recommendations(self) -> list[tuple[str, str, str]]:
        """Return what is printed: text, addressee, and the day in words."""
        return [
            (row.text, row.addressee, date_id(day))
            for row in self.advice
            if not row.is_empty and (day := date_of(row.due)) is not None
        ]


def proposed(figures: EditionFigures, before: Edition | None) -> Composed:
    """Return the form as first shown: the portal's own points, the last edition's advice."""
    points = [
        f"{item.heading}: {item.text}" if item.heading else item.text for item in figures.attention
    ]
    rows = list(before.recommendations) if before is not None else []
    advice = [
        AdviceRow(number, str(row[0]), str(row[1]), _as_typed(str(row[2])))
        for number, row in enumerate(rows[:MOST_ADVICE], 1)
    ]
    return Composed("\n".join(points), _filled(advice))


def read(form: Fields) -> Composed:
    """Read the form as it was sent."""
    rows = [
        AdviceRow(
            number,
            form.text(f"saran-{number}"),
            form.text(f"kepada-{number}"),
            form.text(f"tenggat-{number}"),
        )
        for number in range(1, MOST_ADVICE + 1)
    ]
    return Composed(form.text("perhatian"), tuple(rows))


def check(composed: Composed, after: date) -> Errors:
    """Say what has to be mended before publishing; due days lie after the quarter's end."""
    errors = Errors()
    points = composed.points
    if len(points) > MOST_POINTS:
        errors["perhatian"] = f"Paling banyak {MOST_POINTS} hal, satu hal satu baris."
    elif any(len(point) > LONGEST_POINT for point in points):
        errors["perhatian"] = f"Satu hal paling panjang {LONGEST_POINT} karakter."
    for row in composed.advice:
        if not row.is_empty:
            errors.update(_check_row(row, after))
    return errors


def _check_row(row: AdviceRow, after: date) -> dict[str, str]:
    found, number, due = {}, row.number, date_of(row.due)
    if not 10 <= len(row.text) <= LONGEST_TEXT:
        found[f"saran-{number}"] = (
            f"Rekomendasi {number}: tulis 10 sampai {LONGEST_TEXT} karakter."
        )
    if not 3 <= len(row.addressee) <= LONGEST_NAME:
        found[f"kepada-{number}"] = f"Rekomendasi {number}: tulis siapa yang melaksanakan."
    if due is None:
        found[f"tenggat-{number}"] = f"Rekomendasi {number}: tulis tenggat seperti 17/08/2026."
    elif due <= after:
        found[f"tenggat-{number}"] = f"Rekomendasi {number}: tenggat harus sesudah triwulan ini."
    return found


def _filled(rows: Sequence[AdviceRow]) -> tuple[AdviceRow, ...]:
    empty = (AdviceRow(number) for number in range(len(rows) + 1, MOST_ADVICE + 1))
    return (*rows, *empty)


def _as_typed(printed: str) -> str:
    """Turn a printed day (`29 November 2026`) back into what a field holds."""
    words = printed.split()
    if len(words) == 3 and words[1] in MONTHS:
        printed = f"{words[0]}/{MONTHS.index(words[1]) + 1}/{words[2]}"
    day = date_of(printed)
    return date_typed(day) if day is not None else printed
