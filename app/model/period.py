"""Reporting periods with their dates as data, and one obligation per regency and period."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.quarter import Quarter
from app.model.working_time import next_working_day


class PeriodStatus(StrEnum):
    """Life of a period; amendments stay possible while it is locked."""

    TERJADWAL = "TERJADWAL"
    DIBUKA = "DIBUKA"
    TERKUNCI = "TERKUNCI"
    DIARSIPKAN = "DIARSIPKAN"


class Period(Base):
    """A quarter with the dates by which everybody acts; every date can be changed."""

    __tablename__ = "period"
    __table_args__ = (
        CheckConstraint("due_on <= grace_on AND grace_on < province_due_on", "dates_in_order"),
        CheckConstraint("province_due_on <= governor_due_on", "governor_last"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    quarter: Mapped[Quarter] = mapped_column(unique=True)
    opens_on: Mapped[date]
    due_on: Mapped[date]
    grace_on: Mapped[date]
    province_due_on: Mapped[date]
    governor_due_on: Mapped[date]
    status: Mapped[PeriodStatus] = mapped_column(
        Enum(PeriodStatus, native_enum=False, length=24, create_constraint=False)
    )
    locked_at: Mapped[datetime | None] = mapped_column(default=None)
    date_changes: Mapped[int] = mapped_column(default=0, server_default="0")
    dates_changed_at: Mapped[datetime | None] = mapped_column(default=None)
    obligations: Mapped[list[Obligation]] = relationship(
        back_populates="period", lazy="raise", default_factory=list
    )


class Obligation(Base):
    """That a regency owes a report: there from the day the period opens, so silence shows."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("period_id", "region_code"),
        CheckConstraint(
            "(waived_at IS NULL) = (waiver_reason IS NULL)", "waiver_has_reason_and_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), init=False)
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"))
    agency_name: Mapped[str] = mapped_column(String(160))
    due_on_override: Mapped[date | None] = mapped_column(default=None)
    extension_reason: Mapped[str | None] = mapped_column(String(300), default=None)
    extensions: Mapped[int] = mapped_column(default=0, server_default="0")
    extended_at: Mapped[datetime | None] = mapped_column(default=None)
    unlocked_until: Mapped[date | None] = mapped_column(default=None)
    unlock_reason: Mapped[str | None] = mapped_column(String(300), default=None)
    waiver_reason: Mapped[str | None] = mapped_column(String(300), default=None)
    waived_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    period: Mapped[Period] = relationship(back_populates="obligations", lazy="raise")


class Holiday(Base):
    """A public holiday or a joint leave day: no deadline falls on it and no mail goes out."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


def default_period(
    quarter: Quarter, status: PeriodStatus, holidays: Collection[date] = ()
) -> Period:
    """Return a period with the usual calendar: due on the 10th, grace until the 15th.

    A day on which offices are closed moves to the next on which they work.
    """
    after = quarter.last_day + timedelta(days=1)

    def working(day: date) -> date:
        return next_working_day(day, holidays)

    due_on = working(after.replace(day=10))
    grace_on = max(due_on, working(after.replace(day=15)))
    province_due_on = working(max(grace_on + timedelta(days=1), after.replace(day=25)))
    month_end = (after.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Period(
        quarter=quarter,
        opens_on=quarter.last_day - timedelta(days=14),
        due_on=due_on,
        grace_on=grace_on,
        province_due_on=province_due_on,
        governor_due_on=working(max(province_due_on, month_end)),
        status=status,
    )
