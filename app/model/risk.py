"""Risk of a potential and severity of an event: tables and first-match rules, never products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD = "MATRIX-5X5-1"

# Rank of each cell (domain paper 4.1): MATRIX[likelihood][impact - 1].
MATRIX: dict[int, tuple[int, int, int, int, int]] = {
    5: (9, 15, 18, 23, 25),
    4: (6, 12, 16, 19, 24),
    3: (4, 10, 14, 17, 22),
    2: (2, 7, 11, 13, 21),
    1: (1, 3, 5, 8, 20),
}
_BANDS = ((5, "SR"), (10, "R"), (15, "S"), (20, "T"), (25, "ST"))
_LEVELS = {
    "SR": Level.RENDAH,
    "R": Level.RENDAH,
    "S": Level.SEDANG,
    "T": Level.TINGGI,
    "ST": Level.SANGAT_TINGGI,
}
_ZONES = {"SR": "HIJAU", "R": "HIJAU", "S": "KUNING", "T": "MERAH", "ST": "MERAH"}
_DEATHS_WORST = 2
_SERIOUS_MANY = 5
_HOUSEHOLDS_MANY = 100
_LOSS_WORST = 5_000_000_000
_LOSS_HIGH = 500_000_000
_LOSS_MIDDLE = 50_000_000
_CROWD_LARGE = 500


def risk_of(likelihood: int, impact: int) -> tuple[int, str]:
    """Look up score 1-25 and risk level code of a likelihood and an impact of 1 to 5.

    Raises:
        KeyError: the likelihood is not 1 to 5.
        IndexError: the impact is above 5.
    """
    score = MATRIX[likelihood][impact - 1]
    return score, next(code for most, code in _BANDS if score <= most)


def severity_of(values: Mapping[str, Any]) -> int:
    """Derive severity 1-5 from an event's fields; the first rule that fits decides.

    Source: domain paper 4.3. A missing number counts as zero.
    """
    toll = _Toll(values)
    if toll.worst():
        return 5
    if toll.heavy():
        return 4
    if toll.middle():
        return 3
    return 2 if toll.slight() else 1


class _Toll:
    """An event's toll with missing numbers read as zero."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.declared = str(values.get("status_konflik") or "")
        self.violence = bool(values.get("violence"))

    def count(self, name: str) -> int:
        return int(self._values.get(name) or 0)

    def worst(self) -> bool:
        return (
            self.count("deaths") >= _DEATHS_WORST
            or self.count("displaced_hh") > _HOUSEHOLDS_MANY
            or self.count("loss_idr") >= _LOSS_WORST
            or self.declared in {"PROV", "NAS"}
        )

    def heavy(self) -> bool:
        return (
            self.count("deaths") == 1
            or self.count("injured_serious") >= _SERIOUS_MANY
            or self.count("displaced_hh") >= 1
            or self.count("loss_idr") >= _LOSS_HIGH
            or self.count("worship_damaged") >= 1
            or self.declared == "KAB"
        )

    def middle(self) -> bool:
        return (
            self.count("injured_serious") >= 1
            or self.count("loss_idr") >= _LOSS_MIDDLE
            or self.count("houses_damaged") >= 1
            or (self.violence and self.count("crowd_max") >= _CROWD_LARGE)
        )

    def slight(self) -> bool:
        return self.count("injured_minor") >= 1 or self.count("loss_idr") >= 1 or self.violence


def entry_level(risk_level: str) -> Level:
    """Return the level of the one scale that a risk level is shown as."""
    return _LEVELS[risk_level]


def zone_of(risk_level: str) -> str:
    """Return the office's zone code (HIJAU, KUNING, MERAH) of a risk level."""
    return _ZONES[risk_level]
