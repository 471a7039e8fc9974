"""Risk of a potential and severity of an event: tables and first-match rules, never products."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Sign:
    """One field of an event that is at least so high (a yes is 1), or holds one of some codes."""

    field: str
    least: int = 1
    codes: tuple[str, ...] = ()

    def is_in(self, values: Mapping[str, Any]) -> bool:
        """Tell whether the field says so; a missing number is zero."""
        value = values.get(self.field)
        return value in self.codes if self.codes else int(value or 0) >= self.least


# Domain paper 4.3: the first severity one of whose lines holds; of a line every sign must hold.
# Pages carry the same table, so that it is told while somebody types.
SEVERITY: tuple[tuple[int, tuple[tuple[Sign, ...], ...]], ...] = (
    (
        5,
        (
            (Sign("deaths", 2),),
            (Sign("displaced_hh", 101),),
            (Sign("loss_idr", 5_000_000_000),),
            (Sign("status_konflik", codes=("PROV", "NAS")),),
        ),
    ),
    (
        4,
        (
            (Sign("deaths"),),
            (Sign("injured_serious", 5),),
            (Sign("displaced_hh"),),
            (Sign("loss_idr", 500_000_000),),
            (Sign("worship_damaged"),),
            (Sign("status_konflik", codes=("KAB",)),),
        ),
    ),
    (
        3,
        (
            (Sign("injured_serious"),),
            (Sign("loss_idr", 50_000_000),),
            (Sign("houses_damaged"),),
            (Sign("violence"), Sign("crowd_max", 500)),
        ),
    ),
    (2, ((Sign("injured_minor"),), (Sign("loss_idr"),), (Sign("violence"),))),
)
_OF_SEVERITY = (
    Level.RENDAH,
    Level.RENDAH,
    Level.SEDANG,
    Level.TINGGI,
    Level.SANGAT_TINGGI,
)


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
    return next(
        (
            severity
            for severity, lines in SEVERITY
            if any(all(sign.is_in(values) for sign in line) for line in lines)
        ),
        1,
    )


def level_of_severity(severity: int) -> Level:
    """Return the level of the one scale that a severity of 1 to 5 is shown as."""
    return _OF_SEVERITY[severity - 1]


def entry_level(risk_level: str) -> Level:
    """Return the level of the one scale that a risk level is shown as."""
    return _LEVELS[risk_level]


def zone_of(risk_level: str) -> str:
    """Return the office's zone code (HIJAU, KUNING, MERAH) of a risk level."""
    return _ZONES[risk_level]
