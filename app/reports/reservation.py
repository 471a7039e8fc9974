"""One reviewer at a time: whoever takes a report up has it for two working days.

Others read it, see who has it and until when, and may take it over: a decider with a reason at any
time, every reviewer once the time has run out. What the one before wrote stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid
from app.model.account import User
from app.model.working_time import working_day_after
from app.reports import drafts
from app.reports.holidays import days_off
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.report import Revision

WORKING_DAYS = 2
_LEAST_REASON, _MOST = 10, 400


def reserve(session: WriteSession, actor: Actor, revision: Revision, now: datetime) -> None:
    """Give a reviewer the report for two working days from today."""
    today = day_in(now, actor.zone)
    revision.reviewer_id = actor.user_id
    revision.reserved_until = working_day_after(today, WORKING_DAYS, days_off(session))


def has_run_out(revision: Revision, today: date) -> bool:
    """Tell whether the reviewer's time is over; a review without an end was never reserved."""
    return revision.reserved_until is None or revision.reserved_until < today


def take_over(
    session: WriteSession, actor: Actor, revision: Revision, reason: str, now: datetime
) -> None:
    """Take a review over; one's own review is taken up again when its time has run out.

    Raises:
        Conflict: somebody else has it and may keep it.
        Invalid: a decider takes it over without saying why.
    """
    over = has_run_out(revision, day_in(now, actor.zone))
    if revision.reviewer_id == actor.user_id:
        if over:
            reserve(session, actor, revision, now)
        return
    before = session.get_one(User, revision.reviewer_id) if revision.reviewer_id else None
    name = before.name if before is not None else "orang lain"
    if not over and not actor.may(Permission.REPORT_DECIDE):
        raise Conflict(
            f"Laporan ini sedang ditelaah {name} sampai {revision.reserved_until:%d/%m/%Y}. "
            "Sesudah itu Anda dapat mengambil alih."
        )
    if not over and len(reason.strip()) < _LEAST_REASON:
        raise Invalid("Tulis alasan mengambil alih telaah, paling sedikit 10 karakter.")
    why = reason.strip() or "waktunya sudah habis"
    revision.takeover_note = f"Diambil alih dari {name}: {why}"[:_MOST]
    reserve(session, actor, revision, now)
    drafts.touch(revision)
    audit.record(
        session,
        actor.username,
        "telaah.ambil-alih",
        drafts.subject(revision),
        now=now,
        details={"dari": before.username if before is not None else "", "habis": over},
    )
