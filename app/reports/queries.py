"""Reads of reports; every one takes the reader's scope."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.errors import NotFound
from app.model.edition import AreaTally
from app.model.period import Obligation, Period
from app.model.report import Attachment, PendingRow, Report, Revision, State, Upload
from app.reports.tallied import standing
from app.reports.waiting import IS_FAULTY, entry_of, pending_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.sql.base import ExecutableOption

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.level import Level
    from app.model.quarter import Quarter

_IN_HAND = (State.DIKIRIM, State.DITELAAH)


def period_of(session: ReadSession, scope: Scope, quarter: Quarter) -> Period:
    """Return a period.

    Raises:
        NotFound: the quarter was never opened.
    """
    del scope
    found = session.scalar(select(Period).where(Period.quarter == quarter))
    if found is None:
        raise NotFound
    return found


def periods(session: ReadSession, scope: Scope) -> list[Period]:
    """Return every period, newest first."""
    del scope
    return list(session.scalars(select(Period).order_by(Period.quarter.desc())))


def get_revision(
    session: ReadSession,
    scope: Scope,
    quarter: Quarter,
    region_code: str,
    number: int | None = None,
) -> Revision:
    """Return a revision of a regency's report: the one asked for, else the newest.

    Raises:
        NotFound: there is none, or it lies outside the scope.
    """
    found = find_revision(session, scope, quarter, region_code, number)
    if found is None:
        raise NotFound
    return found


def find_revision(
    session: ReadSession,
    scope: Scope,
    quarter: Quarter,
    region_code: str,
    number: int | None = None,
) -> Revision | None:
    """Return a revision like `get_revision`, or None."""
    query = (
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Period.quarter == quarter,
            Obligation.region_code == region_code,
            scope.clause(Obligation.region_code),
        )
        .options(*_whole())
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if number is not None:
        query = query.where(Revision.number == number)
    return session.scalar(query)


def revision_by_id(session: ReadSession, scope: Scope, revision_id: int) -> Revision:
    """Return one version of a report.

    Raises:
        NotFound: there is none, or it lies outside the scope.
    """
    found = session.scalar(
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .where(Revision.id == revision_id, scope.clause(Obligation.region_code))
        .options(*_whole())
    )
    if found is None:
        raise NotFound
    return found


def accepted_revision(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: str
) -> Revision | None:
    """Return the accepted revision of a regency's quarter, or None."""
    return session.scalar(
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Period.quarter == quarter,
            Obligation.region_code == region_code,
            scope.clause(Obligation.region_code),
            Revision.state == State.DITERIMA,
        )
        .options(*_whole())
    )


def versions(session: ReadSession, scope: Scope, report_id: int) -> list[Revision]:
    """Return every revision of a report, oldest first."""
    return list(
        session.scalars(
            select(Revision)
            .join(Revision.report)
            .join(Report.obligation)
            .where(Revision.report_id == report_id, scope.clause(Obligation.region_code))
            .options(*_whole())
            .order_by(Revision.number)
        )
    )


def review_queue(session: ReadSession, scope: Scope) -> list[Revision]:
    """Return reports that wait for the province, longest waiting first."""
    return list(
        session.scalars(
            select(Revision)
            .join(Revision.report)
            .join(Report.obligation)
            .where(Revision.state.in_(_IN_HAND), scope.clause(Obligation.region_code))
            .options(*_whole(), joinedload(Revision.reviewer))
            .order_by(Revision.submitted_at)
        )
    )


def latest_upload(session: ReadSession, scope: Scope, revision: Revision) -> Upload | None:
    """Return the newest workbook of a revision, or None."""
    if not scope.covers(revision.report.obligation.region_code):
        raise NotFound
    return session.scalar(
        select(Upload)
        .where(Upload.revision_id == revision.id)
        .options(joinedload(Upload.uploaded_by))
        .order_by(Upload.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows that wait for correction: the first to put right, and how much there is of all.

    `hanging` counts, by the code of their entry, the actions that only wait for it.
    """

    rows: tuple[PendingRow, ...]
    faulty: int
    hanging: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows that are not in the draft yet."""
        return self.faulty + sum(self.hanging.values())


def waiting(session: ReadSession, scope: Scope, revision: Revision, most: int) -> Waiting:
    """Return what waits for correction, with at most so many of the rows to put right."""
    if not scope.covers(revision.report.obligation.region_code):
        raise NotFound
    rows = select(PendingRow).where(PendingRow.revision_id == revision.id)
    to_mend = rows.where(IS_FAULTY)
    return Waiting(
        rows=tuple(
            session.scalars(to_mend.order_by(PendingRow.sheet, PendingRow.row_number).limit(most))
        ),
        faulty=session.scalar(select(func.count()).select_from(to_mend.subquery())) or 0,
        hanging=Counter(entry_of(row) for row in session.scalars(rows.where(~IS_FAULTY))),
    )


def waiting_rows(session: ReadSession, scope: Scope, revision: Revision) -> list[PendingRow]:
    """Return every row that waits for correction, in the order of the file."""
    if not scope.covers(revision.report.obligation.region_code):
        raise NotFound
    return pending_of(session, revision)


def letters_in(session: ReadSession, scope: Scope, revision: Revision) -> list[Attachment]:
    """Return the signed letter of a revision; the last one is in force."""
    if not scope.covers(revision.report.obligation.region_code):
        raise NotFound
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.revision_id == revision.id, Attachment.category == "SURAT")
            .order_by(Attachment.id)
        )
    )


class Tallied(NamedTuple):
    """What pages say of an area in one quarter: read as plain columns, a few of a tally's."""

    level: Level
    potentials: int
    events: int
    coverage: float | None
    confidence: str


def tallies_by_quarter(
    session: ReadSession, scope: Scope, area_codes: Sequence[str], quarters: Sequence[Quarter]
) -> dict[tuple[str, Quarter], Tallied]:
    """Return tallies of accepted revisions by area and quarter; a missing key is silence."""
    rows = session.execute(
        select(
            AreaTally.area_code,
            AreaTally.quarter,
            AreaTally.level,
            AreaTally.potentials,
            AreaTally.events,
            AreaTally.coverage,
            AreaTally.confidence,
        )
        .join(AreaTally.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .where(
            AreaTally.area_code.in_(list(area_codes)),
            AreaTally.quarter.in_(list(quarters)),
            standing(),
            Revision.state == State.DITERIMA,
            scope.clause(Obligation.region_code),
        )
    )
    return {
        (row.area_code, row.quarter): Tallied(
            row.level, row.potentials, row.events, row.coverage, row.confidence
        )
        for row in rows
    }


def count_waiting(session: ReadSession, scope: Scope) -> int:
    """Return how many reports wait for the province."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Revision)
            .join(Revision.report)
            .join(Report.obligation)
            .where(Revision.state.in_(_IN_HAND), scope.clause(Obligation.region_code))
        )
        or 0
    )


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period),
        joinedload(Revision.drafted_by),
        joinedload(Revision.submitted_by),
        joinedload(Revision.decided_by),
        joinedload(Revision.reviewer),
    )
