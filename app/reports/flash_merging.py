"""A confirmed flash report becomes a row of the quarter's draft: once, through the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import audit
from app.intake.columns import ACTION_SHEET, EVENT_SHEET
from app.intake.defaults import opening
from app.intake.hanging import with_its_entry
from app.intake.parse import parse_row
from app.intake.parsed import ParsedAction, ParsedEntry
from app.model.entry import Entry
from app.model.flash import FlashReport
from app.model.particulars import Action
from app.model.period import Obligation, Period
from app.model.quarter import Quarter
from app.model.region import Office, Region
from app.model.report import EDITABLE, PendingRow
from app.reports.drafts import newest_revision, refresh_statements, touch
from app.reports.lateness import day_in
from app.reports.merge import DraftRows
from app.reports.places import intake_context

if TYPE_CHECKING:
    from datetime import datetime

    from app.areas.locate import LocatorShelf
    from app.db import ReadSession, WriteSession
    from app.model.flash import FlashVersion
    from app.model.report import Revision

FIRST_KEY = 900  # the workbook prepares far fewer rows, so a file never meets these codes
MOST_TITLE = 160
_BY = "portal"


def merge_confirmed(session: WriteSession, shelf: LocatorShelf, now: datetime) -> int:
    """Put every confirmed flash report whose quarter has an open draft into it; return how many.

    What is missing for an entry waits as a row to complete; a later correction of the flash
    report does not touch the row, because the officer may have worked on it: it is offered, see
    `flash_correcting`.
    """
    waiting = session.scalars(
        select(FlashReport)
        .where(FlashReport.confirmed_at.is_not(None), FlashReport.merged_at.is_(None))
        .options(selectinload(FlashReport.versions))
        .order_by(FlashReport.id)
        .with_for_update()
    ).all()
    return sum(_merge(session, shelf, report, now) for report in waiting if report.is_confirmed)


def confirmed_waiting(session: ReadSession) -> bool:
    """Tell whether any confirmed flash report is not in a draft yet."""
    waiting = select(FlashReport.id).where(
        FlashReport.confirmed_at.is_not(None), FlashReport.merged_at.is_(None)
    )
    return session.scalar(waiting.limit(1)) is not None


def _merge(session: WriteSession, shelf: LocatorShelf, report: FlashReport, now: datetime) -> bool:
    zone = session.get_one(Office, report.region_code).zone
    quarter = Quarter.of(day_in(report.newest.event_at, zone))
    revision = open_draft(session, report, quarter)
    if revision is None:
        return False
    number = _free_number(session, revision)
    key = f"K-{number}"
    context = intake_context(session, shelf, report.region_code, quarter, day_in(now, zone))
    rows = DraftRows(session, revision)
    entry = parse_row(EVENT_SHEET, 0, key, event_cells(session, report.newest, zone), context)
    cells = _action_cells(report.newest, key, zone)
    action = parse_row(ACTION_SHEET, 0, f"U-{number}", cells, context)
    good = {key} if isinstance(entry, ParsedEntry) else set()
    if isinstance(action, ParsedAction):
        action = with_its_entry(action, cells, "B", good=good, waiting={key} - good)
    if isinstance(entry, ParsedEntry):
        rows.put((entry,), (action,) if isinstance(action, ParsedAction) else ())
    rows.refuse(
        [row for row in (entry, action) if not isinstance(row, ParsedEntry | ParsedAction)]
    )
    report.row_key, report.merged_at = key, now
    touch(revision)
    refresh_statements(session, revision)
    audit.record(session, _BY, "khusus.gabung", report.code, now=now, details={"kode": key})
    session.flush()
    return True


def open_draft(session: ReadSession, report: FlashReport, quarter: Quarter) -> Revision | None:
    """Return the draft of the quarter that is open for writing; None when there is none."""
    obligation = session.scalar(
        select(Obligation)
        .join(Obligation.period)
        .where(Period.quarter == quarter, Obligation.region_code == report.region_code)
    )
    newest = newest_revision(session, obligation) if obligation is not None else None
    return newest if newest is not None and newest.state in EDITABLE else None


def _free_number(session: WriteSession, revision: Revision) -> int:
    """Return a number no row of the draft has, good or waiting, as an event or as an action."""
    taken = set(
        session.scalars(select(PendingRow.row_key).where(PendingRow.revision_id == revision.id))
    )
    taken |= set(session.scalars(select(Entry.row_key).where(Entry.revision_id == revision.id)))
    taken |= set(
        session.scalars(
            select(Action.row_key).join(Action.entry).where(Entry.revision_id == revision.id)
        )
    )
    number = FIRST_KEY + 1
    while taken & {f"K-{number}", f"U-{number}"}:
        number += 1
    return number


def event_cells(session: ReadSession, told: FlashVersion, zone: str) -> dict[str, str]:
    """Write the five answers as an officer would have typed them into the row."""
    local = told.event_at.astimezone(ZoneInfo(zone))
    title = opening(told.what)
    return {
        "title": title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1].rstrip() + "…",
        "chronology": told.what,
        "district": session.get_one(Region, told.district_code).name,
        "event_start": f"{local:%d/%m/%Y %H.%M}",
        "deaths": str(told.deaths),
        "injured_serious": str(told.injured_serious),
        "injured_minor": str(told.injured_minor),
        "displaced_people": str(told.displaced_people),
    } | ({"place": told.place} if told.place else {})


def _action_cells(told: FlashVersion, key: str, zone: str) -> dict[str, str]:
    return {
        "entry_key": key,
        "date_start": f"{told.event_at.astimezone(ZoneInfo(zone)):%d/%m/%Y}",
        "description": told.handling,
    }
