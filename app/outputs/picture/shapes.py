"""Prepared map geometry: frozen, JSON-serialisable, read without any geometry library."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

Anchor = Literal["start", "middle", "end"]
KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Projection:
    """Equirectangular with true scale at the middle latitude (EPSG:4326 in, picture units out).

    Over the five degrees of one province near the equator the error of scale stays below 0.2 %,
    meridians and parallels are straight lines, and placing a point costs two multiplications.
    """

    west: float
    north: float
    units_per_lon: float
    units_per_lat: float
    left: float
    top: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Picture coordinates (x right, y down) of a point in degrees."""
        x = self.left + (lon - self.west) * self.units_per_lon
        y = self.top + (self.north - lat) * self.units_per_lat
        return round(x, 1), round(y, 1)

    def locate(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a picture coordinate."""
        lon = self.west + (x - self.left) / self.units_per_lon
        lat = self.north - (y - self.top) / self.units_per_lat
        return lon, lat

    @property
    def km_per_unit(self) -> float:
        """Ground kilometres of one picture unit."""
        return KM_PER_DEGREE / self.units_per_lat


@dataclass(frozen=True)
class AreaShape:
    """One area that carries a level: a closed SVG path and the point its label belongs to."""

    code: str
    name: str
    short_name: str
    parent_code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """Where an area's name stands.

    `caption` is the number of lines below it that have room for the level's word, 0 to 2;
    `leader` is a line (x1, y1, x2, y2) when the name stands outside its area; `other_y` are
    heights at which it would still stand inside, should a symbol need its place.
    """

    code: str
    lines: tuple[str, ...]
    x: float
    y: float
    anchor: Anchor
    caption: int
    leader: tuple[float, float, float, float] | None = None
    other_y: tuple[float, ...] = ()


@dataclass(frozen=True)
class Layout:
    """One arrangement of all labels: `wide` for screens and paper, `narrow` for phones."""

    name: str
    font: float
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Inset:
    """A small area drawn larger; the path is in its own square of `size` units."""

    code: str
    x: float
    y: float
    size: float
    path: str
    land: str
    inside_map: bool


@dataclass(frozen=True)
class PlaceName:
    """A neighbour or a sea written on the base map; degrees when given, units when prepared."""

    text: str
    x: float
    y: float
    water: bool = False


@dataclass(frozen=True)
class MapShapes:
    """A map of one province or regency, ready to be drawn with any values.

    `width` and `height` are the view box. Land and sea go on for `bleed` units outside it on
    each side, so one picture fills a wide frame on a desktop and a square one on a phone.
    """

    width: int
    height: int
    bleed: int
    projection: Projection
    areas: tuple[AreaShape, ...]
    land: str
    outline: str
    lines: str
    layouts: tuple[Layout, ...]
    insets: tuple[Inset, ...]
    places: tuple[PlaceName, ...] = ()

    def to_json(self) -> str:
        """The shapes as compact JSON text with a stable key order."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> MapShapes:
        """Read what `to_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: the text is not a prepared map.
        """
        data: dict[str, Any] = json.loads(text)
        return cls(
            width=data["width"],
            height=data["height"],
            bleed=data["bleed"],
            projection=Projection(**data["projection"]),
            areas=tuple(AreaShape(**item) for item in data["areas"]),
            land=data["land"],
            outline=data["outline"],
            lines=data["lines"],
            layouts=tuple(_layout(item) for item in data["layouts"]),
            insets=tuple(Inset(**item) for item in data["insets"]),
            places=tuple(PlaceName(**item) for item in data["places"]),
        )


def _layout(item: dict[str, Any]) -> Layout:
    labels = tuple(
        Label(
            **{
                **label,
                "lines": tuple(label["lines"]),
                "other_y": tuple(label["other_y"]),
                "leader": tuple(label["leader"]) if label["leader"] else None,
            }
        )
        for label in item["labels"]
    )
    return Layout(name=item["name"], font=item["font"], labels=labels)
