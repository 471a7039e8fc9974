"""Two quarters side by side and eight in a row: levels per regency, and what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.model.level import Level
from app.model.quarter import Quarter
from app.outputs.picture.values import AreaValue
from app.reports import queries
from app.reports.case_groups import shared_among_accepted
from app.web.formats import count_of
from app.web.pages.board import coverage_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.region import Office
    from app.outputs.figures_model import EditionFigures

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One quarter: the level of every regency that counts; the others are silent.

    `coverage` says in words how much of a regency its level speaks of; an edition knows it of its
    own quarter alone.
    """

    quarter: Quarter
    levels: Mapping[str, Level]
    potentials: int
    events: int
    coverage: Mapping[str, str] = field(default_factory=dict)

    def side(self, code: str) -> Side:
        """One regency in this quarter."""
        return Side(self.levels.get(code, Level.BELUM_LAPOR), self.coverage.get(code, ""))

    @property
    def values(self) -> dict[str, AreaValue]:
        """Levels as a map shows them."""
        return {code: AreaValue(level) for code, level in self.levels.items()}

    @property
    def words(self) -> str:
        """The quarter in figures."""
        if not self.levels:
            return "belum ada laporan diterima"
        total = count_of(self.potentials + self.events, "entri")
        return f"{total}, {count_of(self.events, 'konflik')}; {len(self.levels)} daerah"


@dataclass(frozen=True, slots=True)
class Side:
    """A regency in one of the two quarters: its level and how much of it that speaks of."""

    level: Level
    coverage: str = ""

    @property
    def is_known(self) -> bool:
        """Tell whether a report was accepted."""
        return self.level is not Level.BELUM_LAPOR


@dataclass(frozen=True, slots=True)
class Line:
    """One regency in both quarters."""

    name: str
    before: Side
    after: Side

    @property
    def is_compared(self) -> bool:
        """Tell whether both quarters are known."""
        return self.before.is_known and self.after.is_known

    @property
    def change(self) -> str:
        """What became of the level: naik, turun, tetap; empty where a quarter is unknown."""
        if not self.is_compared:
            return ""
        difference = self.after.level.rank - self.before.level.rank
        return "naik" if difference > 0 else "turun" if difference < 0 else "tetap"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every regency in two quarters: the gravest rise first, unknown ones last."""

    lines: tuple[Line, ...]

    @property
    def compared(self) -> int:
        """How many regencies are known in both quarters."""
        return sum(line.is_compared for line in self.lines)

    @property
    def moved(self) -> int:
        """How many of these have another level than before."""
        return sum(line.change in {"naik", "turun"} for line in self.lines)


def live_snapshots(
    session: ReadSession, actor: Actor, codes: Sequence[str], quarters: Sequence[Quarter]
) -> dict[Quarter, Snapshot]:
    """Read what is accepted now, for the province's own people."""
    tallies = queries.tallies_by_quarter(session, actor.scope, codes, quarters)
    shared = shared_among_accepted(session, actor.scope, quarters)
    found = {}
    for quarter in quarters:
        here = {code: tally for (code, when), tally in tallies.items() if when == quarter}
        again = shared.surplus(quarter, here)
        found[quarter] = Snapshot(
            quarter=quarter,
            levels={code: tally.level for code, tally in here.items()},
            potentials=sum(tally.potentials for tally in here.values()) - again.potentials,
            events=sum(tally.events for tally in here.values()) - again.events,
            coverage={code: coverage_note(tally) for code, tally in here.items()},
        )
    return found


def published_snapshots(figures: EditionFigures) -> dict[Quarter, Snapshot]:
    """Take the eight quarters an edition tells of, for readers of editions."""
    found = {}
    own = {item.code: item.coverage_note for item in figures.regencies}
    for place, bar in enumerate(figures.series):
        quarter = Quarter.parse(bar.quarter)
        levels = {item.code: item.strip[place] for item in figures.regencies}
        found[quarter] = Snapshot(
            quarter=quarter,
            levels={c: level for c, level in levels.items() if level is not Level.BELUM_LAPOR},
            potentials=bar.potentials or 0,
            events=bar.events or 0,
            coverage=own if bar.quarter == figures.head.quarter else {},
        )
    return found


def compare(before: Snapshot, after: Snapshot, offices: Sequence[Office]) -> Comparison:
    """Put the quarters of every regency beside each other."""
    lines = [
        Line(office.display_name, before.side(office.region_code), after.side(office.region_code))
        for office in offices
    ]
    lines.sort(key=_gravity)
    return Comparison(tuple(lines))


def _gravity(line: Line) -> tuple[bool, bool, int, int]:
    """Sort what rose before what fell, what moved before what stayed, unknown ones last."""
    if not line.is_compared:
        return (True, False, 0, 0)
    difference = line.before.level.rank - line.after.level.rank
    return (False, line.change == "tetap", difference, -line.after.level.rank)
