"""One report's entries counted, paged and found by the database; a draft may hold 10,000.

Whose report it is was settled when its revision was found; nothing here looks beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.model.entry import Entry, Kind
from app.model.level import Level
from app.model.particulars import Action, Assessment, EntryLocation
from app.reports.entry_search import rank

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.report import Revision

PAGE = 100
# Everything a tally, a page or an export needs of an entry.
WHOLE = (
    selectinload(Entry.locations),
    selectinload(Entry.parties),
    selectinload(Entry.sources),
    selectinload(Entry.actions),
    joinedload(Entry.assessment),
    joinedload(Entry.case),
)
_LEVELS = {
    level.rank: level for level in (Level.RENDAH, Level.SEDANG, Level.TINGGI, Level.SANGAT_TINGGI)
}


@dataclass(frozen=True, slots=True)
class Totals:
    """How many entries a report has, and actions on them."""

    potentials: int = 0
    events: int = 0
    actions: int = 0

    @property
    def entries(self) -> int:
        """Potentials and events."""
        return self.potentials + self.events


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a report, with the number of all pages."""

    entries: tuple[Entry, ...]
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest level of a report: how many entries have it, and in which places."""

    level: Level
    count: int
    places: tuple[AreaCode, ...]


def totals(session: ReadSession, revision: Revision) -> Totals:
    """Count what a report holds."""
    actions = (
        select(func.count())
        .select_from(Action)
        .join(Action.entry)
        .where(Entry.revision_id == revision.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Entry.kind, func.count(), actions)
        .where(Entry.revision_id == revision.id)
        .group_by(Entry.kind)
    ).all()
    kinds = {kind: count for kind, count, _ in rows}
    every_action = rows[0][2] if rows else 0
    return Totals(kinds.get(Kind.POTENTIAL, 0), kinds.get(Kind.EVENT, 0), every_action)


def page_of(session: ReadSession, revision: Revision, total: int, number: int) -> Page:
    """Return one page of a report's entries with their places, the gravest first."""
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    entries = session.scalars(
        select(Entry)
        .outerjoin(Assessment, Assessment.entry_id == Entry.id)
        .where(Entry.revision_id == revision.id)
        .order_by(rank().desc(), Entry.kind.desc(), Entry.row_key)
        .offset((number - 1) * PAGE)
        .limit(PAGE)
        .options(selectinload(Entry.locations), joinedload(Entry.assessment))
    )
    return Page(tuple(entries), number, pages)


def find_entry(session: ReadSession, revision: Revision, row_key: str) -> Entry | None:
    """Return an entry of a report with everything on it, by its code."""
    return session.scalar(
        select(Entry)
        .where(Entry.revision_id == revision.id, Entry.row_key == row_key)
        .options(*WHOLE)
    )


def find_snapshot(
    session: ReadSession, revision: Revision, case_id: int, kind: str
) -> Entry | None:
    """Return what a report says of a case, with everything on it."""
    return session.scalar(
        select(Entry)
        .where(Entry.revision_id == revision.id, Entry.case_id == case_id, Entry.kind == kind)
        .order_by(Entry.row_key)
        .limit(1)
        .options(*WHOLE)
    )


def row_keys(session: ReadSession, revision: Revision) -> set[str]:
    """Return the codes of a report's entries."""
    return set(session.scalars(select(Entry.row_key).where(Entry.revision_id == revision.id)))


def potentials_of(session: ReadSession, revision: Revision, most: int) -> list[tuple[str, str]]:
    """Return code and title of a report's potentials, so many at most."""
    rows = session.execute(
        select(Entry.row_key, Entry.title)
        .where(Entry.revision_id == revision.id, Entry.kind == Kind.POTENTIAL)
        .order_by(Entry.row_key)
        .limit(most)
    )
    return [(row_key, title) for row_key, title in rows]


def standings(session: ReadSession, revision: Revision) -> list[Entry]:
    """Return the entries with no more than what tells whether a case is new, open or over."""
    return list(
        session.scalars(
            select(Entry)
            .where(Entry.revision_id == revision.id)
            .options(load_only(Entry.case_id, Entry.kind, Entry.handling_status, Entry.change))
        )
    )


def highest(session: ReadSession, revision: Revision) -> Highest | None:
    """Return the highest level of a report and where its entries lie; None without entries."""
    level: ColumnElement[int] = rank()
    ranked = (
        select(Entry.id, Entry.kind, Entry.row_key, level.label("rank"))
        .outerjoin(Assessment, Assessment.entry_id == Entry.id)
        .where(Entry.revision_id == revision.id)
        .subquery()
    )
    top, count = session.execute(
        select(ranked.c.rank, func.count()).group_by(ranked.c.rank).order_by(ranked.c.rank.desc())
    ).first() or (None, 0)
    if top is None:
        return None
    places = session.scalars(
        select(EntryLocation.region_code)
        .join(ranked, ranked.c.id == EntryLocation.entry_id)
        .where(ranked.c.rank == top, EntryLocation.is_primary)
        .group_by(EntryLocation.region_code)
        .order_by(func.max(ranked.c.kind).desc(), func.min(ranked.c.row_key))
    )
    return Highest(_LEVELS[top], count, tuple(places))
