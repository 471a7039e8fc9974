"""How much of what costs the machine work was used on a day, by whom."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class QuotaUse(Base):
    """One kind of work of one person, or of one regency as a whole, on one day.

    `holder` tells the two apart in one key: `orang:12` or `daerah:64.01`. What the administrator
    forgave no longer counts; how much it was stays.
    """

    __tablename__ = "quota_use"
    __table_args__ = (
        UniqueConstraint("day", "kind", "holder"),
        CheckConstraint("forgiven <= used", "no_more_forgiven_than_used"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    holder: Mapped[str] = mapped_column(String(24))
    used: Mapped[int] = mapped_column(default=0)
    forgiven: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
