"""What a regency's report says on paper: its letter and the lines of its enclosure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.model.level import Level
    from app.outputs.documents.data import Letterhead, LevelCount, Picture, Point, Stamp


@dataclass(frozen=True)
class LetterText:
    """The covering letter of a report, line by line (domain paper 5.5)."""

    place_and_date: str
    number: str
    nature: str
    enclosures: str
    subject: str
    addressee: str
    opening: str
    emphasis: str
    rest: str
    closing: str
    position: tuple[str, ...]
    name: str
    rank: str = ""
    cc: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaperEntry:
    """One potential or event as the enclosure prints it; `facts` are short, `text` is prose."""

    key: str
    title: str
    place: str
    level: Level
    facts: tuple[str, ...]
    text: tuple[Point, ...]


@dataclass(frozen=True)
class PaperAction:
    """One thing that was done about an entry."""

    key: str
    day: str
    what: str
    agency: str
    result: str
    next_step: str


@dataclass(frozen=True)
class PaperRequest:
    """What the regency asks of somebody else."""

    number: str
    key: str
    target: str
    text: str
    wanted_by: str


@dataclass(frozen=True)
class PaperFile:
    """A file that goes along; its fingerprint tells it apart from any other."""

    key: str
    what: str
    taken_on: str
    fingerprint: str


@dataclass(frozen=True)
class PaperBeside:
    """What goes along with the entries."""

    requests: tuple[PaperRequest, ...] = ()
    files: tuple[PaperFile, ...] = ()


@dataclass(frozen=True)
class PaperDistrict:
    """What the regency says of one kecamatan."""

    name: str
    level: Level
    statement: str
    basis: str
    counts: str


@dataclass(frozen=True)
class ReportDocument:
    """A regency's report on paper: covering letter, tables, kecamatan and their map.

    `withheld` counts what this reader's copy leaves out. A draft has no code to check.
    """

    letterhead: Letterhead
    stamp: Stamp
    area: str
    period: str
    number: str
    fingerprint: str
    letter: LetterText
    situation: str
    trend: str
    potentials: tuple[PaperEntry, ...]
    events: tuple[PaperEntry, ...]
    actions: tuple[PaperAction, ...]
    beside: PaperBeside
    districts: tuple[PaperDistrict, ...]
    levels: tuple[LevelCount, ...]
    map: Picture | None
    source: str
    notes: tuple[str, ...] = ()
    is_nil: bool = False
    is_draft: bool = False
    withheld: int = 0
