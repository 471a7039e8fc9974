"""One entry of a report beside its earlier snapshot, fact by fact, with what changed marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.entry import FIELDS, Kind
from app.model.fields import Group
from app.reports.compare import Pair, changed_fields
from app.reports.tally import level_of_entry, severity_of
from app.web.pages.entry_view import Section, actions, place_of, sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.level import Level
    from app.model.report import ReviewNote

MARKS = {"baru": "busy", "berubah": "caution", "tetap": "", "hilang": "danger"}
_NAME_OF = {field.spec.heading: field.name for field in FIELDS}


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
class Fact:
    """One fact now and before; `name` is the field a note can be about, empty for particulars."""

    heading: str
    now: str
    before: str
    changed: bool
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts under one heading."""

    title: str
    facts: tuple[Fact, ...]


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
    own_level: str
    groups: tuple[Facts, ...]
    actions_now: tuple[Section, ...]
    actions_before: tuple[Section, ...]
    has_before: bool
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
    """Return the list on the left: changed entries first, the gravest of them first."""
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
    return sorted(found, key=lambda item: (item.mark == "tetap", -item.level.rank))


def key_of(pair: Pair) -> str:
    """Return what names a pair in an address; `lalu-` stands before one that is gone."""
    return pair.entry.row_key if pair.now is not None else f"lalu-{pair.entry.row_key}"


def sheet_of(
    pair: Pair, names: Mapping[AreaCode, str], zone: str, notes: Iterable[ReviewNote]
) -> Sheet:
    """Put an entry and its earlier snapshot side by side."""
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
        own_level=_own_level(entry),
        groups=_merged(now, before, has_both=bool(pair.now and pair.before)),
        actions_now=tuple(actions(pair.now, zone)) if pair.now else (),
        actions_before=tuple(actions(pair.before, zone)) if pair.before else (),
        has_before=pair.now is not None and pair.before is not None,
        notes=tuple(note for note in notes if pair.now and note.row_key == pair.now.row_key),
    )


def since_version(
    now: Sequence[Entry], before: Sequence[Entry], number: int
) -> tuple[dict[str, str], list[str]]:
    """Tell what changed since an earlier version: by entry, and what was taken out."""
    earlier = {entry.row_key: entry for entry in before}
    told = {}
    for entry in now:
        match = earlier.pop(entry.row_key, None)
        if match is None:
            told[entry.row_key] = f"baru sejak versi {number}"
        elif changed := changed_fields(match, entry):
            told[entry.row_key] = f"sejak versi {number} berubah: {', '.join(changed).lower()}"
    return told, [f"{entry.row_key} {entry.title}" for entry in earlier.values()]


def _score(entry: Entry) -> str:
    if entry.kind == Kind.EVENT:
        return f"keparahan {severity_of(entry)} dari 5"
    return f"skor {entry.risk_score} dari 25"


def _own_level(entry: Entry) -> str:
    """Say what the regency's own figures give, when the province reads the entry otherwise."""
    assessment = entry.assessment
    if assessment is None or (assessment.zone is None and assessment.severity is None):
        return ""
    if entry.kind == Kind.EVENT:
        return f"keparahan {entry.severity} menurut isian daerah"
    return f"skor {entry.risk_score} menurut isian daerah"


def _told(entry: Entry | None, names: Mapping[AreaCode, str], zone: str) -> list[Section]:
    return [] if entry is None else sections(entry, names, zone, at_home=False)


def _merged(now: list[Section], before: list[Section], *, has_both: bool) -> tuple[Facts, ...]:
    """Line the facts of both up by group and heading; a repeated heading meets in its order."""
    later, earlier = _keyed(now), _keyed(before)
    shown = later if now else earlier
    order = list(dict.fromkeys([*shown, *(earlier if has_both else ())]))
    groups: dict[str, list[Fact]] = {group.value: [] for group in Group}
    for title, heading, turn in order:
        key = (title, heading, turn)
        text, old = shown.get(key, ""), earlier.get(key, "") if has_both else ""
        changed = has_both and text != old
        groups[title].append(Fact(heading, text, old, changed, _NAME_OF.get(heading, "")))
    return tuple(Facts(title, tuple(facts)) for title, facts in groups.items() if facts)


def _keyed(found: list[Section]) -> dict[tuple[str, str, int], str]:
    seen: Counter[tuple[str, str]] = Counter()
    keyed = {}
    for section in found:
        for heading, text in section.facts:
            seen[section.title, heading] += 1
            keyed[section.title, heading, seen[section.title, heading]] = text
    return keyed
