"""Putting a notice on the list, in the transaction of what it tells about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.access.scope import DEFAULT_ZONE
from app.access.successors import stand_in
from app.model.account import Role, User, UserRole
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


def queue(  # noqa: PLR0913 - to whom, about what, when in which zone, at any hour or not
    session: WriteSession,
    recipient: User,
    kind: NoticeKind,
    subject: str,
    *,
    zone: str,
    now: datetime,
    is_urgent: bool = False,
) -> bool:
    """Put one mail on the list for the next moment offices work; False when it is there already.

    An urgent one goes out at any hour.

    The unique key does the counting: one mail a person, kind, subject and day, whoever asks.
    """
    due = now if is_urgent else next_office_moment(now, zone, days_off(session))
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
    """Tell the drafter at once that a report was accepted or returned; no opt-out from this.

    When the drafter has left, whoever took over is told.
    """
    drafter_id = stand_in(session, revision.drafted_by_id)
    drafter = session.get(User, drafter_id) if drafter_id else None
    if drafter is None or not drafter.is_active or not drafter.email:
        return
    subject = f"{revision.report.report_no}/{revision.number}"
    zone = zone_of(session, revision.report.obligation.region_code)
    queue(session, drafter, kind, subject, zone=zone, now=now)


def of_answer(session: WriteSession, revision: Revision, number: int, now: datetime) -> None:
    """Tell the drafter that the province answered a request; the answer itself stays here."""
    drafter_id = stand_in(session, revision.drafted_by_id)
    drafter = session.get(User, drafter_id) if drafter_id else None
    if drafter is None or not drafter.is_active or not drafter.email:
        return
    zone = zone_of(session, revision.report.obligation.region_code)
    subject = f"{revision.report.report_no}/{number}"
    queue(session, drafter, NoticeKind.DITANGGAPI, subject, zone=zone, now=now)


def of_flash(session: WriteSession, code: str, version: int, now: datetime) -> None:
    """Tell the province's analysts at once, night or day, that a flash report came."""
    analysts = session.scalars(
        select(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.is_active, User.email.is_not(None))
        .where(UserRole.role.in_((Role.ANALIS_PROV, Role.PENGESAH_PROV)))
        .distinct()
        .order_by(User.id)
    )
    subject = f"{code}/{version}"
    for person in analysts:
        queue(
            session,
            person,
            NoticeKind.LAPORAN_KHUSUS,
            subject,
            zone=DEFAULT_ZONE,
            now=now,
            is_urgent=True,
        )


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
                User.password_hash != "",  # an invitation not taken up owes nothing yet
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
