"""Rows 5 and 6 of the performance goals: reading and judging a workbook, beside their peers.

Row 5: `pandas.read_excel` with openpyxl, as a developer would write it, beside our confined reader
alone and the whole of it (gate, reader, both counts compared), and beside the floor: unzip and
parse the XML. Row 6: `iterrows` with a pydantic model of the same columns, which stops at types,
beside our rows with every rule, place, party, source and default. Row 6 is not like for like:
the peer knows types, lengths and lists of one row and nothing else; ours also judges dates against
the quarter, the toll, personal data, sensitivity and every rule between cells, and words each
error for the officer. No rule is left out to win.
Rounds are interleaved in one process. Run: python -m benchmarks.bench_intake [--json F] [--tiny].
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import random
import resource
import statistics
import time
import zipfile
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.parsers import expat

import pandas as pd
import pydantic
import xlsxwriter

from app.intake import gate
from app.intake.columns import EVENT_SHEET, columns_by_key
from app.intake.context import IntakeContext, Match
from app.intake.gate import inspect_workbook
from app.intake.parse import parse_row
from app.intake.sandbox import Sandbox
from app.intake.sheets import read_table
from app.intake.workbook import read_workbook
from app.model import vocabulary as words
from app.model.quarter import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20260923
QUARTER = Quarter(2026, 3)
KEYS = (
    "title",
    "law_source",
    "topic",
    "event_start",
    "event_form",
    "chronology",
    "crowd_min",
    "crowd_max",
    "district",
    "village",
    "party_a_name",
    "party_a_type",
    "party_b_name",
    "party_b_type",
    "handling_status",
    "source",
)
GOALS = {"5": 7.0, "6": 10.0}


class Places:
    """Ten kecamatan of ten villages; what the rows name is there."""

    def districts(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"99.01.{n:02d}", f"Kecamatan {n}") for n in range(1, 11))

    def villages(self, district_code: str) -> tuple[tuple[str, str], ...]:
        return tuple((f"{district_code}.2{n:03d}", f"Desa {n}") for n in range(1, 11))

    def find_district(self, text: str) -> Match:
        return Match(f"99.01.{int(text.rsplit(maxsplit=1)[-1]):02d}", text)

    def find_village(self, text: str, district_code: str) -> Match:
        return Match(f"{district_code}.2{int(text.rsplit(maxsplit=1)[-1]):03d}", text)

    def find_anywhere(self, text: str) -> Match:
        return Match(None, text)

    def district_at(self, lon: float, lat: float) -> str | None:
        del lon, lat
        return None

    def distance_km(self, code: str, lon: float, lat: float) -> float | None:
        del code, lon, lat
        return None


CONTEXT = IntakeContext("99.01", "Kab. Contoh", QUARTER, Places(), date(2026, 10, 5))


class Event(pydantic.BaseModel):
    """The peer's row: types, lengths and lists, no rules."""

    title: str = pydantic.Field(min_length=10, max_length=160)
    law_source: Literal[tuple(code.label for code in words.LAW_SOURCE)]  # type: ignore[valid-type]
    topic: Literal[tuple(code.label for code in words.TOPIC)]  # type: ignore[valid-type]
    event_start: datetime
    event_form: Literal[tuple(code.label for code in words.EVENT_FORM)]  # type: ignore[valid-type]
    chronology: str = pydantic.Field(min_length=50, max_length=4000)
    crowd_min: int = pydantic.Field(ge=0)
    crowd_max: int = pydantic.Field(ge=0)
    district: str
    village: str
    party_a_name: str = pydantic.Field(max_length=120)
    party_a_type: Literal[tuple(code.label for code in words.PARTY_TYPE)]  # type: ignore[valid-type]
    party_b_name: str = pydantic.Field(max_length=120)
    party_b_type: Literal[tuple(code.label for code in words.PARTY_TYPE)]  # type: ignore[valid-type]
    handling_status: Literal[tuple(c.label for c in words.HANDLING_STATUS)]  # type: ignore[valid-type]
    source: Literal[tuple(code.label for code in words.INFORMATION_SOURCE)]  # type: ignore[valid-type]


def made_up(count: int) -> list[dict[str, Any]]:
    """Rows of events, seeded, every one good but for its missing toll."""
    rng = random.Random(SEED)
    sources = [
        code.label for code in words.INFORMATION_SOURCE if code.code not in {"MEDIA", "KOMINDA"}
    ]
    rows = []
    for number in range(count):
        low = rng.randrange(5, 200)
        rows.append(
            {
                "title": f"Penutupan jalan kebun nomor {number}",
                "law_source": words.LAW_SOURCE.label_of("U5D"),
                "topic": rng.choice(words.TOPIC.labels[6:]),
                "event_start": datetime(2026, rng.randrange(7, 10), rng.randrange(1, 29), 7, 30),  # noqa: DTZ001
                "event_form": rng.choice(words.EVENT_FORM.labels),
                "chronology": f"Pukul 07.30 WITA sekitar {low} warga memasang portal kayu di "
                f"simpang blok {number}. Camat dan Polsek tiba pukul 10.00 dan membuka dialog.",
                "crowd_min": low,
                "crowd_max": low + rng.randrange(50),
                "district": f"Kecamatan {rng.randrange(1, 11)}",
                "village": f"Desa {rng.randrange(1, 11)}",
                "party_a_name": f"Warga Desa Contoh {number % 40}",
                "party_a_type": rng.choice(words.PARTY_TYPE.labels[:6]),
                "party_b_name": f"PT Contoh {number % 30}",
                "party_b_type": words.PARTY_TYPE.label_of("PERUSAHAAN"),
                "handling_status": words.HANDLING_STATUS.label_of("PROSES"),
                "source": rng.choice(sources),
            }
        )
    return rows


