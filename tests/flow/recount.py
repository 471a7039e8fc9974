"""The method of the index once more, from the cells of a workbook; nothing here is the portal's.

Written from the method's description, so that a mistake in the portal's own counting shows.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl

RISK = {
    5: (9, 15, 18, 23, 25),
    4: (6, 12, 16, 19, 24),
    3: (4, 10, 14, 17, 22),
    2: (2, 7, 11, 13, 21),
    1: (1, 3, 5, 8, 20),
}
WEIGHT = {1: 1, 2: 2, 3: 5, 4: 12, 5: 30}
LOW, MIDDLE, HIGH, HIGHEST, NIL, SILENT = "1", "2", "3", "4", "0", "x"
WORDS = {LOW: "Rendah", MIDDLE: "Sedang", HIGH: "Tinggi", HIGHEST: "Sangat tinggi"}
WORDS |= {NIL: "Nihil", SILENT: "Belum lapor"}


def rows_of(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    """Return the filled rows of a sheet by heading, without the mark of required columns."""
    cells = list(book[sheet].iter_rows(min_row=5, values_only=True))
    heads = [str(head or "").rstrip(" *") for head in cells[0]]
    rows = [dict(zip(heads, row, strict=True)) for row in cells[1:]]
    asked = "Judul" if "Judul" in heads else "Uraian upaya"
    return [row for row in rows if row.get(asked)]


def risk(row: dict[str, Any]) -> int:
    """Score of a potential from the digits before its two scales."""
    likelihood, impact = int(str(row["Kemungkinan (1-5)"])[0]), int(str(row["Dampak (1-5)"])[0])
    return RISK[likelihood][impact - 1]


def level_of_score(score: int) -> str:
    """1-10 Rendah, 11-15 Sedang, 16-20 Tinggi, 21-25 Sangat tinggi."""
    return LOW if score <= 10 else MIDDLE if score <= 15 else HIGH if score <= 20 else HIGHEST


def number(row: dict[str, Any], heading: str) -> int:
    """A count or an amount; an empty cell is none."""
    return int(str(row.get(heading) or 0).replace(".", ""))


@dataclass
class Recount:
    """A regency counted from its workbook."""

    potentials: int = 0
    events: int = 0
    p: float = 0.0
    e: float = 0.0
    h: float = 0.0
    level: str = NIL
    districts: dict[str, str] = field(default_factory=dict)

    @property
    def index(self) -> float:
        """The index, 0 to 100."""
        return 100 * (0.50 * self.p + 0.35 * self.e + 0.15 * self.h)


def severity(row: dict[str, Any]) -> int:
    """Severity by casualties, loss and violence; these tests use no other sign of it."""
    loss, serious = number(row, "Taksiran kerugian (Rp)"), number(row, "Luka berat (jiwa)")
    if number(row, "Meninggal (jiwa)") == 1 or serious >= 5 or loss >= 500_000_000:
        return 4
    if serious >= 1 or loss >= 50_000_000:
        return 3
    if number(row, "Luka ringan (jiwa)") or loss or str(row.get("Ada kekerasan")) in {"Ya", "1"}:
        return 2
    return 1


def _spread(values: list[float], districts: int) -> float:
    if not values:
        return 0.0
    return 0.6 * max(values) / 25 + 0.4 * min(1.0, sum(values) / (50 * districts))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if not value:
        return None
    day, month, year = map(int, str(value)[:10].split("/"))
    return date(year, month, day)


def neglect(actions: list[dict[str, Any]], start: date, as_of: date) -> float:
    """1 nothing done since the quarter began, 0.5 its target day has passed, else 0.25."""
    done = sorted(
        (day, _day(row.get("Target tanggal")) or date.max)
        for row in actions
        if (day := _day(row["Tanggal"])) is not None and start <= day <= as_of
    )
    if not done:
        return 1.0
    return 0.5 if done[-1][1] < as_of else 0.25


def recount(
    data: bytes,
    *,
    districts: dict[str, str],
    nil: set[str],
    population: int,
    start: date,
    as_of: date,
) -> Recount:
    """Count a regency; `districts` gives the code of each kecamatan by name."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    potentials = rows_of(book, "2_Potensi")
    events = rows_of(book, "3_Peristiwa")
    actions = rows_of(book, "4_TindakLanjut")
    scores = [risk(row) for row in potentials]
    weights = [WEIGHT[severity(row)] for row in events]
    burden = float(sum(weights))
    count = len(districts)
    late = [
        neglect([item for item in actions if item["Kode entri"] == row["Kode"]], start, as_of)
        for row in potentials
    ]
    found = Recount(potentials=len(potentials), events=len(events))
    found.p = _spread([float(score) for score in scores], count)
    found.h = _spread([score * u for score, u in zip(scores, late, strict=True)], count)
    rate = burden / max(population, 100_000) * 100_000
    found.e = 0.5 * min(1.0, burden / 30) + 0.5 * min(1.0, rate / 10)
    found.districts = {code: NIL if code in nil else SILENT for code in districts.values()}
    for row, score in zip(potentials, scores, strict=True):
        _lift(found.districts, districts[row["Kecamatan"]], level_of_score(score))
    for row, weight in zip(events, weights, strict=True):
        _lift(found.districts, districts[row["Kecamatan"]], HIGH if weight >= 12 else LOW)
    index = found.index
    by_score = LOW if index < 35 else MIDDLE if index < 60 else HIGH if index < 80 else HIGHEST
    raised = any(level in {HIGH, HIGHEST} for level in found.districts.values())
    found.level = max(by_score, MIDDLE) if raised else by_score
    return found


def _lift(levels: dict[str, str], code: str, level: str) -> None:
    known = levels[code]
    levels[code] = level if known in {NIL, SILENT} else max(known, level)
