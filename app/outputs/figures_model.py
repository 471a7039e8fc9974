"""What an edition shows, number by number and text by text: frozen, and kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from app.model.level import Level  # noqa: TC001 - pydantic reads the annotations


@dataclass(frozen=True, slots=True)
class BoundaryNote:
    """Boundary set the figures are drawn on."""

    name: str
    source: str
    licence: str
    approximate: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Identity of the edition; `number` 0 and an empty code mean a preview, not an edition.

    `province_short` stands in file names. `published_at` is ISO 8601 with the province's offset;
    `published_text` says it in words.
    """

    province_code: str
    province_name: str
    province_short: str
    agency_name: str
    capital: str
    signatory_name: str
    signatory_position: str
    quarter: str
    quarter_label: str
    span: str
    code: str
    number: int
    published_at: str
    published_text: str
    published_by: str
    method: str
    classification: str
    boundary: BoundaryNote | None
    sample_note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Difference from the quarter before over the `compared` regencies accepted in both."""

    difference: int
    compared: int
    text: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The province's numbers; `silent` names who is not accepted, with the reason in words."""

    obliged: int
    reported: int
    nil: int
    on_time: int
    silent: tuple[str, ...]
    reporting_text: str
    silent_text: str
    potentials: int
    open_potentials: int
    events: int
    high_regencies: int
    deaths: int
    injured: int
    displaced: int
    loss_idr: int
    shared_text: str
    potentials_change: Change | None
    events_change: Change | None
    high_change: Change | None


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many regencies have a level."""

    level: Level
    count: int


@dataclass(frozen=True, slots=True)
class RegencyFigures:
    """One regency: what it reported, its level and how that came about.

    `index` runs from 0 to 100 and is None for a nil or missing report; `strip` holds eight
    quarters, oldest first, the edition's own last. `change` is empty when the regency was not
    accepted in both quarters.
    """

    code: str
    name: str
    short_name: str
    state: str
    state_text: str
    level: Level
    level_by_score: Level
    guard: str
    guard_text: str
    index: float | None
    index_text: str
    parts_text: str
    p_text: str
    e_text: str
    h_text: str
    potentials: int
    open_potentials: int
    events: int
    high_entries: int
    deaths: int
    injured: int
    displaced: int
    covered: int
    districts: int
    coverage_text: str
    confidence: str
    information_sources: int
    change: str
    change_text: str
    strip: tuple[Level, ...]
    source_text: str
    topic_text: str
    sent_text: str
    days_late: int
    version: int

    @property
    def coverage_note(self) -> str:
        """How much of the regency the figures speak of; empty where nothing was accepted."""
        if not self.confidence:
            return ""
        return f"cakupan {self.coverage_text}, keyakinan {self.confidence}"


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """One kecamatan; it has a level and counts, never an index."""

    code: str
    name: str
    regency_code: str
    level: Level
    potentials: int
    events: int
    high_entries: int
    strip: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """One bar of the series; None is a quarter without any accepted report."""

    quarter: str
    label: str
    short_label: str
    potentials: int | None
    events: int | None
    reporting: int
    obliged: int


@dataclass(frozen=True, slots=True)
class CountRow:
    """Potentials and events of one code of a word list."""

    code: str
    label: str
    potentials: int
    events: int


@dataclass(frozen=True, slots=True)
class HotspotRow:
    """One of the gravest open cases; a sensitive one comes without its text."""

    title: str
    place: str
    regency_code: str
    kind: str
    kind_text: str
    level: Level
    score: int
    status: str
    status_text: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One entry as a symbol, EPSG:4326; `severity` 1 to 5 for an event, 0 for a potential."""

    id: str
    regency_code: str
    district_code: str
    kind: str
    lon: float
    lat: float
    level: Level
    severity: int
    handling: str
    title: str
    place: str
    status_text: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed for one regency since an earlier edition of the quarter."""

    regency_code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Attention:
    """A heading, usually a regency's name, and the sentence after it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A decision asked for, whom it addresses and by when."""

    text: str
    addressee: str
    due: str


@dataclass(frozen=True, slots=True)
class EditionFigures:
    """Everything an edition says; pages, pictures, documents and exports read only this."""

    head: Head
    key: KeyFigures
    province_line: str
    levels: tuple[LevelCount, ...]
    regencies: tuple[RegencyFigures, ...]
    districts: tuple[DistrictFigures, ...]
    series: tuple[QuarterFigures, ...]
    hotspots: tuple[HotspotRow, ...]
    by_source: tuple[CountRow, ...]
    by_topic: tuple[CountRow, ...]
    by_handling: tuple[CountRow, ...]
    points: tuple[MapPoint, ...]
    sensitive_entries: int
    closed_entries: int
    amendments: tuple[Amendment, ...]
    attention: tuple[Attention, ...]
    advice: tuple[Advice, ...]

    def to_json(self) -> bytes:
        """Return the figures as compact JSON; equal figures, equal bytes."""
        return _ADAPTER.dump_json(self)

    @classmethod
    def from_json(cls, content: bytes) -> EditionFigures:
        """Read what `to_json` wrote.

        Raises:
            pydantic.ValidationError: the content is something else.
        """
        return _ADAPTER.validate_json(content)

    def regency(self, code: str) -> RegencyFigures | None:
        """Return one regency, or None when the edition does not have it."""
        return next((item for item in self.regencies if item.code == code), None)

    def districts_of(self, regency_code: str) -> tuple[DistrictFigures, ...]:
        """Return the kecamatan of a regency in order of code."""
        return tuple(item for item in self.districts if item.regency_code == regency_code)


_ADAPTER: TypeAdapter[EditionFigures] = TypeAdapter(EditionFigures)
