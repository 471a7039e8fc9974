"""By what rows without codes are known, and the stages in which they are recognised (ADR 18)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from app.model.area_code import DISTRICT, ancestor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SERIES = "-T"  # rows of offices' own tables; only their values may change under one code
_ALIKE = 0.8
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a row is known: its title, where, when, and where it stood in its file.

    `place` and `day` are empty when nobody could read them, so that a corrected cell fits.
    """

    title: str
    place: str
    day: str
    row: int
    sha256: str = ""
    key: str = ""
    waits: bool = False

    @property
    def is_ours(self) -> bool:
        """Tell whether the code was given here and not by a workbook or a page."""
        return SERIES in self.key

    @property
    def district(self) -> str:
        """The kecamatan of the place."""
        return ancestor(self.place, DISTRICT) if self.place.count(".") >= 2 else self.place


class Free:
    """Codes that no row has got yet, with all that is known under each.

    An entry that stands and waits for a correction at once is known by both.
    """

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = list(marks)
        self.keys = dict.fromkeys(mark.key for mark in marks)

    def shelves(self, stage: Stage) -> dict[object, list[Mark]]:
        """Return what is still free by what a stage compares exactly."""
        found: dict[object, list[Mark]] = defaultdict(list)
        for mark in self._marks:
            if mark.key in self.keys:
                found[stage.shelf(mark)].append(mark)
        return found

    def take(self, key: str) -> None:
        """Give a code away."""
        del self.keys[key]


def matches(
    stage: Stage,
    wanted: Sequence[Mark],
    places: Sequence[int],
    free: Free,
    given: Mapping[int, str],
) -> Iterator[tuple[int, str]]:
    """Yield which rows get which free codes in one stage, both in their order."""
    shelves = free.shelves(stage)
    for at in places:
        if at in given:
            continue
        row = wanted[at]
        shelf = shelves.get(stage.shelf(row), [])
        found = next(
            (mark for mark in shelf if mark.key in free.keys and stage.same(row, mark)), None
        )
        if found is not None:
            free.take(found.key)
            yield at, found.key


@dataclass(frozen=True, slots=True)
class Stage:
    """One way to recognise a row: what both must share exactly, and what else must hold."""

    shelf: Callable[[Mark], object]
    same: Callable[[Mark, Mark], bool]


def _agree(one: str, other: str) -> bool:
    return one == other or not one or not other


def _corrected_place_or_day(row: Mark, known: Mark) -> bool:
    return (
        known.is_ours
        and bool(row.title)
        and (row.district == known.district or bool(row.day and row.day == known.day))
    )


def _corrected_title(row: Mark, known: Mark) -> bool:
    """A title may have been mended in its row; a number in it tells two disputes apart."""
    if not known.is_ours or not _agree(row.place, known.place):
        return False
    if known.waits and row.place and row.place == known.place:
        return True
    if _NUMBERS.findall(row.title) != _NUMBERS.findall(known.title):
        return False
    likeness = SequenceMatcher(None, row.title, known.title, autojunk=False).ratio()
    return likeness >= _ALIKE


# In this order, the surest first; each stage sees only what the ones before left.
STAGES = (
    Stage(lambda mark: mark.sha256, lambda row, known: bool(row.sha256)),
    Stage(lambda mark: (mark.title, mark.place, mark.day), lambda row, known: bool(row.title)),
    Stage(
        lambda mark: mark.title,
        lambda row, known: (
            known.is_ours
            and bool(row.title)
            and _agree(row.place, known.place)
            and _agree(row.day, known.day)
        ),
    ),
    Stage(lambda mark: (mark.title, mark.row), _corrected_place_or_day),
    Stage(lambda mark: (mark.row, mark.day), _corrected_title),
)
