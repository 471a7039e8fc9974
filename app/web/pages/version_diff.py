"""What differs between two versions of a report, in words: letter, kecamatan, entries, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.areas.queries import names_of
from app.model.entry import Kind
from app.model.vocabulary import (
    ATTACHMENT_CATEGORY,
    DISTRICT_STATEMENT,
    INFORMATION_SOURCE,
)
from app.reports import drafts, queries
from app.reports.compare import version_pairs
from app.reports.enclosures import enclosures_of
from app.reports.entry_standing import level_of_entry
from app.reports.tally import entries_of
from app.web.formats import count_of, size_id
from app.web.pages import letter_form
from app.web.pages.entry_view import KIND_WORDS, actions, place_names, place_of, sections
from app.web.pages.facts_beside import Fact, beside, changed_only, fact_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.level import Level
    from app.model.report import Attachment, DistrictStatement, Revision
    from app.reports.compare import Pair
    from app.web.pages.report_room import Room

NEW, GONE, CHANGED = "baru", "dihapus", "berubah"
TONES = {NEW: "busy", GONE: "danger", CHANGED: "caution"}


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that is not in both versions, or not the same in both."""

    key: str
    title: str
    kind: str
    place: str
    mark: str
    tone: str
    level: Level
    before_level: Level | None
    facts: tuple[Fact, ...]

    @property
    def words(self) -> str:
        """Name what differs, in a line."""
        if self.mark != CHANGED:
            return self.mark
        return ", ".join(dict.fromkeys(fact.heading.lower() for fact in self.facts))


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """Everything that differs between two versions; `same` counts the entries that do not."""

    older: Revision
    newer: Revision
    letter: tuple[Fact, ...]
    districts: tuple[Fact, ...]
    entries: tuple[EntryChange, ...]
    files: tuple[Fact, ...]
    same: int

    @property
    def is_empty(self) -> bool:
        """Tell whether both versions say the same."""
        return not (self.letter or self.districts or self.entries or self.files)

    def of_entry(self, key: str) -> EntryChange | None:
        """Return what changed in one entry, if anything did."""
        return next((item for item in self.entries if item.key == key), None)

    def summary(self) -> str:
        """Say in a sentence how much differs."""
        counted = dict.fromkeys(TONES, 0)
        for item in self.entries:
            counted[item.mark] += 1
        parts = [
            count_of(counted[CHANGED], "entri berubah"),
            count_of(counted[NEW], "entri baru"),
            count_of(counted[GONE], "entri dihapus"),
        ]
        more = [
            f"{len(found)} {word}"
            for found, word in (
                (self.letter, "isian surat berubah"),
                (self.districts, "pernyataan kecamatan berubah"),
                (self.files, "berkas berubah"),
            )
            if found
        ]
        return ", ".join([*parts, *more])


def diff_of(
    session: ReadSession,
    room: Room,
    older: Revision,
    newer: Revision,
    loaded: Sequence[Entry] | None = None,
) -> VersionDiff:
    """Put two versions of a report beside each other; `loaded` holds their entries, if at hand."""
    if loaded is None:
        loaded = entries_of(session, [older.id, newer.id])
    before, now = (
        [entry for entry in loaded if entry.revision_id == item.id] for item in (older, newer)
    )
    scope = room.asked.actor.scope
    return VersionDiff(
        older=older,
        newer=newer,
        letter=_letter(older, newer),
        districts=_districts(session, older, newer),
        entries=(found := entry_changes(session, room, now, before)),
        files=_files(*(_held(session, scope, item) for item in (older, newer))),
        same=len(now) - sum(1 for item in found if item.mark != GONE),
    )


def _held(session: ReadSession, scope: Scope, revision: Revision) -> list[Attachment]:
    return [*queries.letters_in(session, scope, revision), *enclosures_of(session, revision)]


