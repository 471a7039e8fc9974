"""How the standing of recommendations is put into words, tones and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.formats import count_of, date_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.followup.standing import Line, Standing
    from app.model.followup import RakorRecommendation

HERE = "/tindak-lanjut"
TONES = {"BELUM": "", "PROSES": "busy", "SELESAI": "done", "TERKENDALA": "caution"}
STATES = {
    "SELESAI": ("Selesai", "done"),
    "TERLAMBAT": ("Terlambat", "danger"),
    "BERJALAN": ("Berjalan", "busy"),
    "BELUM": ("Belum dimulai", ""),
}
LETTERS = {"BELUM": "B", "PROSES": "P", "SELESAI": "S", "TERKENDALA": "K", "TDK_RELEVAN": "–"}


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation of the list, for the whole province or for one region."""

    number: str
    text: str
    href: str
    due: str
    state: str
    tone: str
    words: str
    regions: tuple[Standing, ...]


def address(recommendation: RakorRecommendation, rest: str = "") -> str:
    """Return the address of a recommendation's page."""
    tail = f"/{rest}" if rest else ""
    rakor = recommendation.rakor.code.lower()
    return f"{HERE}/{rakor}/{recommendation.code.lower()}{tail}"


def due_words(recommendation: RakorRecommendation) -> str:
    """Say by when a recommendation is to be done."""
    if recommendation.due_on is not None:
        return date_id(recommendation.due_on)
    return recommendation.due_note or "tidak ditentukan"


def rows_of(lines: Iterable[Line], *, single: bool) -> list[Row]:
    """Write the lines of the list; `single` when the reader sees one region only."""
    return [_row(line, single=single) for line in lines]


def _row(line: Line, *, single: bool) -> Row:
    item = line.recommendation
    state, tone = STATES[line.state]
    if single:
        mine = line.regions[0]
        state = "Terlambat" if mine.is_late else mine.label
        tone = "danger" if mine.is_late else TONES.get(mine.status, "")
    return Row(
        number=item.printed_no or item.code,
        text=item.text,
        href=address(item),
        due=due_words(item),
        state=state,
        tone=tone,
        words=_words(line, single=single),
        regions=line.regions,
    )


def _words(line: Line, *, single: bool) -> str:
    if not single:
        return f"{line.done} dari {len(line.regions)} selesai"
    mine = line.regions[0]
    if line.recommendation.is_measured:
        return mine.words
    evidence = f", {count_of(mine.evidence, 'bukti')}" if mine.since else ""
    return f"{mine.progress} persen{evidence}"


def summary(lines: Sequence[Line]) -> str:
    """Say the list in one line: how many, how many of each state."""
    counts = [(word, sum(1 for line in lines if line.state == key)) for key, (word, _) in _ORDER]
    told = [f"{count} {word.lower()}" for word, count in counts if count]
    return " · ".join([count_of(len(lines), "rekomendasi"), *told])


_ORDER = tuple((key, STATES[key]) for key in ("TERLAMBAT", "BERJALAN", "BELUM", "SELESAI"))
