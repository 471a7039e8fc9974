"""Reads of recommendations and of what regions say of them; every one takes the reader's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.errors import NotFound
from app.model.followup import Evidence, FollowUp, Rakor, RakorRecommendation
from app.model.period import Period
from app.model.quarter import Quarter

if TYPE_CHECKING:
    from datetime import date

    from app.access.scope import Scope
    from app.db import ReadSession


def rakors(session: ReadSession, scope: Scope) -> list[Rakor]:
    """Return every meeting with its recommendations, the newest meeting first."""
    del scope
    return list(
        session.scalars(
            select(Rakor)
            .options(selectinload(Rakor.recommendations))
            .order_by(Rakor.year.desc(), Rakor.code)
        )
    )


def get_recommendation(
    session: ReadSession, scope: Scope, rakor_code: str, code: str
) -> RakorRecommendation:
    """Return one recommendation by the codes in its address, whatever their case.

    Raises:
        NotFound: there is none, or it is a heading that nobody follows by itself.
    """
    del scope
    found = session.scalar(
        select(RakorRecommendation)
        .join(RakorRecommendation.rakor)
        .where(
            Rakor.code == rakor_code.upper(),
            RakorRecommendation.code.ilike(code.replace("%", "").replace("_", "")),
            RakorRecommendation.is_heading.is_(False),
        )
        .options(joinedload(RakorRecommendation.rakor))
    )
    if found is None:
        raise NotFound
    return found


def reporting_quarter(session: ReadSession, scope: Scope, today: date) -> Quarter:
    """Return the quarter regencies report on now: the newest whose form is open."""
    del scope
    found = session.scalar(
        select(Period.quarter)
        .where(Period.opens_on <= today)
        .order_by(Period.quarter.desc())
        .limit(1)
    )
    return found if found is not None else Quarter.of(today)


def standing(
    session: ReadSession, scope: Scope, quarter: Quarter
) -> dict[tuple[int, str], FollowUp]:
    """Return what stands in a quarter by (recommendation, region): the newest up to then."""
    rows = session.scalars(
        select(FollowUp)
        .where(FollowUp.quarter <= quarter, scope.clause(FollowUp.region_code))
        .options(selectinload(FollowUp.evidence), joinedload(FollowUp.updated_by))
        .order_by(FollowUp.quarter)
    )
    return {(row.recommendation_id, str(row.region_code)): row for row in rows}


def history(
    session: ReadSession, scope: Scope, recommendation: RakorRecommendation
) -> dict[str, list[FollowUp]]:
    """Return what every region in scope said of a recommendation, newest quarter first."""
    rows = session.scalars(
        select(FollowUp)
        .where(
            FollowUp.recommendation_id == recommendation.id,
            scope.clause(FollowUp.region_code),
        )
        .options(
            selectinload(FollowUp.evidence),
            joinedload(FollowUp.updated_by),
            joinedload(FollowUp.recommendation).joinedload(RakorRecommendation.rakor),
        )
        .order_by(FollowUp.region_code, FollowUp.quarter.desc())
    )
    found: dict[str, list[FollowUp]] = {}
    for row in rows:
        found.setdefault(str(row.region_code), []).append(row)
    return found


def get_evidence(
    session: ReadSession, scope: Scope, recommendation: RakorRecommendation, evidence_id: int
) -> Evidence:
    """Return one document of a recommendation.

    Raises:
        NotFound: there is none, or it belongs to a region outside the scope.
    """
    found = session.scalar(
        select(Evidence)
        .join(Evidence.follow_up)
        .where(
            Evidence.id == evidence_id,
            FollowUp.recommendation_id == recommendation.id,
            scope.clause(FollowUp.region_code),
        )
        .options(
            joinedload(Evidence.follow_up)
            .joinedload(FollowUp.recommendation)
            .joinedload(RakorRecommendation.rakor)
        )
    )
    if found is None:
        raise NotFound
    return found
