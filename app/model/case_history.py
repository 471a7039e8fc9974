"""What people decided about cases: why a report leaves one out, how it ended, what it is with."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.base import Base
from app.model.case import Case
from app.model.report import Revision


class CaseOmission(Base):
    """Why a report says nothing of a case that was open the quarter before."""

    __tablename__ = "case_omission"
    __table_args__ = (
        UniqueConstraint("revision_id", "case_id"),
        CheckConstraint("(reason = 'SELESAI') = (closure_basis IS NOT NULL)", "over_on_a_basis"),
        CheckConstraint("(reason = 'SELESAI') = (closed_on IS NOT NULL)", "over_with_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), init=False, index=True)
    reason: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(600))
    closure_basis: Mapped[str | None] = mapped_column(String(16), default=None)
    closed_on: Mapped[date | None] = mapped_column(default=None)
    revision: Mapped[Revision] = relationship(lazy="raise_on_sql", default=None)
    case: Mapped[Case] = relationship(lazy="raise_on_sql", default=None)


class CaseAct(StrEnum):
    """What the province may decide about a case."""

    CLOSE = "TUTUP"
    WATCH = "PANTAU"
    TRANSFER = "ALIHKAN"
    REOPEN = "BUKA"
    MERGE = "GABUNG"
    UNMERGE = "PISAH"
    LINK = "TAUT"
    UNLINK = "LEPAS"


class CaseDecision(Base):
    """One decision of the province about a case, with its reason; never changed."""

    __tablename__ = "case_decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), init=False, index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), init=False, default=None)
    act: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(600))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    case: Mapped[Case] = relationship(foreign_keys=[case_id], lazy="raise_on_sql")
    other: Mapped[Case | None] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")
    decided_by: Mapped[User] = relationship(lazy="raise_on_sql")


class CaseGroup(Base):
    """Cases that tell the same dispute, such as one boundary told by two regencies."""

    __tablename__ = "case_group"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    created_at: Mapped[datetime]


class GroupMember(Base):
    """A case in a group, from when to when; what was published counts the links of its day."""

    __tablename__ = "group_member"
    __table_args__ = (
        Index(
            None,
            "case_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        CheckConstraint("left_at >= joined_at", "left_after_joining"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("case_group.id"), init=False, index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), init=False)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    group: Mapped[CaseGroup] = relationship(lazy="raise_on_sql", default=None)
    case: Mapped[Case] = relationship(lazy="raise_on_sql", default=None)
