"""What is said in a review besides the notes: answers to questions, verdicts on cases alike."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.base import Base
from app.model.case import Case
from app.model.report import Report


class SignalAnswer(Base):
    """What the office says to a question the portal asks about a report; asked of any version."""

    __tablename__ = "signal_answer"
    __table_args__ = (UniqueConstraint("report_id", "signal"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False)
    signal: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(300))
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    report: Mapped[Report] = relationship(lazy="raise")
    answered_by: Mapped[User] = relationship(lazy="raise")


class Verdict(StrEnum):
    """What the province says of two cases that look alike."""

    DIFFERENT = "BEDA"
    LINKED = "TAUT"
    MERGED = "GABUNG"


class PairVerdict(Base):
    """One verdict on two cases, with prints of the words both had then; the newest stands."""

    __tablename__ = "pair_verdict"
    __table_args__ = (
        Index(None, "case_id", "other_id"),
        CheckConstraint("case_id < other_id", "in_one_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), init=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("case.id"), init=False)
    verdict: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(600))
    words: Mapped[list[str]]
    other_words: Mapped[list[str]]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    case: Mapped[Case] = relationship(foreign_keys=[case_id], lazy="raise")
    other: Mapped[Case] = relationship(foreign_keys=[other_id], lazy="raise")
    decided_by: Mapped[User] = relationship(lazy="raise")
