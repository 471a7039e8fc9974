"""What every export of one edition is made from, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon

    from app.outputs.exports.table import Table
    from app.outputs.figures_model import EditionFigures
    from app.outputs.summary import DrawnShapes


@dataclass(frozen=True)
class EditionContent:
    """Figures, rows that may travel, and areas (EPSG:4326) by code."""

    figures: EditionFigures
    potentials: Table
    events: Table
    actions: Table
    requests: Table
    enclosures: Table
    boundaries: dict[str, MultiPolygon]
    shapes: DrawnShapes
    base_url: str

    @property
    def published_at(self) -> datetime:
        """Moment of publication; the date of every file, so equal editions are equal bytes."""
        return datetime.fromisoformat(self.figures.head.published_at)


def tables_of(content: EditionContent) -> tuple[Table, ...]:
    """Return what was reported as tables, in the order of a workbook's sheets."""
    return (
        content.potentials,
        content.events,
        content.actions,
        content.requests,
        content.enclosures,
    )
