"""Facts of now and before on one line each, with the words marked that differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.entry import FIELDS
from app.model.fields import Group
from app.reports.word_marks import Marks, mark_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.web.pages.entry_view import Section

_NAME_OF = {field.spec.heading: field.name for field in FIELDS}
_LONG = 60  # shorter texts are read at a glance, marks inside them only disturb
_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact now and before; `name` is the field a note can be about, empty for particulars.

    `marks` are there where both texts are long and differ.
    """

    heading: str
    now: str
    before: str
    changed: bool
    name: str = ""
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts under one heading."""

    title: str
    facts: tuple[Fact, ...]


def fact_of(heading: str, now: str, before: str, *, name: str = "") -> Fact:
    """Put one fact beside its earlier text."""
    changed = now != before
    is_long = now and before and max(len(now), len(before)) >= _LONG
    marks = mark_words(before, now) if changed and is_long else None
    return Fact(heading, now, before, changed, name, marks)


def beside(
    now: Sequence[Section], before: Sequence[Section], *, has_both: bool
) -> tuple[Facts, ...]:
    """Line the facts of both up by group and heading; a repeated heading meets in its order.

    Without both, the facts of the one that is there stand alone and nothing counts as changed.
    """
    later, earlier = _keyed(now), _keyed(before)
    shown = later if now else earlier
    order = list(dict.fromkeys([*shown, *(earlier if has_both else ())]))
    groups: dict[str, list[Fact]] = {group.value: [] for group in Group}
    for key in order:
        title, heading, _ = key
        text, name = shown.get(key, ""), _NAME_OF.get(heading, "")
        fact = (
            fact_of(heading, text, earlier.get(key, ""), name=name)
            if has_both
            else Fact(heading, text, "", changed=False, name=name)
        )
        groups[title].append(fact)
    return tuple(Facts(title, tuple(facts)) for title, facts in groups.items() if facts)


def changed_only(groups: Iterable[Facts]) -> tuple[Fact, ...]:
    """Return the facts that differ, in their order."""
    return tuple(fact for group in groups for fact in group.facts if fact.changed)


def _keyed(found: Iterable[Section]) -> dict[_Key, str]:
    seen: Counter[tuple[str, str]] = Counter()
    keyed = {}
    for section in found:
        for heading, text in section.facts:
            seen[section.title, heading] += 1
            keyed[section.title, heading, seen[section.title, heading]] = text
    return keyed
