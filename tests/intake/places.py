"""Places of a fictitious regency, held in memory: names, codes, and squares for boundaries."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import cos, hypot, radians

from app.intake.context import Match

_PREFIX = re.compile(r"^(kecamatan|kec\.?|desa|kelurahan|kel\.?|kab\.?|kabupaten|kota)\s+")


def key(text: str) -> str:
    """Compare names without case, form and prefix."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _PREFIX.sub("", folded)


@dataclass
class MemoryPlaces:
    """Regions by code; `boxes` are (min lon, min lat, max lon, max lat) of kecamatan."""

    region_code: str
    names: dict[str, str]
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def districts(self) -> tuple[tuple[str, str], ...]:
        return self._below(self.region_code)

    def villages(self, district_code: str) -> tuple[tuple[str, str], ...]:
        return self._below(district_code)

    def find_district(self, text: str) -> Match:
        return self._find(text, self.districts())

    def find_village(self, text: str, district_code: str) -> Match:
        return self._find(text, self.villages(district_code))

    def find_anywhere(self, text: str) -> Match:
        if text in self.names:
            return Match(text, self.names[text])
        parts = [part for part in text.split(",") if part.strip()]
        if len(parts) == 2:
            district = self._find(parts[1], self._level(3))
            if district.code is None:
                return district
            return self._find(parts[0], self._below(district.code))
        for level in (3, 2, 4):
            found = self._find(text, self._level(level))
            if found.code:
                return found
        return self._find(text, self._level(3))

    def district_at(self, lon: float, lat: float) -> str | None:
        for code, (west, south, east, north) in self.boxes.items():
            if west <= lon <= east and south <= lat <= north:
                return code
        return None

    def distance_km(self, code: str, lon: float, lat: float) -> float | None:
        box = self.boxes.get(code)
        if box is None:
            return None
        west, south, east, north = box
        dx = max(west - lon, 0, lon - east) * 111.32 * cos(radians(lat))
        dy = max(south - lat, 0, lat - north) * 110.57
        return hypot(dx, dy)

    def _below(self, parent: str) -> tuple[tuple[str, str], ...]:
        depth = parent.count(".") + 1
        return tuple(
            (code, name)
            for code, name in sorted(self.names.items())
            if code.startswith(parent + ".") and code.count(".") == depth
        )

    def _level(self, level: int) -> tuple[tuple[str, str], ...]:
        return tuple(
            (code, name)
            for code, name in sorted(self.names.items())
            if code.count(".") == level - 1
        )

    def _find(self, text: str, among: tuple[tuple[str, str], ...]) -> Match:
        wanted = key(text)
        for code, name in among:
            if wanted == key(name) or text.strip() == code:
                return Match(code, name)
        by_key = {key(name): (code, name) for code, name in among}
        near = get_close_matches(wanted, by_key, n=3, cutoff=0.4)
        return Match(None, "", tuple(by_key[item] for item in near))
