"""Data files of the interactive map: shapes once per boundary set, values once per edition."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import shapely

from app.model.level import Level
from app.outputs.map_topology import build_topology, encode_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_PERIODS: Final = 8
_LETTERS: Final = {level: level.css_class[1:] for level in Level}


@dataclass(frozen=True, slots=True)
class Detail:
    """How finely shapes are kept: both numbers in degrees (0.001 is about 111 m)."""

    grid: float
    tolerance: float


REGENCY_DETAIL: Final = Detail(grid=0.0005, tolerance=0.0035)
DISTRICT_DETAIL: Final = Detail(grid=0.0005, tolerance=0.003)
LAND_DETAIL: Final = Detail(grid=0.002, tolerance=0.015)


@dataclass(frozen=True, slots=True)
class AreaShape:
    """One area of a boundary set, in EPSG:4326.

    Without a label position the middle of the largest circle inside the area is taken.
    """

    code: str
    name: str
    parent_code: str
    shape: shapely.Geometry
    label_lon: float | None = None
    label_lat: float | None = None


class PointKind(StrEnum):
    """What a symbol stands for: circle = potential, diamond = event that happened."""

    POTENTIAL = "P"
    EVENT = "K"


class Handling(StrEnum):
    """State of handling, shown by one of four symbols and always by its words too."""

    NONE = "BELUM"
    FOLLOW_UP = "TINJUT"
    IN_PROGRESS = "PROSES"
    DONE = "SELESAI"


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """What one area shows. Texts are shown as they are; `href` must be a path of this site.

    `history` holds one level per period of `MapValues.periods`, oldest first; the last one is
    the level of the edition. `index_text` is empty where the index is not printed.
    """

    code: str
    name: str
    short_name: str
    potentials: int
    events: int
    history: tuple[Level, ...]
    index_text: str = ""
    guard_text: str = ""
    state_text: str = ""
    coverage_text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class PointFigures:
    """One entry as a symbol. `severity` 1 to 5 sets the size of an event, 0 for a potential."""

    id: str
    area_code: str
    kind: PointKind
    lon: float
    lat: float
    level: Level
    handling: Handling
    title: str
    place_text: str
    status_text: str
    href: str
    severity: int = 0


@dataclass(frozen=True, slots=True)
class MapValues:
    """Everything a map says about one edition; `periods` are printed names, oldest first."""

    periods: tuple[str, ...]
    areas: tuple[AreaFigures, ...]
    points: tuple[PointFigures, ...] = ()

    def __post_init__(self) -> None:
        """Refuse values that would paint a wrong quarter.

        Raises:
            ValueError: no period, more than eight, or a history of another length.
        """
        if not 1 <= len(self.periods) <= MAX_PERIODS:
            raise ValueError(f"a map shows 1 to {MAX_PERIODS} periods, not {len(self.periods)}")
        wrong = [area.code for area in self.areas if len(area.history) != len(self.periods)]
        if wrong:
            raise ValueError(f"history does not match the periods: {', '.join(wrong)}")


def geometry_file(areas: Sequence[AreaShape], detail: Detail) -> bytes:
    """Write the shapes of one boundary set and level as compact JSON, shared borders kept.

    Give all areas that touch in one call: borders are simplified together.
    """
    shapes = _simplified([area.shape for area in areas], detail.tolerance)
    topology = build_topology(shapes, grid=detail.grid)
    rows = [_shape_row(area, rings) for area, rings in zip(areas, topology.areas, strict=True)]
    return _compact({"grid": detail.grid, "lines": encode_lines(topology.lines), "areas": rows})


def land_file(
    shapes: Sequence[shapely.Geometry],
    window: tuple[float, float, float, float],
    detail: Detail = LAND_DETAIL,
) -> bytes:
    """Write neighbouring land inside `window` (west, south, east, north) for the base map."""
    inside = [
        part
        for shape in shapes
        for part in shapely.get_parts(shapely.clip_by_rect(shape, *window))
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    kept = [part for part in inside if part.area > detail.tolerance**2]
    topology = build_topology(_simplified(kept, detail.tolerance), grid=detail.grid)
    rows = [{"rings": rings} for rings in topology.areas]
    return _compact({"grid": detail.grid, "lines": encode_lines(topology.lines), "areas": rows})


def values_file(values: MapValues) -> bytes:
    """Write the values of one edition and level as compact JSON; equal values, equal bytes."""
    return _compact(
        {
            "periods": list(values.periods),
            "areas": [_area_row(area) for area in values.areas],
            "points": [_point_row(point) for point in values.points],
        }
    )


def compressed(content: bytes) -> bytes:
    """Gzip for `Content-Encoding: gzip`, without a time stamp, so equal bytes stay equal."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def _simplified(
    shapes: Sequence[shapely.Geometry], tolerance: float
) -> Sequence[shapely.Geometry]:
    if not shapes:
        return []
    simplified: Sequence[shapely.Geometry] = list(shapely.coverage_simplify(shapes, tolerance))
    return simplified


def _shape_row(area: AreaShape, rings: list[list[list[int]]]) -> dict[str, object]:
    lon, lat, radius = _label(area)
    return {
        "code": area.code,
        "name": area.name,
        "parent": area.parent_code,
        "label": [round(lon, 4), round(lat, 4)],
        "radius": round(radius, 4),
        "rings": rings,
    }


def _label(area: AreaShape) -> tuple[float, float, float]:
    """Position of the label and its distance from the border (degrees)."""
    if area.label_lon is not None and area.label_lat is not None:
        point = shapely.Point(area.label_lon, area.label_lat)
        inside = shapely.contains_xy(area.shape, area.label_lon, area.label_lat)
        distance = shapely.distance(point, shapely.boundary(area.shape)) if inside else 0.0
        return area.label_lon, area.label_lat, float(distance)
    circle = shapely.maximum_inscribed_circle(area.shape)
    (lon, lat), _edge = shapely.get_coordinates(circle)
    return float(lon), float(lat), float(circle.length)


def _area_row(area: AreaFigures) -> dict[str, object]:
    return {
        "code": area.code,
        "name": area.name,
        "short": area.short_name,
        "potentials": area.potentials,
        "events": area.events,
        "history": "".join([_LETTERS[level] for level in area.history]),
        "index": area.index_text,
        "guard": area.guard_text,
        "state": area.state_text,
        "coverage": area.coverage_text,
        "href": area.href,
    }


def _point_row(point: PointFigures) -> dict[str, object]:
    return {
        "id": point.id,
        "area": point.area_code,
        "kind": point.kind.value,
        "at": [round(point.lon, 4), round(point.lat, 4)],
        "level": _LETTERS[point.level],
        "severity": point.severity,
        "handling": point.handling.value,
        "title": point.title,
        "place": point.place_text,
        "status": point.status_text,
        "href": point.href,
    }


def _compact(content: Mapping[str, object]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A half of a surrogate pair cannot be UTF-8; one broken name must not take the map away.
    return text.encode("utf-8", "replace")
