"""A flash report after its quarter moved on: what a correction would change, and who waits.

A correction never touches the row by itself, because an officer may have worked on it. It is
offered: cell by cell what the row says and what is known by now, and applied as if typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.errors import Conflict
from app.intake.columns import columns_by_key
from app.model.period import Obligation, Period
from app.model.quarter import Quarter
from app.model.region import Office
from app.reports.drafts import newest_revision
from app.reports.flash_merging import event_cells, open_draft
from app.reports.lateness import day_in
from app.reports.places import intake_context
from app.reports.writing import write_row
from app.reports.written import TypedRow, find_written

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.areas.locate import LocatorShelf
    from app.db import ReadSession, WriteSession
    from app.model.flash import FlashReport, FlashVersion

EVENT = "K"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of the row: what it says, and what the flash report says by now."""

    key: str
    heading: str
    stands: str
    known: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a correction would change in the draft's row; `seen` is the row as it is now."""

    quarter: Quarter
    row_key: str
    seen: str
    changes: tuple[Change, ...]


def quarter_of(session: ReadSession, report: FlashReport) -> Quarter:
    """Return the quarter the event belongs to, by the clocks of its office."""
    return Quarter.of(day_in(report.newest.event_at, _zone(session, report)))


def waits_for_draft(session: ReadSession, report: FlashReport) -> bool:
    """Tell whether the quarter's report is out of the office's hands, so that this one waits."""
    if report.row_key or not report.is_confirmed:
        return False
    obligation = session.scalar(
        select(Obligation)
        .join(Obligation.period)
        .where(
            Period.quarter == quarter_of(session, report),
            Obligation.region_code == report.region_code,
        )
    )
    newest = newest_revision(session, obligation) if obligation is not None else None
    return newest is not None and open_draft(session, report, quarter_of(session, report)) is None


def offer_of(session: ReadSession, report: FlashReport) -> Offer | None:
    """Return what was corrected after the report joined the draft and the row does not say yet."""
    merged = _merged(report)
    if merged is None or report.row_key is None or merged is report.newest:
        return None
    zone, quarter = _zone(session, report), quarter_of(session, report)
    draft = open_draft(session, report, quarter)
    row = find_written(session, draft, report.row_key, zone) if draft is not None else None
    if row is None:
        return None
    before = event_cells(session, merged, zone)
    headings = columns_by_key(EVENT)
    changes = tuple(
        Change(key, headings[key].heading, row.cells.get(key, ""), text)
        for key, text in event_cells(session, report.newest, zone).items()
        if text not in {before.get(key, ""), row.cells.get(key, "")}
    )
    return Offer(quarter, row.row_key, row.version, changes) if changes else None


def apply_offer(
    session: WriteSession,
    actor: Actor,
    shelf: LocatorShelf,
    report: FlashReport,
    *,
    seen: str,
    now: datetime,
) -> Offer:
    """Write what was corrected into the row, by the rules of any typed row.

    Raises:
        Conflict: nothing is left to change, or the row is no longer as it was seen.
    """
    offer = offer_of(session, report)
    draft = open_draft(session, report, offer.quarter) if offer is not None else None
    if offer is None or draft is None:
        raise Conflict("Tidak ada lagi yang perlu diubah pada draf laporan triwulan.")
    zone = _zone(session, report)
    context = intake_context(session, shelf, report.region_code, offer.quarter, day_in(now, zone))
    typed = TypedRow(
        kind=EVENT,
        row_key=offer.row_key,
        cells={change.key: change.known for change in offer.changes},
        seen=seen,
    )
    write_row(session, actor, draft, typed, context, now)
    cells = [change.key for change in offer.changes]
    details = {"kode": offer.row_key, "kolom": cells}
    audit.record(session, actor.username, "khusus.terapkan", report.code, now=now, details=details)
    return offer


def _zone(session: ReadSession, report: FlashReport) -> str:
    return session.get_one(Office, report.region_code).zone


def _merged(report: FlashReport) -> FlashVersion | None:
    """Return the version that joined the draft; None before it did."""
    if report.merged_at is None:
        return None
    return next((v for v in reversed(report.versions) if v.written_at <= report.merged_at), None)
