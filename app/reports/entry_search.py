"""Finding entries of one quarter across regencies: filtered, sorted and paged by the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.model.entry import Entry, Kind
from app.model.level import Level
from app.model.particulars import Assessment, EntryLocation
from app.model.period import Obligation, Period
from app.model.report import SENT, Report, Revision, State
from app.model.risk import entry_level
from app.model.vocabulary import RISK_LEVEL

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.quarter import Quarter

PAGE = 25
SORTS = ("tingkat", "wilayah", "tanggal", "judul")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty text means everything."""

    region: str = ""
    kind: str = ""
    level: str = ""
    topic: str = ""
    handling: str = ""
    text: str = ""
    sort: str = "tingkat"
    number: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Tell whether any filter is in force."""
        return any((self.region, self.kind, self.level, self.topic, self.handling, self.text))


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, with the number of all."""

    entries: tuple[Entry, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def search(session: ReadSession, scope: Scope, quarter: Quarter, wanted: Wanted) -> Found:
    """Return entries of the version of each report that counts.

    That is the accepted version, or the sent one while none is accepted.
    """
    query = _matching(scope, quarter, wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    last = max(1, -(-total // PAGE))
    number = min(max(1, wanted.number), last)
    rows = session.scalars(
        query.order_by(*_order(wanted.sort))
        .offset((number - 1) * PAGE)
        .limit(PAGE)
        .options(
            contains_eager(Entry.revision)
            .contains_eager(Revision.report)
            .joinedload(Report.obligation),
            joinedload(Entry.assessment),
            selectinload(Entry.locations),
        )
    )
    return Found(tuple(rows), total, number)


def rank() -> ColumnElement[int]:
    """Rank of an entry's level as `level_of_entry` gives it, computed by the database."""
    own = case(
        {code.code: entry_level(code.code).rank for code in RISK_LEVEL},
        value=func.coalesce(Entry.risk_level, "SR"),
    )
    potential = case(
        (Assessment.zone == "HIJAU", Level.RENDAH.rank),
        (Assessment.zone == "KUNING", Level.SEDANG.rank),
        (Assessment.zone == "MERAH", case((own > 3, own), else_=Level.TINGGI.rank)),
        else_=own,
    )
    severity = func.coalesce(Assessment.severity, Entry.severity, 1)
    event = case((severity <= 2, 1), (severity == 3, 2), (severity == 4, 3), else_=4)
    return case((Entry.kind == Kind.EVENT, event), else_=potential)


def _matching(scope: Scope, quarter: Quarter, wanted: Wanted) -> Select[Entry]:
    accepted = (
        select(Revision.report_id)
        .where(Revision.state == State.DITERIMA)
        .correlate(None)
        .scalar_subquery()
    )
    counts = or_(
        Revision.state == State.DITERIMA,
        Revision.state.in_(SENT) & Revision.report_id.not_in(accepted),
    )
    query = (
        select(Entry)
        .join(Entry.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .outerjoin(Assessment, Assessment.entry_id == Entry.id)
        .where(Period.quarter == quarter, scope.clause(Obligation.region_code), counts)
    )
    return query.where(*_filters(wanted))


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    equal: tuple[tuple[str, Any], ...] = (
        (wanted.region, Obligation.region_code),
        (wanted.kind, Entry.kind),
        (wanted.topic, Entry.topic),
        (wanted.handling, Entry.handling_status),
    )
    found = [column == value for value, column in equal if value]
    if wanted.level in Level.__members__:
        found.append(rank() == Level(wanted.level).rank)
    if wanted.text:
        found.append(_says(wanted.text))
    return found


def _says(text: str) -> ColumnElement[bool]:
    columns = (Entry.title, Entry.summary, Entry.root_cause, Entry.row_key)
    placed = select(EntryLocation.entry_id).where(
        EntryLocation.place.icontains(text, autoescape=True)
    )
    said = [column.icontains(text, autoescape=True) for column in columns]
    return or_(*said, Entry.id.in_(placed))


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    orders: dict[str, tuple[ColumnElement[Any], ...]] = {
        "wilayah": (Obligation.region_code.asc(), rank().desc(), Entry.row_key.asc()),
        "tanggal": (Entry.info_date.desc(), Entry.id.asc()),
        "judul": (func.lower(Entry.title).asc(), Entry.id.asc()),
    }
    usual = (rank().desc(), Obligation.region_code.asc(), Entry.row_key.asc())
    return orders.get(sort, usual)
