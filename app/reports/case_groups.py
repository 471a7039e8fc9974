"""Cases told twice: merged ones and links between regencies, and what must not count twice.

A linked group counts once in the province's totals and once in each regency's (domain paper 5.4).
Of several regencies that tell the same dispute, the fullest telling counts; nothing is averaged.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, or_, select

from app.model.case import Case
from app.model.case_history import GroupMember
from app.model.entry import Entry, Kind
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.reports.entry_standing import is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter

CaseKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Numbers one or several entries add to a total."""

    potentials: int = 0
    open_potentials: int = 0
    events: int = 0
    deaths: int = 0
    injured: int = 0
    displaced: int = 0
    loss_idr: int = 0

    def __add__(self, other: CaseCounts) -> CaseCounts:
        """Add field by field."""
        names = [item.name for item in fields(self)]
        return CaseCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Telling:
    """What one regency tells of a shared dispute in one quarter."""

    key: CaseKey
    quarter: Quarter
    region_code: AreaCode
    counts: CaseCounts
    entry_ids: frozenset[int]

    @property
    def fullness(self) -> tuple[int, int, int]:
        """How much is told: events first, then people harmed, then potentials."""
        toll = self.counts.deaths + self.counts.injured + self.counts.displaced
        return self.counts.events, toll, self.counts.potentials


@dataclass(frozen=True, slots=True)
class SharedCases:
    """Every telling of a dispute that more than one case stands for."""

    tellings: Sequence[Telling] = ()
    _by_quarter: dict[Quarter, list[Telling]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Sort by quarter once."""
        for telling in self.tellings:
            self._by_quarter.setdefault(telling.quarter, []).append(telling)

    def told_again(self, quarter: Quarter, regions: Iterable[str]) -> list[Telling]:
        """Return the tellings that do not count beside the fullest one of the regions given."""
        inside = set(regions)
        by_key: dict[CaseKey, list[Telling]] = defaultdict(list)
        for telling in self._by_quarter.get(quarter, ()):
            if telling.region_code in inside:
                by_key[telling.key].append(telling)
        again: list[Telling] = []
        for told in by_key.values():
            # At a tie the lower region code counts, so that the order of rows never matters.
            told.sort(key=lambda item: item.region_code)
            fullest = max(told, key=lambda item: item.fullness)
            again += [item for item in told if item is not fullest]
        return again

    def surplus(self, quarter: Quarter, regions: Iterable[str]) -> CaseCounts:
        """Return what a sum over the regions counts too much."""
        again = self.told_again(quarter, regions)
        return sum((item.counts for item in again), start=CaseCounts())


def case_keys(session: ReadSession, as_of: datetime | None = None) -> dict[int, CaseKey]:
    """Return, for every case that is merged or linked, the key it shares with the others.

    With `as_of` as things stood then: what was published keeps the links of its day.
    """
    joined: ColumnElement[bool] = GroupMember.case_id == Case.id
    merged: ColumnElement[bool] = Case.merged_into_id.is_not(None)
    if as_of is None:
        joined = and_(joined, GroupMember.left_at.is_(None))
    else:
        merged = and_(merged, Case.merged_at <= as_of)
        still_in = or_(GroupMember.left_at.is_(None), GroupMember.left_at > as_of)
        joined = and_(joined, GroupMember.joined_at <= as_of, still_in)
    rows = session.execute(
        select(Case.id, case((merged, Case.merged_into_id)), GroupMember.group_id)
        .outerjoin(GroupMember, joined)
        .where(or_(merged, GroupMember.id.is_not(None)))
    ).all()
    keys: dict[int, CaseKey] = {
        case_id: ("group", group_id) for case_id, _, group_id in rows if group_id is not None
    }
    roots = {case_id: root for case_id, root, _ in rows if root is not None}
    for root in roots.values():
        keys.setdefault(root, ("case", root))
    return keys | {case_id: keys[root] for case_id, root in roots.items()}


def shared_cases(
    session: ReadSession, revision_ids: Iterable[int], as_of: datetime | None = None
) -> SharedCases:
    """Read what the revisions given tell of disputes that more than one case stands for."""
    keys = case_keys(session, as_of)
    if not keys:
        return SharedCases()
    rows = session.execute(
        select(
            Entry.id,
            Entry.case_id,
            Entry.kind,
            Entry.change,
            Entry.handling_status,
            Entry.deaths,
            Entry.injured_serious,
            Entry.injured_minor,
            Entry.displaced_people,
            Entry.loss_idr,
            Period.quarter,
            Obligation.region_code,
        )
        .join(Entry.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(Entry.case_id.in_(list(keys)), Entry.revision_id.in_(list(revision_ids)))
    )
    told: dict[tuple[CaseKey, Quarter, AreaCode], list[tuple[int, CaseCounts]]] = defaultdict(list)
    for row in rows:
        told[keys[row.case_id], row.quarter, row.region_code].append((row.id, _counts(row)))
    return SharedCases(
        [
            Telling(key, quarter, code, _once(entries), frozenset(number for number, _ in entries))
            for (key, quarter, code), entries in told.items()
        ]
    )


def _once(entries: Sequence[tuple[int, CaseCounts]]) -> CaseCounts:
    """Add up a regency's entries; its own total counts the dispute as one potential."""
    total = sum((counts for _, counts in entries), start=CaseCounts())
    return replace(
        total,
        potentials=min(1, total.potentials),
        open_potentials=min(1, total.open_potentials),
    )


def _counts(row: Any) -> CaseCounts:
    def number(name: str) -> int:
        return int(getattr(row, name) or 0)

    is_potential = row.kind == Kind.POTENTIAL
    return CaseCounts(
        potentials=int(is_potential),
        open_potentials=int(is_potential and is_open(row)),
        events=int(not is_potential),
        deaths=number("deaths"),
        injured=number("injured_serious") + number("injured_minor"),
        displaced=number("displaced_people"),
        loss_idr=number("loss_idr"),
    )


def shared_among_accepted(
    session: ReadSession, scope: Scope, quarters: Iterable[Quarter]
) -> SharedCases:
    """Read the shared disputes of what is accepted now, for the regencies in scope."""
    ids = session.scalars(
        select(Revision.id)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Period.quarter.in_(list(quarters)),
            Revision.state == State.DITERIMA,
            scope.clause(Obligation.region_code),
        )
    )
    return shared_cases(session, ids)


def same_dispute(keys: Mapping[int, CaseKey], case_id: int | None) -> CaseKey | None:
    """Return what a case is counted under; an entry without one stands alone."""
    return None if case_id is None else keys.get(case_id, ("case", case_id))
