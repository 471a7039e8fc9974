"""Who stands in for somebody who left: the chain of hand-overs, followed to an open account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.account import HandOver, User

if TYPE_CHECKING:
    from app.db import ReadSession


def stand_in(session: ReadSession, user_id: int | None) -> int | None:
    """Return the person themselves while their account is open, else whoever took over.

    With nobody to take over it stays with the closed account, where the report on unused accounts
    shows it.
    """
    passed: set[int] = set()
    current = user_id
    while current is not None and current not in passed:
        passed.add(current)
        if session.scalar(select(User.is_active).where(User.id == current)):
            return current
        current = session.scalar(
            select(HandOver.to_user_id)
            .where(HandOver.from_user_id == current, HandOver.undone_at.is_(None))
            .order_by(HandOver.id.desc())
            .limit(1)
        )
    return user_id
