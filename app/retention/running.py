"""What would go today, and letting it go: recorded in the trail, files after the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.model.record import AuditEvent
from app.reports.erasing import erase_unheld
from app.reports.lateness import day_in
from app.retention.finders import Cutoff
from app.retention.removal import REMOVERS
from app.retention.schedule import SCHEDULE, Ending

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import Database, ReadSession
    from app.files import FileStore
    from app.retention.schedule import Line

ACT, SUBJECT = "retensi.jalan", "jadwal retensi"
_AT_ONCE = 200  # rows in one transaction: readers and writers must not wait long
_ZONE = "Asia/Makassar"


@dataclass(frozen=True, slots=True)
class Due:
    """What of one kind is past its time: how much, and since when the oldest lies there."""

    line: Line
    ids: tuple[int, ...]
    oldest: str

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.ids)

    @property
    def goes(self) -> bool:
        """Tell whether the command itself lets these go."""
        return self.line.ending is Ending.REMOVED


@dataclass(frozen=True, slots=True)
class Run:
    """What a run let go, by the schedule's codes, and how many files went from the disk."""

    counts: dict[str, int]
    files: int


def due(session: ReadSession, now: datetime) -> list[Due]:
    """Return every line of the schedule with what is past its time; changes nothing."""
    return [_due(session, line, now) for line in SCHEDULE]


def carry_out(database: Database, files: FileStore, actor: str, now: datetime) -> Run:
    """Let go of what the schedule says goes; nothing that was sent or published is touched.

    Rows go first and in small batches, each with a line in the trail that names its files; the
    files follow. A run that was cut off between the two is finished by the next one.
    """
    counts: dict[str, int] = {}
    erased = _finish(database, files)
    for line in SCHEDULE:
        if line.ending is not Ending.REMOVED:
            continue
        total = 0
        while removed := _batch(database, line, actor, now):
            total += removed
        if total:
            counts[line.code] = total
    erased += _finish(database, files)
    with database.write() as session:
        details = {"jumlah": counts, "selesai": True}
        audit.record(session, actor, ACT, SUBJECT, now=now, details=details)
    return Run(counts, erased)


def last_run(session: ReadSession) -> AuditEvent | None:
    """Return the trail's line of the newest run that came to its end."""
    rows = session.scalars(
        select(AuditEvent).where(AuditEvent.action == ACT).order_by(AuditEvent.id.desc()).limit(50)
    )
    return next((row for row in rows if row.details.get("selesai")), None)


def _due(session: ReadSession, line: Line, now: datetime) -> Due:
    if line.finder is None:
        return Due(line, (), "")
    rows = session.execute(line.finder(_cutoff(line, now))).all()
    oldest = min((row[1] for row in rows), default=None)
    return Due(line, tuple(row[0] for row in rows), f"{oldest:%Y-%m-%d}" if oldest else "")


def _cutoff(line: Line, now: datetime) -> Cutoff:
    return Cutoff(now - line.kept, day_in(now, _ZONE))


def _batch(database: Database, line: Line, actor: str, now: datetime) -> int:
    """Let some rows go in one transaction; return how many, 0 when none is left."""
    if line.finder is None:
        return 0
    with database.write() as session:
        found = session.execute(line.finder(_cutoff(line, now)).limit(_AT_ONCE)).all()
        ids = [row[0] for row in found]
        if not ids:
            return 0
        names = sorted(REMOVERS[line.code](session, ids))
        details = {"jumlah": {line.code: len(ids)}, "berkas": names}
        audit.record(session, actor, ACT, SUBJECT, now=now, details=details)
    return len(ids)


def _finish(database: Database, files: FileStore) -> int:
    """Remove from the disk what the rows of this and an interrupted run named."""
    with database.read() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == ACT))
        names = {name for row in rows for name in row.details.get("berkas", ())}
        return erase_unheld(session, files, names)
