"""The official code list as the boundary check needs it: names, BPS codes, areas, positions."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.model.area_code import AreaCode, ancestor, level_of, undotted
from app.model.region import Area, Region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.db import ReadSession

Position = tuple[float, float]


@dataclass(frozen=True)
class KnownRegion:
    """One region of the official list."""

    code: AreaCode
    name: str
    bps_code: str = ""
    area_km2: float | None = None
    position: Position | None = None

    @property
    def level(self) -> int:
        """Return 1 to 4."""
        return level_of(self.code)


class CodeBook:
    """The regions a province's boundary file may contain, and the names of all others."""

    def __init__(self, province: str, regions: Iterable[KnownRegion]) -> None:
        """Index the regions by code."""
        self.province = AreaCode(province)
        self.regions = {region.code: region for region in regions}

    def expected(self, level: int) -> list[AreaCode]:
        """Return every code of a level in the province."""
        codes = (c for c, region in self.regions.items() if region.level == level)
        return sorted(c for c in codes if ancestor(c, 1) == self.province)

    def name(self, code: str) -> str:
        """Return the official name, or the code where it is unknown."""
        region = self.regions.get(AreaCode(code))
        return region.name if region else code

    def titled(self, code: str) -> str:
        """Return code and name for a sentence."""
        return f"{code} {self.name(code)}" if code in self.regions else str(code)

    @cached_property
    def by_bps(self) -> dict[str, AreaCode]:
        """Kemendagri codes by BPS code."""
        return {r.bps_code: r.code for r in self.regions.values() if r.bps_code}

    @cached_property
    def by_digits(self) -> dict[str, AreaCode]:
        """Codes by their digits without dots; for files that dropped them, never for BPS codes."""
        return {undotted(code): code for code in self.regions}


def code_book(session: ReadSession, province: str) -> CodeBook:
    """Return the code list as stored, with positions from the newest boundary set, if any."""
    inside = Region.code.startswith(f"{province}.", autoescape=True)
    query = select(Region).where(or_(Region.level <= 2, Region.code == province, inside))
    rows = session.scalars(query).all()
    positions = _stored_positions(session)
    return CodeBook(
        province,
        (
            KnownRegion(r.code, r.name, r.bps_code or "", r.area_km2, positions.get(r.code))
            for r in rows
        ),
    )


def packaged_code_book(folder: Path, province: str) -> CodeBook:
    """Return the code list that comes with the program (the `geodata` folder)."""
    official = {row["code"]: row for row in rows_of(folder / f"offices-{province}.csv")}
    positions = packaged_positions(folder, province)
    regions = [
        KnownRegion(
            code := AreaCode(row["code"]),
            row["name"],
            row.get("bps_code", ""),
            float(official[code]["area_km2"]) if code in official else None,
            positions.get(code),
        )
        for name in ("codes.csv", f"villages-{province}.csv")
        for row in rows_of(folder / name)
    ]
    return CodeBook(province, regions)


def packaged_positions(folder: Path, province: str) -> dict[str, Position]:
    """Return a point known to lie in or near each region of the province."""
    positions: dict[str, Position] = {}
    for name in ("regencies.geojson", "districts.geojson"):
        collection = json.loads((folder / name).read_text(encoding="utf-8"))
        for feature in collection["features"]:
            row = feature["properties"]
            positions[row["code"]] = (row["label_lon"], row["label_lat"])
    for row in rows_of(folder / f"village-points-{province}.csv"):
        positions[row["code"]] = (float(row["lon"]), float(row["lat"]))
    return positions


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read one of the packaged tables."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _stored_positions(session: ReadSession) -> dict[str, Position]:
    query = select(Area.code, Area.label_lon, Area.label_lat).order_by(Area.boundary_set_id)
    return {code: (lon, lat) for code, lon, lat in session.execute(query)}
