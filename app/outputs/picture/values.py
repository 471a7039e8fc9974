"""What an area of a map shows."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.level import Level


@dataclass(frozen=True)
class AreaValue:
    """What one area shows: its level, a short note such as "7 entri", the page it leads to."""

    level: Level
    note: str = ""
    href: str | None = None


UNKNOWN = AreaValue(Level.BELUM_LAPOR)
