"""Cases that may tell one dispute: near in place, time, topic and words.

Pure functions over plain rows. Nobody compares every case with every other: cases meet only in
their own or a neighbouring square of the map, under one topic or one source in law, and only when
they share a word that few others have. A pair is a suggestion to look, not a finding.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import product
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

SQUARE = 0.3  # degrees, a little more than NEAR_KM
NEAR_KM = 30.0
_ALIKE, _ALIKE_AT_HOME = 0.4, 0.6  # share of the shorter text's words; one office repeats itself
_DAYS = 60  # events further apart are two events
_COMMON = 40  # a word that more cases of one square have says nothing about a dispute
_LEAST_WORDS = 4
_SAME = 0.6  # share of words a text keeps while it counts as the one that was decided about
_EARTH_KM = 6371.0
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of every such text, and those a report always has.
_EMPTY = frozenset(
    {
        "yang", "dengan", "oleh", "pada", "untuk", "dari", "dalam", "atas", "antara", "serta",
        "karena", "belum", "sudah", "telah", "akan", "tidak", "masih", "agar", "juga", "para",
        "atau", "desa", "kecamatan", "kabupaten", "kota", "kelurahan", "warga", "masyarakat",
        "konflik", "sengketa", "potensi", "terkait", "adanya", "wilayah", "perusahaan",
        "pihak", "kelompok",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """A case as its newest accepted report tells it; `at` is (longitude, latitude)."""

    case_id: int
    region: str
    at: tuple[float, float]
    topic: str
    law_source: str
    words: frozenset[str]
    happened_on: date | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Two cases worth reading side by side, the one with the smaller id first."""

    case: Sighting
    other: Sighting
    km: float
    shared: tuple[str, ...]

    @property
    def crosses(self) -> bool:
        """Tell whether two regencies tell it."""
        return self.case.region != self.other.region


def words_of(*texts: str) -> frozenset[str]:
    """Return the words of some texts that can tell one dispute from another."""
    found = _WORD.findall(" ".join(texts).casefold())
    return frozenset(found) - _EMPTY


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance over the ground between two points given as (longitude, latitude)."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def prints_of(words: Iterable[str]) -> list[str]:
    """Return a short print of each word: enough to tell how much changed, no text to keep."""
    return sorted(hashlib.sha256(word.encode()).hexdigest()[:12] for word in words)


def is_still(then: Iterable[str], now: frozenset[str]) -> bool:
    """Tell whether a text still says about what it said; `then` are the prints of that day."""
    before, after = frozenset(then), frozenset(prints_of(now))
    union = before | after
    return not union or len(before & after) / len(union) >= _SAME


def pairs(sightings: Sequence[Sighting]) -> list[Alike]:
    """Return pairs that may be one dispute: across borders first, then the nearest."""
    found = [pair for one, two in _candidates(sightings) if (pair := _judge(one, two)) is not None]
    return sorted(found, key=lambda item: (not item.crosses, item.km, item.case.case_id))


def _candidates(sightings: Sequence[Sighting]) -> Iterator[tuple[Sighting, Sighting]]:
    """Bring cases together that share a theme and a telling word in this or the next square."""
    squares: dict[tuple[int, int], dict[str, list[int]]] = {}
    for at, item in enumerate(sightings):
        met: set[int] = set()
        column, row = (int(value // SQUARE) for value in item.at)
        for right, up in product((-1, 0, 1), repeat=2):
            told = squares.get((column + right, row + up), {})
            for word in item.words & told.keys():
                if len(told[word]) <= _COMMON:
                    met.update(told[word])
        for other in sorted(met):
            if _same_theme(item, sightings[other]):
                yield item, sightings[other]
        mine = squares.setdefault((column, row), {})
        for word in item.words:
            mine.setdefault(word, []).append(at)


def _same_theme(one: Sighting, two: Sighting) -> bool:
    return one.topic == two.topic or one.law_source == two.law_source


def _judge(one: Sighting, two: Sighting) -> Alike | None:
    if one.group_id is not None and one.group_id == two.group_id:
        return None
    km = kilometres(one.at, two.at)
    shared = one.words & two.words
    shorter = min(len(one.words), len(two.words))
    if km > NEAR_KM or shorter < _LEAST_WORDS or not _close_in_time(one, two):
        return None
    least = _ALIKE if one.region != two.region else _ALIKE_AT_HOME
    if len(shared) / shorter < least:
        return None
    first, second = sorted((one, two), key=lambda item: item.case_id)
    return Alike(first, second, km, tuple(sorted(shared)))


def _close_in_time(one: Sighting, two: Sighting) -> bool:
    if one.happened_on is None or two.happened_on is None:
        return True  # a potential lasts
    return abs((one.happened_on - two.happened_on).days) <= _DAYS
