"""Accounts nobody uses: invitations not taken up, never signed in, not used for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.access.office import reach
from app.model.account import OneTimeLink, Role, User
from app.model.record import AuditEvent
from app.model.region import Office

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession


class Why(StrEnum):
    """Why an account is in the report."""

    INVITED = "INVITED"
    NEVER = "NEVER"
    LONG_AGO = "LONG_AGO"


@dataclass(frozen=True, slots=True)
class Dormant:
    """An active account that is not used; `since` its last sign-in, or when it was made.

    `link_until` is the end of the newest link while it may still be used.
    """

    user: User
    region_name: str
    why: Why
    since: datetime
    link_until: datetime | None

    @property
    def role_label(self) -> str:
        """Roles in their usual order."""
        return ", ".join(role.label for role in Role if role in self.user.role_set)


def dormant_users(session: ReadSession, actor: Actor, days: int, now: datetime) -> list[Dormant]:
    """Return the active accounts within reach that are not used, the longest first."""
    rows = session.execute(
        select(User, Office.display_name)
        .join(Office, Office.region_code == User.region_code)
        .where(User.is_active, reach(actor).clause(User.region_code))
        .options(selectinload(User.roles))
    ).all()
    seen = last_signed_in(session, [user.username for user, _ in rows])
    ends = _open_links(session, [user.id for user, _ in rows], now)
    found = []
    for user, region_name in rows:
        why = _why(user, seen, now - timedelta(days=days))
        if why is not None:
            since = seen.get(user.username, user.created_at)
            found.append(Dormant(user, region_name, why, since, ends.get(user.id)))
    return sorted(found, key=lambda item: (item.since, item.user.username))


def _why(user: User, seen: Mapping[str, datetime], before: datetime) -> Why | None:
    last = seen.get(user.username)
    if not user.has_password:
        return Why.INVITED
    if last is None:
        return Why.NEVER
    return Why.LONG_AGO if last < before else None


def last_signed_in(session: ReadSession, usernames: list[str]) -> dict[str, datetime]:
    """Return when people last signed in, by user name; who never did is left out.

    Read from the record of acts: sessions are forgotten, the record is not.
    """
    rows = session.execute(
        select(AuditEvent.subject, func.max(AuditEvent.at))
        .where(AuditEvent.subject.in_(usernames), AuditEvent.action == "masuk")
        .group_by(AuditEvent.subject)
    )
    return dict(rows.all())


def _open_links(session: ReadSession, user_ids: list[int], now: datetime) -> dict[int, datetime]:
    rows = session.execute(
        select(OneTimeLink.user_id, func.max(OneTimeLink.expires_at))
        .where(
            OneTimeLink.user_id.in_(user_ids),
            OneTimeLink.ended_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .group_by(OneTimeLink.user_id)
    )
    return dict(rows.all())
