"""Which second factors a person holds, as a condition of a query: one place for every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, or_, select

from app.model.second_factor import Passkey, TotpFactor

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

    from app.db import ReadSession


def holds_factor(user_id: InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    """Return the condition that a person has at least one."""
    return or_(exists().where(TotpFactor.user_id == user_id), holds_passkey(user_id))


def holds_passkey(user_id: InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    """Return the condition that a person has a passkey."""
    return exists().where(Passkey.user_id == user_id)


def has_factor(session: ReadSession, user_id: int) -> bool:
    """Tell whether a person has at least one."""
    return bool(session.scalar(select(holds_factor(user_id))))
