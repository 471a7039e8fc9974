"""A regency's reports over time and the files behind them; every read takes a scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.errors import NotFound
from app.model.entry import Entry
from app.model.particulars import InformationSource
from app.model.period import Obligation, Period, PeriodStatus
from app.model.report import EDITABLE, Report, Revision, State, Upload
from app.reports.board import obligation_state
from app.reports.lateness import due_date, first_sending, takes_reports

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.quarter import Quarter

_OFFICE_ONLY = frozenset({State.DRAF, State.MENUNGGU_PENGESAHAN})


@dataclass(frozen=True, slots=True)
class QuarterRecord:
    """One quarter of one regency: what is owed and every version made, oldest first."""

    obligation: Obligation
    versions: tuple[Revision, ...]
    state: str
    takes_reports: bool

    @property
    def quarter(self) -> Quarter:
        """The quarter the report is about."""
        return self.obligation.period.quarter

    @property
    def newest(self) -> Revision | None:
        """The version people work on or wait for; a withdrawn one counts as none."""
        last = self.versions[-1] if self.versions else None
        return None if last is not None and last.state is State.DITARIK else last

    @property
    def accepted(self) -> Revision | None:
        """The version in force."""
        return next((item for item in self.versions if item.state is State.DITERIMA), None)

    @property
    def returned(self) -> Revision | None:
        """The version whose notes the present draft answers, if the province returned one."""
        newest = self.newest
        if newest is None or newest.state not in _OFFICE_ONLY:
            return None
        kept = [item for item in self.versions[:-1] if item.state is not State.DITARIK]
        return kept[-1] if kept and kept[-1].state is State.DIKEMBALIKAN else None

    @property
    def first_sent_at(self) -> datetime | None:
        """When the province first had a report; a later return does not make it late."""
        return first_sending(self.versions)

    @property
    def due_on(self) -> date:
        """The day by which the report is owed."""
        return due_date(self.obligation)

    @property
    def unlocked_until(self) -> date | None:
        """The last day on which a locked period takes this report; None while it is not locked."""
        is_locked = self.obligation.period.status is PeriodStatus.TERKUNCI
        return self.obligation.unlocked_until if is_locked and self.takes_reports else None

    @property
    def needs_work(self) -> bool:
        """Tell whether the regency has something to do: to begin, to go on, or to confirm."""
        newest = self.newest
        if newest is not None:
            return newest.state in EDITABLE or newest.state is State.MENUNGGU_PENGESAHAN
        return self.takes_reports and self.obligation.waived_at is None


def records(
    session: ReadSession, scope: Scope, region_code: str, today: date
) -> list[QuarterRecord]:
    """Return every quarter a regency was asked for, newest first."""
    obligations = list(
        session.scalars(
            select(Obligation)
            .join(Obligation.period)
            .where(Obligation.region_code == region_code, scope.clause(Obligation.region_code))
            .options(joinedload(Obligation.period))
            .order_by(Period.quarter.desc())
        )
    )
    versions = _versions(session, [item.id for item in obligations])
    return [_record(item, versions.get(item.id, ()), today) for item in obligations]


def record_of(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: str, today: date
) -> QuarterRecord:
    """Return one quarter of a regency.

    Raises:
        NotFound: nothing is owed, or it lies outside the scope.
    """
    obligation = session.scalar(
        select(Obligation)
        .join(Obligation.period)
        .where(
            Period.quarter == quarter,
            Obligation.region_code == region_code,
            scope.clause(Obligation.region_code),
        )
        .options(joinedload(Obligation.period))
    )
    if obligation is None:
        raise NotFound
    versions = _versions(session, [obligation.id]).get(obligation.id, ())
    return _record(obligation, versions, today)


def hides_sources(session: ReadSession, revision: Revision) -> bool:
    """Tell whether a version has a source whose details stay in its regency."""
    hidden = (
        select(InformationSource.id)
        .join(Entry, Entry.id == InformationSource.entry_id)
        .where(Entry.revision_id == revision.id, InformationSource.protected)
    )
    return session.scalar(hidden.limit(1)) is not None


def uploads_of(session: ReadSession, scope: Scope, versions: Sequence[Revision]) -> list[Upload]:
    """Return every workbook sent in for some versions of a report, newest first."""
    return list(
        session.scalars(
            select(Upload)
            .join(Upload.revision)
            .join(Revision.report)
            .join(Report.obligation)
            .where(
                Upload.revision_id.in_([item.id for item in versions]),
                scope.clause(Obligation.region_code),
            )
            .options(joinedload(Upload.uploaded_by), joinedload(Upload.revision))
            .order_by(Upload.id.desc())
        )
    )


def _record(obligation: Obligation, versions: Sequence[Revision], today: date) -> QuarterRecord:
    state = obligation_state(obligation, versions, today)
    return QuarterRecord(obligation, tuple(versions), state, takes_reports(obligation, today))


def _versions(session: ReadSession, obligation_ids: Sequence[int]) -> dict[int, list[Revision]]:
    reports = session.scalars(
        select(Report)
        .where(Report.obligation_id.in_(obligation_ids))
        .options(
            joinedload(Report.obligation).joinedload(Obligation.period),
            joinedload(Report.revisions).options(
                joinedload(Revision.drafted_by),
                joinedload(Revision.submitted_by),
                joinedload(Revision.decided_by),
                joinedload(Revision.reviewer),
                joinedload(Revision.report),
            ),
        )
    ).unique()
    return {report.obligation_id: report.revisions for report in reports}
