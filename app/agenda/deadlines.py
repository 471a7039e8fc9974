"""The dates a person has to keep, from periods that are open and from the usual calendar ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.account import Role
from app.model.period import Obligation, Period, PeriodStatus, default_period
from app.model.region import Office
from app.reports.board import REPORTED
from app.reports.history import QuarterRecord, records
from app.reports.holidays import days_off
from app.reports.lateness import due_date, grace_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.quarter import Quarter


class What(StrEnum):
    """Kinds of dates; the value is a part of the event's lasting name."""

    OPENS = "buka"
    DUE = "tenggat"
    GRACE = "toleransi"
    EXTENDED = "tenggat-khusus"
    UNLOCKED = "kunci-terbuka"
    PROVINCE = "rekap"
    GOVERNOR = "gubernur"


_COLUMNS = {
    What.OPENS: "opens_on",
    What.DUE: "due_on",
    What.GRACE: "grace_on",
    What.PROVINCE: "province_due_on",
    What.GOVERNOR: "governor_due_on",
}
_TITLES = {
    What.OPENS: "Mulai pengisian {quarter}",
    What.DUE: "Tenggat laporan {quarter}",
    What.GRACE: "Batas toleransi laporan {quarter}",
    What.EXTENDED: "Tenggat khusus {region}, {quarter}",
    What.UNLOCKED: "Kunci {quarter} terbuka sampai hari ini",
    What.PROVINCE: "Rekap provinsi {quarter}",
    What.GOVERNOR: "Laporan Gubernur {quarter}",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date: its name lasts, `changes` and `changed_at` say how often and when it moved."""

    name: str
    day: date
    what: What
    title: str
    quarter: Quarter
    tentative: bool
    done: bool
    changes: int
    changed_at: datetime


def deadlines(
    session: ReadSession, actor: Actor, first: Quarter, last: Quarter, today: date
) -> list[Deadline]:
    """Return what a person has to keep for some quarters, in the order of days.

    Quarters nobody has opened yet follow the usual calendar and are tentative; those nobody
    opened at the time asked nothing of anybody.
    """
    known = {
        period.quarter: period
        for period in session.scalars(select(Period).where(Period.quarter.between(first, last)))
    }
    own = (
        {item.quarter: item for item in records(session, actor.scope, actor.region_code, today)}
        if actor.is_regency
        else {}
    )
    holidays = days_off(session)
    found: list[Deadline] = []
    for step in range(first.back_from(last) + 1):
        quarter = first + step
        period = known.get(quarter) or default_period(quarter, PeriodStatus.TERJADWAL, holidays)
        if actor.is_regency:
            found += _of_regency(period, own.get(quarter), str(actor.region_code))
        else:
            found += _of_province(period, actor)
    if not actor.is_regency:
        found += _exceptions(session, actor, list(known.values()))
    kept = [item for item in found if item.day >= today or not item.tentative]
    return sorted(kept, key=lambda item: (item.day, item.name))


def _of_regency(
    period: Period, record: QuarterRecord | None, region_code: str
) -> Iterator[Deadline]:
    if record is None:
        if period.status is PeriodStatus.TERJADWAL:
            for what in (What.OPENS, What.DUE, What.GRACE):
                yield _general(period, what, f"-{region_code}")
        return
    duty, done = record.obligation, record.state in REPORTED
    yield _general(period, What.OPENS, f"-{region_code}")
    if duty.waived_at is not None:
        return
    yield _particular(period, duty, What.DUE, due_date(duty), done=done)
    if grace_date(duty) > due_date(duty):
        yield _particular(period, duty, What.GRACE, grace_date(duty), done=done)
    if duty.unlocked_until is not None:
        yield _particular(period, duty, What.UNLOCKED, duty.unlocked_until, done=done)


def _of_province(period: Period, actor: Actor) -> Iterator[Deadline]:
    only_reads = actor.roles <= {Role.PEMBACA_GUB}
    for what in (What.PROVINCE, What.GOVERNOR) if only_reads else _COLUMNS:
        yield _general(period, what, "")


def _exceptions(
    session: ReadSession, actor: Actor, periods: Sequence[Period]
) -> Iterator[Deadline]:
    """Dates given to one regency; only for those who may see its reports."""
    rows = session.execute(
        select(Obligation, Office.short_name)
        .join(Office, Office.region_code == Obligation.region_code)
        .where(
            Obligation.period_id.in_([period.id for period in periods]),
            Obligation.due_on_override.is_not(None),
            Obligation.waived_at.is_(None),
            actor.scope.clause(Obligation.region_code),
        )
        .options(joinedload(Obligation.period))
    )
    for duty, short_name in rows:
        yield _particular(
            duty.period, duty, What.EXTENDED, due_date(duty), done=False, region=short_name
        )


def _general(period: Period, what: What, suffix: str) -> Deadline:
    tentative = period.status is PeriodStatus.TERJADWAL
    return Deadline(
        name=f"{period.quarter.slug}-{what}{suffix}",
        day=getattr(period, _COLUMNS[what]),
        what=what,
        title=_TITLES[what].format(quarter=period.quarter.label),
        quarter=period.quarter,
        tentative=tentative,
        done=False,
        changes=0 if tentative else 1 + (period.date_changes or 0),
        changed_at=_since(period),
    )


def _particular(
    period: Period,
    duty: Obligation,
    what: What,
    day: date,
    *,
    done: bool,
    region: str = "",
) -> Deadline:
    return Deadline(
        name=f"{period.quarter.slug}-{what}-{duty.region_code}",
        day=day,
        what=what,
        title=_TITLES[what].format(quarter=period.quarter.label, region=region),
        quarter=period.quarter,
        tentative=False,
        done=done,
        changes=1 + period.date_changes + duty.extensions,
        changed_at=max(_since(period), duty.extended_at or _since(period)),
    )


def _since(period: Period) -> datetime:
    """When the dates last moved; before any move, a moment that never changes."""
    first = datetime.combine(period.quarter.first_day, time(), tzinfo=UTC)
    return period.dates_changed_at or first
