"""Read what an edition's figures rest on: pins, tallies of eight quarters, entries, names.

A fixed number of queries, whatever the number of regencies, kecamatan and entries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from app.areas.queries import areas_of, find_boundary_set, names_of, offices_of
from app.model.area_code import DISTRICT, AreaCode, ancestor
from app.model.edition import AreaTally, Edition, EditionPin, EditionState
from app.model.period import Period
from app.model.record import PortalFact
from app.model.region import BoundarySet, Office, Region
from app.model.report import Revision
from app.outputs.figures_before import QUARTERS_SHOWN, Counted, revisions_before
from app.reports.beside import Beside
from app.reports.board import board
from app.reports.case_groups import SharedCases, shared_cases
from app.reports.tallied import standing
from app.reports.tally import entries_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.entry import Entry
    from app.model.quarter import Quarter

_SAMPLE = select(PortalFact.value).where(PortalFact.name == "sample")


@dataclass(frozen=True, slots=True)
class Row:
    """One regency of the quarter; `revision` is the one that counts, or None."""

    office: Office
    state: str
    revision: Revision | None
    due_on: date

    @property
    def code(self) -> AreaCode:
        """Code of the regency."""
        return self.office.region_code


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that is read; the figures are computed from it without the database.

    `quarters` are eight, oldest first; `tallies` is by area and quarter; `label_points` holds
    longitude and latitude of kecamatan. `before` are the revisions of the earlier edition of the
    same quarter by regency, None when there is none. `first_sent` tells by report when it first
    came in. `shared` are disputes that several regencies tell, in all eight quarters; `beside` are
    the requests and files of the quarter's own reports, read for exports alone.
    """

    quarter: Quarter
    as_of: date
    rows: tuple[Row, ...]
    office: Office | None
    province: Region
    boundary_set: BoundarySet | None
    districts: tuple[Region, ...]
    names: Mapping[AreaCode, str]
    tallies: Mapping[tuple[AreaCode, Quarter], AreaTally]
    entries: Sequence[Entry]
    label_points: Mapping[AreaCode, tuple[float, float]]
    before: Mapping[AreaCode, AreaTally | None] | None
    first_sent: Mapping[int, datetime]
    shared: SharedCases = field(default_factory=SharedCases)
    sample_note: str = ""
    beside: Beside = field(default_factory=Beside)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of strips and series, oldest first."""
        return tuple(self.quarter - back for back in reversed(range(QUARTERS_SHOWN)))

    @property
    def region_of(self) -> dict[int, AreaCode]:
        """Regency of each counted revision."""
        return {row.revision.id: row.code for row in self.rows if row.revision is not None}


def ground_of_edition(session: ReadSession, edition: Edition, province: str) -> Ground:
    """Read the ground of an edition loaded by `with_pins`, as things stood at its publication."""
    offices = {office.region_code: office for office in offices_of(session, province)}
    rows = tuple(
        Row(
            office=offices[pin.region_code],
            state=pin.obligation_state,
            revision=pin.revision,
            due_on=_due_on(pin, edition.period),
        )
        for pin in sorted(edition.pins, key=lambda pin: pin.region_code)
    )
    until = edition.published_at
    before = _edition_before(session, edition.period.quarter, edition.number)
    return _ground(
        session,
        rows,
        quarter=edition.period.quarter,
        as_of=until.date(),
        boundary_set=edition.boundary_set,
        province=province,
        until=until,
        before=before,
    )


def ground_of_board(
    session: ReadSession, scope: Scope, quarter: Quarter, today: date, province: str
) -> Ground:
    """Read the ground of what is accepted now, for the regencies in scope."""
    rows = tuple(
        Row(item.office, item.state, item.accepted, item.due_on)
        for item in board(session, scope, quarter, today)
    )
    return _ground(
        session,
        rows,
        quarter=quarter,
        as_of=today,
        boundary_set=find_boundary_set(session),
        province=province,
        until=None,
        before=_edition_before(session, quarter, None),
    )


def _ground(  # noqa: PLR0913 - the two ways to begin differ in all of these
    session: ReadSession,
    rows: tuple[Row, ...],
    *,
    quarter: Quarter,
    as_of: date,
    boundary_set: BoundarySet | None,
    province: str,
    until: datetime | None,
    before: Edition | None,
) -> Ground:
    counted = {row.code: row.revision.id for row in rows if row.revision is not None}
    by_quarter = {quarter: Counted(counted, until), **revisions_before(session, quarter, until)}
    entries = entries_of(session, counted.values())
    districts = _districts(session, [row.code for row in rows])
    codes = {location.region_code for entry in entries for location in entry.locations}
    codes |= {ancestor(code, DISTRICT) for code in codes}
    return Ground(
        quarter=quarter,
        as_of=as_of,
        rows=rows,
        office=session.get(Office, province),
        province=session.get_one(Region, province),
        boundary_set=boundary_set,
        districts=districts,
        names=names_of(session, sorted(codes)),
        tallies=_tallies(session, by_quarter.values(), {row.code for row in rows}),
        entries=entries,
        label_points=_label_points(session, boundary_set),
        before=_tallies_of(session, before) if before is not None else None,
        first_sent=_first_sent(session, [row.revision for row in rows]),
        shared=shared_cases(
            session,
            [number for each in by_quarter.values() for number in each.revisions.values()],
            until,
        ),
        sample_note=session.scalar(_SAMPLE) or "",
    )


def _label_points(
    session: ReadSession, boundary_set: BoundarySet | None
) -> dict[AreaCode, tuple[float, float]]:
    if boundary_set is None:
        return {}
    areas = areas_of(session, boundary_set.id, level=DISTRICT)
    return {area.code: (area.label_lon, area.label_lat) for area in areas}


def _due_on(pin: EditionPin, period: Period) -> date:
    revision = pin.revision
    own = revision.report.obligation.due_on_override if revision is not None else None
    return own or period.due_on


def _first_sent(session: ReadSession, revisions: Iterable[Revision | None]) -> dict[int, datetime]:
    ids = [item.report_id for item in revisions if item is not None]
    sent = select(Revision.report_id, func.min(Revision.submitted_at)).group_by(Revision.report_id)
    known = sent.where(Revision.report_id.in_(ids), Revision.submitted_at.is_not(None))
    return {report_id: first for report_id, first in session.execute(known) if first is not None}


def _districts(session: ReadSession, regencies: list[AreaCode]) -> tuple[Region, ...]:
    rows = session.scalars(
        select(Region)
        .where(Region.parent_code.in_(regencies), Region.level == DISTRICT)
        .order_by(Region.code)
    )
    return tuple(rows)


def _edition_before(session: ReadSession, quarter: Quarter, number: int | None) -> Edition | None:
    """Return the newest ready edition below `number`, with its pins; None when there is none."""
    newest = (
        select(Edition)
        .join(Edition.period)
        .where(Period.quarter == quarter, Edition.state == EditionState.READY)
        .order_by(Edition.number.desc())
        .options(selectinload(Edition.pins))
        .limit(1)
    )
    if number is not None:
        newest = newest.where(Edition.number < number)
    return session.scalar(newest)


def _tallies_of(session: ReadSession, edition: Edition) -> dict[AreaCode, AreaTally | None]:
    """Return what an edition says of its regencies; None of one without an accepted report."""
    pins = {pin.region_code: pin.revision_id for pin in edition.pins}
    ids = [revision_id for revision_id in pins.values() if revision_id is not None]
    rows = session.scalars(
        select(AreaTally).where(
            AreaTally.revision_id.in_(ids),
            AreaTally.area_code.in_(list(pins)),
            standing(edition.published_at),
        )
    )
    found = {row.area_code: row for row in rows}
    return {code: found.get(code) for code in pins}


def _tallies(
    session: ReadSession, quarters: Iterable[Counted], regencies: Collection[AreaCode]
) -> dict[tuple[AreaCode, Quarter], AreaTally]:
    each_as_of_its_day = [
        AreaTally.revision_id.in_(
            [number for code, number in counted.revisions.items() if code in regencies]
        )
        & standing(counted.at)
        for counted in quarters
    ]
    rows = session.scalars(select(AreaTally).where(or_(*each_as_of_its_day)))
    return {(row.area_code, row.quarter): row for row in rows}
