"""Reads of the audit trail: who did, and who saw, what; it holds codes, never report text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, true

from app.access.scope import Permission
from app.model.record import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from app.access.scope import Actor
    from app.db import ReadSession

PAGE = 50
MOST_EXPORTED = 200_000
_BATCH = 5_000
READING, DOWNLOAD, REFUSED = "baca.", "unduh.", "akses.ditolak"
_ALSO_DOWNLOADS = ("laporan.unduh_lampiran", "edisi.unduh")
# What shows things of every regency at once, so that any of them may have been seen.
_PROVINCE_WIDE = ("baca.daftar", "baca.edisi", "edisi.unduh")
_OF_THE_TRAIL = ("baca.log", "unduh.log")
_SHOWN = (
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.action,
    AuditEvent.subject,
    AuditEvent.outcome,
    AuditEvent.origin,
    AuditEvent.region_code,
    AuditEvent.details,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; an empty part leaves its question open.

    `subject` is a number (of a report, an entry, a case) and finds what hangs on it too;
    `until` is the first moment that is not wanted any more.
    """

    who: str = ""
    action: str = ""
    subject: str = ""
    region_code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    only_seen: bool = False

    def condition(self) -> ColumnElement[bool]:
        """Return the condition of the rows."""
        parts: list[ColumnElement[bool]] = [true()]
        if self.who:
            parts.append(AuditEvent.actor.icontains(self.who, autoescape=True))
        if self.action:
            parts.append(AuditEvent.action == self.action)
        if self.subject:
            parts.append(AuditEvent.subject.istartswith(self.subject, autoescape=True))
        if self.region_code:
            parts.append(_about(self.region_code))
        if self.since is not None:
            parts.append(AuditEvent.at >= self.since)
        if self.until is not None:
            parts.append(AuditEvent.at < self.until)
        if self.only_seen:
            parts.append(_seen())
        return and_(*parts)


def _about(region_code: str) -> ColumnElement[bool]:
    """Rows about a regency, and those of lists and editions that show every regency."""
    anywhere = and_(AuditEvent.region_code == "", AuditEvent.action.in_(_PROVINCE_WIDE))
    return or_(AuditEvent.region_code == region_code, anywhere)


def _seen() -> ColumnElement[bool]:
    """Rows of reading, downloading and being refused; reading the trail itself is none."""
    return and_(
        or_(
            AuditEvent.action.startswith(READING, autoescape=True),
            AuditEvent.action.startswith(DOWNLOAD, autoescape=True),
            AuditEvent.action.in_((*_ALSO_DOWNLOADS, REFUSED)),
        ),
        AuditEvent.action.not_in(_OF_THE_TRAIL),
    )


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail; `older` is the number the next page starts below, or nothing."""

    events: Sequence[Row[Any]]
    older: int | None


def trail(
    session: ReadSession, actor: Actor, wanted: Wanted, *, below: int | None = None
) -> TrailPage:
    """Return a page of the wanted rows, newest first.

    Paged by number: rows arrive all the time, and a page must not shift while it is read.
    """
    actor.require(Permission.AUDIT_READ)
    query = select(*_SHOWN).where(wanted.condition()).order_by(AuditEvent.id.desc())
    if below is not None:
        query = query.where(AuditEvent.id < below)
    events = session.execute(query.limit(PAGE + 1)).all()
    shown = events[:PAGE]
    return TrailPage(shown, shown[-1].id if len(events) > PAGE else None)


def exported(session: ReadSession, actor: Actor, wanted: Wanted) -> Iterator[Row[Any]]:
    """Give all the wanted rows, oldest first, for a file; at most `MOST_EXPORTED` of them.

    They are fetched a few thousand at a time, each batch beginning behind the last number: a long
    trail does not fit in memory, and rows are only ever added at its end.
    """
    actor.require(Permission.AUDIT_READ)
    return _in_batches(session, wanted)


def _in_batches(session: ReadSession, wanted: Wanted) -> Iterator[Row[Any]]:
    query = select(*_SHOWN).where(wanted.condition()).order_by(AuditEvent.id)
    last, left = 0, MOST_EXPORTED
    while left > 0:
        size = min(_BATCH, left)
        rows = session.execute(query.where(AuditEvent.id > last).limit(size)).all()
        yield from rows
        if len(rows) < size:
            return
        last, left = rows[-1].id, left - size


def actions(session: ReadSession, actor: Actor) -> list[str]:
    """Return the kinds of acts that were ever recorded, in alphabetical order."""
    actor.require(Permission.AUDIT_READ)
    return list(session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))
