"""What each document says: frozen records of finished Indonesian sentences and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from app.model.level import Level

Tone = Literal["bahaya", "utama", "waspada", "tenang"]


@dataclass(frozen=True)
class Letterhead:
    """Head of an official letter; `emblem` is SVG text or empty."""

    government: str
    office: str
    address: str = ""
    emblem: str = ""


@dataclass(frozen=True)
class Stamp:
    """What every document carries: classification, code, where to check it, when it was made.

    `issued_at` (with time zone) becomes the date of the file, so the same data give the same
    bytes; `printed` is the same moment in words. `notices` stand on every page.
    """

    classification: str
    code: str
    check_url: str
    issued_at: datetime
    printed: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyFigure:
    """One large number with its meaning and its change."""

    value: str
    label: str
    note: str = ""
    tone: Tone = "utama"


@dataclass(frozen=True)
class LevelCount:
    """How many areas have a level; the legend of the map prints it."""

    level: Level
    count: int


@dataclass(frozen=True)
class Point:
    """A heading in bold and the sentence after it."""

    heading: str
    text: str


@dataclass(frozen=True)
class Chart:
    """Eight quarters as bars; None is a quarter without data.

    `reporting` stands below the labels ("9/10"): a quarter is low also where few reported.
    """

    title: str
    values: tuple[int | None, ...]
    labels: tuple[str, ...]
    reporting: tuple[str, ...] = ()
    alert: bool = False


@dataclass(frozen=True)
class Picture:
    """A standalone SVG with the words that stand for it when it cannot be seen."""

    title: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Advice:
    """A recommendation, whom it addresses and by when."""

    text: str
    addressee: str
    due: str


@dataclass(frozen=True)
class AreaRow:
    """One regency in the table; `guard` says why the level was lifted, empty when it was not."""

    name: str
    level: Level
    index: str
    parts: str
    potentials: str
    events: str
    change: str
    strip: tuple[Level, ...]
    coverage: str
    guard: str = ""


@dataclass(frozen=True)
class Hotspot:
    """One of the gravest open cases."""

    title: str
    place: str
    kind: str
    level: Level
    status: str


@dataclass(frozen=True)
class Signature:
    """Signature block; `note` tells how it was signed, empty lines leave room for a pen."""

    place_and_date: str
    position: str
    name: str
    note: str = ""
    number: str = ""


@dataclass(frozen=True)
class SummaryDocument:
    """The governor's summary of one quarter."""

    letterhead: Letterhead
    stamp: Stamp
    title: str
    subtitle: str
    period: str
    number: str
    coverage: str
    missing: str
    figures: tuple[KeyFigure, ...]
    map: Picture
    levels: tuple[LevelCount, ...]
    attention: tuple[Point, ...]
    charts: tuple[Chart, ...]
    small_maps: tuple[Picture, ...]
    advice: tuple[Advice, ...]
    areas: tuple[AreaRow, ...]
    hotspots: tuple[Hotspot, ...]
    casualties: str
    guide: str
    method: str
    signature: Signature
    comparison: str = ""


@dataclass(frozen=True)
class Tick:
    """Where a meridian or parallel meets the frame: share of its width or height, and its name."""

    at: float
    text: str


@dataclass(frozen=True)
class InsetPicture:
    """A small area drawn larger on the sheet's side."""

    name: str
    level: Level
    svg: str


@dataclass(frozen=True)
class SheetMap:
    """The map of a sheet: picture, its shape, ticks on its frame and the ground it covers."""

    svg: str
    width: int
    height: int
    km_wide: float
    meridians: tuple[Tick, ...]
    parallels: tuple[Tick, ...]
    insets: tuple[InsetPicture, ...]
    grid: str = "1°"
    inset_title: str = "Kota diperbesar"


@dataclass(frozen=True)
class MapSheetDocument:
    """An A4 landscape map sheet."""

    letterhead: Letterhead
    stamp: Stamp
    title: str
    period: str
    coverage: str
    missing: str
    map: SheetMap
    map_alt: str
    legend_title: str
    levels: tuple[LevelCount, ...]
    source: str
    projection: str = "Geografis WGS 84 (EPSG:4326)"
    symbols: bool = False


@dataclass(frozen=True)
class ReceiptDocument:
    """Proof that a report was received."""

    letterhead: Letterhead
    stamp: Stamp
    number: str
    area: str
    period: str
    rows: tuple[Point, ...]
    counts: tuple[KeyFigure, ...]
    fingerprint: str
    next_step: str
    notes: tuple[str, ...] = ()
