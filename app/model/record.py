"""What is remembered of acts and of the installation itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class AuditEvent(Base):
    """Who did what to which thing; no foreign keys, so it never stands in the way.

    `id` counts without a gap. `previous` is the hash of the row before, `hash` that of this one
    (`app.audit.chain`, which alone adds rows). Triggers refuse every other change.
    `outcome` is empty for what was done, DITOLAK or TIDAK_ADA for what was refused or not there;
    `origin` is the address of the browser; `region_code` whose report it was about.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "subject"),
        Index(None, "at"),
        Index(None, "region_code", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    origin: Mapped[str] = mapped_column(String(60), default="")
    region_code: Mapped[str] = mapped_column(String(13), default="")
    previous: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64), default="")


class PortalFact(Base):
    """A fact about this installation, such as that its content is a fictitious sample."""

    __tablename__ = "portal_fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(300))
