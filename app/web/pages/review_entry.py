"""One entry of a report beside its earlier snapshot, fact by fact, with what changed marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.entry import Kind
from app.reports.entry_standing import level_of_entry, reading_of, reading_reason, severity_of
from app.web.pages.entry_view import Section, actions, place_of, sections
from app.web.pages.facts_beside import Facts, beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.level import Level
    from app.model.report import ReviewNote
    from app.reports.compare import Pair

MARKS = {"baru": "busy", "berubah": "caution", "tetap": "", "hilang": "danger"}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list on the left."""

    key: str
    title: str
    place: str
    mark: str
    tone: str
    level: Level
    notes: int
    since: str
    href: str


@dataclass(frozen=True, slots=True)
class Around:
    """Where the entry shown stands in the list, and what comes before and after it."""

    turn: int
    count: int
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The entry on the right, everything it says, and how the province reads it."""

    entry: Entry
    key: str
    kind: str
    place: str
    mark: str
    tone: str
    level: Level
    score: str
    reading: str
    reading_reason: str
    groups: tuple[Facts, ...]
    actions_now: tuple[Section, ...]
    actions_before: tuple[Section, ...]
    has_before: bool
    columns: tuple[str, str]
    notes: tuple[ReviewNote, ...]


def mark_of(pair: Pair) -> str:
    """Say in a word what became of an entry since last quarter."""
    if pair.now is None:
        return "hilang"
    if pair.before is None:
        return "baru"
    return "berubah" if pair.changed else "tetap"


def items_of(
    pairs: Sequence[Pair],
    names: Mapping[AreaCode, str],
    notes: Iterable[ReviewNote],
    since: Mapping[str, str],
    *,
    path: str,
) -> list[Item]:
    """Return the list on the left: what a reviewer has not read yet first, the gravest on top.

    After a return that is what the office changed since (`since`), otherwise what changed since
    last quarter.
    """
    counted = Counter(note.row_key for note in notes)
    found = []
    for pair in pairs:
        key, mark = key_of(pair), mark_of(pair)
        found.append(
            Item(
                key=key,
                title=pair.entry.title,
                place=place_of(pair.entry, names),
                mark=mark,
                tone=MARKS[mark],
                level=level_of_entry(pair.entry),
                notes=counted[pair.now.row_key] if pair.now else 0,
                since=since.get(pair.now.row_key, "") if pair.now else "",
                href=f"{path}entri={key}#entri",
            )
        )
    return sorted(found, key=lambda item: (not item.since, item.mark == "tetap", -item.level.rank))


def around(items: Sequence[Item], sheet: Sheet | None) -> Around:
    """Return what is next to the entry shown; the list does not begin anew after its end."""
    turn = next((at for at, item in enumerate(items) if sheet and item.key == sheet.key), 0)
    return Around(
        turn=turn + 1,
        count=len(items),
        previous=items[turn - 1].href if turn else "",
        next=items[turn + 1].href if turn + 1 < len(items) else "",
    )


def key_of(pair: Pair) -> str:
    """Return what names a pair in an address; `lalu-` stands before one that is gone."""
    return pair.entry.row_key if pair.now is not None else f"lalu-{pair.entry.row_key}"


def sheet_of(
    pair: Pair,
    names: Mapping[AreaCode, str],
    zone: str,
    notes: Iterable[ReviewNote],
    *,
    columns: tuple[str, str],
) -> Sheet:
    """Put an entry and its earlier snapshot side by side, under the headings of `columns`."""
    entry, mark = pair.entry, mark_of(pair)
    now = _told(pair.now, names, zone)
    before = _told(pair.before, names, zone)
    return Sheet(
        entry=entry,
        key=key_of(pair),
        kind="Potensi konflik" if entry.kind == Kind.POTENTIAL else "Konflik terjadi",
        place=place_of(entry, names),
        mark=mark,
        tone=MARKS[mark],
        level=level_of_entry(entry),
        score=_score(entry),
        reading=reading_of(entry),
        reading_reason=reading_reason(entry),
        groups=beside(now, before, has_both=bool(pair.now and pair.before)),
        actions_now=tuple(actions(pair.now, zone)) if pair.now else (),
        actions_before=tuple(actions(pair.before, zone)) if pair.before else (),
        has_before=pair.now is not None and pair.before is not None,
        columns=columns,
        notes=tuple(note for note in notes if pair.now and note.row_key == pair.now.row_key),
    )


def _score(entry: Entry) -> str:
    if entry.kind == Kind.EVENT:
        return f"keparahan {severity_of(entry)} dari 5"
    return f"skor {entry.risk_score} dari 25"


def _told(entry: Entry | None, names: Mapping[AreaCode, str], zone: str) -> list[Section]:
    return [] if entry is None else sections(entry, names, zone, at_home=False)
