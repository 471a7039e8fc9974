"""What lies open with a person: listed before somebody leaves, so that nothing is orphaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.access import calendar_key
from app.access.office import reach
from app.access.scope import Scope
from app.errors import NotFound
from app.followup.overdue import overdue_actions
from app.model.account import Role, User
from app.model.followup import FollowUp, RakorRecommendation
from app.model.period import Obligation
from app.model.region import Office
from app.model.report import EDITABLE, SENT, Report, Revision, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from app.access.scope import Actor
    from app.db import ReadSession

WAITING = State.MENUNGGU_PENGESAHAN
_MOVABLE = EDITABLE | {WAITING}


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Everything a person has not finished.

    `drafts` and `reviews` change hands. `with_province` is theirs as history; a returned report
    comes back to the successor. The rest belongs to the office: the successor is told of it.
    """

    drafts: Sequence[Revision]
    reviews: Sequence[Revision]
    with_province: Sequence[Revision]
    to_confirm: Sequence[Revision]
    follow_ups: Sequence[FollowUp]
    overdue: int
    calendar_since: datetime | None

    @property
    def moves(self) -> int:
        """Count what changes hands."""
        return len(self.drafts) + len(self.reviews)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing lies open."""
        return not (
            self.moves
            or self.with_province
            or self.to_confirm
            or self.follow_ups
            or self.overdue
            or self.calendar_since
        )


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A closed account that still holds drafts or reviews."""

    user: User
    region_name: str
    revisions: list[Revision] = field(default_factory=list)


def open_work(session: ReadSession, actor: Actor, user: User, today: date) -> OpenWork:
    """Return what lies open with a person; load the person's roles first.

    Raises:
        NotFound: the person is not within reach.
    """
    if not reach(actor).covers(user.region_code):
        raise NotFound
    office = Scope(everywhere=False, regencies=frozenset({user.region_code}))
    mine = Revision.drafted_by_id == user.id
    waiting = office.clause(Obligation.region_code), Revision.state == WAITING
    signs = Role.PENGESAH_KAB in user.role_set
    return OpenWork(
        drafts=_revisions(session, mine, Revision.state.in_(_MOVABLE)),
        reviews=_revisions(
            session, Revision.reviewer_id == user.id, Revision.state == State.DITELAAH
        ),
        with_province=_revisions(session, mine, Revision.state.in_(SENT)),
        to_confirm=_revisions(session, *waiting) if signs else [],
        follow_ups=_follow_ups(session, office, user),
        overdue=len(overdue_actions(session, office, today)),
        calendar_since=calendar_key.since(session, user.id),
    )


def left_behind(session: ReadSession, actor: Actor) -> list[LeftBehind]:
    """Return the closed accounts within reach whose drafts or reviews nobody took over."""
    found: dict[int, LeftBehind] = {}
    closed = (
        select(User, Office.display_name)
        .join(Office, Office.region_code == User.region_code)
        .where(~User.is_active, reach(actor).clause(User.region_code))
        .options(selectinload(User.roles))
        .order_by(User.username)
    )
    people = {user.id: LeftBehind(user, name) for user, name in session.execute(closed)}
    for revision in _revisions(session, held_by(list(people))):
        holder = revision.drafted_by_id if revision.state in _MOVABLE else revision.reviewer_id
        if holder is not None:
            found.setdefault(holder, people[holder]).revisions.append(revision)
    return list(found.values())


def held_by(user_ids: list[int]) -> ColumnElement[bool]:
    """Return the condition for drafts and reviews that lie with one of these people."""
    return or_(
        Revision.drafted_by_id.in_(user_ids) & Revision.state.in_(_MOVABLE),
        Revision.reviewer_id.in_(user_ids) & (Revision.state == State.DITELAAH),
    )


def _revisions(session: ReadSession, *which: ColumnElement[bool]) -> Sequence[Revision]:
    query = (
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(*which)
        .options(
            joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period)
        )
        .order_by(Obligation.region_code, Revision.id)
    )
    return session.scalars(query).all()


def _follow_ups(session: ReadSession, office: Scope, user: User) -> list[FollowUp]:
    """Return the recommendations whose newest word is the person's, and which are not done."""
    rows = session.scalars(
        select(FollowUp)
        .where(office.clause(FollowUp.region_code))
        .options(joinedload(FollowUp.recommendation).joinedload(RakorRecommendation.rakor))
        .order_by(FollowUp.quarter)
    )
    newest = {row.recommendation_id: row for row in rows}
    said = [
        row for row in newest.values() if row.updated_by_id == user.id and row.status != "SELESAI"
    ]
    return sorted(said, key=lambda row: row.recommendation.position)
