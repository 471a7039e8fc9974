"""Whether an office has its workbook for a quarter yet: remembered in the record of acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from app import audit
from app.model.record import AuditEvent
from app.reports.drafts import report_no

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter

ACTION = "laporan.unduh_templat"


def note_taken(
    session: WriteSession, actor: Actor, quarter: Quarter, region_code: AreaCode, now: datetime
) -> None:
    """Write down that the office took its workbook; the province looking at it does not count."""
    if actor.is_regency:
        audit.record(session, actor.username, ACTION, report_no(region_code, quarter), now=now)


def is_taken(session: ReadSession, quarter: Quarter, region_code: AreaCode) -> bool:
    """Tell whether somebody of the office took the workbook of the quarter."""
    subject = report_no(region_code, quarter)
    found = exists().where(AuditEvent.subject == subject, AuditEvent.action == ACTION)
    return bool(session.scalar(select(found)))
