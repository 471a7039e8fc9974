"""Periods and obligations: opening a quarter, moving its dates, waiving and reminding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.model.area_code import REGENCY
from app.model.period import Obligation, Period, PeriodStatus, default_period
from app.model.region import Office, Region
from app.reports import notify
from app.reports.holidays import days_off
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.quarter import Quarter

DATES = ("opens_on", "due_on", "grace_on", "province_due_on", "governor_due_on")


def open_period(
    session: WriteSession, actor: Actor, quarter: Quarter, *, province: str, now: datetime
) -> Period:
    """Open a quarter for reporting: every regency owes a report from this moment.

    Raises:
        Conflict: the quarter is open already.
    """
    actor.require(Permission.PERIOD_MANAGE)
    if session.scalar(select(Period).where(Period.quarter == quarter)) is not None:
        raise Conflict(f"{quarter.label} sudah dibuka.")
    period = default_period(quarter, PeriodStatus.DIBUKA, days_off(session))
    session.add(period)
    offices = session.execute(
        select(Office.region_code, Office.agency_name)
        .join(Region, Region.code == Office.region_code)
        .where(Region.level == REGENCY, Region.parent_code == province)
        .order_by(Office.region_code)
    )
    for region_code, agency_name in offices:
        session.add(Obligation(period=period, region_code=region_code, agency_name=agency_name))
    audit.record(session, actor.username, "periode.buka", quarter.code, now=now)
    session.flush()
    return period


def change_dates(
    session: WriteSession, actor: Actor, quarter: Quarter, dates: Mapping[str, date], now: datetime
) -> Period:
    """Set the dates of a period.

    Raises:
        Invalid: the dates are not in order.
    """
    actor.require(Permission.PERIOD_MANAGE)
    period = _period(session, quarter)
    ordered = [dates[name] for name in DATES]
    if not (ordered[0] <= quarter.last_day < ordered[1] <= ordered[2] < ordered[3] <= ordered[4]):
        raise Invalid(
            "Urutan tanggal tidak tepat: mulai pengisian, tenggat, toleransi, rekap provinsi, "
            "lalu laporan Gubernur."
        )
    if any(getattr(period, name) != dates[name] for name in DATES):
        period.date_changes, period.dates_changed_at = period.date_changes + 1, now
    for name in DATES:
        setattr(period, name, dates[name])
    details = {name: dates[name].isoformat() for name in DATES}
    audit.record(
        session, actor.username, "periode.tanggal", quarter.code, now=now, details=details
    )
    return period


def set_status(
    session: WriteSession, actor: Actor, quarter: Quarter, status: PeriodStatus, now: datetime
) -> Period:
    """Lock, archive or reopen a period; amendments stay possible while it is locked."""
    actor.require(Permission.PERIOD_MANAGE)
    period = _period(session, quarter)
    if status is PeriodStatus.DIBUKA:
        period.locked_at = None
    elif period.status is PeriodStatus.DIBUKA:
        period.locked_at = now
    period.status = status
    audit.record(
        session,
        actor.username,
        "periode.status",
        quarter.code,
        now=now,
        details={"status": status.value},
    )
    return period


def waive(
    session: WriteSession, actor: Actor, obligation: Obligation, reason: str, now: datetime
) -> None:
    """Release a regency from one quarter's report, with the reason.

    Raises:
        Invalid: no reason was given.
    """
    actor.require(Permission.REPORT_DECIDE)
    if len(reason.strip()) < 10:
        raise Invalid("Tulis alasan pembebasan, paling sedikit 10 karakter.")
    obligation.waiver_reason = reason.strip()
    obligation.waived_at = now
    audit.record(session, actor.username, "kewajiban.bebas", _subject(obligation), now=now)


def remind(session: WriteSession, actor: Actor, obligation: Obligation, now: datetime) -> int:
    """Remind a regency on its pages and by mail; return how many mails are on the list for it.

    Raises:
        Conflict: it was reminded today already.
    """
    actor.require(Permission.REPORT_REMIND)
    zone = notify.zone_of(session, obligation.region_code)
    last = obligation.reminded_at
    if last is not None and day_in(last, zone) == day_in(now, zone):
        raise Conflict("Kabupaten/kota ini sudah diingatkan hari ini; sekali sehari sudah cukup.")
    obligation.reminded_at = now
    people = notify.reachable(session, obligation.region_code)
    queued = notify.reminder(session, people, zone, now)
    subject, details = _subject(obligation), {"surel": queued}
    audit.record(session, actor.username, "kewajiban.ingatkan", subject, now=now, details=details)
    return queued


def _subject(obligation: Obligation) -> str:
    return f"{obligation.region_code} {obligation.period.quarter.code}"


def _period(session: WriteSession, quarter: Quarter) -> Period:
    period = session.scalar(select(Period).where(Period.quarter == quarter))
    if period is None:
        raise NotFound
    return period
