"""Reads of the audit trail: who did what, newest first; it holds codes, never report text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.access.scope import Permission
from app.model.record import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.access.scope import Actor
    from app.db import ReadSession

PAGE = 50


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail; `older` is the id the next page starts below, or nothing."""

    events: Sequence[AuditEvent]
    older: int | None


def trail(
    session: ReadSession,
    actor: Actor,
    *,
    who: str = "",
    action: str = "",
    below: int | None = None,
) -> TrailPage:
    """Return a page of acts, filtered by person and by kind of act.

    Paged by id: rows arrive all the time, and a page must not shift while it is read.
    """
    actor.require(Permission.AUDIT_READ)
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(PAGE + 1)
    if who:
        query = query.where(AuditEvent.actor.icontains(who, autoescape=True))
    if action:
        query = query.where(AuditEvent.action == action)
    if below is not None:
        query = query.where(AuditEvent.id < below)
    events = session.scalars(query).all()
    shown = events[:PAGE]
    return TrailPage(shown, shown[-1].id if len(events) > PAGE else None)


def actions(session: ReadSession, actor: Actor) -> list[str]:
    """Return the kinds of acts that were ever recorded, in alphabetical order."""
    actor.require(Permission.AUDIT_READ)
    return list(session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))
