"""Share the land out: which regency and kecamatan does each small square belong to?

Every square goes to the regency whose villages are nearest (a Voronoi diagram in which the second
and third village count too). Far from any village that is a guess, so there, and only there,
official areas of regencies move the border: the distance to a regency is divided by
exp(weight * remoteness), and weights are found by repeated comparison. Inside a regency every
square goes to the kecamatan of the nearest village.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from places.sources import Site

NEAREST = (0.6, 0.25, 0.15)  # weight of the nearest, second and third village of a group
TILE = 0.5  # degrees

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


def distances(lon: Any, lat: Any, groups: dict[str, list[Site]]) -> Any:
    """Return how far every point is from every group of villages.

    That is the geometric mean of the distances (degrees) to its nearest villages, nearest first:
    a single misplaced point or a single village at a border weighs less than several together.
    Points are taken tile by tile, with the few villages that can be among the nearest there.
    """
    result = np.empty((len(lon), len(groups)), dtype=np.float32)
    places = [np.array([(site.lon, site.lat) for site in sites]) for sites in groups.values()]
    tile = np.floor(lon / TILE).astype(int) * 1000 + np.floor(lat / TILE).astype(int)
    for key in np.unique(tile):
        rows = np.flatnonzero(tile == key)
        points = np.column_stack([lon[rows], lat[rows]])
        for column, sites in enumerate(places):
            result[rows, column] = _blend(points, _candidates(points, sites))
    return result


def _candidates(points: Any, sites: Any) -> Any:
    """Leave out sites that others beat everywhere in the box around the points."""
    low, high = points.min(axis=0), points.max(axis=0)
    closest = np.hypot(*np.maximum(np.maximum(low - sites, sites - high), 0).T)
    farthest = np.hypot(*np.maximum(sites - low, high - sites).T)
    count = min(len(NEAREST), len(sites))
    return sites[closest <= np.partition(farthest, count - 1)[count - 1]]


def _blend(points: Any, sites: Any) -> Any:
    offset = points[:, None, :].astype(np.float32) - sites[None, :, :].astype(np.float32)
    square = np.einsum("ijk,ijk->ij", offset, offset)
    count = min(len(NEAREST), square.shape[1])
    nearest = np.sort(np.partition(square, count - 1, axis=1)[:, :count], axis=1)
    share = np.array(NEAREST[:count]) / sum(NEAREST[:count])
    return np.exp(np.log(nearest + 1e-12) @ share / 2)


def regencies(distance: Any, weights: Any, trust_distance: float) -> Any:
    """Return the column of the regency each point belongs to."""
    return _owner(*_terms(distance, trust_distance), weights)


def _terms(distance: Any, trust_distance: float) -> tuple[Any, Any]:
    """Return what does not change with the weights: log distances, and remoteness 0 to 1."""
    remoteness = np.sqrt(np.minimum(distance.min(axis=1) / trust_distance, 1))[:, None]
    return np.log(distance + 1e-6), remoteness


def _owner(logarithm: Any, remoteness: Any, weights: Any) -> Any:
    return np.argmin(logarithm - weights.astype(logarithm.dtype) * remoteness, axis=1)


def calibrate(distance: Any, wanted_km2: Any, square_km2: float, rules: Rules) -> Any:
    """Find weights that bring areas near the wanted ones; a wanted area of 0 is not steered."""
    weights = np.zeros(distance.shape[1])
    steered = wanted_km2 > 0
    terms = _terms(distance, rules.trust_distance)
    for _ in range(rules.steps):
        area = np.bincount(_owner(*terms, weights), minlength=len(weights)) * square_km2
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
