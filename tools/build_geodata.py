"""Build `geodata/` from pinned packages: `python tools/build_geodata.py [--packages FOLDER]`."""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from places import features, outline, partition, tables
from places.document import sources_document
from places.packages import Pin, fetch
from places.recode import recode, without_strays
from places.sources import (
    COUNTRIES,
    Site,
    facts,
    polygons,
    read_codes,
    read_islands,
    read_land,
    read_points,
)

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Fetch, build, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder that keeps fetched packages")
    parser.add_argument("--output", type=Path, default=HERE.parent / "geodata")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "geodata.toml").read_text(encoding="utf-8"))
    pins = {key: Pin(**value) for key, value in config["packages"].items()}
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.packages or Path(temporary)
        files = build(config, {key: fetch(pin, folder) for key, pin in pins.items()})
    arguments.output.mkdir(exist_ok=True)
    for name, content in files.items():
        (arguments.output / name).write_bytes(content)
        print(f"{len(content):>9} {hashlib.sha256(content).hexdigest()[:16]} {name}")
    document = sources_document(config, pins, files)
    (arguments.output / "SOURCES.md").write_text(document, encoding="utf-8")


def build(config: dict[str, Any], folders: dict[str, Path]) -> dict[str, bytes]:
    """Return every file of `geodata/` by name."""
    settings = config["build"]
    province = settings["province"]
    places = read_codes(folders["codes"])
    names = {place.code: place.name for place in places}
    points = read_points(folders["points"], (province, *settings["neighbour_provinces"]))
    villages = recode(points, places, province)
    land = read_land(folders["land"], _hull(settings["frame"], config["land"]["frame"]))
    sites = [*villages, *(site for site in points if not site.code.startswith(province + "."))]
    sites += read_islands(folders["codes"], (province, *settings["neighbour_provinces"]))
    sites = without_strays(sites, settings["stray_distance"], settings["stray_spread"])
    sites += [Site(**place) for place in config["reference_points"]]
    wanted = [p.code for p in places if p.level == 3 and p.code.startswith(province + ".")]
    districts = draw(settings, _by_regency(sites, settings["frame"]), wanted, land["IDN"])
    regencies = outline.dissolve_up(districts)
    return {
        "regencies.geojson": _regions("regencies", regencies, names),
        "districts.geojson": _regions("districts", districts, names),
        "land.geojson": neighbours(land, regencies, config["land"]),
        "codes.csv": tables.codes(places),
        f"villages-{province}.csv": tables.villages(places, province),
        f"village-points-{province}.csv": tables.village_points(villages),
        "code-changes.csv": tables.changes(),
        f"offices-{province}.csv": tables.offices(places, province),
    }


def draw(
    settings: dict[str, Any], groups: dict[str, list[Site]], wanted: list[str], land: Any
) -> dict[str, Any]:
    """Return the polygon of every wanted kecamatan: one coverage, cut at the coast."""
    weights = _weights(settings, groups, land)
    near = _near(groups, _box(settings["raster"]))
    grid = partition.Grid.over(_box(settings["raster"]), settings["fine_step"])
    centres = shapely.points(*grid.centres())
    distance = partition.distances(*grid.centres(), near)
    weight = np.array([weights[code] for code in near])
    owner = partition.regencies(distance, weight, settings["trust_distance"])
    labels = partition.districts(centres, owner, near, wanted)
    raw = outline.cells(labels, grid)
    window = land.intersection(shapely.box(*settings["raster"]))
    dry = outline.filled(window, settings["closed_width"])
    family = {label: code[:5] for label, code in enumerate(wanted)}
    whole = outline.without_enclaves(raw, settings["smallest_enclave"], family)
    smooth = outline.simplify(whole, settings["smooth_border"])
    shapes = {wanted[label]: shape for label, shape in smooth.items() if label >= 0}
    cut = outline.simplify(outline.clip(shapes, dry), settings["smooth_coast"])
    return {
        code: outline.without_specks(shape, settings["smallest_part_km2"])
        for code, shape in cut.items()
    }


