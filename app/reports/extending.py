"""More time for one regency: a later due date, or a locked period opened for some days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid
from app.model.period import PeriodStatus

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.period import Obligation

LONGEST_UNLOCK = timedelta(days=14)
_SHORTEST_REASON = 10


class NoReason(Invalid):
    """The reason is missing or says nothing; the date was fine."""


def extend(
    session: WriteSession,
    actor: Actor,
    obligation: Obligation,
    *,
    until: date,
    reason: str,
    now: datetime,
) -> None:
    """Set a later due date for one regency; the period's own date stays as it is.

    Raises:
        Invalid: the date is not after the period's due date, or beyond the province's recap.
        NoReason: there is no reason.
        Conflict: the period is not open.
    """
    actor.require(Permission.REPORT_DECIDE)
    period = obligation.period
    if period.status is not PeriodStatus.DIBUKA:
        raise Conflict("Triwulan ini tidak sedang dibuka; tenggatnya tidak dapat diperpanjang.")
    if not period.due_on < until <= period.province_due_on:
        raise Invalid(
            "Tenggat baru harus sesudah tenggat umum dan paling lambat pada hari rekap provinsi."
        )
    obligation.extension_reason = _reason(reason, "perpanjangan")
    obligation.due_on_override = until
    obligation.extensions, obligation.extended_at = obligation.extensions + 1, now
    _record(session, actor, "kewajiban.perpanjang", obligation, until=until, now=now)


def unlock(  # noqa: PLR0913 - as above
    session: WriteSession,
    actor: Actor,
    obligation: Obligation,
    *,
    until: date,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """Open a locked period for one regency up to and including a day; then it is locked again.

    Raises:
        Invalid: the day is past, or further away than two weeks.
        NoReason: there is no reason.
        Conflict: the period is not locked.
    """
    actor.require(Permission.REPORT_DECIDE)
    if obligation.period.status is not PeriodStatus.TERKUNCI:
        raise Conflict("Triwulan ini tidak sedang dikunci.")
    if not today <= until <= today + LONGEST_UNLOCK:
        raise Invalid(
            f"Kunci dapat dibuka mulai hari ini, paling lama {LONGEST_UNLOCK.days} hari."
        )
    obligation.unlock_reason = _reason(reason, "pembukaan kunci")
    obligation.unlocked_until = until
    obligation.extensions, obligation.extended_at = obligation.extensions + 1, now
    _record(session, actor, "kewajiban.buka-kunci", obligation, until=until, now=now)


def _reason(text: str, of_what: str) -> str:
    reason = text.strip()[:300]
    if len(reason) < _SHORTEST_REASON:
        raise NoReason(f"Tulis alasan {of_what}, paling sedikit {_SHORTEST_REASON} karakter.")
    return reason


def _record(
    session: WriteSession,
    actor: Actor,
    action: str,
    obligation: Obligation,
    *,
    until: date,
    now: datetime,
) -> None:
    subject = f"{obligation.region_code} {obligation.period.quarter.code}"
    details = {"sampai": until.isoformat()}
    audit.record(session, actor.username, action, subject, now=now, details=details)
