"""What an attentive reader would ask about a report: questions to the office, never a score.

Pure functions over plain rows, one a signal. A signal has no weight, blocks nothing and ranks
nobody: the office may answer with a line or not at all, and the reviewer reads both. Thresholds
are wide on purpose: a question that is nearly always answered with "yes, that is right" is noise.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from app.intake.defaults import NO_NEWS
from app.model.entry import FIELD_BY_NAME, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

TEXTS = ("summary", "root_cause", "chronology")
COUNTS = (
    "crowd_min",
    "crowd_max",
    "deaths",
    "injured_serious",
    "injured_minor",
    "displaced_people",
    "houses_damaged",
    "loss_idr",
)
_LONG = 40  # shorter texts are alike by chance
_SAME_COUNTS = 3  # numbers above nought that two events share
_SAME_SCORES = 6  # potentials that all got the same likelihood and impact
_TYPED = 6  # entries typed in one go
_IN_ONE_GO = timedelta(minutes=15)
_JUMP, _JUMP_BY = 3, 5  # times the usual number, and at least so many entries away from it
_HISTORY = 3  # quarters that make a usual number
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What of an entry the signals look at; `scores` are likelihood and impact of a potential."""

    row_key: str
    kind: str
    case_id: int | None
    texts: tuple[str, ...]
    development: str
    counts: tuple[int, ...]
    scores: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Look:
    """One version with what came before; `earlier` counts entries by quarter, newest last."""

    entries: Sequence[Told]
    before: Sequence[Told] = ()
    earlier: Sequence[int] = ()
    is_nil: bool = False
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    was_uploaded: bool = True


@dataclass(frozen=True, slots=True)
class Signal:
    """A question; `key` stays the same as long as it is about the same things."""

    key: str
    sentence: str
    row_keys: tuple[str, ...] = field(default=())


def same_text(look: Look) -> Iterator[Signal]:
    """Ask about entries of different cases that say the same word for word."""
    headings: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for at, name in enumerate(TEXTS):
        alike: dict[str, list[Told]] = defaultdict(list)
        for entry in look.entries:
            text = _plain(entry.texts[at])
            if len(text) >= _LONG:
                alike[text].append(entry)
        for found in alike.values():
            if len({entry.case_id or entry.row_key for entry in found}) > 1:
                keys = tuple(entry.row_key for entry in found)
                headings[keys].append(FIELD_BY_NAME[name].spec.heading.lower())
    for keys, names in headings.items():
        yield _signal(
            "teks",
            f"{_listed(names).capitalize()} pada {_listed(keys)} persis sama. Apakah ini perkara "
            "yang berbeda, atau satu perkara yang tercatat beberapa kali?",
            keys,
        )


def unchanged_text(look: Look) -> Iterator[Signal]:
    """Ask about cases whose development is last quarter's, word for word."""
    earlier = {
        (entry.case_id, entry.kind): _plain(entry.development)
        for entry in look.before
        if entry.case_id is not None
    }
    keys = [
        entry.row_key
        for entry in look.entries
        if entry.case_id is not None
        and len(text := _plain(entry.development)) >= _LONG
        and text != _plain(NO_NEWS)
        and earlier.get((entry.case_id, entry.kind)) == text
    ]
    if keys:
        yield _signal(
            "lalu",
            f"Perkembangan {_listed(keys)} sama persis dengan triwulan lalu. Apakah memang tidak "
            "ada yang baru?",
            keys,
        )


def same_counts(look: Look) -> Iterator[Signal]:
    """Ask about events that share every count, and about potentials that all score alike."""
    alike: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for entry in look.entries:
        if entry.kind == Kind.EVENT and sum(map(bool, entry.counts)) >= _SAME_COUNTS:
            alike[entry.counts].append(entry.row_key)
    for keys in alike.values():
        if len(keys) > 1:
            yield _signal(
                "angka",
                f"Semua angka pada {_listed(keys)} sama. Apakah peristiwanya memang berbeda?",
                keys,
            )
    scored = [entry for entry in look.entries if entry.kind == Kind.POTENTIAL]
    if len(scored) >= _SAME_SCORES and len({entry.scores for entry in scored}) == 1:
        likelihood, impact = scored[0].scores
        yield _signal(
            "nilai",
            f"Semua {len(scored)} potensi dinilai sama, kemungkinan {likelihood} dan dampak "
            f"{impact}. Apakah masing-masing sudah dinilai sendiri?",
            [entry.row_key for entry in scored],
        )


def typed_in_one_go(look: Look) -> Iterator[Signal]:
    """Ask about a report that was typed from beginning to end within minutes of being sent."""
    if look.was_uploaded or look.begun_at is None or look.ended_at is None:
        return
    if len(look.entries) >= _TYPED and look.ended_at - look.begun_at <= _IN_ONE_GO:
        yield _signal(
            "sekaligus",
            f"Seluruh {len(look.entries)} entri diketik dalam beberapa menit terakhir. Apakah "
            "masih ada keterangan yang menyusul?",
            [entry.row_key for entry in look.entries],
        )


def jump(look: Look) -> Iterator[Signal]:
    """Ask about a number of entries far from the regency's own usual number."""
    count, usual = len(look.entries), median(look.earlier) if look.earlier else 0
    if len(look.earlier) < _HISTORY or not count or abs(count - usual) < _JUMP_BY:
        return
    if count >= _JUMP * usual or usual >= _JUMP * count:
        more = "lebih banyak" if count > usual else "lebih sedikit"
        yield Signal(
            f"lonjakan:{count}",
            f"Ada {count} entri; biasanya daerah Anda melaporkan sekitar {usual:.0f}. Apa yang "
            f"membuatnya jauh {more}?",
        )


def sudden_nil(look: Look) -> Iterator[Signal]:
    """Ask about a nil report after quarters that all had something to tell."""
    last = look.earlier[-_HISTORY:]
    if look.is_nil and len(last) == _HISTORY and all(last):
        yield Signal(
            "nihil",
            f"Laporan ini nihil, sedangkan {_HISTORY} triwulan sebelumnya selalu memuat entri. "
            "Apa yang berubah?",
        )


SIGNALS: tuple[Callable[[Look], Iterator[Signal]], ...] = (
    same_text,
    unchanged_text,
    same_counts,
    typed_in_one_go,
    jump,
    sudden_nil,
)


def signals_of(look: Look) -> list[Signal]:
    """Return every question about a version, in the order of `SIGNALS`."""
    return [found for ask in SIGNALS for found in ask(look)]


def _signal(word: str, sentence: str, keys: Iterable[str]) -> Signal:
    named = tuple(sorted(keys))
    digest = hashlib.sha256("|".join(named).encode()).hexdigest()[:16]
    return Signal(f"{word}:{digest}", sentence, named)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _listed(keys: Sequence[str]) -> str:
    named, rest = list(keys[:_NAMED]), len(keys) - _NAMED
    if rest > 0:
        return f"{', '.join(named)}, dan {rest} entri lain"
    return f"{', '.join(named[:-1])} dan {named[-1]}" if len(named) > 1 else named[0]
