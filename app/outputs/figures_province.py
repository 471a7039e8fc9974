"""The province's numbers: sums over regencies, a shared dispute once, never an average."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.level import Level
from app.outputs.figures_model import Change, KeyFigures, QuarterFigures
from app.outputs.figures_words import change_sentence, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.model.area_code import AreaCode
    from app.model.edition import AreaTally
    from app.model.entry import Entry
    from app.model.quarter import Quarter
    from app.outputs.figures_ground import Ground
    from app.outputs.figures_model import RegencyFigures


def series(ground: Ground) -> tuple[QuarterFigures, ...]:
    """Potentials and events of eight quarters with how many regencies they come from."""
    bars = []
    for quarter in ground.quarters:
        tallies = _regency_tallies(ground, quarter)
        bars.append(
            QuarterFigures(
                quarter=quarter.code,
                label=quarter.label,
                short_label=quarter.short_label,
                potentials=_total(ground, quarter, tallies, "potentials"),
                events=_total(ground, quarter, tallies, "events"),
                reporting=len(tallies),
                obliged=len(ground.rows),
            )
        )
    return tuple(bars)


def _total(
    ground: Ground, quarter: Quarter, tallies: Mapping[AreaCode, AreaTally], name: str
) -> int | None:
    """Add up a count over regencies; a dispute several of them tell counts once."""
    if not tallies:
        return None
    again: int = getattr(ground.shared.surplus(quarter, tallies), name)
    total: int = sum(getattr(item, name) for item in tallies.values())
    return total - again


def once_told(ground: Ground) -> list[Entry]:
    """Return the quarter's entries without the second telling of a shared dispute."""
    told = ground.shared.told_again(ground.quarter, [row.code for row in ground.rows])
    again = frozenset[int]().union(*(item.entry_ids for item in told))
    return [entry for entry in ground.entries if entry.id not in again]


def _regency_tallies(ground: Ground, quarter: Quarter) -> dict[AreaCode, AreaTally]:
    found = {row.code: ground.tallies.get((row.code, quarter)) for row in ground.rows}
    return {code: tally for code, tally in found.items() if tally is not None}


def key_figures(ground: Ground, figures: Sequence[RegencyFigures]) -> KeyFigures:
    """The province's numbers: sums and counts, never an average."""
    accepted = [item for item in figures if item.level is not Level.BELUM_LAPOR]
    silent = tuple(
        item.short_name if item.state == "BELUM_LAPOR" else f"{item.short_name} ({said})"
        for item in figures
        if item.level is Level.BELUM_LAPOR
        for said in [item.state_text[:1].lower() + item.state_text[1:]]
    )
    again = ground.shared.surplus(ground.quarter, [item.code for item in accepted])
    return KeyFigures(
        obliged=len(figures),
        reported=len(accepted),
        nil=sum(1 for item in accepted if item.level is Level.NIHIL),
        on_time=sum(1 for item in accepted if item.days_late == 0),
        silent=silent,
        reporting_text=f"{len(accepted)} dari {len(figures)} kabupaten/kota melapor",
        silent_text=f"Belum lapor: {joined(silent)}" if silent else "",
        potentials=sum(item.potentials for item in figures) - again.potentials,
        open_potentials=sum(item.open_potentials for item in figures) - again.open_potentials,
        events=sum(item.events for item in figures) - again.events,
        high_regencies=sum(1 for item in figures if item.level.rank >= Level.TINGGI.rank),
        deaths=sum(item.deaths for item in figures) - again.deaths,
        injured=sum(item.injured for item in figures) - again.injured,
        displaced=sum(item.displaced for item in figures) - again.displaced,
        loss_idr=sum(entry.loss_idr or 0 for entry in ground.entries) - again.loss_idr,
        shared_text=_shared(ground, [item.code for item in accepted]),
        potentials_change=_counted_change(ground, "potentials"),
        events_change=_counted_change(ground, "events"),
        high_change=_change_of(ground, lambda _, tallies: _high(tallies)),
    )


def _shared(ground: Ground, regions: Sequence[str]) -> str:
    disputes = len({item.key for item in ground.shared.told_again(ground.quarter, regions)})
    if not disputes:
        return ""
    return f"{disputes} sengketa dilaporkan oleh lebih dari satu daerah dan dihitung satu kali"


def _high(tallies: Mapping[AreaCode, AreaTally]) -> int:
    return sum(1 for item in tallies.values() if item.level.rank >= Level.TINGGI.rank)


def _counted_change(ground: Ground, name: str) -> Change | None:
    return _change_of(ground, lambda quarter, tallies: _total(ground, quarter, tallies, name) or 0)


def _change_of(
    ground: Ground, total: Callable[[Quarter, Mapping[AreaCode, AreaTally]], int]
) -> Change | None:
    """Compare with the quarter before over the regencies accepted in both; None without any."""
    now = _regency_tallies(ground, ground.quarter)
    before = _regency_tallies(ground, ground.quarter - 1)
    same = sorted(now.keys() & before.keys())
    if not same:
        return None
    difference = total(ground.quarter, {code: now[code] for code in same}) - total(
        ground.quarter - 1, {code: before[code] for code in same}
    )
    label = (ground.quarter - 1).label
    return Change(difference, len(same), change_sentence(difference, len(same), label))
