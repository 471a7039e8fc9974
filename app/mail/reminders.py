"""The daily look at who still owes a report, and whom to remind of it today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.access.scope import EVERYWHERE
from app.model.account import Role, User
from app.model.notice import Notice, NoticeKind
from app.model.period import Obligation, Period, PeriodStatus
from app.model.region import Office
from app.model.report import Report, Revision
from app.model.working_time import next_office_moment, next_working_day
from app.reports import notify
from app.reports.board import REPORTED, obligation_state
from app.reports.holidays import days_off
from app.reports.lateness import day_in, due_date, takes_reports

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from app.db import ReadSession, WriteSession

TO_THE_OFFICE = (-14, -7, -3, -1, 1)  # days from the due date
TO_THE_HEAD = (5,)
CATCH_UP = timedelta(days=3)  # a reminder missed while the worker was away; older ones are stale


@dataclass(frozen=True, slots=True)
class Debt:
    """A report a regency still owes; `state` as on the board."""

    obligation: Obligation
    office: Office
    state: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why somebody is reminded today: since which working day, and whether only the head is."""

    day: date
    head_only: bool


def debts(session: ReadSession, now: datetime, region_code: str | None = None) -> list[Debt]:
    """Return what is owed in periods that are open, or were locked a few days ago."""
    wanted = or_(
        Period.status == PeriodStatus.DIBUKA,
        Period.locked_at > now - CATCH_UP - timedelta(days=4),  # over a long weekend
        Obligation.reminded_at > now - CATCH_UP,
        Obligation.unlocked_until >= (now - timedelta(days=1)).date(),
    )
    query = (
        select(Obligation, Office)
        .join(Obligation.period)
        .join(Office, Office.region_code == Obligation.region_code)
        .where(wanted, Obligation.waived_at.is_(None), EVERYWHERE.clause(Obligation.region_code))
        .options(joinedload(Obligation.period))
        .order_by(Period.quarter, Obligation.region_code)
    )
    if region_code is not None:
        query = query.where(Obligation.region_code == region_code)
    pairs = session.execute(query).all()
    versions = _versions(session, [duty.id for duty, _ in pairs])
    found = []
    for duty, office in pairs:
        today = day_in(now, office.zone)
        state = obligation_state(duty, versions.get(duty.id, []), today)
        if state not in REPORTED and today >= duty.period.opens_on:
            found.append(Debt(duty, office, state))
    return found


def trigger(debt: Debt, today: date, holidays: Collection[date]) -> Trigger | None:
    """Return the newest reason for a reminder that has come and is not stale."""
    due, zone = due_date(debt.obligation), debt.office.zone
    points = [(days, False) for days in TO_THE_OFFICE] + [(days, True) for days in TO_THE_HEAD]
    found = [
        Trigger(next_working_day(due + timedelta(days=days), holidays), head_only)
        for days, head_only in points
    ]
    if not takes_reports(debt.obligation, today):
        locked_at = debt.obligation.period.locked_at
        found = []
        if locked_at is not None:
            day = day_in(next_office_moment(locked_at, zone, holidays), zone)
            found = [Trigger(day, head_only=True)]
    come = [item for item in found if item.day <= today <= item.day + CATCH_UP]
    return max(come, key=lambda item: item.day, default=None)


def plan(session: WriteSession, now: datetime) -> int:
    """Put today's reminders on the list; a second look on the same day adds nothing."""
    holidays = days_off(session)
    queued = 0
    for debt in debts(session, now):
        zone = debt.office.zone
        if next_office_moment(now, zone, holidays) != now:
            continue
        reason = trigger(debt, day_in(now, zone), holidays)
        if reason is None:
            continue
        people = notify.reachable(session, debt.obligation.region_code)
        if reason.head_only:
            people = _heads(session, people)
        reminded = _reminded_since(session, people, reason.day)
        waiting = [person for person in people if person.id not in reminded]
        queued += notify.reminder(session, waiting, zone, now)
    return queued


def _heads(session: ReadSession, people: list[User]) -> list[User]:
    """Return the heads of the agency; everybody when no head can be reached."""
    heads = set(
        session.scalars(
            select(User.id).where(
                User.id.in_([person.id for person in people]),
                User.roles.any(role=Role.PENGESAH_KAB),
            )
        )
    )
    return [person for person in people if person.id in heads] or people


def _reminded_since(session: ReadSession, people: list[User], day: date) -> set[int]:
    rows = session.scalars(
        select(Notice.recipient_id).where(
            Notice.recipient_id.in_([person.id for person in people]),
            Notice.kind == NoticeKind.PENGINGAT,
            Notice.day >= day,
        )
    )
    return set(rows)


def _versions(session: ReadSession, obligation_ids: list[int]) -> dict[int, list[Revision]]:
    rows = session.scalars(
        select(Report)
        .where(Report.obligation_id.in_(obligation_ids))
        .options(selectinload(Report.revisions))
    )
    return {report.obligation_id: report.revisions for report in rows}
