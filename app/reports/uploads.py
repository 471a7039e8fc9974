"""Workbooks: from an officer's file to draft entries and rows waiting for correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import audit
from app.access.scope import Permission
from app.intake.gate import MOST_BYTES, check_workbook_file
from app.intake.parse import check_stamp, is_template, parse_row, parse_workbook
from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.intake.workbook import read_workbook
from app.model.account import User
from app.model.report import Revision, Upload
from app.reports import drafts
from app.reports.merge import DraftRows, Verdicts
from app.reports.omissions import forget_told
from app.reports.rekeying import with_the_drafts_codes
from app.reports.requests import take_requests
from app.reports.waiting import join_standing, judge_again, pending_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.files import FileStore
    from app.intake.context import IntakeContext
    from app.intake.parsed import Parsed
    from app.intake.workbook import RawWorkbook


@dataclass(frozen=True, slots=True)
class PreparedUpload:
    """A workbook read and judged; nothing of it is stored yet."""

    data: bytes
    file_name: str
    parsed: Parsed
    context: IntakeContext


@dataclass(frozen=True, slots=True)
class PreparedTable:
    """A file that is not our workbook, read but not judged; nothing of it is stored yet."""

    data: bytes
    file_name: str
    raw: RawWorkbook
    context: IntakeContext


def prepare_file(
    data: bytes,
    file_name: str,
    context: IntakeContext,
    *,
    secret: bytes | None = None,
    limit: int = MOST_BYTES,
) -> PreparedUpload | PreparedTable:
    """Check and read any file with a table; our workbook is judged at once.

    Raises:
        Unreadable: not a table, or made for another regency or quarter.
        TooLarge: more bytes than `limit`.
    """
    check_workbook_file(data, file_name, limit=limit)
    raw = read_workbook(data, secret=secret, limit=limit)
    if is_template(raw):
        return PreparedUpload(data, file_name, parse_workbook(raw, context), context)
    check_stamp(raw, context)
    return PreparedTable(data, file_name, raw, context)


def prepare_upload(
    data: bytes,
    file_name: str,
    context: IntakeContext,
    *,
    secret: bytes | None = None,
    limit: int = MOST_BYTES,
) -> PreparedUpload:
    """Check, read and parse a workbook; no transaction is open meanwhile.

    With the portal's `secret` the template's stamp is verified too.

    Raises:
        Unreadable: not our kind of file, or made for another regency or quarter.
        TooLarge: more bytes than `limit`.
    """
    check_workbook_file(data, file_name, limit=limit)
    raw = read_workbook(data, secret=secret, limit=limit)
    return PreparedUpload(data, file_name, parse_workbook(raw, context), context)


def receive_upload(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    prepared: PreparedUpload,
    *,
    files: FileStore,
    now: datetime,
) -> Upload:
    """Put the good rows into the draft and keep the bad ones for correction.

    The file is durable on disk before its row is written. Entries that are not in the file stay
    in the draft: nothing is dropped in silence.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    parsed = with_the_drafts_codes(session, revision, prepared.parsed)
    sha256 = files.put(prepared.data)
    rows = DraftRows(session, revision)
    rows.put(parsed.entries, parsed.actions)
    rows.refuse(parsed.refused)
    upload = _judged(prepared, revision, rows.verdicts, sha256, now)
    join_standing(rows, prepared.context)
    forget_told(session, revision)
    upload.uploaded_by = session.get_one(User, actor.user_id)
    session.add(upload)
    drafts.save_letter(session, actor, revision, parsed.cover.letter, expected=None, now=now)
    drafts.save_statements(session, actor, revision, parsed.cover.statements, now)
    take_requests(session, actor, revision, parsed.cover.requests, now)
    revision.channel = "EXCEL"
    if upload.unchanged_rows < upload.total_rows:
        drafts.touch(revision)
    drafts.refresh_statements(session, revision)
    details = {"sha256": sha256, "baris": upload.total_rows, "ditolak": upload.refused_rows}
    audit.record(
        session,
        actor.username,
        "laporan.unggah",
        drafts.subject(revision),
        now=now,
        details=details,
    )
    session.flush()
    return upload


def _judged(
    prepared: PreparedUpload, revision: Revision, verdicts: Verdicts, sha256: str, now: datetime
) -> Upload:
    """Write down the verdicts; the four add up to the rows of the file."""
    return Upload(
        revision=revision,
        file_name=prepared.file_name[:200],
        file_sha256=sha256,
        size_bytes=len(prepared.data),
        uploaded_at=now,
        total_rows=prepared.parsed.total_rows,
        created_rows=verdicts.created,
        unchanged_rows=verdicts.unchanged,
        changed_rows=verdicts.changed,
        refused_rows=verdicts.refused,
        problems=[problem.to_json() for problem in prepared.parsed.problems],
    )


def fix_rows(  # noqa: PLR0913 - whose draft, which cells, read how, on which version, when
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    corrections: Mapping[int, Mapping[str, str]],
    context: IntakeContext,
    *,
    expected: int | None,
    now: datetime,
) -> int:
    """Apply corrected cells to waiting rows and return how many still wait.

    `corrections` holds cells by the row's id in `PendingRow`; other cells stay as typed.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, expected)
    rows = pending_of(session, revision)
    judge_again(DraftRows(session, revision), rows, corrections, context)
    drafts.touch(revision)
    drafts.refresh_statements(session, revision)
    audit.record(
        session,
        actor.username,
        "laporan.perbaiki",
        drafts.subject(revision),
        now=now,
        details={"baris": len(corrections)},
    )
    session.flush()
    return len(pending_of(session, revision))


def save_action(  # noqa: PLR0913 - see fix_rows
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    entry_key: str,
    cells: Mapping[str, str],
    context: IntakeContext,
    *,
    now: datetime,
) -> ParsedAction | RefusedRow:
    """Add one action typed on the page to an entry of a draft; a refusal stores nothing."""
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    store = DraftRows(session, revision)
    key = store.free_action_key()
    result = parse_row("4_TindakLanjut", 0, key, {**cells, "entry_key": entry_key}, context)
    if isinstance(result, ParsedEntry):
        raise TypeError("an action sheet gave an entry")
    if isinstance(result, RefusedRow):
        return result
    store.put((), (result,))
    drafts.touch(revision)
    audit.record(
        session,
        actor.username,
        "laporan.upaya",
        drafts.subject(revision),
        now=now,
        details={"kode": entry_key},
    )
    session.flush()
    return result
