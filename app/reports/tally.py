"""Tallies: counts, level and index of every area of one accepted revision.

Written in the transaction of the acceptance and rebuilt by the same recount; pages and
editions read tallies and never count entries.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update

from app.model.area_code import DISTRICT, AreaCode, ancestor, is_within
from app.model.edition import AreaTally, EditionPin
from app.model.entry import Entry, Kind
from app.model.level import Level
from app.model.region import Office, Region
from app.model.report import DistrictStatement, Revision
from app.reports import index as ikkd1
from app.reports.burden import earlier_weights
from app.reports.case_groups import case_keys, same_dispute
from app.reports.counted import counted_entries
from app.reports.entry_pages import WHOLE
from app.reports.entry_standing import is_open, level_of_entry, severity_of
from app.reports.tallied import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from app.db import ReadSession, WriteSession
    from app.model.quarter import Quarter
    from app.reports.case_groups import CaseKey


@dataclass(slots=True)
class _Count:
    potentials: int = 0
    events: int = 0
    high_entries: int = 0
    deaths: int = 0
    injured: int = 0
    displaced: int = 0
    event_weight: int = 0
    levels: list[Level] = field(default_factory=list)
    told: set[CaseKey] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a regency's index rests on besides its entries; `keys` join cases of one dispute."""

    region: Region
    districts: tuple[AreaCode, ...]
    statements: dict[AreaCode, str]
    earlier: Sequence[float]
    as_of: date
    counted_at: datetime
    keys: Mapping[int, CaseKey] = field(default_factory=dict)


def entries_of(session: ReadSession, revision_ids: Iterable[int]) -> list[Entry]:
    """Load entries with everything a tally, a page or an export needs of them."""
    return list(
        session.scalars(
            select(Entry)
            .where(Entry.revision_id.in_(list(revision_ids)))
            .options(*WHOLE)
            .order_by(Entry.kind.desc(), Entry.row_key)
        )
    )


def rebuild(session: WriteSession, revision: Revision, now: datetime) -> list[AreaTally]:
    """Count one accepted revision anew; what an edition has published is kept beside it.

    The revision's `report`, `obligation` and `period` must be loaded.
    """
    obligation = revision.report.obligation
    region = session.get_one(Region, obligation.region_code)
    office = session.get_one(Office, obligation.region_code)
    districts = list(
        session.scalars(
            select(Region.code).where(Region.parent_code == region.code).order_by(Region.code)
        )
    )
    quarter = obligation.period.quarter
    sent_on = (revision.submitted_at or revision.created_at).astimezone(ZoneInfo(office.zone))
    ground = Ground(
        region=region,
        districts=tuple(districts),
        statements=_statements(session, revision),
        earlier=earlier_weights(session, region.code, quarter),
        as_of=sent_on.date(),
        counted_at=_make_room(session, revision, now),
        keys=case_keys(session),
    )
    tallies = count(revision, counted_entries(session, revision.id), ground)
    session.add_all(tallies)
    session.flush()
    return tallies


def _make_room(session: WriteSession, revision: Revision, now: datetime) -> datetime:
    """Take the standing tallies away and return the moment from which the new ones count.

    Without an edition nobody depends on the old ones, so the new ones count from where they did:
    an edition that is published meanwhile finds tallies of its day.
    """
    own = AreaTally.revision_id == revision.id, standing()
    since = session.scalar(select(func.min(AreaTally.counted_at)).where(*own))
    published = select(EditionPin.id).where(EditionPin.revision_id == revision.id)
    if session.scalar(published.limit(1)) is not None:
        session.execute(update(AreaTally).where(*own).values(superseded_at=now))
        return now
    session.execute(delete(AreaTally).where(*own))
    return since or now


def count(revision: Revision, entries: Sequence[Entry], ground: Ground) -> list[AreaTally]:
    """Compute the tallies of a regency and its kecamatan; nothing is read or written."""
    home = ground.region.code
    counts: dict[AreaCode, _Count] = defaultdict(_Count)
    for entry in entries:
        for area in {home, *_districts_of(entry, home)}:
            _add(counts[area], entry, same_dispute(ground.keys, entry.case_id))
    districts = [
        _district_tally(revision, code, counts.get(code), ground) for code in ground.districts
    ]
    return [_regency_tally(revision, entries, districts, counts[home], ground), *districts]


def _district_tally(
    revision: Revision, code: AreaCode, counted: _Count | None, ground: Ground
) -> AreaTally:
    level = _district_level(counted, ground.statements.get(code))
    tally = AreaTally(
        revision=revision,
        quarter=revision.report.obligation.period.quarter,
        area_code=code,
        level=level,
        level_by_score=level,
        counted_at=ground.counted_at,
    )
    return _fill(tally, counted or _Count())


