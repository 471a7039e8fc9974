"""Give the village points of 2020 the codes of the current list."""

from __future__ import annotations

import unicodedata

import numpy as np
import shapely

from places.sources import Place, Site


def plain(name: str) -> str:
    """Reduce a name to its letters and digits, for comparing spellings."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def recode(points: list[Site], places: list[Place], province: str) -> list[Site]:
    """Return the province's villages with today's code and name, where a point is known.

    A code whose name still agrees is kept. Villages that moved to a new kecamatan are found by
    name inside their regency, if that name is unique there. What is left keeps its code when
    the code still exists (a renamed village); villages made since 2020 have no point.
    """
    villages = {p.code: p for p in places if p.level == 4 and p.code.startswith(province + ".")}
    old = {point.code: point for point in points if point.code.startswith(province + ".")}
    same = {
        code
        for code, place in villages.items()
        if code in old and plain(old[code].name) == plain(place.name)
    }
    moved = _moved(villages, old, same)
    found = []
    for code, place in villages.items():
        source = code if code in same else moved.get(code, code)
        if source in old and (source == code or source not in same):
            point = old[source]
            found.append(Site(code, place.name, point.lon, point.lat))
    return found


def _moved(villages: dict[str, Place], old: dict[str, Site], same: set[str]) -> dict[str, str]:
    by_name: dict[tuple[str, str], list[str]] = {}
    for code, point in old.items():
        if code not in same:
            by_name.setdefault((code[:5], plain(point.name)), []).append(code)
    moved = {}
    for code, place in villages.items():
        candidates = by_name.get((code[:5], plain(place.name)), [])
        if code not in same and len(candidates) == 1:
            moved[code] = candidates[0]
    return moved


def without_strays(sites: list[Site], distance: float, spread: float) -> list[Site]:
    """Drop villages whose point is misplaced: amid another regency and far from their own kind.

    A stray's six nearest neighbours all belong to other regencies, the nearest of them within
    the distance (degrees), and it lies further from the median point of its kecamatan than
    `spread` times the median distance of the kecamatan's villages. Lonely villages in empty
    country are kept, and so are villages right at a border.
    """
    points = shapely.points([(site.lon, site.lat) for site in sites])
    tree = shapely.STRtree(points)
    far = _far_from_kecamatan(sites, spread)
    kept = []
    for number, (site, point) in enumerate(zip(sites, points, strict=True)):
        near = tree.query(point, predicate="dwithin", distance=0.5)
        away = shapely.distance(points[near], point)
        order = np.argsort(away, kind="stable")[1:7]
        alone = all(sites[near[row]].code[:5] != site.code[:5] for row in order)
        crowded = len(order) == 6 and away[order[0]] < distance
        if not (alone and crowded and number in far):
            kept.append(site)
    return kept


def _far_from_kecamatan(sites: list[Site], spread: float) -> set[int]:
    groups: dict[str, list[int]] = {}
    for number, site in enumerate(sites):
        if site.code.count(".") == 3:
            groups.setdefault(site.code[:8], []).append(number)
    far = set()
    for numbers in groups.values():
        at = np.array([(sites[number].lon, sites[number].lat) for number in numbers])
        away = np.hypot(*(at - np.median(at, axis=0)).T)
        limit = spread * np.median(away)
        far |= {number for number, length in zip(numbers, away, strict=True) if length > limit}
    return far
