"""The long-lived dispute behind the quarterly entries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.quarter import Quarter


class Case(Base):
    """A dispute of one regency; entries are its snapshots, quarter by quarter.

    A merged case points to the one it is told under since; its own entries stay as they were sent.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("(status = 'SELESAI') = (closed_on IS NOT NULL)", "closed_with_date"),
        CheckConstraint("(status = 'SELESAI') = (closure_basis IS NOT NULL)", "closed_on_a_basis"),
        CheckConstraint(
            "(status = 'DIGABUNG') = (merged_into_id IS NOT NULL)", "merged_somewhere"
        ),
        CheckConstraint("merged_into_id <> id", "not_into_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_no: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    home_region: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"), index=True)
    first_quarter: Mapped[Quarter]
    status: Mapped[str] = mapped_column(String(12), default="AKTIF")
    authority: Mapped[str] = mapped_column(String(8), default="KAB")
    started_on: Mapped[date | None] = mapped_column(default=None)
    started_precision: Mapped[str | None] = mapped_column(String(8), default=None)
    closed_on: Mapped[date | None] = mapped_column(default=None)
    closure_basis: Mapped[str | None] = mapped_column(String(16), default=None)
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("case.id"), index=True, init=False, default=None
    )
    merged_at: Mapped[datetime | None] = mapped_column(default=None)
    lock_version: Mapped[int] = mapped_column(default=1)
