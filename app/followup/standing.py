"""Where every recommendation stands: said by the regions, or measured from their reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.areas.queries import offices_of
from app.followup import queries
from app.followup.commands import concerns
from app.model.followup import CLOSED_STATUS
from app.model.vocabulary import FOLLOWUP_STATUS
from app.reports.board import board

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.followup import FollowUp, Rakor, RakorRecommendation
    from app.model.quarter import Quarter

QUARTERS_MEASURED = 4
_ACCEPTED = frozenset({"DITERIMA", "DITERIMA_NIHIL"})
_NOT_COUNTED = frozenset({"DIBEBASKAN", "BELUM_JATUH_TEMPO"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One recommendation in one region: what stands, since when, and whether it is late."""

    region_code: str
    region_name: str
    status: str
    progress: int
    since: Quarter | None
    words: str
    obstacle: str
    next_plan: str
    updated_at: datetime | None
    evidence: int
    is_late: bool
    version: int

    @property
    def label(self) -> str:
        """Status as the page names it."""
        return FOLLOWUP_STATUS.label_of(self.status)

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing more is expected."""
        return self.status in CLOSED_STATUS


@dataclass(frozen=True, slots=True)
class Line:
    """One recommendation with the standing of every region in the reader's sight."""

    recommendation: RakorRecommendation
    regions: tuple[Standing, ...]

    @property
    def late(self) -> int:
        """How many regions are past the target date without having finished."""
        return sum(1 for item in self.regions if item.is_late)

    @property
    def done(self) -> int:
        """How many regions have nothing more to do."""
        return sum(1 for item in self.regions if item.is_closed)

    @property
    def state(self) -> str:
        """The recommendation as a whole: SELESAI, TERLAMBAT, BERJALAN or BELUM."""
        if self.regions and self.done == len(self.regions):
            return "SELESAI"
        if self.late:
            return "TERLAMBAT"
        begun = any(item.status != "BELUM" for item in self.regions)
        return "BERJALAN" if begun else "BELUM"

    @property
    def last_told_at(self) -> datetime | None:
        """When a region last said something."""
        return max((s.updated_at for s in self.regions if s.updated_at), default=None)


_ORDER = {"TERLAMBAT": 0, "BERJALAN": 1, "BELUM": 2, "SELESAI": 3}


def lines_of(
    session: ReadSession,
    scope: Scope,
    rakor: Rakor,
    quarter: Quarter,
    *,
    province: str,
    today: date,
) -> list[Line]:
    """Return the recommendations of a meeting in the reader's sight, the late ones first."""
    said = queries.standing(session, scope, quarter)
    names = _names(session, scope, province)
    measured = _measured(session, scope, quarter, today)
    lines = []
    for item in rakor.recommendations:
        regions = [code for code in names if concerns(item, code)]
        if item.is_heading or not regions:
            continue
        lines.append(
            Line(
                item,
                tuple(
                    measured[code]
                    if item.is_measured and code in measured
                    else _stated(item, code, names[code], said.get((item.id, code)), today)
                    for code in regions
                ),
            )
        )
    return sorted(lines, key=lambda line: (_ORDER[line.state], line.recommendation.position))


def line_of(
    session: ReadSession,
    scope: Scope,
    recommendation: RakorRecommendation,
    quarter: Quarter,
    *,
    province: str,
    today: date,
) -> Line:
    """Return where one recommendation stands."""
    said = queries.standing(session, scope, quarter)
    measured = _measured(session, scope, quarter, today) if recommendation.is_measured else {}
    names = _names(session, scope, province)
    return Line(
        recommendation,
        tuple(
            measured.get(code)
            or _stated(recommendation, code, name, said.get((recommendation.id, code)), today)
            for code, name in names.items()
            if concerns(recommendation, code)
        ),
    )


def _names(session: ReadSession, scope: Scope, province: str) -> dict[str, str]:
    names = {
        str(office.region_code): office.display_name
        for office in offices_of(session, province)
        if scope.covers(office.region_code)
    }
    return names | ({province: "Provinsi"} if scope.everywhere else {})


def _stated(
    recommendation: RakorRecommendation, code: str, name: str, said: FollowUp | None, today: date
) -> Standing:
    status = said.status if said is not None else "BELUM"
    due_on = recommendation.due_on
    late = due_on is not None and due_on < today and status not in CLOSED_STATUS
    return Standing(
        region_code=code,
        region_name=name,
        status=status,
        progress=said.progress if said is not None else 0,
        since=said.quarter if said is not None else None,
        words=said.description if said is not None else "",
        obstacle=said.obstacle if said is not None else "",
        next_plan=said.next_plan if said is not None else "",
        updated_at=said.updated_at if said is not None else None,
        evidence=len(said.evidence) if said is not None else 0,
        is_late=late,
        version=said.lock_version if said is not None else 0,
    )


def _measured(
    session: ReadSession, scope: Scope, quarter: Quarter, today: date
) -> dict[str, Standing]:
    """Read the quarterly duty from the reports themselves, four quarters back."""
    row = [quarter - back for back in range(QUARTERS_MEASURED)]
    states: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    told: dict[str, datetime | None] = {}
    for item in row:
        for line in board(session, scope, item, today):
            code = str(line.office.region_code)
            states.setdefault(code, []).append(line.state)
            names[code] = line.office.display_name
            told.setdefault(code, line.first_sent_at)
    return {
        code: _duty(code, names[code], found, quarter, told[code])
        for code, found in states.items()
    }


def _duty(
    code: str, name: str, states: Sequence[str], quarter: Quarter, sent_at: datetime | None
) -> Standing:
    counted = [state for state in states if state not in _NOT_COUNTED]
    accepted = sum(1 for state in counted if state in _ACCEPTED)
    now = states[0]
    share = round(100 * accepted / len(counted)) if counted else 0
    kept = bool(counted) and accepted == len(counted)
    status = "SELESAI" if kept else "PROSES" if accepted or now == "DIKIRIM" else "BELUM"
    return Standing(
        region_code=code,
        region_name=name,
        status=status,
        progress=share,
        since=quarter,
        words=f"{accepted} dari {len(counted)} laporan terakhir diterima. {_words(now, quarter)}",
        obstacle="",
        next_plan="",
        updated_at=sent_at,
        evidence=0,
        is_late=now == "BELUM_LAPOR",
        version=0,
    )


def _words(state: str, quarter: Quarter) -> str:
    if state in _ACCEPTED:
        return f"{quarter.label} sudah diterima."
    if state == "DIKIRIM":
        return f"{quarter.label} menunggu telaah."
    if state == "DIKEMBALIKAN":
        return f"{quarter.label} dikembalikan untuk diperbaiki."
    if state == "DIBEBASKAN":
        return f"{quarter.label} dibebaskan."
    return f"{quarter.label} belum dilaporkan."
