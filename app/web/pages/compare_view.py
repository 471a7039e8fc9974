"""Two quarters side by side and eight in a row: levels per regency, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.level import Level
from app.model.quarter import Quarter
from app.outputs.picture.values import AreaValue
from app.reports import queries
from app.web.formats import count_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.region import Office
    from app.outputs.figures_model import EditionFigures

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One quarter: the level of every regency that counts; the others are silent."""

    quarter: Quarter
    levels: Mapping[str, Level]
    potentials: int
    events: int

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
class Moved:
    """One regency whose level is not what it was."""

    name: str
    before: Level
    after: Level

    @property
    def is_worse(self) -> bool:
        """Tell whether the level rose."""
        return self.after.rank > self.before.rank


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two quarters, over regencies that count in both."""

    moved: tuple[Moved, ...]
    same: int
    compared: int
    obliged: int
    left_out: tuple[str, ...]


def live_snapshots(
    session: ReadSession, actor: Actor, codes: Sequence[str], quarters: Sequence[Quarter]
) -> dict[Quarter, Snapshot]:
    """Read what is accepted now, for the province's own people."""
    tallies = queries.tallies_by_quarter(session, actor.scope, codes, quarters)
    return {
        quarter: Snapshot(
            quarter=quarter,
            levels={code: t.level for (code, when), t in tallies.items() if when == quarter},
            potentials=sum(t.potentials for (_, when), t in tallies.items() if when == quarter),
            events=sum(t.events for (_, when), t in tallies.items() if when == quarter),
        )
        for quarter in quarters
    }


def published_snapshots(figures: EditionFigures) -> dict[Quarter, Snapshot]:
    """Take the eight quarters an edition tells of, for readers of editions."""
    found = {}
    for place, bar in enumerate(figures.series):
        quarter = Quarter.parse(bar.quarter)
        levels = {item.code: item.strip[place] for item in figures.regencies}
        found[quarter] = Snapshot(
            quarter=quarter,
            levels={c: level for c, level in levels.items() if level is not Level.BELUM_LAPOR},
            potentials=bar.potentials or 0,
            events=bar.events or 0,
        )
    return found


def compare(before: Snapshot, after: Snapshot, offices: Sequence[Office]) -> Comparison:
    """Say whose level moved; the gravest changes upwards come first."""
    moved, left_out, same = [], [], 0
    for office in offices:
        old = before.levels.get(office.region_code)
        new = after.levels.get(office.region_code)
        if old is None or new is None:
            left_out.append(office.display_name)
        elif old is new:
            same += 1
        else:
            moved.append(Moved(office.display_name, old, new))
    moved.sort(key=lambda item: (item.before.rank - item.after.rank, -item.after.rank))
    return Comparison(
        moved=tuple(moved),
        same=same,
        compared=len(moved) + same,
        obliged=len(offices),
        left_out=tuple(left_out),
    )
