"""Read the unpacked packages and the table of facts into plain values."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

_ISLAND_POINT = re.compile(r"(\d+)°(\d+)'([\d.]+)\" ([NS]) +(\d+)°(\d+)'([\d.]+)\" ([EW])")
COUNTRIES = {"BRN": "Brunei Darussalam", "IDN": "Indonesia", "MYS": "Malaysia"}
FACTS = Path(__file__).resolve().parent / "facts"


@dataclass(frozen=True)
class Place:
    """A region of the code list."""

    code: str
    name: str

    @property
    def level(self) -> int:
        """Return 1 province, 2 regency, 3 kecamatan, 4 village."""
        return self.code.count(".") + 1

    @property
    def parent(self) -> str:
        """Return the code one level up; empty for a province."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True)
class Site:
    """A point known to lie in a region (a village, or a regency for an island)."""

    code: str
    name: str
    lon: float
    lat: float


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table as rows of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(name: str) -> list[dict[str, str]]:
    """Read one of the tables of facts kept beside this script."""
    return read_csv(FACTS / name)


def read_codes(package: Path) -> list[Place]:
    """Return every region of the country, level by level, in order of code."""
    return [
        Place(row["code"], row["name"].strip())
        for name in ("provinces", "regencies", "districts", "villages")
        for row in sorted(read_csv(package / "data" / f"{name}.csv"), key=lambda row: row["code"])
    ]


def read_points(package: Path, provinces: tuple[str, ...]) -> list[Site]:
    """Return the village points (codes of 2020) of some provinces."""
    text = (package / "data" / "json" / "data.json").read_text(encoding="utf-8")
    return [
        Site(row["code"], row["village"], float(row["longitude"]), float(row["latitude"]))
        for row in json.loads(text)
        if row["code"][:2] in provinces
    ]


def read_islands(package: Path, provinces: tuple[str, ...]) -> list[Site]:
    """Return the islands of some provinces with the code of their regency."""
    sites = []
    for row in read_csv(package / "data" / "islands.csv"):
        match = _ISLAND_POINT.fullmatch(row["coordinate"].strip())
        if row["regency_code"][:2] in provinces and match:
            lat, lon = _degrees(match.groups()[:4]), _degrees(match.groups()[4:])
            sites.append(Site(row["regency_code"], row["name"], lon, lat))
    return sites


def read_land(package: Path, frame: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return land by country (ISO 3166 alpha-3) inside a box."""
    box = shapely.box(*frame)
    collection = json.loads((package / "map.geo.json").read_text(encoding="utf-8"))
    land = {}
    for feature in collection["features"]:
        country = feature["properties"]["A3"]
        if country in COUNTRIES:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            land[country] = polygons(shapely.make_valid(shape).intersection(box))
    return land


def polygons(shape: Any) -> Any:
    """Return the areal parts of a shape as one MultiPolygon."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])


def _degrees(parts: tuple[str, ...]) -> float:
    degrees = int(parts[0]) + int(parts[1]) / 60 + float(parts[2]) / 3600
    return -degrees if parts[3] in "SW" else degrees
