"""What changed: a report against last quarter's, and one revision against another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.entry import FIELD_BY_NAME, Entry, Kind
from app.reports.content import action_facts, entry_facts
from app.reports.entry_standing import is_open

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_PARTICULARS = {"locations": "Lokasi", "parties": "Pihak", "sources": "Sumber informasi"}
_UNSPOKEN = {"change", "info_date", "kind", "same_case"}
ACTIONS = "Upaya penanganan"


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry beside its earlier snapshot; one of the two may be missing."""

    now: Entry | None
    before: Entry | None
    changed: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry:
        """The entry to show: the newer one where there is one."""
        shown = self.now or self.before
        if shown is None:
            raise ValueError("a pair needs at least one entry")
        return shown

    @property
    def is_changed(self) -> bool:
        """Tell whether a reviewer has something new to read here."""
        return self.now is None or self.before is None or bool(self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Counts for the check page: new, resolved and continuing entries."""

    new: int
    resolved: int
    continuing: int


def pairs(now: Sequence[Entry], before: Sequence[Entry]) -> list[Pair]:
    """Put entries beside their earlier snapshots, changed ones first.

    Entries meet by case and kind; without a case (a draft's new row) they stand alone. Several
    events of one case meet in their order. The particulars of all entries must be loaded.
    """
    earlier: dict[Hashable, list[Entry]] = {}
    for entry in before:
        earlier.setdefault((entry.case_id, entry.kind), []).append(entry)
    result = []
    for entry in now:
        waiting = earlier.get((entry.case_id, entry.kind)) if entry.case_id else None
        match = waiting.pop(0) if waiting else None
        result.append(Pair(entry, match, changed_fields(match, entry) if match else ()))
    gone = [entry for rest in earlier.values() for entry in rest if entry.kind == Kind.POTENTIAL]
    result += [Pair(None, entry) for entry in gone if is_open(entry)]
    return sorted(result, key=lambda pair: not pair.is_changed)


def version_pairs(now: Sequence[Entry], before: Sequence[Entry]) -> list[Pair]:
    """Put entries of two versions of one report beside each other, changed ones first.

    They meet by their code, and where the office numbered its rows anew by their case. Every
    field counts here, and the actions too; both must be loaded with their particulars.
    """
    earlier = {entry.row_key: entry for entry in before}
    met = {entry.row_key: earlier.pop(entry.row_key, None) for entry in now}
    by_case = {(entry.case_id, entry.kind): entry for entry in earlier.values()}
    result = []
    for entry in now:
        match = met[entry.row_key] or _by_case(by_case, entry)
        if match is not None:
            earlier.pop(match.row_key, None)
        result.append(Pair(entry, match, changed_between(match, entry) if match else ()))
    result += [Pair(None, entry) for entry in earlier.values()]
    return sorted(result, key=lambda pair: not pair.is_changed)


def _by_case(waiting: dict[tuple[int | None, str], Entry], entry: Entry) -> Entry | None:
    """Take out the entry of the same case; one without a case meets none."""
    return waiting.pop((entry.case_id, entry.kind), None) if entry.case_id else None


def changed_between(before: Entry, now: Entry) -> tuple[str, ...]:
    """Name everything that differs between two versions of an entry, its actions included."""
    old, new = entry_facts(before), entry_facts(now)
    found = [
        _PARTICULARS.get(name) or FIELD_BY_NAME[name].spec.heading
        for name in new
        if name not in {"kind", "same_case"} and old.get(name) != new[name]
    ]
    return (*found, ACTIONS) if _actions(before) != _actions(now) else tuple(found)


def _actions(entry: Entry) -> dict[str, dict[str, object]]:
    return {item.row_key: action_facts(item) for item in entry.actions}


def changed_fields(before: Entry, now: Entry) -> tuple[str, ...]:
    """Name the fields whose content differs, as their Indonesian headings."""
    old, new = entry_facts(before), entry_facts(now)
    return tuple(
        _PARTICULARS.get(name) or FIELD_BY_NAME[name].spec.heading
        for name in new
        if name not in _UNSPOKEN and old.get(name) != new[name]
    )


def difference(now: Sequence[Entry], before: Sequence[Entry]) -> Difference:
    """Count new, resolved and continuing entries against the quarter before."""
    known = {entry.case_id for entry in before if entry.case_id is not None}
    open_now = {entry.case_id for entry in now if entry.case_id is not None and is_open(entry)}
    open_before = {
        entry.case_id for entry in before if entry.kind == Kind.POTENTIAL and is_open(entry)
    }
    return Difference(
        new=sum(1 for entry in now if entry.case_id is None or entry.case_id not in known),
        resolved=len(open_before - open_now),
        continuing=sum(1 for entry in now if entry.case_id in known and is_open(entry)),
    )
