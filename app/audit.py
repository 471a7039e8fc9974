"""The record of acts: one append-only row, in the transaction of the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.model.record import AuditEvent

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession


def record(
    session: WriteSession,
    actor: str,
    action: str,
    subject: str,
    *,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down an act; `details` carries codes and counts, never report text."""
    session.add(
        AuditEvent(at=now, actor=actor, action=action, subject=subject, details=details or {})
    )
