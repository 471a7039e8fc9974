"""Groups of cases that tell one dispute, and the tallies that have to be counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.model.case_history import CaseGroup, GroupMember
from app.model.entry import Entry, Kind
from app.model.period import Obligation
from app.model.report import Report, Revision, State
from app.reports import tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.db import ReadSession, WriteSession
    from app.model.case import Case


def membership_of(session: ReadSession, case: Case) -> GroupMember | None:
    """Return the group a case is in now, or None."""
    return session.scalar(
        select(GroupMember).where(GroupMember.case_id == case.id, GroupMember.left_at.is_(None))
    )


def members_of(session: ReadSession, group_id: int) -> list[GroupMember]:
    """Return the cases in a group now, by number."""
    rows = session.scalars(
        select(GroupMember)
        .where(GroupMember.group_id == group_id, GroupMember.left_at.is_(None))
        .options(joinedload(GroupMember.case))
    )
    return sorted(rows, key=lambda item: item.case.case_no)


def join_groups(
    session: WriteSession, case: Case, other: Case, now: datetime, *, make: bool
) -> bool:
    """Bring the groups of two cases together; False when they are together already.

    With `make` a new group is made when neither has one; without it nothing happens then.
    """
    mine, theirs = membership_of(session, case), membership_of(session, other)
    if mine is not None and theirs is not None and mine.group_id == theirs.group_id:
        return False
    if mine is None and theirs is None:
        if not make:
            return False
        group = CaseGroup(created_at=now)
        session.add(group)
        session.flush()
        _join(session, [case, other], group, now)
        return True
    target = theirs or mine
    if target is None:
        raise TypeError("one of the two has a group")
    group = session.get_one(CaseGroup, target.group_id)
    moving = [case] if theirs is not None else [other]
    if mine is not None and theirs is not None:
        moving = [item.case for item in members_of(session, mine.group_id)]
        for item in moving:
            _leave(session, item, now)
    _join(session, moving, group, now)
    return True


def leave_group(session: WriteSession, case: Case, now: datetime) -> bool:
    """Take a case out of its group; a group of one dissolves. False when it was in none."""
    member = membership_of(session, case)
    if member is None:
        return False
    _leave(session, case, now)
    rest = members_of(session, member.group_id)
    if len(rest) == 1:
        rest[0].left_at = now
        session.flush()
    return True


def recount(session: WriteSession, cases: Sequence[Case], now: datetime) -> None:
    """Count regencies anew where one report tells several of the cases."""
    ids = {item.id for item in cases}
    for case in cases:
        member = membership_of(session, case)
        if member is not None:
            ids |= {item.case_id for item in members_of(session, member.group_id)}
    several = (
        select(Entry.revision_id)
        .where(Entry.case_id.in_(ids), Entry.kind == Kind.POTENTIAL)
        .group_by(Entry.revision_id)
        .having(func.count(Entry.case_id.distinct()) > 1)
    )
    revisions = session.scalars(
        select(Revision)
        .where(Revision.id.in_(several), Revision.state == State.DITERIMA)
        .options(
            joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period)
        )
    )
    for revision in list(revisions):
        tally.rebuild(session, revision, now)


def _join(session: WriteSession, cases: Sequence[Case], group: CaseGroup, now: datetime) -> None:
    session.add_all([GroupMember(group=group, case=item, joined_at=now) for item in cases])
    session.flush()


def _leave(session: WriteSession, case: Case, now: datetime) -> None:
    member = membership_of(session, case)
    if member is not None:
        member.left_at = now
        session.flush()
