"""Compute the figures of regencies, kecamatan and the province from what was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.model import vocabulary as words
from app.model.entry import Entry, Kind
from app.model.level import Level
from app.outputs.figures_model import (
    CountRow,
    DistrictFigures,
    LevelCount,
    RegencyFigures,
)
from app.outputs.figures_words import (
    FALLING_ORDER,
    day,
    decimal,
    guard_sentence,
    moved,
)
from app.reports.entry_standing import is_open

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.model.area_code import AreaCode
    from app.model.codes import CodeList
    from app.model.edition import AreaTally
    from app.outputs.figures_ground import Ground, Row

WAIVED = "DIBEBASKAN"
# Counts taken over from a tally under the same name.
_COUNTED = ("potentials", "events", "high_entries", "deaths", "injured", "displaced")


def strip_of(ground: Ground, code: AreaCode) -> tuple[Level, ...]:
    """Levels of an area over the eight quarters; silence is unknown, never calm."""
    tallies = (ground.tallies.get((code, quarter)) for quarter in ground.quarters)
    return tuple(tally.level if tally else Level.BELUM_LAPOR for tally in tallies)


def regencies(ground: Ground) -> tuple[RegencyFigures, ...]:
    """Figures of every regency that owes a report, silent ones included."""
    by_region: dict[AreaCode, list[Entry]] = defaultdict(list)
    region_of = ground.region_of
    for entry in ground.entries:
        by_region[region_of[entry.revision_id]].append(entry)
    return tuple(_regency(ground, row, by_region.get(row.code, [])) for row in ground.rows)


def _regency(ground: Ground, row: Row, entries: Sequence[Entry]) -> RegencyFigures:
    tally = ground.tallies.get((row.code, ground.quarter)) if row.revision is not None else None
    earlier = ground.tallies.get((row.code, ground.quarter - 1))
    districts = [item for item in ground.districts if item.parent_code == row.code]
    levels = [_level_of(ground, item.code) for item in districts]
    covered = sum(1 for level in levels if level is not Level.BELUM_LAPOR)
    change, change_text = _change(tally, earlier, (ground.quarter - 1).label)
    sent_text, days_late = _sent(ground, row)
    index = tally.index if tally is not None else None
    parts = _parts(tally)
    return RegencyFigures(
        code=row.code,
        name=row.office.display_name,
        short_name=row.office.short_name,
        state=row.state,
        state_text=words.OBLIGATION_STATE.label_of(row.state),
        level=tally.level if tally else Level.BELUM_LAPOR,
        level_by_score=tally.level_by_score if tally else Level.BELUM_LAPOR,
        guard=tally.guard if tally else "",
        guard_text=guard_sentence(tally.level_by_score, tally.level, levels, tally.guard)
        if tally
        else "",
        index=index,
        index_text="" if index is None else decimal(index),
        parts_text=" / ".join(parts) if index is not None else "",
        p_text=parts[0],
        e_text=parts[1],
        h_text=parts[2],
        open_potentials=sum(1 for item in entries if _open_potential(item)),
        covered=covered,
        districts=len(districts),
        coverage_text=f"{covered} dari {len(districts)} kecamatan",
        confidence=tally.confidence if tally else "",
        information_sources=len({(s.source, s.detail) for e in entries for s in e.sources}),
        change=change,
        change_text=change_text,
        strip=strip_of(ground, row.code),
        source_text=_main(entries, words.LAW_SOURCE, lambda item: item.law_source),
        topic_text=_main(entries, words.TOPIC, lambda item: item.topic),
        sent_text=sent_text,
        days_late=days_late,
        version=row.revision.number if row.revision is not None else 0,
        **{name: getattr(tally, name) if tally else 0 for name in _COUNTED},
    )


def _parts(tally: AreaTally | None) -> tuple[str, str, str]:
    """P, E and H as hundredths with one decimal; empty where no index is printed."""
    if tally is None or tally.index is None:
        return "", "", ""
    values = (tally.part_p or 0.0, tally.part_e or 0.0, tally.part_h or 0.0)
    p, e, h = (decimal(100 * value) for value in values)
    return p, e, h


def _level_of(ground: Ground, code: AreaCode) -> Level:
    tally = ground.tallies.get((code, ground.quarter))
    return tally.level if tally else Level.BELUM_LAPOR


def _open_potential(entry: Entry) -> bool:
    return entry.kind == Kind.POTENTIAL and is_open(entry)


def _change(
    tally: AreaTally | None, earlier: AreaTally | None, earlier_label: str
) -> tuple[str, str]:
    """Direction of the level, and a sentence; empty unless accepted in both quarters."""
    if tally is None or earlier is None:
        return "", ""
    step = tally.level.rank - earlier.level.rank
    entries = tally.potentials + tally.events - earlier.potentials - earlier.events
    word = "naik" if step > 0 else "turun" if step < 0 else "tetap"
    level = (
        f"tetap {tally.level.label}"
        if step == 0
        else f"{word} dari {earlier.level.label} ke {tally.level.label}"
    )
    return word, f"{level}; jumlah entri {moved(entries)} dari {earlier_label}"


def _sent(ground: Ground, row: Row) -> tuple[str, int]:
    sent = ground.first_sent.get(row.revision.report_id) if row.revision is not None else None
    if sent is None:
        return "", 0
    on = sent.astimezone(ZoneInfo(row.office.zone)).date()
    return day(on), max(0, (on - row.due_on).days)


def _main(entries: Sequence[Entry], codes: CodeList, pick: Callable[[Entry], str]) -> str:
    """Label of the most frequent code; at a tie the one the list names first.

    Sensitive rows do not count here: a regency is not to be named for what they are about.
    """
    found = Counter(pick(entry) for entry in entries if entry.sensitivity == "NORMAL")
    best = max(codes, key=lambda item: found[item.code], default=None)
    return best.label if best is not None and found[best.code] else ""


def districts(ground: Ground) -> tuple[DistrictFigures, ...]:
    """Figures of every kecamatan, those without a statement as not reported."""
    figures = []
    for item in ground.districts:
        tally = ground.tallies.get((item.code, ground.quarter))
        figures.append(
            DistrictFigures(
                code=item.code,
                name=item.name,
                regency_code=str(item.parent_code),
                level=tally.level if tally else Level.BELUM_LAPOR,
                potentials=tally.potentials if tally else 0,
                events=tally.events if tally else 0,
                high_entries=tally.high_entries if tally else 0,
                strip=strip_of(ground, item.code),
            )
        )
    return tuple(figures)


def level_counts(figures: Sequence[RegencyFigures]) -> tuple[LevelCount, ...]:
    """How many regencies have each level, gravest first."""
    found = Counter(item.level for item in figures)
    return tuple(LevelCount(level, found[level]) for level in FALLING_ORDER)


def by_code(
    entries: Sequence[Entry], codes: CodeList, pick: Callable[[Entry], str]
) -> tuple[CountRow, ...]:
    """Potentials and events by a word list, largest first; codes without entries are left out."""
    potentials = Counter(pick(item) for item in entries if item.kind == Kind.POTENTIAL)
    events = Counter(pick(item) for item in entries if item.kind == Kind.EVENT)
    rows = [
        CountRow(item.code, item.label, potentials[item.code], events[item.code])
        for item in codes
        if potentials[item.code] or events[item.code]
    ]
    return tuple(sorted(rows, key=lambda row: -(row.potentials + row.events)))


def counts_by_level(counts: Sequence[LevelCount]) -> Mapping[Level, int]:
    """The same counts by level."""
    return {item.level: item.count for item in counts}
