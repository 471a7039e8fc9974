"""An entry as a page shows it: facts by group, places, parties, sources and actions in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.areas.queries import names_of
from app.model.area_code import DISTRICT, VILLAGE, ancestor, level_of
from app.model.entry import FIELDS, Kind
from app.model.fields import Field, Group, Shape
from app.model.particulars import (
    ACTION_FIELDS,
    PARTY_FIELDS,
    SOURCE_FIELDS,
    InformationSource,
)
from app.model.vocabulary import LOCATION_PRECISION
from app.reports.entry_standing import level_of_entry, severity_of, status_of
from app.web.formats import date_id, decimal_id, moment_id, number_id, rupiah

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.level import Level

KIND_WORDS = {Kind.POTENTIAL: "Potensi", Kind.EVENT: "Peristiwa"}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a list of entries."""

    key: str
    title: str
    level: Level
    kind: str
    place: str
    status: str
    notes: int


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under one heading as (heading, text)."""

    title: str
    facts: tuple[tuple[str, str], ...]


def place_names(session: ReadSession, entries: Iterable[Entry]) -> Mapping[AreaCode, str]:
    """Return the names of every place the entries lie in, their kecamatan included."""
    return names_around(
        session, [location.region_code for entry in entries for location in entry.locations]
    )


def names_around(session: ReadSession, places: Iterable[AreaCode]) -> Mapping[AreaCode, str]:
    """Return the names of places, their kecamatan included."""
    codes = set(places)
    codes |= {ancestor(code, DISTRICT) for code in codes if level_of(code) == VILLAGE}
    return names_of(session, codes)


def row_of(entry: Entry, names: Mapping[AreaCode, str], notes: int = 0) -> EntryRow:
    """Return an entry as a line of a list."""
    return EntryRow(
        key=entry.row_key,
        title=entry.title,
        level=level_of_entry(entry),
        kind=KIND_WORDS[Kind(entry.kind)],
        place=place_of(entry, names),
        status=status_of(entry),
        notes=notes,
    )


def place_of(entry: Entry, names: Mapping[AreaCode, str]) -> str:
    """Name the main place of an entry."""
    primary = next((item for item in entry.locations if item.is_primary), None)
    return place_name(primary.region_code, names) if primary is not None else ""


def place_name(code: AreaCode, names: Mapping[AreaCode, str]) -> str:
    """Write `Bumi Harapan, Kec. Sepaku`."""
    name = names.get(code, code)
    if level_of(code) == VILLAGE:
        above = ancestor(code, DISTRICT)
        return f"{name}, Kec. {names.get(above, above)}"
    return f"Kec. {name}" if level_of(code) == DISTRICT else name


def sections(
    entry: Entry, names: Mapping[AreaCode, str], zone: str, *, at_home: bool
) -> list[Section]:
    """Return everything an entry says, empty cells left out.

    A source the office protects is named by its kind alone, except to the office itself.
    """
    by_group: dict[Group, list[tuple[str, str]]] = {group: [] for group in Group}
    for field in FIELDS:
        if entry.kind in field.spec.kinds:
            text = shown(field, getattr(entry, field.name), zone)
            if text:
                by_group[field.spec.group].append((field.spec.heading, text))
    by_group[Group.LOKASI] += _locations(entry, names)
    by_group[Group.PIHAK] += [_party(item, zone) for item in entry.parties]
    by_group[Group.SUMBER] += [_source(item, zone, at_home=at_home) for item in entry.sources]
    if entry.kind == Kind.EVENT:
        by_group[Group.KORBAN].append(("Keparahan (otomatis)", str(entry.severity or 1)))
        if severity_of(entry) != (entry.severity or 1):
            by_group[Group.KORBAN].append(("Keparahan menurut provinsi", str(severity_of(entry))))
    elif entry.risk_score is not None:
        by_group[Group.RISIKO].append(("Skor matriks (otomatis)", str(entry.risk_score)))
    return [Section(group.value, tuple(facts)) for group, facts in by_group.items() if facts]


def actions(entry: Entry, zone: str) -> list[Section]:
    """Return the actions of an entry, oldest first."""
    return [
        Section(item.row_key, tuple(_facts(item, ACTION_FIELDS, zone))) for item in entry.actions
    ]


def _facts(item: Any, fields: Sequence[Field], zone: str) -> list[tuple[str, str]]:
    pairs = [
        (field.spec.heading, shown(field, getattr(item, field.name), zone)) for field in fields
    ]
    return [pair for pair in pairs if pair[1]]


def _locations(entry: Entry, names: Mapping[AreaCode, str]) -> list[tuple[str, str]]:
    found = []
    for item in entry.locations:
        parts = [item.place, place_name(item.region_code, names)]
        if item.lat is not None and item.lon is not None:
            parts.append(f"{decimal_id(item.lat, 4)}; {decimal_id(item.lon, 4)}")
        parts.append(f"ketelitian {LOCATION_PRECISION.label_of(item.precision).lower()}")
        heading = "Lokasi utama" if item.is_primary else "Lokasi lain"
        found.append((heading, " · ".join(part for part in parts if part)))
    return found


def _party(item: Any, zone: str) -> tuple[str, str]:
    facts = dict(_facts(item, PARTY_FIELDS, zone))
    role = facts.pop("Kedudukan pihak", "Pihak")
    name = facts.pop("Nama kelompok/badan", "")
    return role, " · ".join([name, *(f"{key.lower()}: {text}" for key, text in facts.items())])


def _source(item: InformationSource, zone: str, *, at_home: bool) -> tuple[str, str]:
    facts = dict(_facts(item, SOURCE_FIELDS, zone))
    source = facts.pop("Sumber informasi", "Sumber")
    rating = [
        f"{heading.lower()} {code} ({facts.pop(heading).lower()})"
        for heading, code in (
            ("Keandalan sumber", item.reliability),
            ("Kebenaran informasi", item.credibility),
        )
        if code
    ]
    if facts.pop("Lindungi sumber", "") and not at_home:
        return source, " · ".join(["rincian dilindungi daerah", *rating])
    protected = ["sumber dilindungi"] if item.protected else []
    return source, " · ".join([*facts.values(), *rating, *protected])


def shown(field: Field, value: Any, zone: str) -> str:
    """Write a value as Indonesian offices do; an empty one gives an empty text."""
    if value is None or value in ("", []):
        return ""
    spec = field.spec
    if spec.shape is Shape.MOMENT:
        return moment_id(value, zone)
    if spec.shape is Shape.YES_NO:
        return "Ya" if value else ""
    if spec.codes is not None:
        codes = value if spec.shape is Shape.CODES else [value]
        words = ", ".join(spec.codes.label_of(code) for code in codes)
        return f"{value} {words}" if spec.shape is Shape.SCALE else words
    writer = _WRITERS.get(spec.shape)
    return writer(value) if writer else str(value)


_WRITERS: dict[Shape, Callable[[Any], str]] = {
    Shape.DATE: date_id,
    Shape.MONEY: rupiah,
    Shape.INTEGER: number_id,
    Shape.DECIMAL: lambda value: decimal_id(value, 4),
}
