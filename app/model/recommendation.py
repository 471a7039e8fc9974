"""What a regency asks of others in its report, and how the province answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.base import Base
from app.model.report import Report, Revision

UNANSWERED = "BARU"
ANSWER_WORKING_DAYS = 20


class Recommendation(Base):
    """A request to somebody outside the office; its number is the same in every version."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("revision_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    number: Mapped[int]
    target: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(1000))
    entry_key: Mapped[str | None] = mapped_column(String(24), default=None)
    wanted_by: Mapped[date | None] = mapped_column(default=None)
    revision: Mapped[Revision] = relationship(lazy="raise", default=None)


class RecommendationAnswer(Base):
    """What the province said of a request at one time; the newest stands, none is changed.

    It hangs on the report and the request's number, so it outlives the version it was given on.
    """

    __tablename__ = "recommendation_answer"
    __table_args__ = (
        CheckConstraint("status <> 'BARU'", "an_answer_says_something"),
        CheckConstraint("text <> ''", "with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False, index=True)
    number: Mapped[int]
    revision_number: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(1000))
    answered_on: Mapped[date]
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    report: Mapped[Report] = relationship(lazy="raise", default=None)
    answered_by: Mapped[User] = relationship(lazy="raise", default=None)
