"""Single cases of an edition: hotspots, symbols on the map, changes, what needs attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model import vocabulary as words
from app.model.area_code import DISTRICT, REGENCY, VILLAGE, AreaCode, ancestor, level_of
from app.model.entry import Entry, Kind
from app.model.level import Level
from app.outputs.figures_model import Amendment, Attention, HotspotRow, MapPoint, RegencyFigures
from app.outputs.figures_words import SENSITIVE_TITLE, decimal, joined
from app.reports.entry_standing import is_open, level_of_entry, severity_of, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.model.edition import AreaTally
    from app.model.particulars import EntryLocation
    from app.outputs.figures_ground import Ground

HOTSPOTS_SHOWN = 10
CLOSED, SENSITIVE = "TERTUTUP", "SENSITIF"
_POINTS_OF_SEVERITY = 5  # severity 5 stands beside the highest score of the matrix, 25


def score_of(entry: Entry) -> int:
    """Score that orders cases of one level: the matrix score, or five times the severity."""
    if entry.kind == Kind.EVENT:
        return severity_of(entry) * _POINTS_OF_SEVERITY
    return entry.risk_score or 0


def primary_place(entry: Entry) -> EntryLocation | None:
    """Location an entry is listed under: the primary one, else the first, else None."""
    return next((item for item in entry.locations if item.is_primary), None) or next(
        iter(entry.locations), None
    )


def hotspots(ground: Ground) -> tuple[HotspotRow, ...]:
    """The ten gravest open cases; closed rows are only counted elsewhere."""
    shown = [item for item in ground.entries if is_open(item) and item.sensitivity != CLOSED]
    region_of = ground.region_of
    shown.sort(
        key=lambda item: (
            -level_of_entry(item).rank,
            -score_of(item),
            region_of[item.revision_id],
            item.kind,
            item.row_key,
        )
    )
    return tuple(
        _hotspot(ground, item, region_of[item.revision_id]) for item in shown[:HOTSPOTS_SHOWN]
    )


def _hotspot(ground: Ground, entry: Entry, home: AreaCode) -> HotspotRow:
    sensitive = entry.sensitivity == SENSITIVE
    return HotspotRow(
        title=SENSITIVE_TITLE if sensitive else entry.title,
        place=place_text(ground, entry, home),
        regency_code=home,
        kind=entry.kind,
        kind_text=words.KIND.label_of(entry.kind),
        level=level_of_entry(entry),
        score=score_of(entry),
        status=entry.handling_status,
        status_text=status_of(entry),
        sensitive=sensitive,
    )


def place_text(ground: Ground, entry: Entry, home: AreaCode) -> str:
    """Where a case is: village, kecamatan, regency; of a sensitive one no village."""
    location = primary_place(entry)
    regency = next(row.office.short_name for row in ground.rows if row.code == home)
    if location is None or level_of(location.region_code) <= REGENCY:
        return regency
    said = [f"Kec. {_name(ground, ancestor(location.region_code, DISTRICT))}", regency]
    if level_of(location.region_code) == VILLAGE and entry.sensitivity != SENSITIVE:
        said.insert(0, _name(ground, location.region_code))
    return ", ".join(said)


def _name(ground: Ground, code: AreaCode) -> str:
    return ground.names.get(code, code)


def map_points(ground: Ground) -> tuple[MapPoint, ...]:
    """Symbols of the entries that can be placed; closed rows have none.

    A sensitive row, and one without coordinates, stands at the label point of its kecamatan.
    """
    region_of = ground.region_of
    points = [
        _map_point(ground, entry, region_of[entry.revision_id])
        for entry in ground.entries
        if entry.sensitivity != CLOSED
    ]
    return tuple(sorted((item for item in points if item), key=lambda item: item.id))


def _map_point(ground: Ground, entry: Entry, home: AreaCode) -> MapPoint | None:
    location = primary_place(entry)
    if location is None:
        return None
    district = ancestor(location.region_code, DISTRICT)
    sensitive = entry.sensitivity == SENSITIVE
    at = ground.label_points.get(district)
    if not sensitive and location.lon is not None and location.lat is not None:
        at = (location.lon, location.lat)
    if at is None:
        return None
    return MapPoint(
        id=f"{home}-{entry.row_key}",
        regency_code=home,
        district_code=district,
        kind=entry.kind,
        lon=round(at[0], 4),
        lat=round(at[1], 4),
        level=level_of_entry(entry),
        severity=severity_of(entry) if entry.kind == Kind.EVENT else 0,
        handling=entry.handling_status,
        title=SENSITIVE_TITLE if sensitive else entry.title,
        place=place_text(ground, entry, home),
        status_text=status_of(entry),
        sensitive=sensitive,
    )


def amendments(ground: Ground) -> tuple[Amendment, ...]:
    """What changed since the earlier edition of the same quarter; empty without one."""
    if ground.before is None:
        return ()
    found = []
    for row in ground.rows:
        before = ground.before.get(row.code)
        after = ground.tallies.get((row.code, ground.quarter)) if row.revision else None
        if after is None or (before is not None and _says_the_same(before, after)):
            continue
        found.append(Amendment(row.code, row.office.display_name, _amended(before, after)))
    return tuple(found)


def _says_the_same(before: AreaTally, after: AreaTally) -> bool:
    """Tell whether one report counted again gives what was published of it."""
    if before.revision_id != after.revision_id:
        return False
    return _printed(before) == _printed(after)


def _printed(tally: AreaTally) -> tuple[Level, int, int, str]:
    return tally.level, tally.potentials, tally.events, _index(tally)


def _index(tally: AreaTally) -> str:
    return "belum ada" if tally.index is None else decimal(tally.index)


def _amended(before: AreaTally | None, after: AreaTally) -> str:
    if before is None:
        return (
            f"laporan diterima kemudian: {after.level.label}, "
            f"{after.potentials} potensi dan {after.events} peristiwa."
        )
    level = _from_to("tingkat", before.level.label, after.level.label)
    potentials = _from_to("potensi", before.potentials, after.potentials)
    events = _from_to("peristiwa", before.events, after.events)
    if before.revision_id != after.revision_id:
        return f"laporan diperbaiki: {level}; {potentials}, {events}."
    # An earlier quarter was amended, or cases were joined.
    index = _from_to("indeks", _index(before), _index(after))
    return f"dihitung ulang, laporannya tetap: {level}; {index}, {potentials}, {events}."


def _from_to(label: str, before: object, after: object) -> str:
    if before == after:
        return f"{label} tetap {after}"
    return f"{label} {before} menjadi {after}"


def attention(ground: Ground, figures: Sequence[RegencyFigures]) -> tuple[Attention, ...]:
    """What the figures themselves call for: rises, the highest, the silent, the overdue."""
    ordered = sorted(figures, key=lambda item: (-item.level.rank, -(item.index or 0), item.code))
    rises = [item for item in ordered if item.change == "naik"][:2]
    highest = [
        item for item in ordered if item.level.rank >= Level.TINGGI.rank and item not in rises
    ][:2]
    points = [Attention(item.short_name, _risen(item)) for item in rises]
    points += [Attention(item.short_name, _staying(item)) for item in highest]
    return (*points, *_silent(figures), *_overdue(ground))


def _risen(item: RegencyFigures) -> str:
    move = item.change_text.split(";")[0]
    return f"{move}{_about(item)}"


def _staying(item: RegencyFigures) -> str:
    quarters = 0
    for level in reversed(item.strip):
        if level is not item.level:
            break
        quarters += 1
    held = (
        f"bertahan {item.level.label} selama {quarters} triwulan"
        if quarters > 1
        else (f"berada pada tingkat {item.level.label}")
    )
    return f"{held}{_about(item)}"


def _about(item: RegencyFigures) -> str:
    topic = f", terbanyak {item.topic_text}" if item.topic_text else ""
    return f": {item.potentials} potensi dan {item.events} peristiwa{topic}."


def _silent(figures: Sequence[RegencyFigures]) -> tuple[Attention, ...]:
    silent = [item for item in figures if item.state == "BELUM_LAPOR"]
    if not silent:
        return ()
    often = max(item.strip.count(Level.BELUM_LAPOR) for item in silent)
    least = "sampai " if len(silent) > 1 else ""
    more = f" ({least}{often} dari 8 triwulan terakhir)" if often > 1 else ""
    said = f"belum lapor{more}; keadaan sebenarnya tidak diketahui."
    return (Attention(joined([item.short_name for item in silent]), said),)


def _overdue(ground: Ground) -> tuple[Attention, ...]:
    late: dict[AreaCode, int] = {}
    region_of = ground.region_of
    for entry in ground.entries:
        last = max(entry.actions, key=lambda item: item.date_start, default=None)
        if not is_open(entry) or last is None or last.next_due is None:
            continue
        if last.next_due < ground.as_of:
            code = region_of[entry.revision_id]
            late[code] = late.get(code, 0) + 1
    if not late:
        return ()
    rows = [row for row in ground.rows if row.code in late]
    rows.sort(key=lambda row: (-late[row.code], row.code))
    most = joined([f"{row.office.short_name} ({late[row.code]})" for row in rows[:3]])
    said = f"pada {sum(late.values())} kasus{', terbanyak' if len(rows) > 3 else ':'} {most}."
    return (Attention("Langkah lewat tenggat", said),)
