"""What a person with a session still owes before the portal opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.access.scope import Owed

if TYPE_CHECKING:
    from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class Must:
    """What the roles of a person ask for: any second factor, and a passkey that is not there."""

    hold_factor: bool
    add_passkey: bool


def owed(row: Row[*tuple[Any, ...]], must: Must) -> Owed:
    """Say what the person owes; a session that showed no factor is half, whenever it began.

    `row` is a living session with its person, as `sign_in.find` reads it.
    """
    if row.holds_factor and row.factor_at is None:
        return Owed.FACTOR
    if row.must_change_password:
        return Owed.PASSWORD
    if must.add_passkey:
        return Owed.PASSKEY
    if must.hold_factor and row.factor_at is None:
        return Owed.ENROLMENT
    return Owed.NOTHING
