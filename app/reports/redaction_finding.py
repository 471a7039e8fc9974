"""Texts that have no page with a button of their own: found by regency and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.errors import NotFound
from app.model.followup import Evidence, FollowUp
from app.model.period import Obligation, Period
from app.model.redaction import Part
from app.model.report import Report, Revision
from app.reports.redaction_things import find_thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.quarter import Quarter
    from app.reports.redaction_pieces import Thing

_OF_DUTY = (Part.EXTENSION, Part.UNLOCK, Part.WAIVER)
_OF_VERSION = (Part.AMENDMENT, Part.TAKEOVER, Part.DECIDED)


def things_of(
    session: ReadSession, actor: Actor, region_code: str, quarter: Quarter
) -> list[Thing]:
    """Return the reasons, notes and follow-ups of a quarter that still say something.

    Raises:
        NotFound: the regency lies outside the person's scope.
    """
    if not actor.scope.covers(region_code):
        raise NotFound
    found = []
    for part, number in _numbers(session, region_code, quarter):
        try:
            thing = find_thing(session, actor, part, str(number))
        except NotFound:  # nothing is written there, or the person does not read it
            continue
        if not thing.is_gone:
            found.append(thing)
    return found


def _numbers(
    session: ReadSession, region_code: str, quarter: Quarter
) -> Iterator[tuple[Part, int]]:
    duty = session.scalar(
        select(Obligation.id)
        .join(Obligation.period)
        .where(Obligation.region_code == region_code, Period.quarter == quarter)
    )
    if duty is not None:
        yield from ((part, duty) for part in _OF_DUTY)
        versions = session.scalars(
            select(Revision.id)
            .join(Revision.report)
            .where(
                Report.obligation_id == duty,
                or_(
                    Revision.amendment_note.is_not(None),
                    Revision.takeover_note.is_not(None),
                    Revision.decision_note != "",
                ),
            )
            .order_by(Revision.number)
        ).all()
        yield from ((part, number) for number in versions for part in _OF_VERSION)
    told = session.scalars(
        select(FollowUp.id)
        .where(FollowUp.region_code == region_code, FollowUp.quarter == quarter)
        .order_by(FollowUp.id)
    ).all()
    yield from ((Part.FOLLOW_UP, number) for number in told)
    proofs = select(Evidence.id).where(Evidence.follow_up_id.in_(told)).order_by(Evidence.id)
    yield from ((Part.EVIDENCE, number) for number in session.scalars(proofs).all())
