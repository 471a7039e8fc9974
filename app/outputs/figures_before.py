"""Which revisions count for the quarters before: what was published, else what was accepted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.edition import Edition, EditionPin, EditionState
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter

QUARTERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Counted:
    """The revision that counts of each regency, and as of when it was counted (None: now)."""

    revisions: Mapping[AreaCode, int]
    at: datetime | None


def revisions_before(
    session: ReadSession, quarter: Quarter, until: datetime | None
) -> dict[Quarter, Counted]:
    """What counts for the seven quarters before: as it was published, else as accepted."""
    wanted = [quarter - back for back in range(1, QUARTERS_SHOWN)]
    published = _published(session, wanted, until)
    missing = [item for item in wanted if item not in published]
    accepted = _accepted(session, missing, until) if missing else {}
    return {**published, **{item: Counted(found, until) for item, found in accepted.items()}}


def _published(
    session: ReadSession, quarters: list[Quarter], until: datetime | None
) -> dict[Quarter, Counted]:
    query = (
        select(
            Period.quarter, Edition.published_at, EditionPin.region_code, EditionPin.revision_id
        )
        .join(Edition, Edition.period_id == Period.id)
        .join(EditionPin, EditionPin.edition_id == Edition.id)
        .where(Period.quarter.in_(quarters), Edition.state == EditionState.READY)
        .order_by(Edition.number)
    )
    if until is not None:
        query = query.where(Edition.published_at <= until)
    found: dict[Quarter, dict[datetime, dict[AreaCode, int]]] = defaultdict(dict)
    for quarter, published_at, code, revision_id in session.execute(query):
        pins = found[quarter].setdefault(published_at, {})
        if revision_id is not None:
            pins[code] = revision_id
    newest = {quarter: list(editions.items())[-1] for quarter, editions in found.items()}
    return {quarter: Counted(pins, at) for quarter, (at, pins) in newest.items()}


def _accepted(
    session: ReadSession, quarters: list[Quarter], until: datetime | None
) -> dict[Quarter, dict[AreaCode, int]]:
    """Newest accepted revision of each regency; one replaced since `until` still counts."""
    query = (
        select(Period.quarter, Obligation.region_code, Revision.id)
        .join(Obligation, Obligation.period_id == Period.id)
        .join(Report, Report.obligation_id == Obligation.id)
        .join(Revision, Revision.report_id == Report.id)
        .where(Period.quarter.in_(quarters), Revision.state.in_([State.DITERIMA, State.DIGANTI]))
        .order_by(Revision.number)
    )
    if until is not None:
        query = query.where(Revision.decided_at <= until)
    found: dict[Quarter, dict[AreaCode, int]] = defaultdict(dict)
    for quarter, code, revision_id in session.execute(query):
        found[quarter][code] = revision_id
    return found
