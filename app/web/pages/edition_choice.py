"""Which edition a page shows: the quarter in the address, or the newest that is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.editions.queries import find_latest, get_edition
from app.errors import NotFound
from app.model.quarter import Quarter
from app.outputs.summary import APPROXIMATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.edition import Edition
    from app.model.level import Level
    from app.outputs.figures_model import EditionFigures


@dataclass(frozen=True, slots=True)
class QuarterLink:
    """A published quarter to go to."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class StripCell:
    """One square of a strip: a quarter and its level."""

    label: str
    level: Level


def quarter_in(text: str) -> Quarter:
    """Read a quarter from an address.

    Raises:
        NotFound: the text is not a quarter.
    """
    try:
        return Quarter.parse(text)
    except ValueError:
        raise NotFound from None


def edition_for(session: ReadSession, actor: Actor, text: str) -> Edition | None:
    """Return the newest edition of the quarter named, or of all; None when none is published.

    Raises:
        NotFound: a quarter is named that has no edition.
    """
    if not text:
        return find_latest(session, actor.scope)
    return get_edition(session, actor.scope, quarter_in(text), None)


def quarter_links(quarters: Iterable[Quarter], shown: Quarter, page: str) -> list[QuarterLink]:
    """Link every published quarter, newest first."""
    return [
        QuarterLink(quarter.label, f"{page}?t={quarter.slug}", quarter == shown)
        for quarter in sorted(quarters, reverse=True)
    ]


def state_line(figures: EditionFigures) -> str:
    """Say which months, who reported, and which edition."""
    head, key = figures.head, figures.key
    return (
        f"{head.span} · {key.reported} dari {key.obliged} kabupaten/kota sudah lapor · "
        f"edisi {head.number}, diterbitkan {head.published_text}"
    )


def boundary_line(figures: EditionFigures) -> str:
    """Name the boundary set, and say so when it is approximate."""
    boundary = figures.head.boundary
    if boundary is None:
        return ""
    said = f"{boundary.name}. {boundary.source}."
    if boundary.approximate and not boundary.name.startswith(APPROXIMATE):
        return f"{APPROXIMATE}. {said}"
    return said


def strip_of(figures: EditionFigures, levels: Sequence[Level]) -> list[StripCell]:
    """Name the quarter of each level of a strip."""
    return [StripCell(bar.label, level) for bar, level in zip(figures.series, levels, strict=True)]
