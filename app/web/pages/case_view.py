"""A case as its page shows it: one card a quarter, with what changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.entry import Kind
from app.model.level import Level
from app.model.report import State
from app.model.review import Verdict
from app.model.vocabulary import (
    ACTION_TYPE,
    AGENCY,
    CHANGE,
    CLOSURE_BASIS,
    EVENT_FORM,
    OMISSION_REASON,
    STAGE,
)
from app.reports.entry_standing import level_of_entry, severity_of, status_of
from app.web.formats import date_id, moment_id
from app.web.pages.entry_view import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.cases.life import Life, Snapshot
    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.particulars import Action
    from app.model.quarter import Quarter
    from app.model.report import ReviewNote

ACTS = {
    "TUTUP": "Kasus ditutup",
    "PANTAU": "Kasus dipantau",
    "ALIHKAN": "Kasus dialihkan",
    "BUKA": "Kasus dibuka lagi",
    "GABUNG": "Kasus digabung",
    "PISAH": "Penggabungan dibatalkan",
    "TAUT": "Kasus ditautkan",
    "LEPAS": "Tautan dilepas",
}
VERDICTS = {
    Verdict.DIFFERENT: "Bukan kasus yang sama",
    Verdict.LINKED: "Kasus yang sama, ditautkan",
    Verdict.MERGED: "Kasus yang sama, digabung",
}
STRIP = 8


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in a quarter's card: what it says, and what was done about it."""

    heading: str
    href: str
    level: Level
    facts: tuple[tuple[str, str], ...]
    text: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One quarter of a case; `step` is how the level moved since the quarter told before."""

    quarter: Quarter
    label: str
    state: str
    level: Level | None
    step: str
    told: tuple[Told, ...]
    omission: str
    notes: tuple[ReviewNote, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One quarter of the strip."""

    label: str
    level: Level


def cards(life: Life, names: Mapping[AreaCode, str], query: str, zone: str) -> list[Card]:
    """Return the quarters of a case, the newest first; `query` keeps the reader's region."""
    found: list[Card] = []
    before: Level | None = None
    for snapshot in reversed(life.snapshots):
        level = _level(snapshot.entries)
        found.append(
            Card(
                quarter=snapshot.quarter,
                label=snapshot.quarter.label,
                state="" if snapshot.revision.state is State.DITERIMA else "belum diterima",
                level=level,
                step=_step(before, level),
                told=tuple(_told(item, snapshot, names, query, zone) for item in snapshot.entries),
                omission=_omission(snapshot),
                notes=snapshot.notes,
            )
        )
        before = level or before
    return found[::-1]


def strip(life: Life, newest: Quarter) -> list[Cell]:
    """Return the level of a case in eight quarters; a quarter without a word is unknown."""
    told = {item.quarter: _level(item.entries) for item in life.snapshots}
    quarters = [newest - back for back in reversed(range(STRIP))]
    return [Cell(item.label, told.get(item) or Level.BELUM_LAPOR) for item in quarters]


def _level(entries: Iterable[Entry]) -> Level | None:
    return max((level_of_entry(item) for item in entries), key=lambda one: one.rank, default=None)


def _step(before: Level | None, now: Level | None) -> str:
    if before is None or now is None or before is now:
        return ""
    word = "naik" if now.rank > before.rank else "turun"
    return f"{word} dari {before.label}"


def _told(
    entry: Entry, snapshot: Snapshot, names: Mapping[AreaCode, str], query: str, zone: str
) -> Told:
    is_event = entry.kind == Kind.EVENT
    version = f"{query}{'&' if query else '?'}versi={snapshot.revision.number}"
    kind = "Peristiwa" if is_event else "Potensi"
    return Told(
        heading=f"{kind} {entry.row_key}: {entry.title}",
        href=f"/laporan/{snapshot.quarter.slug}/entri/{entry.row_key}{version}",
        level=level_of_entry(entry),
        facts=tuple(pair for pair in _facts(entry, names, zone) if pair[1]),
        text=entry.summary if is_event else entry.development or entry.summary,
        actions=tuple(_action(item) for item in entry.actions),
    )


def _facts(entry: Entry, names: Mapping[AreaCode, str], zone: str) -> Sequence[tuple[str, str]]:
    common = (
        ("Lokasi", place_of(entry, names)),
        ("Penanganan", status_of(entry)),
    )
    if entry.kind == Kind.EVENT:
        when = moment_id(entry.event_start, zone) if entry.event_start is not None else ""
        return (
            ("Waktu", when),
            ("Bentuk", EVENT_FORM.label_of(entry.event_form)),
            ("Keparahan", str(severity_of(entry))),
            *common,
        )
    basis = CLOSURE_BASIS.label_of(entry.closure_basis)
    closed = f"{basis}, {date_id(entry.closed_on)}" if entry.closed_on is not None else basis
    return (
        ("Perubahan", CHANGE.label_of(entry.change)),
        ("Kemungkinan × dampak", f"{entry.likelihood} × {entry.impact}"),
        ("Tahap", STAGE.label_of(entry.stage)),
        *common,
        ("Selesai", closed),
    )


def _action(action: Action) -> str:
    said = (
        f"{date_id(action.date_start)}: {ACTION_TYPE.label_of(action.action_type)}, "
        f"{AGENCY.label_of(action.lead_agency)}. {action.result}"
    )
    if not action.next_step:
        return said
    due = f" (target {date_id(action.next_due)})" if action.next_due is not None else ""
    return f"{said.rstrip('.')}. Berikutnya: {action.next_step}{due}"


def _omission(snapshot: Snapshot) -> str:
    item = snapshot.omission
    if item is None or snapshot.entries:
        return ""
    basis = CLOSURE_BASIS.label_of(item.closure_basis)
    day = f", {date_id(item.closed_on)}" if item.closed_on is not None else ""
    said = OMISSION_REASON.label_of(item.reason) + (f" ({basis}{day})" if basis else "")
    return f"Tidak dilaporkan: {said}. {item.note}"
