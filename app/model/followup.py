"""Recommendations of a coordination meeting (Rakor), and what came of them in each quarter."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.quarter import Quarter

CLOSED_STATUS = frozenset({"SELESAI", "TDK_RELEVAN"})


class Rakor(Base):
    """A coordination meeting whose recommendations are followed over the quarters."""

    __tablename__ = "rakor"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    year: Mapped[int]
    recommendations: Mapped[list[RakorRecommendation]] = relationship(
        back_populates="rakor",
        lazy="raise",
        default_factory=list,
        order_by="RakorRecommendation.position",
    )


class RakorRecommendation(Base):
    """One recommendation; a parent is a heading, its sub-items are followed.

    `applies_to` holds region codes: empty means every regency and city, the province's own code
    that the province itself must act. A measured one takes its state from the reports.
    """

    __tablename__ = "rakor_recommendation"
    __table_args__ = (
        UniqueConstraint("rakor_id", "code"),
        UniqueConstraint("rakor_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    rakor_id: Mapped[int] = mapped_column(ForeignKey("rakor.id"), init=False)
    code: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))
    printed_no: Mapped[str] = mapped_column(String(6), default="")
    parent_code: Mapped[str | None] = mapped_column(String(10), default=None)
    applies_to: Mapped[list[str]] = mapped_column(default_factory=list)
    due_on: Mapped[date | None] = mapped_column(default=None)
    due_note: Mapped[str] = mapped_column(String(60), default="")
    is_measured: Mapped[bool] = mapped_column(default=False)
    is_heading: Mapped[bool] = mapped_column(default=False)
    lock_version: Mapped[int] = mapped_column(default=1)
    rakor: Mapped[Rakor] = relationship(back_populates="recommendations", lazy="raise_on_sql")


class FollowUp(Base):
    """What one region says of one recommendation in one quarter; the newest one stands."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "region_code", "quarter"),
        CheckConstraint("progress BETWEEN 0 AND 100", "progress_in_percent"),
        CheckConstraint("(status = 'SELESAI') = (progress = 100)", "done_is_all"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("rakor_recommendation.id"), init=False
    )
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"), index=True)
    quarter: Mapped[Quarter]
    status: Mapped[str] = mapped_column(String(12))
    progress: Mapped[int]
    description: Mapped[str] = mapped_column(String(600))
    obstacle: Mapped[str] = mapped_column(String(400))
    next_plan: Mapped[str] = mapped_column(String(400))
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    lock_version: Mapped[int] = mapped_column(default=1)
    recommendation: Mapped[RakorRecommendation] = relationship(lazy="raise")
    updated_by: Mapped[User] = relationship(lazy="raise")
    evidence: Mapped[list[Evidence]] = relationship(
        back_populates="follow_up", lazy="raise", default_factory=list, order_by="Evidence.id"
    )


class Evidence(Base):
    """A document or photo that shows what was done; a photo is kept without its metadata."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), init=False, index=True)
    caption: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    follow_up: Mapped[FollowUp] = relationship(back_populates="evidence", lazy="raise")
    uploaded_by: Mapped[User] = relationship(lazy="raise")
    media_type: Mapped[str] = mapped_column(String(100), default="application/pdf")
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    original_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    redacted_at: Mapped[datetime | None] = mapped_column(default=None)
