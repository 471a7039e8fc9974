"""What the page of a regency shows to one person: its entries, its past reports, its index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.scope import EVERYWHERE
from app.editions.queries import pinned_revisions
from app.model.area_code import AreaCode
from app.model.entry import Kind
from app.model.vocabulary import LAW_SOURCE
from app.reports.history import records
from app.reports.tally import entries_of
from app.web.pages.entry_view import KIND_WORDS, place_names, row_of
from app.web.pages.report_standing import standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.edition import Edition
    from app.model.level import Level
    from app.outputs.figures_model import EditionFigures, RegencyFigures

PARTS = (
    ("P", "Potensi yang masih terbuka", 50),
    ("E", "Peristiwa, dibanding penduduk", 35),
    ("H", "Langkah yang belum dijalankan", 15),
)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the edition; without an address its page is not for this reader."""

    title: str
    level: Level
    kind: str
    place: str
    source: str
    status: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """One part of the index: its letter, what it stands for, its share, and its hundredths."""

    letter: str
    meaning: str
    share: int
    text: str

    @property
    def width(self) -> float:
        """Length of the bar, 0 to 100."""
        return float(self.text.replace(",", "."))


@dataclass(frozen=True, slots=True)
class PastReport:
    """One quarter of the regency and how its report stands."""

    label: str
    words: str
    tone: str
    href: str


def index_parts(regency: RegencyFigures) -> list[IndexPart]:
    """Return the three parts; empty where no index is printed."""
    if not regency.index_text:
        return []
    texts = (regency.p_text, regency.e_text, regency.h_text)
    return [
        IndexPart(letter, meaning, share, text)
        for (letter, meaning, share), text in zip(PARTS, texts, strict=True)
    ]


def own_entries(session: ReadSession, edition: Edition, regency_code: str) -> list[EntryLine]:
    """Return every entry the edition counts for a regency, the gravest first.

    For those who may read the regency's report; the caller has checked the scope.
    """
    revision_id = pinned_revisions(session, EVERYWHERE, edition).get(AreaCode(regency_code))
    if revision_id is None:
        return []
    entries = entries_of(session, [revision_id])
    names = place_names(session, entries)
    quarter = edition.period.quarter.slug
    lines = [
        EntryLine(
            title=row.title,
            level=row.level,
            kind=row.kind,
            place=row.place,
            source=LAW_SOURCE.label_of(entry.law_source),
            status=row.status,
            href=f"/laporan/{quarter}/entri/{row.key}",
        )
        for entry in entries
        for row in [row_of(entry, names)]
    ]
    return sorted(lines, key=lambda line: -line.level.rank)


def published_entries(figures: EditionFigures, regency_code: str) -> list[EntryLine]:
    """Return the entries whose text the edition itself publishes, the gravest first."""
    lines = [
        EntryLine(
            title=point.title,
            level=point.level,
            kind=KIND_WORDS[Kind(point.kind)],
            place=point.place,
            source="",
            status=point.status_text,
        )
        for point in figures.points
        if point.regency_code == regency_code and not point.sensitive
    ]
    return sorted(lines, key=lambda line: -line.level.rank)


def past_reports(
    session: ReadSession, actor: Actor, regency_code: str, today: date
) -> Sequence[PastReport]:
    """Return how each quarter's report of a regency stands, newest first; scoped by the reader."""
    query = "" if actor.is_regency else f"?wilayah={regency_code}"
    return [
        PastReport(
            record.quarter.label,
            *standing(record, actor.zone),
            f"/laporan/{record.quarter.slug}{query}",
        )
        for record in records(session, actor.scope, regency_code, today)
    ]
