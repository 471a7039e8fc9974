"""What a count reads of the entries of a report: a dozen short columns, none of the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.model.entry import Entry
from app.model.particulars import Action, EntryLocation

if TYPE_CHECKING:
    from app.db import ReadSession

_COUNTED = (
    Entry.case_id,
    Entry.kind,
    Entry.change,
    Entry.handling_status,
    Entry.risk_score,
    Entry.risk_level,
    Entry.severity,
    Entry.deaths,
    Entry.injured_serious,
    Entry.injured_minor,
    Entry.displaced_people,
)


def counted_entries(session: ReadSession, revision_id: int) -> list[Entry]:
    """Load the entries of a revision for counting; any other column of them refuses to load."""
    return list(
        session.scalars(
            select(Entry)
            .where(Entry.revision_id == revision_id)
            .options(
                load_only(*_COUNTED, raiseload=True),
                selectinload(Entry.locations).load_only(EntryLocation.region_code),
                selectinload(Entry.actions).load_only(Action.date_start, Action.next_due),
                joinedload(Entry.assessment),
            )
            .order_by(Entry.kind.desc(), Entry.row_key)
        )
    )
