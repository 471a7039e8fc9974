"""What the drawn maps show of an edition: levels, notes and symbols; no geometry library."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.model.entry import Kind
from app.model.level import Level
from app.outputs.picture.draw import AreaValue
from app.outputs.picture.signs import PointValue

if TYPE_CHECKING:
    from app.outputs.figures_model import EditionFigures, MapPoint

REGENCY_PAGE = "/wilayah/{code}"


def regency_values(figures: EditionFigures, *, linked: bool) -> dict[str, AreaValue]:
    """Regencies by code for the map of the province; `linked` leads to their pages."""
    return {
        item.code: AreaValue(
            level=item.level,
            note=_note(item.potentials + item.events, item.level),
            href=REGENCY_PAGE.format(code=item.code) if linked else None,
        )
        for item in figures.regencies
    }


def district_values(figures: EditionFigures, regency_code: str) -> dict[str, AreaValue]:
    """Kecamatan of one regency by code."""
    return {
        item.code: AreaValue(
            level=item.level, note=_note(item.potentials + item.events, item.level)
        )
        for item in figures.districts_of(regency_code)
    }


def earlier_values(figures: EditionFigures, back: int) -> dict[str, AreaValue]:
    """Regencies by code as they were some quarters back, for the small maps (0 to 7)."""
    return {item.code: AreaValue(level=item.strip[-1 - back]) for item in figures.regencies}


def point_values(
    figures: EditionFigures, regency_code: str | None = None
) -> tuple[PointValue, ...]:
    """Symbols at each place, entries of one kind at one place as one with their number."""
    places: dict[tuple[str, float, float], list[MapPoint]] = defaultdict(list)
    for point in figures.points:
        if regency_code is None or point.regency_code == regency_code:
            places[(point.kind, point.lon, point.lat)].append(point)
    return tuple(
        PointValue(
            kind="peristiwa" if kind == Kind.EVENT else "potensi",
            lon=lon,
            lat=lat,
            level=max((item.level for item in found), key=lambda level: level.rank),
            severity=max(item.severity for item in found) or 1,
            count=len(found),
            label=_label(found),
        )
        for (kind, lon, lat), found in sorted(places.items())
    )


def _label(found: list[MapPoint]) -> str:
    if len(found) == 1:
        return f"{found[0].title}, {found[0].place}"
    return f"{len(found)} entri, {found[0].place}"


def _note(entries: int, level: Level) -> str:
    return "" if level is Level.BELUM_LAPOR or not entries else f"{entries} entri"
