"""Entries and actions of one report as lines of its paper, by what the reader may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model import vocabulary as words
from app.model.area_code import DISTRICT, VILLAGE, ancestor, level_of
from app.model.day_words import date_id, moment_id
from app.outputs.documents.data import Point
from app.outputs.documents.report_data import PaperAction, PaperEntry
from app.outputs.exports.rows import LISTED, PARTIES_UNNAMED
from app.outputs.figures_cases import CLOSED, primary_place
from app.outputs.figures_words import whole
from app.reports.entry_standing import level_of_entry, severity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.model.area_code import AreaCode
    from app.model.entry import Entry

_WITHHELD = "Entri sensitif: uraiannya dibaca di portal."
_TOLL = (
    ("deaths", "meninggal"),
    ("injured_serious", "luka berat"),
    ("injured_minor", "luka ringan"),
    ("displaced_people", "mengungsi"),
    ("houses_damaged", "rumah rusak"),
)


def closed(entry: Entry) -> bool:
    """Tell whether an entry is only counted outside its own office."""
    return entry.sensitivity == CLOSED


@dataclass(frozen=True)
class Writer:
    """Writes lines for one reader: `at_home` is the office whose report it is."""

    names: Mapping[AreaCode, str]
    zone: str
    at_home: bool

    def potential(self, entry: Entry) -> PaperEntry:
        """Write a potential."""
        risk = words.RISK_LEVEL.label_of(entry.risk_level) if entry.risk_level else "belum dinilai"
        score = f" (skor {entry.risk_score})" if entry.risk_score else ""
        return self._line(entry, (f"Risiko {risk.lower()}{score}", self._topic(entry)))

    def event(self, entry: Entry) -> PaperEntry:
        """Write an event."""
        when = (
            moment_id(entry.event_start, self.zone) if entry.event_start else "Waktu belum diisi"
        )
        toll = [
            f"{whole(number)} {word}"
            for name, word in _TOLL
            if (number := getattr(entry, name)) is not None and number > 0
        ]
        facts = (
            when,
            f"Keparahan {severity_of(entry)}",
            ", ".join(toll) or "Tanpa korban dan kerusakan yang dilaporkan",
            self._topic(entry),
        )
        return self._line(entry, facts)

    def actions(self, entries: Iterable[Entry]) -> Iterator[PaperAction]:
        """Write what was done about entries, oldest first; nothing of sensitive ones elsewhere."""
        for entry in entries:
            if not self.tells_whole(entry):
                continue
            for one in sorted(entry.actions, key=lambda item: (item.date_start, item.row_key)):
                due = f", paling lambat {date_id(one.next_due)}" if one.next_due else ""
                result = words.ACTION_RESULT.label_of(one.result_status)
                kind = words.ACTION_TYPE.label_of(one.action_type)
                yield PaperAction(
                    key=entry.row_key,
                    day=date_id(one.date_start),
                    what=f"{kind}. {one.description}".strip(),
                    agency=words.AGENCY.label_of(one.lead_agency),
                    result=f"{result}. {one.result}".strip() if one.result else result,
                    next_step=f"{one.next_step}{due}" if one.next_step else "",
                )

    def _line(self, entry: Entry, facts: tuple[str, ...]) -> PaperEntry:
        status = words.HANDLING_STATUS.label_of(entry.handling_status)
        agency = words.AGENCY.label_of(entry.lead_agency) if entry.lead_agency else ""
        handling = f"Penanganan: {status}{f', {agency}' if agency else ''}"
        change = words.CHANGE.label_of(entry.change)
        return PaperEntry(
            key=entry.row_key,
            title=entry.title,
            place=self._place(entry),
            level=level_of_entry(entry),
            facts=tuple(fact for fact in (*facts, f"Perkembangan: {change}", handling) if fact),
            text=self._text(entry),
        )

    def _text(self, entry: Entry) -> tuple[Point, ...]:
        if not self.tells_whole(entry):
            return (Point("", _WITHHELD),)
        pairs = (
            ("Uraian", entry.summary),
            ("Akar masalah", entry.root_cause),
            ("Perkembangan", entry.development),
            ("Pihak", self._parties(entry)),
            ("Rekomendasi", entry.recommendation),
        )
        return tuple(Point(heading, text) for heading, text in pairs if text)

    def _topic(self, entry: Entry) -> str:
        return f"Tema: {words.TOPIC.label_of(entry.topic)}"

    def tells_whole(self, entry: Entry) -> bool:
        """Tell whether this copy says more of an entry than that it is there."""
        return self.at_home or entry.sensitivity == LISTED

    def _parties(self, entry: Entry) -> str:
        """Name groups and bodies; kinds that are not named in exports stand by their kind."""
        return "; ".join(
            words.PARTY_TYPE.label_of(one.party_type)
            if one.is_child or one.party_type in PARTIES_UNNAMED
            else one.name
            for one in entry.parties
        )

    def _place(self, entry: Entry) -> str:
        location = primary_place(entry)
        if location is None:
            return "Lokasi belum diisi"
        code = location.region_code
        district = ancestor(code, DISTRICT) if level_of(code) >= DISTRICT else code
        above = f"Kec. {self.names.get(district, district)}"
        if level_of(code) != VILLAGE or not self.tells_whole(entry):
            return above
        return f"{self.names.get(code, code)}, {above}"
