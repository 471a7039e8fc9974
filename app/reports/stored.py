"""A draft's rows in their tables: written and compared in batches, never as 60,000 objects.

Everything here goes past the identity map: objects of the same rows loaded earlier are stale.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, delete, insert, select, update

from app.intake.cells import blank
from app.model.entry import FIELDS, Entry, Kind
from app.model.particulars import (
    ACTION_FIELDS,
    Action,
    EntryLocation,
    InformationSource,
    Party,
)
from app.model.risk import risk_of, severity_of
from app.reports.content import action_facts, facts_of, field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.db import WriteSession
    from app.intake.parsed import ParsedAction, ParsedEntry

T = TypeVar("T")
BATCH = 500
# What hangs on an entry; each row is written whole, so that a batch has the same columns.
_PARTICULARS: tuple[tuple[str, type[Any], dict[str, Any]], ...] = (
    ("locations", EntryLocation, {"place": "", "lat": None, "lon": None}),
    ("parties", Party, {"initials": "", "is_child": False, "members_est": None}),
    (
        "sources",
        InformationSource,
        {"detail": "", "reliability": None, "credibility": None, "url": "", "protected": False},
    ),
)
_BLANKS = {field.name: blank(field.spec.shape) for field in FIELDS}


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Cut into lists short enough for one statement."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def entry_facts_by_id(
    session: WriteSession, ids: Iterable[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the facts of stored entries, in any order."""
    for batch in batches(ids):
        hung = {group: _by_entry(session, table, batch) for group, table, _ in _PARTICULARS}
        # The table, not the class: plain rows, made ten times as fast as objects.
        for row in session.connection().execute(select(Entry).where(Entry.id.in_(batch))):
            yield row.id, facts_of(row, {group: found[row.id] for group, found in hung.items()})


def _by_entry(
    session: WriteSession, table: type[Any], entry_ids: Sequence[int]
) -> defaultdict[int, list[Any]]:
    rows = session.connection().execute(
        select(table).where(table.entry_id.in_(entry_ids)).order_by(table.seq)
    )
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.entry_id].append(row)
    return found


def action_facts_by_id(
    session: WriteSession, ids: Iterable[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the facts of stored actions, in any order."""
    for batch in batches(ids):
        for row in session.connection().execute(select(Action).where(Action.id.in_(batch))):
            yield row.id, action_facts(row)


def insert_entries(
    session: WriteSession,
    revision_id: int,
    entries: Iterable[ParsedEntry],
    cases: Mapping[str, int],
    refused: Mapping[str, str],
) -> None:
    """Write new entries without what hangs on them.

    `cases` are ids by case number, `refused` what the cells were before they were corrected.
    """
    for batch in batches(entries):
        rows = [
            {
                "revision_id": revision_id,
                "case_id": cases.get(parsed.case_no or ""),
                "kind": parsed.kind,
                "row_key": parsed.row_key,
                "source_sheet": parsed.sheet,
                **_entry_values(parsed, refused),
            }
            for parsed in batch
        ]
        session.connection().execute(insert(Entry), rows)


def update_entries(
    session: WriteSession, entries: Mapping[int, ParsedEntry], refused: Mapping[str, str]
) -> None:
    """Write changed entries by id and take off what hung on them."""
    for batch in batches(entries.items()):
        rows = [{"this_id": number, **_entry_values(parsed, refused)} for number, parsed in batch]
        session.connection().execute(update(Entry).where(Entry.id == bindparam("this_id")), rows)
        ids = [number for number, _ in batch]
        for _, table, _ in _PARTICULARS:
            session.connection().execute(delete(table).where(table.entry_id.in_(ids)))


def insert_particulars(session: WriteSession, entries: Mapping[int, ParsedEntry]) -> None:
    """Hang places, parties and sources on entries by id."""
    for batch in batches(entries.items()):
        for group, table, blanks in _PARTICULARS:
            rows = [
                {"entry_id": number, "seq": seq, **blanks, **item}
                for number, parsed in batch
                for seq, item in enumerate(getattr(parsed, group), 1)
            ]
            if rows:
                session.connection().execute(insert(table), rows)


def _entry_values(parsed: ParsedEntry, refused: Mapping[str, str]) -> dict[str, Any]:
    values = parsed.values
    return {
        **_BLANKS,
        **{name: values[name] for name in field_names(parsed.kind)},
        **_derived(parsed),
        "same_case": parsed.same_case,
        "source_row": parsed.row_number,
        "refused_cells_sha256": refused.get(parsed.row_key),
    }


def _derived(parsed: ParsedEntry) -> dict[str, Any]:
    """What the portal computes: risk of a potential, severity of an event."""
    values = parsed.values
    if parsed.kind != Kind.POTENTIAL:
        return {"risk_score": None, "risk_level": None, "severity": severity_of(values)}
    score, level = risk_of(values["likelihood"] or 1, values["impact"] or 1)
    return {"risk_score": score, "risk_level": level, "severity": None}


def insert_actions(
    session: WriteSession,
    actions: Iterable[tuple[int, ParsedAction]],
    refused: Mapping[str, str],
) -> None:
    """Write new actions, each with the id of its entry."""
    for batch in batches(actions):
        rows = [
            {"row_key": parsed.row_key, **_action_values(number, parsed, refused)}
            for number, parsed in batch
        ]
        session.connection().execute(insert(Action), rows)


def update_actions(
    session: WriteSession,
    actions: Iterable[tuple[int, int, ParsedAction]],
    refused: Mapping[str, str],
) -> None:
    """Write changed actions by id, each with the id of the entry it now belongs to."""
    for batch in batches(actions):
        rows = [
            {"this_id": number, **_action_values(entry_id, parsed, refused)}
            for number, entry_id, parsed in batch
        ]
        session.connection().execute(update(Action).where(Action.id == bindparam("this_id")), rows)


def _action_values(
    entry_id: int, parsed: ParsedAction, refused: Mapping[str, str]
) -> dict[str, Any]:
    return {
        **{field.name: parsed.values[field.name] for field in ACTION_FIELDS},
        "entry_id": entry_id,
        "refused_cells_sha256": refused.get(parsed.row_key),
    }


def mark_corrected(session: WriteSession, table: type[Any], refused: Mapping[int, str]) -> None:
    """Remember for rows by id which cells of the file they were corrected from."""
    for batch in batches(refused.items()):
        rows = [{"this_id": number, "refused_cells_sha256": sha} for number, sha in batch]
        session.connection().execute(update(table).where(table.id == bindparam("this_id")), rows)