def _regency_tally(
    revision: Revision,
    entries: Sequence[Entry],
    districts: Sequence[AreaTally],
    counted: _Count,
    ground: Ground,
) -> AreaTally:
    quarter = revision.report.obligation.period.quarter
    covered = sum(1 for tally in districts if tally.level is not Level.BELUM_LAPOR)
    coverage = covered / len(districts) if districts else 0.0
    tally = AreaTally(
        revision=revision,
        quarter=quarter,
        area_code=ground.region.code,
        level=Level.NIHIL,
        level_by_score=Level.NIHIL,
        counted_at=ground.counted_at,
        coverage=coverage,
        confidence="A" if coverage >= 0.9 else "B" if coverage >= 0.6 else "C",
        method_version=ikkd1.METHOD_VERSION,
    )
    _fill(tally, counted)
    if entries:
        parts = ikkd1.ikkd(
            [
                _open_potential(entry, quarter, ground.as_of)
                for entry in _open_disputes(entries, ground.keys)
            ],
            ikkd1.event_burden(counted.event_weight, ground.earlier),
            districts=max(1, len(districts)),
            population=ground.region.population or 0,
        )
        tally.index, tally.level_by_score = parts.index, parts.level
        tally.part_p, tally.part_e, tally.part_h = parts.p, parts.e, parts.h
        tally.level, tally.guard = ikkd1.lifted(
            parts.level, [district.level for district in districts]
        )
    return tally


def _open_disputes(entries: Sequence[Entry], keys: Mapping[int, CaseKey]) -> list[Entry]:
    """Return the open potentials, of a dispute told under several cases only the gravest."""
    gravest: dict[CaseKey, Entry] = {}
    alone: list[Entry] = []
    for entry in entries:
        if entry.kind != Kind.POTENTIAL or not is_open(entry):
            continue
        key = same_dispute(keys, entry.case_id)
        if key is None:
            alone.append(entry)
        elif key not in gravest or (entry.risk_score or 0) > (gravest[key].risk_score or 0):
            gravest[key] = entry
    return [*gravest.values(), *alone]


def _open_potential(entry: Entry, quarter: Quarter, as_of: date) -> ikkd1.OpenPotential:
    actions = [(action.date_start, action.next_due) for action in entry.actions]
    return ikkd1.OpenPotential(
        score=entry.risk_score or 0, neglect=ikkd1.neglect(actions, quarter, as_of)
    )


def _districts_of(entry: Entry, region_code: AreaCode) -> set[AreaCode]:
    return {
        ancestor(location.region_code, DISTRICT)
        for location in entry.locations
        if is_within(location.region_code, region_code) and location.region_code != region_code
    }


def _add(counted: _Count, entry: Entry, dispute: CaseKey | None) -> None:
    level = level_of_entry(entry)
    if level.rank >= Level.TINGGI.rank:
        counted.high_entries += 1
    if entry.kind == Kind.POTENTIAL:
        if dispute is None or dispute not in counted.told:
            counted.potentials += 1
        if dispute is not None:
            counted.told.add(dispute)
        if is_open(entry):
            counted.levels.append(level)
        return
    severity = severity_of(entry)
    counted.events += 1
    counted.event_weight += ikkd1.EVENT_WEIGHTS[severity]
    counted.deaths += entry.deaths or 0
    counted.injured += (entry.injured_serious or 0) + (entry.injured_minor or 0)
    counted.displaced += entry.displaced_people or 0
    # G2 of domain paper 4.5: a grave event makes its kecamatan at least Tinggi.
    counted.levels.append(Level.TINGGI if severity >= 4 else Level.RENDAH)


def _district_level(counted: _Count | None, statement: str | None) -> Level:
    """Worst open potential or grave event; else what the regency states; else unknown."""
    if counted is not None and (counted.potentials or counted.events):
        return max(counted.levels, key=lambda level: level.rank, default=Level.RENDAH)
    return Level.NIHIL if statement == "NIHIL" else Level.BELUM_LAPOR


def _fill(tally: AreaTally, counted: _Count) -> AreaTally:
    tally.potentials, tally.events = counted.potentials, counted.events
    tally.high_entries = counted.high_entries
    tally.deaths, tally.injured = counted.deaths, counted.injured
    tally.displaced, tally.event_weight = counted.displaced, counted.event_weight
    return tally


def _statements(session: ReadSession, revision: Revision) -> dict[AreaCode, str]:
    rows = session.execute(
        select(DistrictStatement.region_code, DistrictStatement.statement).where(
            DistrictStatement.revision_id == revision.id
        )
    )
    return dict(rows.all())
