"""Merging a file into a draft: each row by its key becomes new, changed, unchanged or refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.model.case import Case
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.report import PendingRow, Revision
from app.reports import stored
from app.reports.content import parsed_action_facts, parsed_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.db import WriteSession
    from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow

_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class Verdicts:
    """How many rows became what; the four add up to the rows of the file."""

    created: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row of the draft: its id, its entry's id, and the cells it was corrected from."""

    id: int
    entry_id: int
    refused: str | None


def cells_sha256(cells: Mapping[str, str]) -> str:
    """Recognise a row that was refused before, whatever was corrected on the page since."""
    text = json.dumps(dict(cells), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class DraftRows:
    """A draft's rows by key while a file is merged into it; rows are written in batches."""

    def __init__(self, session: WriteSession, revision: Revision) -> None:
        session.flush()
        self.session = session
        self.revision = revision
        self.verdicts = Verdicts()
        self._entries = self._load_entries()
        self._actions = {
            key: _Kept(number, entry_id, refused)
            for key, number, entry_id, refused in session.execute(
                select(Action.row_key, Action.id, Action.entry_id, Action.refused_cells_sha256)
                .join(Action.entry)
                .where(Entry.revision_id == revision.id)
            )
        }
        self._pending = {
            (sheet, key): number
            for number, sheet, key in session.execute(
                select(PendingRow.id, PendingRow.sheet, PendingRow.row_key).where(
                    PendingRow.revision_id == revision.id
                )
            )
        }

    def _load_entries(self) -> dict[str, _Kept]:
        return {
            key: _Kept(number, number, refused)
            for key, number, refused in self.session.execute(
                select(Entry.row_key, Entry.id, Entry.refused_cells_sha256).where(
                    Entry.revision_id == self.revision.id
                )
            )
        }

    @property
    def entry_keys(self) -> frozenset[str]:
        """Codes of the entries that stand in the draft."""
        return frozenset(self._entries)

    def put(
        self,
        entries: Sequence[ParsedEntry],
        actions: Sequence[ParsedAction],
        corrected: Mapping[str, str] = _NOTHING,
    ) -> None:
        """Make or change entries and actions; the same facts change nothing.

        The entries of the actions are in the draft or among `entries`. `corrected` tells, for
        rows mended on the page, the hash of the cells the file still has.
        """
        self._drop_pending([*entries, *actions])
        self._put_entries(entries, corrected)
        self._put_actions(actions, corrected)

    def refuse(self, rows: Sequence[RefusedRow]) -> None:
        """Keep bad rows for correction, unless they were corrected on the page since.

        An action that waits for an entry an earlier file brought joins that entry.
        """
        standing: list[ParsedAction] = []
        waiting: list[tuple[RefusedRow, str]] = []
        for row in rows:
            sha256 = cells_sha256(row.cells)
            kept = self._entries.get(row.row_key) or self._actions.get(row.row_key)
            if kept is not None and kept.refused == sha256:
                self.verdicts.unchanged += 1  # the file still has it as it was before
            elif row.action is not None and row.action.entry_key in self._entries:
                standing.append(row.action)
            else:
                waiting.append((row, sha256))
        self.put((), standing)
        self._keep(waiting)

    def keep(self, rows: Sequence[RefusedRow]) -> None:
        """Keep rows for correction whatever was corrected before: somebody types them just now."""
        self._keep([(row, cells_sha256(row.cells)) for row in rows])

    def _keep(self, waiting: Sequence[tuple[RefusedRow, str]]) -> None:
        self._drop_pending([row for row, _ in waiting])
        for batch in stored.batches(waiting):
            self.session.execute(insert(PendingRow), [self._pending_row(*item) for item in batch])
        self.verdicts.refused += len(waiting)

    def free_action_key(self) -> str:
        """Return an action code no row of the draft has."""
        number = len(self._actions) + 1
        while f"U-{number:03d}" in self._actions:
            number += 1
        return f"U-{number:03d}"

    def _pending_row(self, row: RefusedRow, sha256: str) -> dict[str, object]:
        return {
            "revision_id": self.revision.id,
            "sheet": row.sheet,
            "row_number": row.row_number,
            "row_key": row.row_key,
            "cells": dict(row.cells),
            "cells_sha256": sha256,
            "problems": [problem.to_json() for problem in row.problems],
        }

    def _put_entries(self, entries: Sequence[ParsedEntry], corrected: Mapping[str, str]) -> None:
        fresh = [row for row in entries if row.row_key not in self._entries]
        known = {
            self._entries[row.row_key].id: row for row in entries if row.row_key in self._entries
        }
        changed = {
            number: known[number]
            for number, facts in stored.entry_facts_by_id(self.session, known)
            if facts != parsed_facts(known[number])
        }
        if fresh:
            stored.insert_entries(
                self.session, self.revision.id, fresh, self._cases(fresh), corrected
            )
            self._entries = self._load_entries()
        stored.update_entries(self.session, changed, corrected)
        written = {self._entries[row.row_key].id: row for row in fresh} | changed
        stored.insert_particulars(self.session, written)
        same = {
            number: corrected[row.row_key]
            for number, row in known.items()
            if number not in changed and row.row_key in corrected
        }
        stored.mark_corrected(self.session, Entry, same)
        self._count(len(entries), len(fresh), len(changed))

    def _put_actions(self, actions: Sequence[ParsedAction], corrected: Mapping[str, str]) -> None:
        def owner(action: ParsedAction) -> int:
            return self._entries[action.entry_key].id

        fresh = [row for row in actions if row.row_key not in self._actions]
        known = {
            self._actions[row.row_key].id: row for row in actions if row.row_key in self._actions
        }
        changed = {
            number: row
            for number, facts in stored.action_facts_by_id(self.session, known)
            if owner(row := known[number]) != self._actions[row.row_key].entry_id
            or facts != parsed_action_facts(row)
        }
        stored.insert_actions(self.session, ((owner(row), row) for row in fresh), corrected)
        stored.update_actions(
            self.session,
            ((number, owner(row), row) for number, row in changed.items()),
            corrected,
        )
        same = {
            number: corrected[row.row_key]
            for number, row in known.items()
            if number not in changed and row.row_key in corrected
        }
        stored.mark_corrected(self.session, Action, same)
        self._count(len(actions), len(fresh), len(changed))

    def _count(self, total: int, created: int, changed: int) -> None:
        self.verdicts.created += created
        self.verdicts.changed += changed
        self.verdicts.unchanged += total - created - changed

    def _cases(self, entries: Iterable[ParsedEntry]) -> dict[str, int]:
        numbers = {row.case_no for row in entries if row.case_no}
        found: dict[str, int] = {}
        for batch in stored.batches(numbers):
            rows = self.session.execute(
                select(Case.case_no, Case.id).where(Case.case_no.in_(batch))
            )
            found |= dict(rows.all())
        return found

    def _drop_pending(self, rows: Iterable[ParsedEntry | ParsedAction | RefusedRow]) -> None:
        keys = [(row.sheet, row.row_key) for row in rows]
        ids = [self._pending.pop(key) for key in keys if key in self._pending]
        for batch in stored.batches(ids):
            self.session.execute(delete(PendingRow).where(PendingRow.id.in_(batch)))
