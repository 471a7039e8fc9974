"""Scanning what is stored: whatever has no final word yet, a few files a minute.

The rows are the to-do list: a file without a verdict is scanned when the scanner answers, one
that could not be scanned is tried again. What is found infected is moved out of everybody's reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import String, cast, null, or_, select

from app import audit
from app.audit import Where
from app.errors import NotFound
from app.model.followup import Evidence, FollowUp
from app.model.loose import WaitingFile
from app.model.period import Obligation
from app.model.report import Attachment, Report, Revision, Upload
from app.model.scan import FileScan, ScanState
from app.reports.erasing import redacted_versions
from app.scanning.clamd import ScannerDown
from app.scanning.verdicts import note, verdicts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from app.db import Database, ReadSession, WriteSession
    from app.files import FileStore
    from app.scanning.clamd import Clamd, Verdict

ACTOR = "pemindai"
AT_ONCE = 40
_NOTHING = cast(null(), String(64))
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A stored file with all names of it: what is given, and the sealed original."""

    sha256: str
    original_sha256: str | None
    thumbnail_sha256: str | None
    sender_id: int
    region_code: str

    @property
    def scanned(self) -> tuple[str, ...]:
        """Names that need a verdict: not the small picture, which the portal drew."""
        return (self.sha256, *([self.original_sha256] if self.original_sha256 else []))


def scan_stored(database: Database, files: FileStore, scanner: Clamd, now: datetime) -> int:
    """Scan what has no final word; return how many files were asked about.

    A scanner that does not answer ends the round: nothing was learnt, so nothing is written.
    """
    with database.read() as session:
        waiting = list(_waiting(session, now))
    asked = 0
    for held in waiting:
        try:
            asked += _scan(database, files, scanner, held, now)
        except ScannerDown:
            _log.warning("scanner does not answer")
            break
    return asked


def unscanned(session: ReadSession) -> int:
    """Count stored files of which nothing is known, each content once."""
    return len(
        {
            name
            for statement in _kept()
            for held in _read(session, statement, None, None)
            for name in held.scanned
        }
        - set(session.scalars(select(FileScan.sha256)))
    )


def _scan(database: Database, files: FileStore, scanner: Clamd, held: Held, now: datetime) -> int:
    with database.read() as session:
        known = verdicts_of(session, held.scanned)
        found = any(row.state is ScanState.TERINFEKSI for row in known.values())
        due = [name for name in held.scanned if _is_due(known.get(name), now)]
    asked = 0
    for name in due:
        shelf = files.sealed if name == held.original_sha256 else files
        try:
            verdict = scanner.scan(shelf.get(name))
        except NotFound:
            continue  # erased meanwhile
        asked += 1
        with database.write() as session:
            _note(session, name, verdict, held, now)
        found = found or verdict.state is ScanState.TERINFEKSI
    if found:
        lock_away(files, held)
    return asked


def lock_away(files: FileStore, held: Held) -> None:
    """Move a file with its original and its small picture where nobody is given it."""
    for name in {held.sha256, held.original_sha256, held.thumbnail_sha256} - {None}:
        if name is not None:
            files.lock_away(name)
            files.sealed.lock_away(name)


def _note(session: WriteSession, name: str, verdict: Verdict, held: Held, now: datetime) -> None:
    note(
        session,
        name,
        verdict,
        now=now,
        region_code=held.region_code,
        sender_id=held.sender_id,
    )
    if verdict.state is ScanState.TERINFEKSI:
        audit.record(
            session,
            ACTOR,
            "berkas.karantina",
            f"sha256 {name}",
            now=now,
            where=Where(region_code=held.region_code),
        )


def _is_due(row: FileScan | None, now: datetime) -> bool:
    if row is None:
        return True
    return row.state is ScanState.GAGAL and (row.next_at is None or row.next_at <= now)


def _waiting(session: ReadSession, now: datetime) -> Iterator[Held]:
    left = AT_ONCE
    for statement in _kept():
        for held in _read(session, statement, now, left):
            left -= 1
            yield held
        if left <= 0:
            return


def _read(
    session: ReadSession, statement: Select[Any], now: datetime | None, most: int | None
) -> list[Held]:
    """Run one of the statements; with `now` only files that are due."""
    if now is not None:
        statement = statement.where(_due(statement, now))
    return [Held(*row) for row in session.execute(statement.limit(most))]


def _due(statement: Select[Any], now: datetime) -> ColumnElement[bool]:
    settled = select(FileScan.sha256).where(
        or_(FileScan.state != ScanState.GAGAL, FileScan.next_at > now)
    )
    given, original = statement.selected_columns[0], statement.selected_columns[1]
    unsettled: ColumnElement[bool] = given.not_in(settled)
    return or_(unsettled, original.is_not(None) & original.not_in(settled))


def _kept() -> tuple[Select[Any], ...]:
    """Select every stored file people sent in, as the fields of `Held`.

    A new table of such files has its line here.
    """
    region = Obligation.region_code
    tables: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Upload, Upload.revision_id.not_in(redacted_versions())),
        (WaitingFile, WaitingFile.revision_id.not_in(redacted_versions())),
        (Attachment, Attachment.redacted_at.is_(None)),
    )
    of_reports = tuple(
        _columns(table)
        .add_columns(region)
        .join(Revision, Revision.id == table.revision_id)
        .join(Report, Report.id == Revision.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .where(condition)
        .order_by(table.id)
        for table, condition in tables
    )
    of_meetings = (
        _columns(Evidence)
        .add_columns(FollowUp.region_code)
        .join(FollowUp, FollowUp.id == Evidence.follow_up_id)
        .where(Evidence.redacted_at.is_(None))
        .order_by(Evidence.id)
    )
    return (*of_reports, of_meetings)


def _columns(table: Any) -> Select[Any]:
    if hasattr(table, "original_sha256"):
        return select(
            table.sha256, table.original_sha256, table.thumbnail_sha256, table.uploaded_by_id
        )
    from_office: Select[Any] = select(table.file_sha256, _NOTHING, _NOTHING, table.uploaded_by_id)
    return from_office
