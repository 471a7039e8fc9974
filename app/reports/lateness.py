"""When a report is late: derived from dates and the first sending, never typed or stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.errors import Conflict
from app.model.period import Obligation, PeriodStatus
from app.model.report import Revision, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from app.db import WriteSession


class Lateness(StrEnum):
    """How punctual a regency is in one quarter (domain paper 5.2)."""

    BELUM_JATUH_TEMPO = "BELUM_JATUH_TEMPO"
    TEPAT_WAKTU = "TEPAT_WAKTU"
    TERLAMBAT = "TERLAMBAT"
    SANGAT_TERLAMBAT = "SANGAT_TERLAMBAT"
    TIDAK_MELAPOR = "TIDAK_MELAPOR"

    @property
    def label(self) -> str:
        """Indonesian words for it."""
        return self.value.replace("_", " ").capitalize()


def due_date(obligation: Obligation) -> date:
    """Return the day by which a regency owes its report."""
    return obligation.due_on_override or obligation.period.due_on


def grace_date(obligation: Obligation) -> date:
    """Return the last day on which a report is late and not yet very late."""
    return max(obligation.period.grace_on, due_date(obligation))


def takes_reports(obligation: Obligation, today: date) -> bool:
    """Tell whether a first report can still be made and sent.

    The period is open, or it is locked and the province unlocked it for this regency. The lock is
    back by itself on the day after `unlocked_until`: no job has to run for it.
    """
    status, until = obligation.period.status, obligation.unlocked_until
    if status is PeriodStatus.DIBUKA:
        return True
    return status is PeriodStatus.TERKUNCI and until is not None and today <= until


def first_sending(versions: Iterable[Revision]) -> datetime | None:
    """Return when the province first had a report; None while it holds none.

    A return does not make a punctual report late, and neither does taking it back to send it
    again. Who took it back and left it at that has sent nothing.
    """
    sent = [item for item in versions if item.submitted_at is not None]
    if all(item.state is State.DITARIK for item in sent):
        return None
    return min(item.submitted_at for item in sent if item.submitted_at is not None)


def lateness(obligation: Obligation, first_sent_on: date | None, today: date) -> Lateness | None:
    """Return how punctual the first sending was; without one, how it stands today.

    None for a regency that was released and sent nothing. A report that came in through an
    unlocked period is very late, and marked as sent after the lock.
    """
    if first_sent_on is None:
        if obligation.waived_at is not None:
            return None
        if obligation.period.status is not PeriodStatus.TERJADWAL and not takes_reports(
            obligation, today
        ):
            return Lateness.TIDAK_MELAPOR
    reached = first_sent_on or today
    if reached <= due_date(obligation):
        return Lateness.TEPAT_WAKTU if first_sent_on else Lateness.BELUM_JATUH_TEMPO
    return Lateness.TERLAMBAT if reached <= grace_date(obligation) else Lateness.SANGAT_TERLAMBAT


def refuse_when_locked(session: WriteSession, revision: Revision, today: date) -> None:
    """Let a report be sent; corrections and amendments stay possible after the lock.

    Raises:
        Conflict: the period is locked and the province never had a report.
    """
    obligation = revision.report.obligation
    if takes_reports(obligation, today):
        return
    versions = session.scalars(select(Revision).where(Revision.report_id == revision.report_id))
    if first_sending(versions.all()) is None:
        raise Conflict(
            f"{obligation.period.quarter.label} sudah dikunci. Minta provinsi membuka kunci untuk "
            "kabupaten/kota Anda; draf Anda tetap tersimpan."
        )


def days_late(obligation: Obligation, first_sent_on: date | None, today: date) -> int:
    """Return the calendar days after the due date, never negative."""
    return max(0, ((first_sent_on or today) - due_date(obligation)).days)


def day_in(moment: datetime, zone: str) -> date:
    """Return the day of a moment where an office works."""
    return moment.astimezone(ZoneInfo(zone)).date()
