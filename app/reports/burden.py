"""Event burden over quarters: the three before count, the three after are counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.edition import AreaTally
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.reports.tallied import standing

if TYPE_CHECKING:
    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter


def earlier_weights(
    session: ReadSession, region_code: AreaCode, quarter: Quarter
) -> tuple[float, float, float]:
    """Event weights of the accepted revisions one, two and three quarters back."""
    wanted = [quarter - back for back in (1, 2, 3)]
    rows = session.execute(
        select(AreaTally.quarter, AreaTally.event_weight)
        .join(AreaTally.revision)
        .where(
            AreaTally.area_code == region_code,
            AreaTally.quarter.in_(wanted),
            standing(),
            Revision.state == State.DITERIMA,
        )
    )
    weights = dict(rows.all())
    return tuple(float(weights.get(item, 0)) for item in wanted)  # type: ignore[return-value]


def later_accepted(
    session: ReadSession, region_code: AreaCode, quarter: Quarter
) -> list[Revision]:
    """Accepted revisions of the three following quarters, whose event burden looks back here."""
    return list(
        session.scalars(
            select(Revision)
            .join(Revision.report)
            .join(Report.obligation)
            .join(Obligation.period)
            .where(
                Obligation.region_code == region_code,
                Period.quarter.in_([quarter + ahead for ahead in (1, 2, 3)]),
                Revision.state == State.DITERIMA,
            )
            .options(
                joinedload(Revision.report)
                .joinedload(Report.obligation)
                .joinedload(Obligation.period)
            )
            .order_by(Period.quarter)
        )
    )