def neighbours(land: dict[str, Any], regencies: dict[str, Any], settings: dict[str, Any]) -> bytes:
    """Return coarse land around the province, one feature a country.

    It is drawn beneath the province: inland it reaches a little under it, so that no gap shows,
    and along the province's own coast it is left out, so that no coarse fringe shows.
    """
    window = shapely.box(*settings["frame"])
    province = shapely.coverage_union_all(list(regencies.values()))
    shapes = {
        code: polygons(outline.filled(land[code].intersection(window), 0)) for code in COUNTRIES
    }
    home = shapes["IDN"]
    others = {**shapes, "IDN": outline.without_specks(home.difference(province), 5)}
    near = shapely.buffer(shapely.union_all(list(others.values())), settings["tuck"])
    shapes["IDN"] = polygons(others["IDN"].union(near.intersection(province).intersection(home)))
    rows = []
    for code, shape in outline.simplify(shapes, settings["smooth"]).items():
        light = outline.without_specks(shape, settings["smallest_part_km2"])
        snapped = polygons(shapely.set_precision(light, 1e-3))
        rows.append(
            {
                "type": "Feature",
                "properties": {"iso": code, "name": COUNTRIES[code]},
                "geometry": features.geometry(snapped, 3),
            }
        )
    return features.collection("land", rows)


def _near(
    groups: dict[str, list[Site]], box: tuple[float, float, float, float]
) -> dict[str, list[Site]]:
    """Leave out regencies too far away to own a square of the raster."""
    west, south, east, north = box
    return {
        code: sites
        for code, sites in groups.items()
        if any(
            west - 0.3 < site.lon < east + 0.3 and south - 0.3 < site.lat < north + 0.3
            for site in sites
        )
    }


def _weights(
    settings: dict[str, Any], groups: dict[str, list[Site]], land: Any
) -> dict[str, float]:
    grid = partition.Grid.over(_box(settings["frame"]), settings["coarse_step"])
    lon, lat = grid.centres()
    shapely.prepare(land)
    dry = shapely.contains_xy(land, lon, lat)
    distance = partition.distances(lon[dry], lat[dry], groups)
    official = {row["code"]: float(row["area_km2"]) for row in facts("regencies.csv")}
    official |= {row["code"]: float(row["area_km2"]) for row in facts("areas.csv")}
    wanted = np.array([official.get(code, 0.0) for code in groups])
    square = settings["coarse_step"] ** 2 * partition.KM2_PER_SQUARE_DEGREE
    rules = partition.Rules(
        settings["trust_distance"], settings["steps"], settings["rate"], settings["limit"]
    )
    weights = partition.calibrate(distance, wanted, square, rules)
    return dict(zip(groups, weights.tolist(), strict=True))


def _by_regency(sites: list[Site], frame: list[float]) -> dict[str, list[Site]]:
    west, south, east, north = frame
    groups: dict[str, list[Site]] = {}
    for site in sorted(sites, key=lambda site: (site.code, site.lon, site.lat)):
        if west < site.lon < east and south < site.lat < north:
            groups.setdefault(site.code[:5], []).append(site)
    return groups


def _regions(name: str, shapes: dict[str, Any], names: dict[str, str]) -> bytes:
    rows = [features.region(code, names[code], shape) for code, shape in shapes.items()]
    return features.collection(name, rows)


def _hull(one: list[float], other: list[float]) -> tuple[float, float, float, float]:
    """Return the box around two boxes."""
    return _box([*np.minimum(one, other)[:2].tolist(), *np.maximum(one, other)[2:].tolist()])


def _box(values: list[float]) -> tuple[float, float, float, float]:
    west, south, east, north = values
    return west, south, east, north


if __name__ == "__main__":
    main()
