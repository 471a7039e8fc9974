"""Rows without codes find the entries of a draft they were before (ADR 18)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.intake.columns import ACTION, KIND_OF_SHEET
from app.intake.problem import ERROR
from app.intake.spans import parse_span
from app.intake.text import fold
from app.model.case import Case
from app.model.entry import Entry
from app.model.particulars import Action, EntryLocation
from app.model.report import PendingRow
from app.reports.marks import SERIES, STAGES, Free, Mark, matches
from app.reports.merge import cells_sha256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.db import ReadSession
    from app.intake.context import IntakeContext
    from app.intake.loose.read import FreshRow
    from app.model.report import Revision


class DraftKeys:
    """Codes of a draft's rows for the rows of a file; each code is given once."""

    def __init__(
        self, session: ReadSession, revision: Revision | None, context: IntakeContext
    ) -> None:
        """Load what the draft holds; without a draft every row is new."""
        self._context = context
        self._marks: dict[str, list[Mark]] = defaultdict(list)
        self._cases: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._standing: set[str] = set()
        # Of rows that wait: the columns to correct, and the cells.
        self._waiting: dict[str, tuple[frozenset[str], Mapping[str, str]]] = {}
        if revision is not None:
            self._load_entries(session, revision)
            self._load_actions(session, revision)
            self._load_pending(session, revision)

    @property
    def known(self) -> frozenset[str]:
        """Codes of the entries that stand in the draft."""
        return frozenset(key for key in self._standing if not key.startswith(ACTION))

    def stands(self, key: str) -> bool:
        """Tell whether an entry or action of the draft has a code."""
        return key in self._standing

    def case_of(self, key: str) -> str:
        """Return the number of the case an entry is about; empty when it has none."""
        return self._cases.get(key, "")

    def titles(self) -> Mapping[str, str]:
        """Return the codes of the draft's entries by their titles, folded."""
        return self._titles

    def give(self, rows: Sequence[FreshRow]) -> list[str]:
        """Return a code for each row: the one it had before, else the next of the series."""
        wanted = [self._mark_of(row) for row in rows]
        given: dict[int, str] = {}
        by_kind: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            by_kind[row.kind].append(at)
        for kind, places in by_kind.items():
            free = Free(self._marks[kind])
            for stage in STAGES:
                for at, key in matches(stage, wanted, places, free, given):
                    given[at] = key
            self._give_mended(rows, places, free, given)
        self._number_new(rows, given)
        return [given[at] for at in range(len(rows))]

    def _give_mended(
        self,
        rows: Sequence[FreshRow],
        places: Sequence[int],
        free: Free,
        given: dict[int, str],
    ) -> None:
        """Know a waiting row again, wherever it stands now, if all that was right is the same."""
        shelves: dict[frozenset[str], dict[str, list[str]]] = {}
        for key in free.keys:
            bad, cells = self._waiting.get(key, (frozenset(), {}))
            if bad:
                sha256 = _without(cells, bad)
                shelves.setdefault(bad, {}).setdefault(sha256, []).append(key)
        for at in places:
            for bad, shelf in shelves.items():
                keys = [] if at in given else shelf.get(_without(rows[at].cells, bad), [])
                if keys:
                    given[at] = keys.pop(0)

    def _number_new(self, rows: Sequence[FreshRow], given: dict[int, str]) -> None:
        last: dict[str, int] = {}
        for at, row in enumerate(rows):
            if at in given:
                continue
            if row.kind not in last:
                numbers = [
                    int(mark.key.partition(SERIES)[2])
                    for mark in self._marks[row.kind]
                    if mark.is_ours
                ]
                last[row.kind] = max(numbers, default=0)
            last[row.kind] += 1
            given[at] = f"{row.kind}{SERIES}{last[row.kind]:03d}"

    def _mark_of(self, row: FreshRow) -> Mark:
        cells = {key: text for key, text in row.cells.items() if text}
        return self._mark(row.kind, cells, row.number, sha256=cells_sha256(cells))

    def _mark(
        self,
        kind: str,
        cells: Mapping[str, str],
        row: int,
        *,
        sha256: str,
        key: str = "",
        waits: bool = False,
    ) -> Mark:
        if kind == ACTION:
            title, place = cells.get("description", ""), cells.get("entry_key", "")
            when = cells.get("date_start", "")
        else:
            title, place = cells.get("title", ""), self._place(cells)
            when = cells.get("event_start", "") if kind == "K" else ""
        span = parse_span(when.split(" pukul ")[0]) or parse_span(when.partition(" ")[0])
        day = span.first.isoformat() if span else ""
        return Mark(fold(title), place, day, row, sha256, key, waits)

    def _place(self, cells: Mapping[str, str]) -> str:
        places = self._context.places
        district = places.find_district(cells.get("district", "")).code
        village = cells.get("village", "")
        if district is None or not village:
            return district or ""
        return places.find_village(village, district).code or ""

    def _load_entries(self, session: ReadSession, revision: Revision) -> None:
        zone = ZoneInfo(self._context.zone)
        rows = session.execute(
            select(
                Entry.row_key, Entry.kind, Entry.title, Entry.event_start, Entry.source_row,
                Entry.refused_cells_sha256, EntryLocation.region_code, Case.case_no,
            )
            .outerjoin(
                EntryLocation,
                (EntryLocation.entry_id == Entry.id) & EntryLocation.is_primary,
            )
            .outerjoin(Case, Case.id == Entry.case_id)
            .where(Entry.revision_id == revision.id)
            .order_by(Entry.row_key)
        )  # fmt: skip
        for key, kind, title, start, row, sha256, place, case in rows:
            day = start.astimezone(zone).date().isoformat() if start and kind == "K" else ""
            mark = Mark(fold(title), place or "", day, row or 0, sha256 or "", key)
            self._marks[kind].append(mark)
            self._standing.add(key)
            self._titles[mark.title] = "" if mark.title in self._titles else key
            if case:
                self._cases[key] = case

    def _load_actions(self, session: ReadSession, revision: Revision) -> None:
        rows = session.execute(
            select(
                Action.row_key, Action.description, Action.date_start,
                Action.refused_cells_sha256, Entry.row_key,
            )
            .join(Action.entry)
            .where(Entry.revision_id == revision.id)
            .order_by(Action.row_key)
        )  # fmt: skip
        for key, description, day, sha256, entry_key in rows:
            self._standing.add(key)
            self._marks[ACTION].append(
                Mark(fold(description), entry_key, day.isoformat(), 0, sha256 or "", key)
            )

    def _load_pending(self, session: ReadSession, revision: Revision) -> None:
        rows = session.scalars(
            select(PendingRow)
            .where(PendingRow.revision_id == revision.id)
            .order_by(PendingRow.row_key)
        )
        for item in rows:
            kind = KIND_OF_SHEET[item.sheet]
            if SERIES in item.row_key:
                bad = frozenset(
                    problem["column"] for problem in item.problems if problem["severity"] == ERROR
                )
                self._waiting[item.row_key] = (bad, item.cells)
            mark = self._mark(
                kind,
                item.cells,
                item.row_number,
                sha256=item.cells_sha256,
                key=item.row_key,
                waits=True,
            )
            self._marks[kind].append(mark)


def _without(cells: Mapping[str, str], columns: frozenset[str]) -> str:
    return cells_sha256({key: text for key, text in cells.items() if text and key not in columns})
