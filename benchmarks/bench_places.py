"""Row 8 of the performance goals: the kecamatan of many points, beside a file read per import.

Ours: the locator a process keeps (one tree of prepared shapes). The peer: `geopandas.read_file`
and `sjoin` for every file that is uploaded. Both must give the same kecamatan for every point that
is not on a border. The packaged kecamatan are light; official villages are named by `--file`.
Run: python -m benchmarks.bench_places [--file FILE --code PROPERTY] [--json FILE] [--tiny].
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas
import shapely

from app.areas.locate import Locator
from app.areas.simplify import polygons_of
from app.model.area_code import AreaCode
from app.paths import resource

SEED = 20260923
GOAL = 10.0
BOX = (113.8, -2.6, 119.1, 2.6)  # Kalimantan Timur with some sea around it


def points(count: int) -> tuple[list[float], list[float]]:
    """Seeded points, on land and at sea."""
    rng = random.Random(SEED)
    west, south, east, north = BOX
    lons = [rng.uniform(west, east) for _ in range(count)]
    return lons, [rng.uniform(south, north) for _ in range(count)]


def peer(path: Path, code: str, lons: list[float], lats: list[float]) -> list[str | None]:
    """Read the file and join."""
    areas = geopandas.read_file(path)
    spots = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lons, lats), crs=areas.crs)
    joined = geopandas.sjoin(spots, areas[[code, "geometry"]], how="left", predicate="within")
    first = joined[~joined.index.duplicated()]
    return [item if isinstance(item, str) else None for item in first[code]]


def locator(path: Path, code: str) -> Locator:
    """Build what a process keeps."""
    features = json.loads(path.read_bytes())["features"]
    return Locator(
        (
            AreaCode(item["properties"][code]),
            polygons_of(shapely.from_geojson(json.dumps(item["geometry"]))),
        )
        for item in features
    )


def measure(path: Path, code: str, count: int, rounds: int) -> dict[str, Any]:
    """Interleave both; least times make the ratio, medians are told."""
    lons, lats = points(count)
    started = time.perf_counter()
    kept = locator(path, code)
    built = time.perf_counter() - started
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        started = time.perf_counter()
        found = kept.locate_many(lons, lats)
        ours.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        joined = peer(path, code, lons, lats)
        theirs.append((time.perf_counter() - started) * 1000)
        if list(found) != joined:
            raise SystemExit("the two disagree about a point")
    return {
        "row": "8",
        "file": path.name,
        "points": count,
        "ours_ms": statistics.median(ours),
        "peer_ms": statistics.median(theirs),
        "built_once_ms": built * 1000,
        "ratio": min(theirs) / min(ours),
        "goal": GOAL,
    }


def main() -> None:
    """Measure, compare the answers, print, write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--tiny", action="store_true", help="only check that it runs")
    parser.add_argument("--json", type=Path)
    packaged = resource("geodata") / "districts.geojson"
    parser.add_argument("--file", type=Path, default=packaged, help="another GeoJSON of areas")
    parser.add_argument("--code", default="code", help="its property with the code")
    asked = parser.parse_args()
    count, rounds = (100, 1) if asked.tiny else (10_000, asked.rounds)
    result = measure(asked.file, asked.code, count, rounds)
    met = "met" if result["ratio"] >= GOAL else "NOT met"
    print(
        f"row 8: {result['file']}, {count} points: ours {result['ours_ms']:.1f} ms (built once in "
        f"{result['built_once_ms']:.0f} ms), peer {result['peer_ms']:.1f} ms, "
        f"{result['ratio']:.1f} times as fast (goal {GOAL:.0f} {met})"
    )
    if asked.json:
        about = {name: version(name) for name in ("geopandas", "shapely", "pyogrio")}
        about |= {"python": platform.python_version(), "machine": platform.machine()}
        asked.json.write_text(json.dumps({**about, "seed": SEED, **result}, indent=2) + "\n")


if __name__ == "__main__":
    main()
