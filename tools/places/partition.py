"""Share the land out: which regency and kecamatan does each small square belong to?

Every square goes to the nearest village (a Voronoi diagram). Far from any village that is a
guess, so there, and only there, official areas of regencies move the border: the distance to a
regency is divided by exp(weight * remoteness), and weights are found by repeated comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from places.sources import Site

KM2_PER_SQUARE_DEGREE = 111.32 * 110.57  # near the equator; good to 0.3 % up to 4.5 degrees


@dataclass(frozen=True)
class Grid:
    """Centres of squares of one size inside a box."""

    west: float
    south: float
    step: float
    columns: int
    rows: int

    @classmethod
    def over(cls, frame: tuple[float, float, float, float], step: float) -> Grid:
        """Cover a box."""
        west, south, east, north = frame
        return cls(west, south, step, round((east - west) / step), round((north - south) / step))

    def centres(self) -> tuple[Any, Any]:
        """Return longitude and latitude of every square, row by row from the south."""
        lon = self.west + (np.arange(self.columns) + 0.5) * self.step
        lat = self.south + (np.arange(self.rows) + 0.5) * self.step
        grid_lon, grid_lat = np.meshgrid(lon, lat)
        return grid_lon.ravel(), grid_lat.ravel()


@dataclass(frozen=True)
class Rules:
    """The numbers of `geodata.toml` that steer the calibration."""

    trust_distance: float
    steps: int
    rate: float
    limit: float


def distances(points: Any, groups: dict[str, list[Site]]) -> Any:
    """Return the distance in degrees of every point to the nearest site of every group."""
    result = np.empty((len(points), len(groups)))
    for column, sites in enumerate(groups.values()):
        tree = shapely.STRtree(shapely.points([(site.lon, site.lat) for site in sites]))
        result[:, column] = tree.query_nearest(points, return_distance=True, all_matches=False)[1]
    return result


def regencies(distance: Any, weights: Any, trust_distance: float) -> Any:
    """Return the column of the regency each point belongs to."""
    remoteness = np.sqrt(np.minimum(distance.min(axis=1) / trust_distance, 1))[:, None]
    return np.argmin(np.log(distance + 1e-6) - weights * remoteness, axis=1)


def calibrate(distance: Any, wanted_km2: Any, square_km2: float, rules: Rules) -> Any:
    """Find weights that bring areas near the wanted ones; a wanted area of 0 is not steered."""
    weights = np.zeros(distance.shape[1])
    steered = wanted_km2 > 0
    for _ in range(rules.steps):
        owner = regencies(distance, weights, rules.trust_distance)
        area = np.bincount(owner, minlength=len(weights)) * square_km2
        ratio = wanted_km2[steered] / np.maximum(area[steered], square_km2)
        weights[steered] += rules.rate * np.log(ratio)
        weights = np.clip(weights, -rules.limit, rules.limit)
    return weights


def districts(points: Any, owner: Any, groups: dict[str, list[Site]], codes: list[str]) -> Any:
    """Return for each point the index of its kecamatan in `codes`, -1 outside the province."""
    index = {code: number for number, code in enumerate(codes)}
    result = np.full(len(points), -1)
    for column, sites in enumerate(groups.values()):
        villages = [site for site in sites if site.code[:8] in index]
        mine = owner == column
        if not villages or not mine.any():
            continue
        tree = shapely.STRtree(shapely.points([(site.lon, site.lat) for site in villages]))
        nearest = tree.query_nearest(points[mine], all_matches=False)[1]
        result[mine] = np.array([index[site.code[:8]] for site in villages])[nearest]
    return result
