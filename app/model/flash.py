"""A first word of a grave event within 24 hours (Laporan Khusus), and its later versions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.area_code import AreaCode
from app.model.base import Base

SEND_WITHIN = timedelta(hours=24)
CONFIRM_WITHIN = timedelta(days=3)


class FlashReport(Base):
    """One grave event told at once; `row_key` is its row once it is in the quarter's draft.

    Corrections are further versions. The head of the agency confirms the newest one; what was
    confirmed before a correction no longer counts.
    """

    __tablename__ = "flash_report"
    __table_args__ = (
        UniqueConstraint("region_code", "year", "number"),
        CheckConstraint("(merged_at IS NULL) = (row_key IS NULL)", "merged_as_a_row"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_version IS NULL)", "confirmed_a_version"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    confirmed_version: Mapped[int | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    seen_version: Mapped[int | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), init=False, default=None)
    row_key: Mapped[str | None] = mapped_column(String(24), default=None)
    merged_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_by: Mapped[User] = relationship(foreign_keys=[sent_by_id], lazy="raise", default=None)
    confirmed_by: Mapped[User | None] = relationship(
        foreign_keys=[confirmed_by_id], lazy="raise", default=None
    )
    seen_by: Mapped[User | None] = relationship(
        foreign_keys=[seen_by_id], lazy="raise", default=None
    )
    versions: Mapped[list[FlashVersion]] = relationship(
        back_populates="report", lazy="raise", default_factory=list, order_by="FlashVersion.number"
    )

    @property
    def newest(self) -> FlashVersion:
        """The version that stands."""
        return self.versions[-1]

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the head confirmed what stands now."""
        return self.confirmed_version == self.newest.number

    @property
    def is_seen(self) -> bool:
        """Tell whether the province noted what stands now."""
        return self.seen_version == self.newest.number

    @property
    def confirm_by(self) -> datetime:
        """By when the head confirms the version that stands."""
        return self.newest.written_at + CONFIRM_WITHIN

    @property
    def is_in_time(self) -> bool:
        """Tell whether the first word came within 24 hours of the event."""
        return self.sent_at - self.newest.event_at <= SEND_WITHIN


class FlashVersion(Base):
    """What was known at one time: what, where, when, casualties so far, what was done."""

    __tablename__ = "flash_version"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint(
            "deaths >= 0 AND injured_serious >= 0 AND injured_minor >= 0 "
            "AND displaced_people >= 0",
            "casualties_counted",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("flash_report.id"), init=False)
    number: Mapped[int]
    what: Mapped[str] = mapped_column(String(1000))
    district_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(160))
    event_at: Mapped[datetime]
    deaths: Mapped[int]
    injured_serious: Mapped[int]
    injured_minor: Mapped[int]
    displaced_people: Mapped[int]
    handling: Mapped[str] = mapped_column(String(1000))
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    report: Mapped[FlashReport] = relationship(
        back_populates="versions", lazy="raise", default=None
    )
    written_by: Mapped[User] = relationship(lazy="raise", default=None)
