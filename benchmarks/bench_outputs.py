"""Rows 9, 12 and 13 of the performance goals: levels of a quarter, the PDF, the map picture.

Row 9 reads the levels of all regencies and kecamatan for one quarter from tallies, beside
`pandas.read_sql` and groupby over the same database: once as a developer first writes it (all
rows, filtered in pandas) and once with the quarter in the WHERE. Row 12 typesets the governor's
summary with a warm compiler beside WeasyPrint. Row 13 draws the map from kept shapes beside
`geopandas.plot`, or, where matplotlib is missing, beside read_file and shapely's own SVG. A peer
that is not installed is named as missing, never guessed.
Run: python -m benchmarks.bench_outputs [--json F] [--tiny] [--large] [--url URL].
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd
from sqlalchemy import text

from app import schema
from app.access.scope import EVERYWHERE
from app.db import Database
from app.model.level import Level
from app.outputs.documents.render import render_summary
from app.outputs.picture.draw import AreaValue, Look, draw
from app.outputs.picture.prepare import PAPER, ShapeInput, prepare
from app.paths import resource
from app.reports.queries import tallies_by_quarter
from benchmarks.many_entries import LAST, SEED, codes, fill

if TYPE_CHECKING:
    from collections.abc import Callable

ALL_ROWS = """SELECT period.quarter, entry_location.region_code, entry.kind, entry.risk_score,
 entry.severity FROM entry JOIN revision ON revision.id = entry.revision_id
 JOIN report ON report.id = revision.report_id
 JOIN obligation ON obligation.id = report.obligation_id
 JOIN period ON period.id = obligation.period_id
 JOIN entry_location ON entry_location.entry_id = entry.id WHERE revision.state = 'DITERIMA'"""


def timed(rounds: int, *works: Callable[[], Any]) -> list[dict[str, float]]:
    """Interleave the works and give median and least wall time and median CPU time, in ms."""
    wall: list[list[float]] = [[] for _ in works]
    cpu: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for index, work in enumerate(works):
            began, spent = time.perf_counter(), time.process_time()
            work()
            wall[index].append(1000 * (time.perf_counter() - began))
            cpu[index].append(1000 * (time.process_time() - spent))
    return [
        {
            "median_ms": round(statistics.median(times), 4),
            "least_ms": round(min(times), 4),
            "cpu_ms": round(statistics.median(used), 4),
        }
        for times, used in zip(wall, cpu, strict=True)
    ]


def levels_by_pandas(database: Database, *, only: str = "") -> dict[str, int]:
    """What the peer does: rows into a frame, the worst per kecamatan and regency by groupby."""
    with database.reader.connect() as connection:
        frame = pd.read_sql(text(ALL_ROWS + only), connection)
    frame = frame[frame["quarter"] == LAST.year * 10 + LAST.number]
    worth = frame["risk_score"].fillna(frame["severity"] * 5)
    districts = worth.groupby(frame["region_code"]).max()
    regencies = worth.groupby(frame["region_code"].str[:5]).max()
    return {**districts.to_dict(), **regencies.to_dict()}


def row_9(entries: int, rounds: int, url: str) -> dict[str, Any]:
    """Levels of one quarter."""
    regencies, districts = codes()
    areas = [*regencies, *districts]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{folder}/uji.db")
        schema.upgrade(database)
        fill(database, entries)
        narrow = f" AND period.quarter = {LAST.year * 10 + LAST.number}"

        def ours() -> None:
            with database.read() as session:
                found = tallies_by_quarter(session, EVERYWHERE, areas, [LAST])
            assert len(found) == len(areas)

        def bare() -> None:
            query = text(
                "SELECT area_code, level FROM area_tally WHERE quarter = :quarter"
            ).bindparams(quarter=LAST.year * 10 + LAST.number)
            with database.reader.connect() as connection:
                assert len(connection.execute(query).all()) == len(areas)

        def floor() -> None:
            with database.read() as session:
                session.execute(text("SELECT 1")).all()

        ours()
        peer, where, mine, limit, least = timed(
            rounds,
            lambda: levels_by_pandas(database),
            lambda: levels_by_pandas(database, only=narrow),
            ours,
            bare,
            floor,
        )
        database.dispose()
    return {
        "row": 9,
        "entries": entries,
        "areas": len(areas),
        "peer": peer,
        "peer_with_where": where,
        "ours": mine,
        "bare_select": limit,
        "select_1": least,
        "ratio": round(peer["median_ms"] / mine["median_ms"], 1),
        "ratio_with_where": round(where["median_ms"] / mine["median_ms"], 1),
        "goal": 1000,
    }


def row_12(rounds: int) -> dict[str, Any]:
    """Typeset the summary; the document is that of the tests."""
    from tests.outputs.sample_documents import summary  # noqa: PLC0415

    document = summary()
    render_summary(document)
    result: dict[str, Any] = {"row": 12, "goal": 10}
    if find_spec("weasyprint") is None:
        (result["ours"],) = timed(rounds, lambda: render_summary(document))
        return result | {"peer": "missing: WeasyPrint is not installed"}
    from weasyprint import HTML  # noqa: PLC0415

    rows = "".join(
        f"<tr><td>{item.name}</td><td>{item.index}</td></tr>" for item in document.areas
    )
    page = f"<h1>{document.title}</h1>{document.map.svg}<table>{rows}</table>"
    result["peer"], result["ours"] = timed(
        rounds, lambda: HTML(string=page).write_pdf(), lambda: render_summary(document)
    )
    result["ratio"] = round(result["peer"]["median_ms"] / result["ours"]["median_ms"], 1)
    return result


def row_13(rounds: int) -> dict[str, Any]:
    """Draw the regencies of the packaged boundaries."""
    path = resource("geodata") / "regencies.geojson"
    frame = geopandas.read_file(path)
    levels = dict(zip(frame["code"], list(Level) * 2, strict=False))
    inputs = [
        ShapeInput(code, name, name, "64", shape)
        for code, name, shape in zip(frame["code"], frame["name"], frame.geometry, strict=True)
    ]
    shapes = prepare(inputs, [], frame=PAPER)
    values = {code: AreaValue(level) for code, level in levels.items()}
    look = Look(style="standalone")

    def plotted() -> None:
        import matplotlib as mpl  # noqa: PLC0415

        mpl.use("Agg")
        areas = geopandas.read_file(path)
        areas["rank"] = [levels[code].rank for code in areas["code"]]
        areas.plot(column="rank").figure.savefig("/dev/null", format="png")

    def traced() -> None:
        areas = geopandas.read_file(path)
        "".join(shape.svg() for shape in areas.geometry)

    has_plot = find_spec("matplotlib") is not None
    peer, ours = timed(rounds, plotted if has_plot else traced, lambda: draw(shapes, values, look))
    named = "geopandas.plot to PNG" if has_plot else "read_file and shapely's SVG"
    return {
        "row": 13,
        "peer_is": named,
        "missing": "" if has_plot else "geopandas.plot: matplotlib is not installed",
        "peer": peer,
        "ours": ours,
        "ratio": round(peer["median_ms"] / ours["median_ms"], 1),
        "goal": 1000,
    }


def main() -> None:
    """Measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--tiny", action="store_true", help="tiny sizes: does it run at all")
    parser.add_argument("--large", action="store_true", help="1 million and 5 million entries")
    parser.add_argument("--url", default="", help="an empty PostgreSQL database, for one size")
    asked = parser.parse_args()
    sizes = [2_000] if asked.tiny else [1_000_000, 5_000_000] if asked.large else [200_000]
    rounds = 2 if asked.tiny else 7
    rows = [row_9(size, rounds, asked.url) for size in sizes]
    rows += [row_12(rounds), row_13(rounds)]
    for row in rows:
        print(json.dumps(row))
    if len(sizes) > 1:
        flat = rows[1]["ours"]["median_ms"] / rows[0]["ours"]["median_ms"]
        print(f"row 9, 5 M beside 1 M: {flat:.2f} (goal <= 1.3)")
    if asked.json:
        asked.json.write_text(
            json.dumps({"python": platform.python_version(), "seed": SEED, "rows": rows}, indent=1)
        )


if __name__ == "__main__":
    main()
