"""One row of a draft and its actions as cells somebody typed or would have typed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.areas.queries import names_of
from app.intake.columns import ACTION_SHEET, SHEET_OF_KIND
from app.intake.problem import Problem
from app.intake.row import CASE_KEY
from app.intake.sources import source_cell
from app.model.area_code import DISTRICT, VILLAGE, ancestor, level_of
from app.model.entry import FIELDS, Entry
from app.model.fields import Shape
from app.model.particulars import ACTION_FIELDS, SOURCE_FIELDS
from app.model.report import PendingRow
from app.reports.carried import cells_of
from app.reports.entry_pages import WHOLE
from app.reports.waiting import entry_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.db import ReadSession
    from app.model.particulars import Action, InformationSource
    from app.model.report import Revision


@dataclass(frozen=True, slots=True)
class WrittenAction:
    """One action of a row: its code, its cells, and what is wrong with them."""

    row_key: str
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row of a draft; `stands` when it is an entry, `waits` when its newest text is not.

    A row may do both: an entry that was right once and is being changed.
    """

    kind: str
    row_key: str
    cells: Mapping[str, str]
    actions: tuple[WrittenAction, ...] = ()
    problems: tuple[Problem, ...] = ()
    stands: bool = False
    waits: bool = False
    row_number: int = 0

    @property
    def version(self) -> str:
        """Digest of what the row says: another one means that somebody changed it."""
        said = [dict(self.cells), {item.row_key: dict(item.cells) for item in self.actions}]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    @property
    def is_done(self) -> bool:
        """Tell whether nothing of the row waits for correction."""
        return self.stands and not self.waits and not any(item.problems for item in self.actions)


@dataclass(frozen=True, slots=True)
class TypedAction:
    """One action as typed; `is_dropped` takes it out."""

    row_key: str
    cells: Mapping[str, str]
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row and its actions as typed; a cell that is not there keeps what it says now.

    `seen` is the version the person was looking at, empty for a new row; `channel` how the text
    came (list `channel`).
    """

    kind: str
    row_key: str
    cells: Mapping[str, str]
    actions: tuple[TypedAction, ...] = ()
    seen: str = ""
    channel: str = "WEB"


def filled(cells: Mapping[str, str]) -> dict[str, str]:
    """Leave out the empty cells."""
    return {key: text for key, text in cells.items() if text}


def find_written(
    session: ReadSession, revision: Revision, row_key: str, zone: str
) -> WrittenRow | None:
    """Return a row of a draft by its code, however far it got; None when there is none.

    `zone` is the region's: moments are written as its clocks show them.
    """
    kind = row_key[:1]
    if kind not in {"P", "K"}:
        return None
    waiting = _waiting(session, revision, row_key)
    entry = session.scalar(
        select(Entry)
        .where(Entry.revision_id == revision.id, Entry.row_key == row_key)
        .options(*WHOLE)
        # Rows are written past the identity map: what was loaded earlier may be stale.
        .execution_options(populate_existing=True)
    )
    own = next((row for row in waiting if row.sheet == SHEET_OF_KIND[kind]), None)
    if entry is None and own is None:
        return None
    return WrittenRow(
        kind=kind,
        row_key=row_key,
        cells=_cells_of_row(own) if own is not None else _cells(session, revision, entry, zone),
        actions=_actions(entry, [row for row in waiting if row is not own]),
        problems=_problems(own) if own is not None else (),
        stands=entry is not None,
        waits=own is not None,
        row_number=own.row_number if own else (entry.source_row or 0 if entry else 0),
    )


def _waiting(session: ReadSession, revision: Revision, row_key: str) -> list[PendingRow]:
    """Return what waits under the code of an entry: its own row, and actions on it."""
    rows = session.scalars(
        select(PendingRow)
        .where(
            PendingRow.revision_id == revision.id,
            (PendingRow.row_key == row_key) | (PendingRow.sheet == ACTION_SHEET),
        )
        .order_by(PendingRow.row_number, PendingRow.row_key)
        .execution_options(populate_existing=True)
    )
    return [row for row in rows if row.sheet != ACTION_SHEET or entry_of(row) == row_key]


def _cells_of_row(row: PendingRow) -> dict[str, str]:
    return {key: str(text) for key, text in row.cells.items() if text}


def _problems(row: PendingRow) -> tuple[Problem, ...]:
    return tuple(Problem.from_json(item) for item in row.problems)


def _cells(
    session: ReadSession, revision: Revision, entry: Entry | None, zone: str
) -> dict[str, str]:
    if entry is None:
        return {}
    codes = {location.region_code for location in entry.locations}
    codes |= {ancestor(code, DISTRICT) for code in codes if level_of(code) == VILLAGE}
    home = revision.report.obligation.region_code
    cells = cells_of(entry, home, names_of(session, codes))
    # A carried row leaves out what has to be said anew; here it was said already.
    for field in FIELDS:
        if entry.kind in field.spec.kinds:
            cells[field.name] = _text(field.spec.shape, getattr(entry, field.name), zone)
    cells |= _point(entry) | _sources(entry.sources, zone)
    cells["same_case"] = entry.same_case
    cells[CASE_KEY] = entry.case.case_no if entry.case else ""
    return filled(cells)


def _text(shape: Shape, value: Any, zone: str) -> str:
    if value is None:
        return ""
    if shape is Shape.CODES:
        return "; ".join(value)
    if shape is Shape.YES_NO:
        return "1" if value else "0"
    if shape is Shape.MOMENT:
        local = value.astimezone(ZoneInfo(zone))
        has_time = local.hour or local.minute
        return f"{local:%d/%m/%Y %H.%M}" if has_time else f"{local:%d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if shape is Shape.DATE else str(value)


def _point(entry: Entry) -> dict[str, str]:
    place = next((item for item in entry.locations if item.is_primary), None)
    if place is None or place.lat is None or place.lon is None:
        return {"lat": "", "lon": ""}
    return {
        name: f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        for name, value in (("lat", place.lat), ("lon", place.lon))
    }


def _sources(sources: list[InformationSource], zone: str) -> dict[str, str]:
    said = [
        {
            field.name: _text(field.spec.shape, getattr(source, field.name), zone)
            for field in SOURCE_FIELDS
        }
        for source in sources
    ]
    main = said[0] if said else {}
    return {**main, "other_sources": source_cell(said[1:])}


def _actions(entry: Entry | None, waiting: list[PendingRow]) -> tuple[WrittenAction, ...]:
    """Return the actions of a row; of one that stands and waits, the waiting text."""
    found = {row.row_key: WrittenAction(row.row_key, _cells_of_row(row), _problems(row))
             for row in waiting}  # fmt: skip
    for action in entry.actions if entry is not None else ():
        cells = _action_cells(action, entry.row_key if entry else "")
        found.setdefault(action.row_key, WrittenAction(action.row_key, cells))
    return tuple(found[key] for key in sorted(found))


def _action_cells(action: Action, entry_key: str) -> dict[str, str]:
    cells = {
        field.name: _text(field.spec.shape, getattr(action, field.name), "")
        for field in ACTION_FIELDS
    }
    return filled({"entry_key": entry_key, **cells})
