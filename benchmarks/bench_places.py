"""Row 8 of the performance goals: the kecamatan of many points, beside a file read per import.

Ours: the locator a process keeps (a grid over prepared shapes). The peer: `geopandas.read_file`
and `sjoin` for every file that is uploaded. Both must give the same kecamatan for every point that
is not on a border. Measured on the packaged kecamatan, which are light, and on made-up ones as
dense as official boundaries; others are named by `--file`.
Run: python -m benchmarks.bench_places [--file FILE --code PROPERTY] [--json FILE] [--tiny].
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import tempfile
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
from benchmarks.bench_map import made_up_areas
from benchmarks.rounds import JsonFile, timed

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
    """Interleave both and compare the answers; the medians of CPU time make the ratio."""
    lons, lats = points(count)
    started = time.process_time()
    kept = locator(path, code)
    built = 1000 * (time.process_time() - started)
    if kept.locate_many(lons, lats) != peer(path, code, lons, lats):
        raise SystemExit("the two disagree about a point")
    theirs, ours, singly = timed(
        rounds,
        (lambda: peer(path, code, lons, lats), 1),
        (lambda: kept.locate_many(lons, lats), 3),
        (lambda: [kept.locate(lon, lat) for lon, lat in zip(lons, lats, strict=True)], 1),
    )
    return {
        "row": "8",
        "file": path.name,
        "points": count,
        "peer": theirs,
        "ours": ours,
        "one_point_us": 1000 * singly["cpu_ms"] / count,
        "built_once_ms": built,
        "ratio": theirs["cpu_ms"] / ours["cpu_ms"],
        "goal": GOAL,
    }


def dense_file(folder: Path) -> Path:
    """Made-up kecamatan with as many points as unsimplified boundaries have."""
    path = folder / "kecamatan-padat.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code},
            "geometry": json.loads(shapely.to_geojson(area.shape)),
        }
        for area in made_up_areas(105, random.Random(SEED))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def say(result: dict[str, Any]) -> None:
    """One line."""
    met = "met" if result["ratio"] >= GOAL else "NOT met"
    print(
        f"row 8: {result['file']}, {result['points']} points: ours {result['ours']['cpu_ms']:.1f}"
        f" ms (one point {result['one_point_us']:.0f} us, built once in"
        f" {result['built_once_ms']:.0f} ms), peer {result['peer']['cpu_ms']:.1f} ms,"
        f" {result['ratio']:.1f} times as fast (goal {GOAL:.0f} {met})"
    )


def main() -> None:
    """Measure, print, write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tiny", action="store_true", help="only check that it runs")
    parser.add_argument("--json", type=JsonFile)
    parser.add_argument("--file", type=Path, help="another GeoJSON of areas")
    parser.add_argument("--code", default="code", help="its property with the code")
    asked = parser.parse_args()
    count, rounds = (100, 1) if asked.tiny else (10_000, asked.rounds)
    with tempfile.TemporaryDirectory() as folder:
        packaged = resource("geodata") / "districts.geojson"
        files = [asked.file] if asked.file else [packaged, dense_file(Path(folder))]
        results = [measure(file, asked.code, count, rounds) for file in files]
    for result in results:
        say(result)
    if asked.json:
        about = {name: version(name) for name in ("geopandas", "shapely", "pyogrio")}
        about |= {"python": platform.python_version(), "machine": platform.machine()}
        asked.json.write({**about, "seed": SEED, "rows": results})


if __name__ == "__main__":
    main()
