"""Workbooks: from an officer's file to draft entries and rows waiting for correction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.intake.gate import check_workbook_file
from app.intake.parse import parse_row, parse_workbook
from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.intake.workbook import read_workbook
from app.model.account import User
from app.model.case import Case
from app.model.particulars import ACTION_FIELDS, Action
from app.model.report import PendingRow, Revision, Upload
from app.reports import drafts
from app.reports.content import (
    action_facts,
    entry_facts,
    fill,
    new_entry,
    parsed_action_facts,
    parsed_facts,
)
from app.reports.tally import entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.files import FileStore
    from app.intake.context import IntakeContext
    from app.intake.parsed import Parsed
    from app.model.entry import Entry


@dataclass(frozen=True, slots=True)
class PreparedUpload:
    """A workbook read and judged; nothing of it is stored yet."""

    data: bytes
    file_name: str
    parsed: Parsed


@dataclass(slots=True)
class Verdicts:
    """How many rows became what; the four add up to the rows of the file."""

    created: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0
    keys: set[str] = field(default_factory=set)


def prepare_upload(data: bytes, file_name: str, context: IntakeContext) -> PreparedUpload:
    """Check, read and parse a workbook; no transaction is open meanwhile.

    Raises:
        Unreadable: not our kind of file, or made for another regency or quarter.
    """
    check_workbook_file(data, file_name)
    raw = read_workbook(data)
    return PreparedUpload(data, file_name, parse_workbook(raw, context))


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
    parsed = prepared.parsed
    sha256 = files.put(prepared.data)
    store = _Draft(session, revision)
    for entry in parsed.entries:
        store.put_entry(entry)
    for action in parsed.actions:
        store.put_action(action)
    for row in parsed.refused:
        store.refuse(row)
    verdicts = store.verdicts
    upload = Upload(
        revision=revision,
        file_name=prepared.file_name[:200],
        file_sha256=sha256,
        size_bytes=len(prepared.data),
        uploaded_at=now,
        uploaded_by=store.user(actor),
        total_rows=parsed.total_rows,
        created_rows=verdicts.created,
        unchanged_rows=verdicts.unchanged,
        changed_rows=verdicts.changed,
        refused_rows=verdicts.refused,
        problems=[problem.to_json() for problem in parsed.problems],
    )
    session.add(upload)
    _write_cover(session, actor, revision, parsed, now)
    revision.channel = "EXCEL"
    if verdicts.created or verdicts.changed or verdicts.refused:
        drafts.touch(revision)
    drafts.refresh_statements(session, revision)
    audit.record(
        session,
        actor.username,
        "laporan.unggah",
        drafts.subject(revision),
        now=now,
        details={
            "sha256": sha256,
            "baris": parsed.total_rows,
            "baru": verdicts.created,
            "tetap": verdicts.unchanged,
            "berubah": verdicts.changed,
            "ditolak": verdicts.refused,
        },
    )
    session.flush()
    return upload


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
    store = _Draft(session, revision)
    rows = pending_of(session, revision)
    # Entries first, so that the actions that waited for them find them.
    for row in sorted(rows, key=lambda item: item.sheet.startswith("4")):
        cells = {**row.cells, **corrections.get(row.id, {})}
        result = parse_row(row.sheet, row.row_number, row.row_key, cells, context)
        store.settle(row, result, cells)
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


def pending_of(session: WriteSession, revision: Revision) -> list[PendingRow]:
    """Return the rows of a draft that wait for correction, in the order of the file."""
    return list(
        session.scalars(
            select(PendingRow)
            .where(PendingRow.revision_id == revision.id)
            .order_by(PendingRow.sheet, PendingRow.row_number)
        )
    )


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
    store = _Draft(session, revision)
    key = store.free_action_key()
    result = parse_row("4_TindakLanjut", 0, key, {**cells, "entry_key": entry_key}, context)
    if isinstance(result, ParsedEntry):
        raise TypeError("an action sheet gave an entry")
    if isinstance(result, RefusedRow):
        return result
    store.put_action(result)
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


def cells_sha256(cells: Mapping[str, str]) -> str:
    """Recognise a row that was refused before, whatever was corrected on the page since."""
    text = json.dumps(dict(cells), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Draft:
    """A draft's rows by key while a file is merged into it."""

    def __init__(self, session: WriteSession, revision: Revision) -> None:
        self.session = session
        self.revision = revision
        self.verdicts = Verdicts()
        self.entries: dict[str, Entry] = {
            entry.row_key: entry for entry in entries_of(session, [revision.id])
        }
        self.actions: dict[str, tuple[Entry, Action]] = {
            action.row_key: (entry, action)
            for entry in self.entries.values()
            for action in entry.actions
        }
        self.pending: dict[tuple[str, str], PendingRow] = {
            (row.sheet, row.row_key): row for row in pending_of(session, revision)
        }

    def user(self, actor: Actor) -> User:
        return self.session.get_one(User, actor.user_id)

    def put_entry(self, parsed: ParsedEntry) -> None:
        known = self.entries.get(parsed.row_key)
        self._drop_pending(parsed.sheet, parsed.row_key)
        if known is None:
            entry = new_entry(self.revision, parsed)
            entry.case = self._case(parsed.case_no)
            self.session.add(entry)
            self.entries[parsed.row_key] = entry
            self.verdicts.created += 1
        elif entry_facts(known) == parsed_facts(parsed):
            self.verdicts.unchanged += 1
        else:
            self._clear(known)
            fill(known, parsed)
            known.source_row = parsed.row_number
            known.refused_cells_sha256 = None
            self.verdicts.changed += 1

    def put_action(self, parsed: ParsedAction) -> None:
        entry = self.entries[parsed.entry_key]
        self._drop_pending(parsed.sheet, parsed.row_key)
        known = self.actions.get(parsed.row_key)
        if known is None:
            action = Action(row_key=parsed.row_key, **parsed.values)
            entry.actions.append(action)
            self.actions[parsed.row_key] = (entry, action)
            self.verdicts.created += 1
        elif known[0] is entry and action_facts(known[1]) == parsed_action_facts(parsed):
            self.verdicts.unchanged += 1
        else:
            self._move(known, entry, parsed)
            self.verdicts.changed += 1

    def refuse(self, row: RefusedRow) -> None:
        sha256 = cells_sha256(row.cells)
        kept: Entry | Action | None = self.entries.get(row.row_key)
        if kept is None and row.row_key in self.actions:
            kept = self.actions[row.row_key][1]
        if kept is not None and kept.refused_cells_sha256 == sha256:
            self.verdicts.unchanged += 1  # corrected on the page since; the file still has it old
            return
        self._drop_pending(row.sheet, row.row_key)
        self.session.add(
            PendingRow(
                revision=self.revision,
                sheet=row.sheet,
                row_number=row.row_number,
                row_key=row.row_key,
                cells=dict(row.cells),
                cells_sha256=sha256,
                problems=[problem.to_json() for problem in row.problems],
            )
        )
        self.verdicts.refused += 1

    def settle(
        self,
        row: PendingRow,
        result: ParsedEntry | ParsedAction | RefusedRow,
        cells: Mapping[str, str],
    ) -> None:
        """Turn a waiting row into an entry or action, or keep it waiting with its new cells."""
        if isinstance(result, RefusedRow) or (
            isinstance(result, ParsedAction) and result.entry_key not in self.entries
        ):
            row.cells = dict(cells)
            if isinstance(result, RefusedRow):
                row.problems = [problem.to_json() for problem in result.problems]
            return
        if isinstance(result, ParsedEntry):
            self.put_entry(result)
            self.entries[result.row_key].refused_cells_sha256 = row.cells_sha256
        else:
            self.put_action(result)
            self.actions[result.row_key][1].refused_cells_sha256 = row.cells_sha256

    def free_action_key(self) -> str:
        """Return an action code no row of the draft has."""
        number = len(self.actions) + 1
        while f"U-{number:03d}" in self.actions:
            number += 1
        return f"U-{number:03d}"

    def _case(self, case_no: str | None) -> Case | None:
        if not case_no:
            return None
        return self.session.scalar(select(Case).where(Case.case_no == case_no))

    def _clear(self, entry: Entry) -> None:
        """Remove particulars before the new ones take their sequence numbers."""
        entry.locations, entry.parties, entry.sources = [], [], []
        self.session.flush()

    def _move(self, known: tuple[Entry, Action], entry: Entry, parsed: ParsedAction) -> None:
        owner, action = known
        if owner is not entry:
            owner.actions.remove(action)
            self.session.flush()
            action = Action(row_key=parsed.row_key, **parsed.values)
            entry.actions.append(action)
            self.actions[parsed.row_key] = (entry, action)
            return
        for item in ACTION_FIELDS:
            setattr(action, item.name, parsed.values[item.name])
        action.refused_cells_sha256 = None

    def _drop_pending(self, sheet: str, row_key: str) -> None:
        waiting = self.pending.pop((sheet, row_key), None)
        if waiting is not None:
            self.session.delete(waiting)
            self.session.flush()


def _write_cover(
    session: WriteSession, actor: Actor, revision: Revision, parsed: Parsed, now: datetime
) -> None:
    cover = parsed.cover
    drafts.save_letter(session, actor, revision, cover.letter, expected=None, now=now)
    drafts.save_statements(session, actor, revision, cover.statements, now)
