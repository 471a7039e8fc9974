"""IKKD-1, the regional conflict-vulnerability index (domain paper 4.5), as pure arithmetic.

Fixed scales, never rescaled per quarter; every part is non-decreasing in entries, scores,
neglect and events, so that adding an entry can never lower it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.model.quarter import Quarter

METHOD_VERSION = "IKKD-1"
EVENT_WEIGHTS = {1: 1, 2: 2, 3: 5, 4: 12, 5: 30}
DECAY = (1.0, 0.5, 0.25, 0.125)
POPULATION_FLOOR = 100_000
NO_ACTION, OVERDUE, ON_SCHEDULE = 1.0, 0.5, 0.25


@dataclass(frozen=True, slots=True)
class OpenPotential:
    """A potential not yet resolved: its matrix score (1-25) and how far it is neglected."""

    score: int
    neglect: float


@dataclass(frozen=True, slots=True)
class IndexParts:
    """Parts between 0 and 1, the index between 0 and 100, and the level by score alone."""

    p: float
    e: float
    h: float
    index: float
    level: Level


def concentration(values: Sequence[float], districts: int) -> float:
    """Return g: 60 % the worst value, 40 % the sum against 50 per kecamatan; 0 for no value."""
    if not values:
        return 0.0
    return 0.6 * max(values) / 25 + 0.4 * min(1.0, sum(values) / (50 * districts))


def neglect(actions: Sequence[tuple[date, date | None]], quarter: Quarter, as_of: date) -> float:
    """Return u for an open case from its actions (start, next due) as known on `as_of`.

    1 when nothing was done since the quarter began, 0.5 when the last action's target date has
    passed, 0.25 when it is on schedule. `as_of` is the day the report was sent.
    """
    recent = [action for action in actions if action[0] >= quarter.first_day]
    if not recent:
        return NO_ACTION
    _, next_due = max(recent, key=lambda action: (action[0], action[1] is not None, action[1]))
    if next_due is not None and next_due < as_of:
        return OVERDUE
    return ON_SCHEDULE


def event_burden(own: float, earlier: Sequence[float]) -> float:
    """Return W: this quarter's event weights plus those of up to three earlier, decayed.

    `earlier` starts with the quarter just before.
    """
    return own + sum(weight * DECAY[back + 1] for back, weight in enumerate(earlier[:3]))


def event_part(burden: float, population: int) -> float:
    """Return E: half the absolute burden, half the rate per 100,000 people."""
    rate = burden / max(population, POPULATION_FLOOR) * 100_000
    return 0.5 * min(1.0, burden / 30) + 0.5 * min(1.0, rate / 10)


def ikkd(
    potentials: Sequence[OpenPotential], burden: float, *, districts: int, population: int
) -> IndexParts:
    """Compute the index of one regency and quarter.

    Args:
        potentials: open potentials of the accepted revision.
        burden: W of `event_burden`.
        districts: number of kecamatan of the regency.
        population: inhabitants; below 100,000 counts as 100,000.
    """
    p = concentration([float(item.score) for item in potentials], districts)
    h = concentration([item.neglect * item.score for item in potentials], districts)
    e = event_part(burden, population)
    index = 100 * (0.50 * p + 0.35 * e + 0.15 * h)
    return IndexParts(p=p, e=e, h=h, index=index, level=level_by_score(index))


def level_by_score(index: float) -> Level:
    """Return the level the index alone gives: below 35, 60, 80, or above."""
    for limit, level in ((35, Level.RENDAH), (60, Level.SEDANG), (80, Level.TINGGI)):
        if index < limit:
            return level
    return Level.SANGAT_TINGGI


def lifted(by_score: Level, districts: Sequence[Level]) -> tuple[Level, str]:
    """Apply guard G3: a kecamatan at Tinggi or above lifts the regency to at least Sedang."""
    if by_score.rank < Level.SEDANG.rank and any(
        level.rank >= Level.TINGGI.rank for level in districts
    ):
        return Level.SEDANG, "G3"
    return by_score, ""
