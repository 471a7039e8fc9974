"""How much of an edition a person sees: everything, or the levels of all and one regency whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.errors import Forbidden

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.outputs.figures_model import EditionFigures, RegencyFigures


@dataclass(frozen=True, slots=True)
class Sight:
    """`own` is the one regency an officer sees whole; empty for the province and the governor."""

    own: str

    @classmethod
    def of(cls, actor: Actor) -> Sight:
        """Return how much a person sees."""
        narrow = actor.is_regency and not actor.scope.everywhere
        return cls(actor.region_code if narrow else "")

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left out."""
        return not self.own

    def covers(self, regency_code: str) -> bool:
        """Tell whether a regency is seen with its entries, points and index."""
        return self.is_whole or regency_code == self.own

    def seen(self, figures: EditionFigures) -> EditionFigures:
        """Return the figures without what the person does not see."""
        if self.is_whole:
            return figures
        return replace(
            figures,
            regencies=tuple(self._regency(item) for item in figures.regencies),
            points=tuple(item for item in figures.points if self.covers(item.regency_code)),
            hotspots=tuple(item for item in figures.hotspots if self.covers(item.regency_code)),
        )

    def _regency(self, item: RegencyFigures) -> RegencyFigures:
        """Of a neighbour an officer sees level, counts and coverage, not how the index came."""
        if self.covers(item.code):
            return item
        return replace(
            item,
            index=None,
            index_text="",
            guard_text="",
            parts_text="",
            p_text="",
            e_text="",
            h_text="",
        )


def require_whole(actor: Actor) -> None:
    """Let only those pass who may read the province's summary.

    Raises:
        Forbidden: the person works for one regency.
    """
    if not Sight.of(actor).is_whole:
        raise Forbidden(
            "Ringkasan provinsi untuk analis dan staf Gubernur. Peta triwulan ini tetap dapat "
            "Anda buka."
        )
