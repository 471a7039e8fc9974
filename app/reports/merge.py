"""Merging a file into a draft: each row by its key becomes new, changed, unchanged or refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.model.case import Case
from app.model.particulars import ACTION_FIELDS, Action
from app.model.report import PendingRow, Revision
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

    from app.db import WriteSession
    from app.model.entry import Entry


@dataclass(slots=True)
class Verdicts:
    """How many rows became what; the four add up to the rows of the file."""

    created: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0


def pending_of(session: WriteSession, revision: Revision) -> list[PendingRow]:
    """Return the rows of a draft that wait for correction, in the order of the file."""
    return list(
        session.scalars(
            select(PendingRow)
            .where(PendingRow.revision_id == revision.id)
            .order_by(PendingRow.sheet, PendingRow.row_number)
        )
    )


def cells_sha256(cells: Mapping[str, str]) -> str:
    """Recognise a row that was refused before, whatever was corrected on the page since."""
    text = json.dumps(dict(cells), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class DraftRows:
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

    def put_entry(self, parsed: ParsedEntry) -> None:
        """Make or change an entry; the same facts change nothing."""
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
        """Make, change or move an action; its entry is in the draft."""
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
        """Keep a bad row for correction, unless it was corrected on the page since."""
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
