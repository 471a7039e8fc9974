"""Putting a notice on the list, in the transaction of what it tells about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.model.account import User
from app.model.notice import Notice, NoticeKind, NoticeState
from app.model.region import Office
from app.model.working_time import next_office_moment
from app.reports.holidays import days_off
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.scope import Scope
    from app.db import ReadSession, WriteSession
    from app.model.area_code import AreaCode
    from app.model.report import Revision


def queue(
    session: WriteSession,
    recipient: User,
    kind: NoticeKind,
    subject: str,
    *,
    zone: str,
    now: datetime,
) -> bool:
    """Put one mail on the list for the next moment offices work; False when it is there already.

    The unique key does the counting: one mail a person, kind, subject and day, whoever asks.
    """
    due = next_office_moment(now, zone, days_off(session))
    insert = (
        postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    row = insert(Notice).values(
        recipient_id=recipient.id,
        kind=kind,
        subject=subject,
        day=day_in(due, zone),
        created_at=now,
        not_before=due,
        state=NoticeState.MENUNGGU,
        tries=0,
        address="",
        title="",
        problem="",
    )
    same = ["recipient_id", "kind", "subject", "day"]
    written = row.on_conflict_do_nothing(index_elements=same).returning(Notice.id)
    return session.scalar(written) is not None


def of_decision(
    session: WriteSession, revision: Revision, kind: NoticeKind, now: datetime
) -> None:
    """Tell the drafter at once that a report was accepted or returned; no opt-out from this."""
    drafter = session.get(User, revision.drafted_by_id) if revision.drafted_by_id else None
    if drafter is None or not drafter.is_active or not drafter.email:
        return
    subject = f"{revision.report.report_no}/{revision.number}"
    zone = zone_of(session, revision.report.obligation.region_code)
    queue(session, drafter, kind, subject, zone=zone, now=now)


def reminder(session: WriteSession, people: Sequence[User], zone: str, now: datetime) -> int:
    """Put today's one reminder on the list of each of these people; return how many are new."""
    return sum(
        queue(session, person, NoticeKind.PENGINGAT, "", zone=zone, now=now) for person in people
    )


def reachable(session: ReadSession, region_code: str) -> list[User]:
    """Return the people of a regency who can be reminded by mail and did not decline."""
    return list(
        session.scalars(
            select(User)
            .where(
                User.region_code == region_code,
                User.is_active,
                User.email.is_not(None),
                User.wants_reminders,
            )
            .order_by(User.id)
        )
    )


def last_mailed(session: ReadSession, scope: Scope) -> dict[AreaCode, datetime]:
    """Return when a reminder last went out to somebody of each regency in scope."""
    rows = session.execute(
        select(User.region_code, func.max(Notice.sent_at))
        .join(Notice, Notice.recipient_id == User.id)
        .where(Notice.kind == NoticeKind.PENGINGAT, Notice.sent_at.is_not(None))
        .where(scope.clause(User.region_code))
        .group_by(User.region_code)
    )
    return {code: at for code, at in rows if at is not None}


def zone_of(session: ReadSession, region_code: str) -> str:
    """Return the time zone an office works in."""
    return session.get_one(Office, region_code).zone
