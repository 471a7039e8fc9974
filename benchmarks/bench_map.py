"""Rows 1 and 2 of the performance goals: first build of a map for an edition, beside its peer.

The peer is what a developer would write first: read the boundary file in the request, a folium
Choropleth and a GeoJson with tooltips, the whole page rendered. Ours writes the values; the shapes
were written when the boundaries were loaded, and Folium composed the script when the worker
started. What an edition costs that comes with the very first breath of a worker, script included,
is told beside it.
Without a file the areas are made up, with about as many points as unsimplified boundaries have.
Rounds of both are interleaved in one process. Run: python -m benchmarks.bench_map [--json FILE].
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import random
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import branca.element
import folium
import jinja2
import numpy as np
import pandas as pd
import shapely

from app.model.level import Level
from app.outputs.folium_map import compose_map_script
from app.outputs.map_files import (
    DISTRICT_DETAIL,
    REGENCY_DETAIL,
    AreaFigures,
    AreaShape,
    Detail,
    Handling,
    MapValues,
    PointFigures,
    PointKind,
    compressed,
    geometry_file,
    values_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PERIODS = tuple(f"Triwulan {n}" for n in range(1, 9))
SEED = 20260923


@dataclass(frozen=True)
class Case:
    """One row: how many areas, their detail, the goal of the ratio, and a number of points."""

    row: int
    areas: int
    detail: Detail
    goal: float
    points: int


CASES = (Case(1, 10, REGENCY_DETAIL, 200, 80), Case(2, 105, DISTRICT_DETAIL, 300, 80))
TINY = (Case(1, 3, REGENCY_DETAIL, 0, 2), Case(2, 5, DISTRICT_DETAIL, 0, 2))


@dataclass
class Result:  # times in milliseconds
    row: int
    areas: int
    vertices: int
    peer_ms: float
    peer_min_ms: float
    peer_cpu_ms: float
    ours_ms: float
    ours_min_ms: float
    ours_cpu_ms: float
    just_started_ms: float
    ratio: float
    ratio_just_started: float
    goal: float
    peer_bytes: int
    peer_gzip: int
    ours_bytes: int
    ours_gzip: int
    shapes_gzip_once: int


def made_up_areas(count: int, rng: random.Random) -> list[AreaShape]:
    """Cells that touch, with winding borders, coordinates to the centimetre."""
    seeds = shapely.MultiPoint(
        [(rng.uniform(113, 118), rng.uniform(-2.4, 2.6)) for _ in range(count)]
    )
    frame = shapely.box(113, -2.4, 118, 2.6)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame))
    step = 0.001 * count**0.28

    def wind(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        x, y = points[:, 0], points[:, 1]
        shift = np.column_stack(
            [np.sin(37 * y) + np.sin(211 * y), np.cos(41 * x) + np.sin(193 * x)]
        )
        return np.round(points + 0.012 * shift, 7)

    shapes = [
        shapely.transform(shapely.segmentize(shapely.intersection(cell, frame), step), wind)
        for cell in cells
    ]
    return [AreaShape(f"99.{n:03}", f"Wilayah {n}", "99", shape) for n, shape in enumerate(shapes)]


def read_areas(path: Path) -> list[AreaShape]:
    """Areas of a GeoJSON file with the properties code, name and parent_code."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [
        AreaShape(
            feature["properties"]["code"],
            feature["properties"]["name"],
            feature["properties"]["parent_code"],
            shapely.from_geojson(json.dumps(feature["geometry"])),
        )
        for feature in features
    ]


def made_up_values(areas: list[AreaShape], points: int, rng: random.Random) -> MapValues:
    """Figures for every area and some points inside them."""
    levels = list(Level)
    figures = tuple(
        AreaFigures(
            code=area.code,
            name=area.name,
            short_name=area.name,
            potentials=rng.randint(0, 20),
            events=rng.randint(0, 8),
            history=tuple(rng.choice(levels) for _ in PERIODS),
            index_text=f"{rng.uniform(0, 100):.1f}",
        )
        for area in areas
    )
    symbols = []
    for number in range(points):
        area = rng.choice(areas)
        x, y = shapely.get_coordinates(area.shape.representative_point())[0]
        symbols.append(
            PointFigures(
                id=str(number),
                area_code=area.code,
                kind=rng.choice(list(PointKind)),
                lon=float(x) + rng.uniform(-0.1, 0.1),
                lat=float(y) + rng.uniform(-0.1, 0.1),
                level=rng.choice(levels),
                handling=rng.choice(list(Handling)),
                title=f"Entri contoh {number}",
                place_text="Desa Contoh",
                status_text="",
                href=f"/entri/{number}",
                severity=rng.randint(1, 5),
            )
        )
    return MapValues(periods=PERIODS, areas=figures, points=tuple(symbols))