def workbook(rows: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet(EVENT_SHEET)
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for column, key in enumerate(KEYS):
            sheet.write(0, column, columns_by_key("K")[key].heading)
            for row, cells in enumerate(rows, start=1):
                value = cells[key]
                sheet.write(row, column, value, day if isinstance(value, datetime) else None)
    return buffer.getvalue()


def floor(data: bytes) -> None:
    """Unzip and parse, and do nothing with it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
            expat.ParserCreate().Parse(archive.read(name), True)  # noqa: FBT003


def read_row(data: bytes) -> dict[str, Callable[[], object]]:
    reader = Sandbox("app.intake.worker_read", seconds=60)

    def whole() -> object:
        gate._RECENT = gate._Recent(16)
        return read_workbook(data)

    def gate_only() -> object:
        gate._RECENT = gate._Recent(16)
        return inspect_workbook(data)

    return {
        "peer": lambda: pd.read_excel(io.BytesIO(data), engine="openpyxl"),
        "reader": lambda: json.loads(reader.ask(data)),
        "gate": gate_only,
        "whole": whole,
        "floor": lambda: floor(data),
    }


def judge_row(data: bytes) -> dict[str, Callable[[], object]]:
    frame = pd.read_excel(io.BytesIO(data), engine="openpyxl")
    frame.columns = pd.Index(KEYS)
    sheet = read_workbook(data).sheets[0]
    rows = read_table(sheet, "K").rows
    filled = [{**cells, "no_casualties": "Ya"} for _, cells in rows]

    def peer() -> object:
        problems = []
        good = []
        for number, row in frame.iterrows():
            try:
                good.append(Event(**row.to_dict()))
            except pydantic.ValidationError as wrong:
                problems.append((number, wrong.errors()))
        return good

    def ours(rows: list[dict[str, str]]) -> object:
        return [
            parse_row(EVENT_SHEET, number, f"K-{number:03d}", cells, CONTEXT)
            for number, cells in enumerate(rows, start=2)
        ]

    return {
        "peer": peer,
        "ours": lambda: ours(filled),
        "ours, every row refused": lambda: ours([cells for _, cells in rows]),
        "table": lambda: read_table(sheet, "K"),
    }


def cpu() -> float:
    """CPU of this process; the reader's own is told apart by the wall."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, dict[str, float]]:
    """Interleave the cases; medians and the least of each, in milliseconds."""
    walls: dict[str, list[float]] = {name: [] for name in cases}
    cpus: dict[str, list[float]] = {name: [] for name in cases}
    for run in cases.values():
        run()
    for _ in range(rounds):
        for name, run in cases.items():
            started, used = time.perf_counter(), cpu()
            run()
            walls[name].append((time.perf_counter() - started) * 1000)
            cpus[name].append((cpu() - used) * 1000)
    return {
        name: {
            "ms": statistics.median(walls[name]),
            "least_ms": min(walls[name]),
            "cpu_ms": statistics.median(cpus[name]),
        }
        for name in cases
    }


def say(row: str, count: int, figures: dict[str, dict[str, float]], ours: str) -> dict[str, Any]:
    print(f"row {row}: {count} rows of {len(KEYS)} columns")
    for name, item in figures.items():
        print(
            f"  {name:24} {item['ms']:8.2f} ms (least {item['least_ms']:.2f}, "
            f"cpu {item['cpu_ms']:.2f})"
        )
    ratio = figures["peer"]["least_ms"] / figures[ours]["least_ms"]
    met = "met" if ratio >= GOALS[row] else "NOT met"
    print(f"  {ours} is {ratio:.1f} times as fast as the peer; goal {GOALS[row]:.0f} {met}")
    return {"row": row, "count": count, "cases": figures, "ratio": ratio, "goal": GOALS[row]}


def main() -> None:
    """Measure both rows, print them, write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--tiny", action="store_true", help="only check that it runs")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    count, rounds = (20, 1) if asked.tiny else (1000, asked.rounds)
    data = workbook(made_up(count))
    rows = [
        say("5", count, measure(read_row(data), rounds), "reader"),
        say("6", count, measure(judge_row(data), rounds), "ours"),
    ]
    if asked.json:
        about = {
            name: version(name) for name in ("pandas", "openpyxl", "python-calamine", "pydantic")
        }
        about |= {"python": platform.python_version(), "machine": platform.machine()}
        asked.json.write_text(json.dumps({**about, "seed": SEED, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