def entry_changes(
    session: ReadSession, room: Room, now: Sequence[Entry], before: Sequence[Entry]
) -> tuple[EntryChange, ...]:
    """Return the entries that differ, new and changed ones in their order, then those gone."""
    pairs = [pair for pair in version_pairs(now, before) if pair.is_changed]
    names = place_names(session, [e for p in pairs for e in (p.now, p.before) if e is not None])
    at_home = room.asked.actor.is_regency
    return tuple(_change(pair, names, room.office.zone, at_home=at_home) for pair in pairs)


def _change(pair: Pair, names: Mapping[AreaCode, str], zone: str, *, at_home: bool) -> EntryChange:
    entry = pair.entry
    mark = GONE if pair.now is None else NEW if pair.before is None else CHANGED
    facts: tuple[Fact, ...] = ()
    if pair.now is not None and pair.before is not None:
        both = [sections(item, names, zone, at_home=at_home) for item in (pair.now, pair.before)]
        facts = changed_only(beside(*both, has_both=True)) + _actions(pair.now, pair.before, zone)
    return EntryChange(
        key=entry.row_key,
        title=entry.title,
        kind=KIND_WORDS[Kind(entry.kind)],
        place=place_of(entry, names),
        mark=mark,
        tone=TONES[mark],
        level=level_of_entry(entry),
        before_level=level_of_entry(pair.before) if pair.before and pair.now else None,
        facts=facts,
    )


def _actions(now: Entry, before: Entry, zone: str) -> tuple[Fact, ...]:
    def told(entry: Entry) -> dict[str, str]:
        return {
            f"Upaya {found.title}": "; ".join(f"{key}: {text}" for key, text in found.facts)
            for found in actions(entry, zone)
        }

    return _differing(told(now), told(before))


def _differing(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return what differs of two sets of texts by heading."""
    facts = (fact_of(key, now.get(key, ""), before.get(key, "")) for key in {**before, **now})
    return tuple(fact for fact in facts if fact.changed)


def _letter(older: Revision, newer: Revision) -> tuple[Fact, ...]:
    return _differing(_letter_texts(newer), _letter_texts(older))


def _letter_texts(revision: Revision) -> dict[str, str]:
    texts = {
        letter_form.COLUMNS[name].heading: letter_words(name, text)
        for name, text in letter_form.stored(revision).items()
    }
    nil = f"Ya. {revision.nil_statement or ''}".strip() if revision.is_nil else ""
    return texts | {"Laporan nihil": nil}


def letter_words(name: str, text: str) -> str:
    """Write a value of the letter in words; `name` is its column of the cover sheet."""
    codes = letter_form.COLUMNS[name].codes
    return codes.label_of(text) if codes is not None and text else text


def _districts(session: ReadSession, older: Revision, newer: Revision) -> tuple[Fact, ...]:
    before, now = (drafts.statements_of(session, item) for item in (older, newer))
    names = names_of(session, [row.region_code for row in (*before, *now)])
    return _differing(_said(now, names), _said(before, names))


def _said(rows: Iterable[DistrictStatement], names: Mapping[AreaCode, str]) -> dict[str, str]:
    return {
        f"Kec. {names.get(row.region_code, row.region_code)}": ", ".join(
            filter(
                None,
                (
                    DISTRICT_STATEMENT.label_of(row.statement),
                    INFORMATION_SOURCE.label_of(row.basis) if row.basis else "",
                    row.note,
                ),
            )
        )
        for row in rows
    }


def _files(older: Iterable[Attachment], newer: Iterable[Attachment]) -> tuple[Fact, ...]:
    """Compare files by their content: the same file under another name did not change."""
    before, now = ({item.sha256: item for item in found} for found in (older, newer))
    gone = [
        fact_of(_kind(item), "", _file(item)) for key, item in before.items() if key not in now
    ]
    come = [
        fact_of(_kind(item), _file(item), "") for key, item in now.items() if key not in before
    ]
    return (*gone, *come)


def _kind(item: Attachment) -> str:
    return ATTACHMENT_CATEGORY.label_of(item.category)


def _file(item: Attachment) -> str:
    return f"{item.file_name} ({size_id(item.size_bytes)})"
