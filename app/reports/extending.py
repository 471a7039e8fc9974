"""Giving a regency more time for one quarter's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import audit
from app.access.scope import Permission
from app.errors import Invalid

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.period import Obligation


def extend(
    session: WriteSession, actor: Actor, obligation: Obligation, until: date, now: datetime
) -> None:
    """Set a later due date for one regency; the period's own date stays as it is.

    Raises:
        Invalid: the date is not after the period's due date, or beyond the province's recap.
    """
    actor.require(Permission.REPORT_DECIDE)
    period = obligation.period
    if not period.due_on < until <= period.province_due_on:
        raise Invalid(
            "Tenggat baru harus sesudah tenggat umum dan paling lambat pada hari rekap provinsi."
        )
    obligation.due_on_override = until
    audit.record(
        session,
        actor.username,
        "kewajiban.perpanjang",
        f"{obligation.region_code} {period.quarter.code}",
        now=now,
        details={"sampai": until.isoformat()},
    )
