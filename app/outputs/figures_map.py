"""Values of the interactive map from an edition's figures: the province, and each regency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.outputs.figures_picture import REGENCY_PAGE
from app.outputs.map_files import AreaFigures, Handling, MapValues, PointFigures, PointKind

if TYPE_CHECKING:
    from app.outputs.figures_model import EditionFigures, MapPoint


def province_map(figures: EditionFigures) -> MapValues:
    """Regencies of the province with every symbol."""
    areas = tuple(
        AreaFigures(
            code=item.code,
            name=item.name,
            short_name=item.short_name,
            potentials=item.potentials,
            events=item.events,
            history=item.strip,
            index_text=item.index_text,
            guard_text=item.guard_text,
            state_text=item.state_text,
            coverage_text=item.coverage_note,
            href=REGENCY_PAGE.format(code=item.code),
        )
        for item in figures.regencies
    )
    points = tuple(_point(item, item.regency_code) for item in figures.points)
    return MapValues(_periods(figures), areas, points)


def regency_map(figures: EditionFigures, regency_code: str) -> MapValues:
    """Kecamatan of one regency with its symbols."""
    areas = tuple(
        AreaFigures(
            code=item.code,
            name=f"Kec. {item.name}",
            short_name=item.name,
            potentials=item.potentials,
            events=item.events,
            history=item.strip,
        )
        for item in figures.districts_of(regency_code)
    )
    points = tuple(
        _point(item, item.district_code)
        for item in figures.points
        if item.regency_code == regency_code
    )
    return MapValues(_periods(figures), areas, points)


def _periods(figures: EditionFigures) -> tuple[str, ...]:
    return tuple(item.label for item in figures.series)


def _point(point: MapPoint, area_code: str) -> PointFigures:
    return PointFigures(
        id=point.id,
        area_code=area_code,
        kind=PointKind(point.kind),
        lon=point.lon,
        lat=point.lat,
        level=point.level,
        handling=Handling(point.handling),
        title=point.title,
        place_text=point.place,
        status_text=point.status_text,
        href="",
        severity=point.severity,
    )
