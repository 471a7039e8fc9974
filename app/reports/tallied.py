"""Which tallies stand: those of now for live pages, those of its own day for an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from app.model.edition import AreaTally

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement


def standing(at: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition every reader of tallies carries; None means now.

    A recount keeps what an edition has published (ADR 16), so a revision may have several.
    """
    if at is None:
        return AreaTally.superseded_at.is_(None)
    return and_(
        AreaTally.counted_at <= at,
        or_(AreaTally.superseded_at.is_(None), AreaTally.superseded_at > at),
    )
