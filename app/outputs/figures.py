"""The figures of an edition, and of the quarter as it stands before one is published."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.areas.code_book import rows_of
from app.model import vocabulary as words
from app.outputs import figures_cases as cases
from app.outputs import figures_count as counts
from app.outputs import figures_province as province
from app.outputs.figures_ground import Ground, ground_of_board, ground_of_edition
from app.outputs.figures_model import (
    Advice,
    Amendment,
    Attention,
    BoundaryNote,
    EditionFigures,
    Head,
)
from app.outputs.figures_words import day, moment, province_sentence
from app.paths import resource
from app.reports.index import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.edition import Edition
    from app.model.quarter import Quarter
    from app.settings import Settings

__all__ = [
    "CLASSIFICATION",
    "EditionFigures",
    "changed_since",
    "edition_figures",
    "live_figures",
]

CLASSIFICATION = "TERBATAS"
_NAMED_BEFORE_COLON = 60


def edition_figures(session: ReadSession, edition: Edition, settings: Settings) -> EditionFigures:
    """Compute the figures of an edition loaded by `with_pins`, from its pinned revisions."""
    return figures_of(ground_of_edition(session, edition, settings.province), settings, edition)


def live_figures(
    session: ReadSession, scope: Scope, quarter: Quarter, *, today: date, settings: Settings
) -> EditionFigures:
    """Compute the same figures over what is accepted now, for the board and the preview."""
    return figures_of(
        ground_of_board(session, scope, quarter, today, settings.province), settings, None
    )


def changed_since(
    session: ReadSession, scope: Scope, quarter: Quarter, *, today: date, settings: Settings
) -> tuple[Amendment, ...]:
    """List what was accepted since the newest edition of a quarter was published."""
    return cases.amendments(ground_of_board(session, scope, quarter, today, settings.province))


def figures_of(ground: Ground, settings: Settings, edition: Edition | None) -> EditionFigures:
    """Compute the figures from what was read; pure, so that equal ground gives equal figures."""
    regencies = counts.regencies(ground)
    levels = counts.level_counts(regencies)
    waived = sum(1 for item in regencies if item.state == counts.WAIVED)
    once = province.once_told(ground)
    typed = _typed_attention(edition.attention) if edition is not None else ()
    return EditionFigures(
        head=_head(ground, settings, edition),
        key=province.key_figures(ground, regencies),
        province_line=province_sentence(counts.counts_by_level(levels), waived),
        levels=levels,
        regencies=regencies,
        districts=counts.districts(ground),
        series=province.series(ground),
        hotspots=cases.hotspots(ground),
        by_source=counts.by_code(once, words.LAW_SOURCE, lambda e: e.law_source),
        by_topic=counts.by_code(once, words.TOPIC, lambda e: e.topic),
        by_handling=counts.by_code(once, words.HANDLING_STATUS, lambda e: e.handling_status),
        points=cases.map_points(ground),
        sensitive_entries=_count(ground, cases.SENSITIVE),
        closed_entries=_count(ground, cases.CLOSED),
        amendments=cases.amendments(ground),
        attention=typed or cases.attention(ground, regencies),
        advice=_advice(edition.recommendations) if edition is not None else (),
    )


def _count(ground: Ground, sensitivity: str) -> int:
    return sum(1 for entry in ground.entries if entry.sensitivity == sensitivity)


def _head(ground: Ground, settings: Settings, edition: Edition | None) -> Head:
    office, boundaries = ground.office, ground.boundary_set
    zone = ZoneInfo(office.zone if office is not None else "Asia/Makassar")
    published = edition.published_at.astimezone(zone) if edition is not None else None
    return Head(
        province_code=ground.province.code,
        province_name=ground.province.name,
        province_short=_abbreviation(ground.province.code, ground.province.name),
        agency_name=settings.agency_name,
        capital=office.capital if office is not None else "",
        signatory_name=office.signatory_name if office is not None else "",
        signatory_position=office.signatory_position if office is not None else "",
        quarter=ground.quarter.code,
        quarter_label=ground.quarter.label,
        span=ground.quarter.span,
        code=edition.code if edition is not None else "",
        number=edition.number if edition is not None else 0,
        published_at=published.isoformat(timespec="seconds") if published else "",
        published_text=moment(published) if published else "",
        published_by=edition.published_by if edition is not None else "",
        method=edition.method_version if edition is not None else METHOD_VERSION,
        classification=CLASSIFICATION,
        boundary=BoundaryNote(
            boundaries.name, boundaries.source, boundaries.licence, boundaries.approximate
        )
        if boundaries is not None
        else None,
        sample_note=ground.sample_note,
    )


def _advice(recommendations: Sequence[Sequence[object]]) -> tuple[Advice, ...]:
    return tuple(
        Advice(str(text), str(addressee), _due(str(due)))
        for text, addressee, due in recommendations
    )


def _due(typed: str) -> str:
    """Write a date in words; whatever else was typed stays."""
    try:
        return day(date.fromisoformat(typed))
    except ValueError:
        return typed


def _abbreviation(province: str, name: str) -> str:
    """What the office calls the province in file names, else its name without spaces."""
    known = resource("geodata") / f"offices-{province}.csv"
    for row in rows_of(known) if known.exists() else []:
        if row["code"] == province:
            return row["abbreviation"]
    return re.sub(r"[^A-Za-z0-9]+", "-", name.removeprefix("Provinsi ")).strip("-")


def _typed_attention(sentences: Sequence[object]) -> tuple[Attention, ...]:
    """Split "Kutai Timur: naik ..." into its heading and the rest; a plain sentence has none."""
    points = []
    for sentence in map(str, sentences):
        heading, colon, rest = sentence.partition(": ")
        named = colon and len(heading) <= _NAMED_BEFORE_COLON
        points.append(Attention(heading, rest) if named else Attention("", sentence))
    return tuple(points)
