"""What the summary page adds to an edition: downloads, cards, what changed, other editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.access.scope import EVERYWHERE
from app.editions.queries import pinned_revisions
from app.model.edition import EditionState
from app.outputs.exports import EXPORTS
from app.outputs.figures_words import joined
from app.outputs.summary_cards import change_note
from app.reports.board import board
from app.web.formats import date_id, number_id, size_id
from app.web.pages.report_room import day_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.db import ReadSession
    from app.model.edition import Artefact, Edition
    from app.outputs.figures_model import Change, EditionFigures

MAIN = "pdf"


@dataclass(frozen=True, slots=True)
class Download:
    """One file to download: what it is, and how large, in words."""

    name: str
    label: str
    size: str
    href: str

    @property
    def is_main(self) -> bool:
        """Tell whether it is the report itself."""
        return self.name == MAIN


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure with its change."""

    value: str
    label: str
    note: str
    tone: str
    direction: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A decision asked for; `note` says of whom and by when."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Making:
    """An edition whose files are being made, or could not be made."""

    label: str
    step: str
    done: int
    total: int
    failed: bool


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One published edition in the list of all; of one that is held no file is given out."""

    label: str
    is_held: bool
    href: str
    published: str
    code: str
    downloads: tuple[Download, ...]


def downloads(edition: Edition) -> list[Download]:
    """Return the files of an edition, the report first; none of one that is held."""
    by_name = {item.name: item for item in edition.artefacts}
    folder = f"/ringkasan/{edition.period.quarter.slug}/{edition.number}/unduh"
    if edition.withheld_at is not None:
        return []
    return [
        Download(
            export.name, _label(export.name, export.label), _size(found), f"{folder}/{found.name}"
        )
        for export in EXPORTS
        for found in [by_name.get(export.name)]
        if found is not None
    ]


def _label(name: str, label: str) -> str:
    return "Unduh PDF" if name == MAIN else label


def _size(artefact: Artefact) -> str:
    pages = f"{artefact.pages} halaman, " if artefact.pages else ""
    return f"{pages}{size_id(artefact.size_bytes)}"


def cards(figures: EditionFigures) -> list[Card]:
    """Return the four key figures in the words of the printed report."""
    key = figures.key
    return [
        Card(number_id(key.events), "peristiwa konflik", *_moved(key.events_change, "danger")),
        Card(number_id(key.potentials), "potensi konflik", *_moved(key.potentials_change, "")),
        Card(
            f"{key.high_regencies} dari {key.obliged}",
            "wilayah Tinggi atau Sangat tinggi",
            *_moved(key.high_change, "danger" if key.high_regencies else ""),
        ),
        Card(
            f"{key.reported} dari {key.obliged}",
            "kabupaten/kota melapor",
            f"belum: {joined(key.silent)}" if key.silent else "lengkap",
            "gold" if key.silent else "done",
        ),
    ]


def _moved(change: Change | None, tone: str) -> tuple[str, str, str, str]:
    """Return note, tone, direction and meaning of a change."""
    note = change_note(change)
    if change is None or change.difference == 0:
        return note, tone, "", ""
    rises = change.difference > 0
    return note, tone, "up" if rises else "down", "worse" if rises else "better"


def advice_lines(figures: EditionFigures) -> list[AdviceLine]:
    """Return the decisions asked for."""
    return [
        AdviceLine(item.text, ", ".join(filter(None, (item.addressee, _by(item.due)))))
        for item in figures.advice
    ]


def _by(due: str) -> str:
    """Write a typed day out; other words stay as the province wrote them."""
    try:
        return f"paling lambat {date_id(date.fromisoformat(due))}"
    except ValueError:
        return due


def changed_after(session: ReadSession, edition: Edition, today: date) -> list[str]:
    """Name who was accepted anew since the edition, without saying what changed.

    Read over the whole province on purpose: that a printed figure is no longer the last word is
    for every reader; the new figures are not, before the next edition.
    """
    pinned = pinned_revisions(session, EVERYWHERE, edition)
    return [
        f"{row.office.display_name} ({date_id(day_in(row.accepted.decided_at, row.office.zone))})"
        for row in board(session, EVERYWHERE, edition.period.quarter, today)
        if row.accepted is not None
        and row.accepted.decided_at is not None
        and pinned.get(row.office.region_code) != row.accepted.id
    ]


def making(editions: Iterable[Edition]) -> list[Making]:
    """Return editions that are not ready, newest quarter first."""
    return [
        Making(
            label=f"{item.period.quarter.label}, edisi {item.number}",
            step=item.step_label or "Menunggu giliran",
            done=item.steps_done,
            total=max(item.steps_total, 1),
            failed=item.state is EditionState.FAILED,
        )
        for item in editions
        if item.state is not EditionState.READY
    ]


def newest_ready(editions: Iterable[Edition]) -> list[Edition]:
    """Return the newest ready edition of each quarter of a list that begins with the newest."""
    found: dict[object, Edition] = {}
    for item in editions:
        if item.state is EditionState.READY:
            found.setdefault(item.period.quarter, item)
    return list(found.values())


def published(editions: Sequence[Edition], zone: str) -> list[EditionLine]:
    """List every ready edition; the newest of a quarter leads to its page."""
    ready = [item for item in editions if item.state is EditionState.READY]
    newest: dict[object, int] = {}
    for item in ready:
        newest.setdefault(item.period.quarter, item.id)
    return [
        EditionLine(
            label=f"{item.period.quarter.label}, edisi {item.number}",
            is_held=item.withheld_at is not None,
            href=f"/ringkasan/{item.period.quarter.slug}"
            if newest[item.period.quarter] == item.id and item.withheld_at is None
            else "",
            published=date_id(day_in(item.published_at, zone)),
            code=item.code,
            downloads=tuple(downloads(item)),
        )
        for item in ready
    ]
