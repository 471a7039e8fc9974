"""What is remembered of acts and of the installation itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class AuditEvent(Base):
    """Who did what to which thing; no foreign keys, so it never stands in the way."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "subject"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class PortalFact(Base):
    """A fact about this installation, such as that its content is a fictitious sample."""

    __tablename__ = "portal_fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(300))