def peer_page(path: Path, values: MapValues) -> bytes:
    """The whole page as folium writes it, from the file to the text."""
    shapes = json.loads(path.read_text(encoding="utf-8"))
    ranks = pd.DataFrame(
        {
            "code": [a.code for a in values.areas],
            "rank": [a.history[-1].rank for a in values.areas],
        }
    )
    page = folium.Map(location=(0.5, 116.5), zoom_start=7)
    folium.Choropleth(
        geo_data=shapes,
        data=ranks,
        columns=["code", "rank"],
        key_on="feature.properties.code",
        fill_color="YlOrRd",
        legend_name="Tingkat",
    ).add_to(page)
    folium.GeoJson(
        shapes,
        style_function=lambda _feature: {"fillOpacity": 0, "weight": 0},
        tooltip=folium.GeoJsonTooltip(fields=["code", "name"]),
    ).add_to(page)
    folium.LayerControl().add_to(page)
    html: str = page.get_root().render()
    return html.encode()


def stock(work: Callable[[], bytes]) -> bytes:
    """Run the peer on branca as it is installed, without our patch."""
    ours = vars(branca.element)["Template"]
    vars(branca.element)["Template"] = jinja2.Template
    try:
        return work()
    finally:
        vars(branca.element)["Template"] = ours


def composed_anew() -> bytes:
    """The script as a process composes it that never did before."""
    compose_map_script.cache_clear()
    return compose_map_script().encode()


def timed(work: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """Wall and CPU time in ms, and the result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3, result


def measure(case: Case, areas: list[AreaShape], rounds: int, folder: Path) -> Result:
    """Interleaved rounds of peer and ours for one row."""
    values = made_up_values(areas, case.points, random.Random(SEED))
    path = folder / f"batas-{case.row}.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code, "name": area.name},
            "geometry": json.loads(shapely.to_geojson(area.shape)),
        }
        for area in areas
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    works: dict[str, Callable[[], bytes]] = {
        "peer": lambda: stock(lambda: peer_page(path, values)),
        "ours": lambda: compose_map_script().encode() + values_file(values),
        "just started": lambda: composed_anew() + values_file(values),
    }
    sizes = {name: work() for name, work in works.items()}  # one round to warm up, not measured
    walls: dict[str, list[float]] = {name: [] for name in works}
    cpus: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            wall, cpu, _result = timed(work)
            walls[name].append(wall)
            cpus[name].append(cpu)
    middle = {name: statistics.median(times) for name, times in walls.items()}
    return Result(
        row=case.row,
        areas=len(areas),
        vertices=int(sum(shapely.get_num_coordinates(area.shape) for area in areas)),
        peer_ms=middle["peer"],
        peer_min_ms=min(walls["peer"]),
        peer_cpu_ms=statistics.median(cpus["peer"]),
        ours_ms=middle["ours"],
        ours_min_ms=min(walls["ours"]),
        ours_cpu_ms=statistics.median(cpus["ours"]),
        just_started_ms=middle["just started"],
        ratio=middle["peer"] / middle["ours"],
        ratio_just_started=middle["peer"] / middle["just started"],
        goal=case.goal,
        peer_bytes=len(sizes["peer"]),
        peer_gzip=len(gzip.compress(sizes["peer"])),
        ours_bytes=len(sizes["ours"]),
        ours_gzip=len(compressed(sizes["ours"])),
        shapes_gzip_once=len(compressed(geometry_file(areas, case.detail))),
    )


def say(result: Result) -> None:
    print(
        f"row {result.row}: {result.areas} areas, {result.vertices} points\n"
        f"  peer {result.peer_ms:9.2f} ms (min {result.peer_min_ms:.2f}, cpu"
        f" {result.peer_cpu_ms:.2f})  {result.peer_bytes:>9} B, gzip {result.peer_gzip}\n"
        f"  ours {result.ours_ms:9.2f} ms (min {result.ours_min_ms:.2f}, cpu"
        f" {result.ours_cpu_ms:.2f})  {result.ours_bytes:>9} B, gzip {result.ours_gzip};"
        f" in a worker just started {result.just_started_ms:.2f} ms; shapes once, gzip"
        f" {result.shapes_gzip_once}\n"
        f"  ratio {result.ratio:.0f} (goal {result.goal:.0f}), just started"
        f" {result.ratio_just_started:.0f}; bytes with shapes 1/"
        f"{result.peer_gzip / (result.ours_gzip + result.shapes_gzip_once):.0f}"
    )


def main() -> None:
    """Measure both rows, print them, write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tiny", action="store_true", help="only check that it runs")
    parser.add_argument("--regencies", type=Path, help="GeoJSON instead of made-up areas, row 1")
    parser.add_argument("--districts", type=Path, help="GeoJSON instead of made-up areas, row 2")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    files = (given.regencies, given.districts)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for case, file in zip(TINY if given.tiny else CASES, files, strict=True):
            areas = read_areas(file) if file else made_up_areas(case.areas, random.Random(SEED))
            result = measure(case, areas, 1 if given.tiny else given.rounds, Path(folder))
            say(result)
            results.append(asdict(result))
    if given.json:
        about = {name: version(name) for name in ("folium", "branca", "jinja2")}
        about |= {"python": platform.python_version(), "machine": platform.machine()}
        given.json.write_text(json.dumps({**about, "seed": SEED, "rows": results}, indent=2))


if __name__ == "__main__":
    main()
