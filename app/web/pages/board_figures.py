"""The four figures of the board: who reported, how much, what happened, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.report import SENT
from app.reports.board import REPORTED
from app.web.formats import date_id
from app.web.pages.report_room import day_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.model.edition import AreaTally
    from app.model.quarter import Quarter
    from app.reports.board import BoardRow
    from app.reports.case_groups import SharedCases
    from app.reports.queries import Tallied


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure card."""

    value: str
    label: str
    note: str = ""
    tone: str = ""
    direction: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is accepted in a quarter and the one before, by regency; a shared dispute once."""

    quarter: Quarter
    now: Mapping[str, AreaTally]
    before: Mapping[str, Tallied]
    shared: SharedCases

    def figure(self, label: str, *names: str) -> Figure:
        """Add up counts; the change is over regencies accepted in both quarters."""
        total = self._total(self.quarter, self.now, names)
        both = [code for code in self.now if code in self.before]
        if not both:
            return Figure(str(total), label, "belum ada pembanding", "danger")
        moved = self._total(self.quarter, {code: self.now[code] for code in both}, names)
        moved -= self._total(self.quarter - 1, {code: self.before[code] for code in both}, names)
        earlier = f"Triwulan {(self.quarter - 1).roman}"
        note = f"{abs(moved)} dari {earlier}" if moved else f"tetap dari {earlier}"
        direction = "up" if moved > 0 else "down" if moved < 0 else ""
        meaning = "worse" if moved > 0 else "better" if moved < 0 else ""
        over = f" ({len(both)} daerah yang sama)"
        return Figure(str(total), label, note + over, "danger", direction, meaning)

    def _total(
        self,
        quarter: Quarter,
        tallies: Mapping[str, AreaTally] | Mapping[str, Tallied],
        names: Sequence[str],
    ) -> int:
        again = self.shared.surplus(quarter, tallies)
        return sum(
            sum(getattr(tally, name) for tally in tallies.values()) - getattr(again, name)
            for name in names
        )


def waits(row: BoardRow) -> bool:
    """Tell whether a regency's report lies with the province."""
    return row.newest is not None and row.newest.state in SENT


def board_figures(rows: Sequence[BoardRow], counted: Counted) -> tuple[Figure, ...]:
    """Return the four figures over the board."""
    owed = [row for row in rows if row.obligation.waived_at is None]
    reported = [row for row in owed if row.state in REPORTED]
    waiting = [row for row in rows if waits(row)]
    longest = min(
        (row.newest.submitted_at for row in waiting if row.newest and row.newest.submitted_at),
        default=None,
    )
    return (
        Figure(f"{len(reported)} / {len(owed)}", "kabupaten/kota sudah lapor", _silent(owed)),
        counted.figure("entri diterima", "potentials", "events"),
        counted.figure("konflik terjadi", "events"),
        Figure(
            str(len(waiting)),
            "laporan menunggu telaah",
            f"terlama sejak {date_id(day_in(longest))}" if longest else "tidak ada yang menunggu",
            "gold" if waiting else "done",
        ),
    )


def _silent(owed: Sequence[BoardRow]) -> str:
    """Name who is silent; a returned report is told apart because it was sent once."""
    silent = [r.office.short_name for r in owed if r.state in {"BELUM_LAPOR", "BELUM_JATUH_TEMPO"}]
    returned = [row.office.short_name for row in owed if row.state == "DIKEMBALIKAN"]
    parts = [f"belum: {', '.join(silent)}"] if silent else []
    parts += [f"dikembalikan: {', '.join(returned)}"] if returned else []
    return "; ".join(parts) or "semua sudah lapor"
