"""The completeness board of one quarter: who reported, what it says, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import NotFound
from app.model.day_words import weekday_id
from app.model.level import Level
from app.model.period import PeriodStatus
from app.model.report import SENT
from app.model.vocabulary import OBLIGATION_STATE
from app.outputs.picture.values import AreaValue
from app.reports import queries
from app.reports.board import REPORTED, board
from app.reports.case_groups import shared_among_accepted
from app.reports.lateness import Lateness
from app.reports.notify import last_mailed
from app.web.formats import count_of, date_id, date_short
from app.web.pages.board_figures import Counted, board_figures, waits
from app.web.pages.report_room import day_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.edition import AreaTally
    from app.model.period import Period
    from app.reports.board import BoardRow
    from app.reports.queries import Tallied
    from app.web.pages.board_figures import Figure

ACCEPTED = frozenset({"DITERIMA", "DITERIMA_NIHIL"})
WAITS, UNDER_REVIEW = "Menunggu telaah", "Sedang ditelaah"
_WORDS = {
    "BELUM_LAPOR": "Belum lapor",
    "DIKIRIM": WAITS,
    "DIKEMBALIKAN": "Dikembalikan",
    "DITERIMA_NIHIL": "Nihil",
}
_TONES = {
    "BELUM_LAPOR": "danger",
    "DIKIRIM": "busy",
    "DIKEMBALIKAN": "caution",
    "DITERIMA": "done",
    "DITERIMA_NIHIL": "done",
}
_SILENCE = {"BELUM_LAPOR": Level.BELUM_LAPOR, "DIKEMBALIKAN": Level.BELUM_LAPOR}
_UNKNOWN_WORDS = {
    "DIKIRIM": "menunggu telaah",
    "DIBEBASKAN": "tidak dihitung",
    "BELUM_JATUH_TEMPO": "belum jatuh tempo",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One regency on the board; `level` is None while a report waits or is not owed yet."""

    code: str
    name: str
    status: str
    tone: str
    received: str
    level: Level | None
    level_note: str
    late: str
    given: str
    href: str
    waits_for_us: bool
    owes: bool
    reminded_at: datetime | None
    mailed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows."""

    period: Period
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    values: dict[str, AreaValue]
    waiting: int
    deadline: str


def choose_period(every: Sequence[Period], asked: str, today: date) -> Period:
    """Return the quarter asked for, else the newest that is over, else the newest.

    Raises:
        NotFound: the address names a quarter that was never opened.
    """
    if asked:
        for period in every:
            if period.quarter.slug == asked.lower():
                return period
        raise NotFound
    return next((item for item in every if item.quarter.last_day < today), every[0])


def board_of(session: ReadSession, actor: Actor, period: Period, today: date) -> Board:
    """Read the quarter and the one before it and put them on the board."""
    rows = board(session, actor.scope, period.quarter, today)
    codes = [str(row.office.region_code) for row in rows]
    quarters = [period.quarter, period.quarter - 1]
    before = queries.tallies_by_quarter(session, actor.scope, codes, quarters[1:])
    counted = Counted(
        quarter=period.quarter,
        now={str(row.office.region_code): row.tally for row in rows if row.tally is not None},
        before={code: tally for (code, _), tally in before.items()},
        shared=shared_among_accepted(session, actor.scope, quarters),
    )
    mailed = last_mailed(session, actor.scope)
    return Board(
        period=period,
        lines=tuple(_line(row, period, mailed.get(row.office.region_code)) for row in rows),
        figures=board_figures(rows, counted),
        values={str(row.office.region_code): _value(row) for row in rows},
        waiting=sum(1 for row in rows if waits(row)),
        deadline=deadline(period, today),
    )


def _line(row: BoardRow, period: Period, mailed_at: datetime | None) -> Line:
    sent = row.first_sent_at
    level = row.tally.level if row.tally is not None else _SILENCE.get(row.state)
    code = str(row.office.region_code)
    seen = waits(row) or row.accepted is not None or row.state == "DIKEMBALIKAN"
    return Line(
        code=code,
        name=row.office.display_name,
        status=_status(row),
        tone=_TONES.get(row.state, ""),
        received=date_short(day_in(sent, row.office.zone)) if sent else "–",
        level=level,
        level_note=_level_note(row),
        late=_late(row),
        given=_given(row),
        href=f"/verifikasi/{period.quarter.slug}/{code}" if seen else "",
        waits_for_us=waits(row),
        owes=row.state not in REPORTED and row.obligation.waived_at is None,
        reminded_at=row.obligation.reminded_at,
        mailed_at=mailed_at,
    )


def _status(row: BoardRow) -> str:
    if row.newest is not None and row.newest.state in SENT and row.accepted is not None:
        return "Perubahan menunggu telaah"
    if row.newest is not None and row.newest.state.value == "DITELAAH":
        return UNDER_REVIEW
    return _WORDS.get(row.state) or OBLIGATION_STATE.label_of(row.state)


def _level_note(row: BoardRow) -> str:
    if row.tally is None:
        return _UNKNOWN_WORDS.get(row.state, "tidak diketahui")
    said = [f"dinaikkan dari {row.tally.level_by_score.label}"] if row.tally.guard else []
    said.append(coverage_note(row.tally))
    return "; ".join(part for part in said if part)


def coverage_note(tally: AreaTally | Tallied) -> str:
    """Say how much of a regency its figures speak of; empty where it was not counted."""
    if tally.coverage is None:
        return ""
    return f"cakupan {round(100 * tally.coverage)} % ({tally.confidence})"


def _late(row: BoardRow) -> str:
    if row.lateness is None or row.lateness is Lateness.BELUM_JATUH_TEMPO:
        return "–"
    if row.days_late and row.lateness is not Lateness.TIDAK_MELAPOR:
        return f"{row.lateness.label}, {row.days_late} hari"
    return row.lateness.label


def _given(row: BoardRow) -> str:
    """Say what this regency alone was given: more time, or a locked quarter opened."""
    duty = row.obligation
    if duty.unlocked_until is not None and duty.period.status is PeriodStatus.TERKUNCI:
        return f"kunci terbuka s.d. {date_short(duty.unlocked_until)}"
    if duty.due_on_override is not None:
        return f"tenggat khusus {date_short(duty.due_on_override)}"
    return ""


def _value(row: BoardRow) -> AreaValue:
    level = row.tally.level if row.tally is not None else Level.BELUM_LAPOR
    note = f"{row.tally.potentials + row.tally.events} entri" if row.tally is not None else ""
    return AreaValue(level, note, f"/wilayah/{row.office.region_code}")


# --- the deadline ------------------------------------------------------------------------------


def deadline(period: Period, today: date) -> str:
    """Say in words how far the quarter is."""
    said = weekday_id(period.due_on)
    left = (period.due_on - today).days
    if left > 0:
        return f"Tenggat kabupaten/kota {said}: {count_of(left, 'hari')} lagi"
    if left == 0:
        return f"Tenggat kabupaten/kota hari ini, {said}"
    if today <= period.grace_on:
        return f"Tenggat {said} sudah lewat; toleransi sampai {date_id(period.grace_on)}"
    recap = date_id(period.province_due_on)
    return f"Tenggat {said} sudah lewat {-left} hari; rekap provinsi {recap}"
