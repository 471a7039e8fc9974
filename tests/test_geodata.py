"""The packaged boundaries are whole, nest, do not overlap, and are the files SOURCES.md names."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import numpy as np
import pytest
import shapely

from app.areas.code_book import rows_of
from app.paths import resource

FOLDER = resource("geodata")


def features(name: str) -> dict[str, Any]:
    collection = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return {
        f["properties"].get("code") or f["properties"]["iso"]: f for f in collection["features"]
    }


def shapes(name: str) -> dict[str, Any]:
    return {
        code: shapely.from_geojson(json.dumps(f["geometry"])) for code, f in features(name).items()
    }


def test_every_file_has_the_hash_sources_gives() -> None:
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", text, re.MULTILINE))

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.iterdir()
        if path.name != "SOURCES.md"
    }

    assert listed == found
    assert "Batas perkiraan" in text
    assert "ODbL" in text


def test_code_list_is_complete() -> None:
    rows = rows_of(FOLDER / "codes.csv")
    codes = {row["code"] for row in rows}

    counted = [sum(row["level"] == str(level) for row in rows) for level in (1, 2, 3)]

    assert counted == [38, 514, 7285]
    assert len(codes) == len(rows)
    assert all(row["parent_code"] in codes for row in rows if row["level"] != "1")
    assert len(rows_of(FOLDER / "villages-64.csv")) == 1038
    assert all(row["parent_code"] in codes for row in rows_of(FOLDER / "villages-64.csv"))


def test_bps_codes_are_beside_and_differ() -> None:
    bps = {row["code"]: row["bps_code"] for row in rows_of(FOLDER / "codes.csv")}

    assert (bps["64.02"], bps["64.03"], bps["64.07"]) == ("6403", "6405", "6402")


@pytest.mark.parametrize(("name", "level"), [("regencies.geojson", 2), ("districts.geojson", 3)])
def test_every_region_of_the_code_list_has_a_valid_shape(name: str, level: int) -> None:
    wanted = {
        row["code"]: row["name"]
        for row in rows_of(FOLDER / "codes.csv")
        if row["level"] == str(level) and row["code"].startswith("64.")
    }

    found = features(name)

    assert {code: f["properties"]["name"] for code, f in found.items()} == wanted
    for code, shape in shapes(name).items():
        row = found[code]["properties"]
        assert shapely.is_valid(shape)
        assert shape.contains(shapely.Point(row["label_lon"], row["label_lat"]))
        assert row["parent_code"] == code.rpartition(".")[0]
        assert row["level"] == level


@pytest.mark.parametrize("name", ["regencies.geojson", "districts.geojson"])
def test_neighbours_share_their_borders(name: str) -> None:
    assert shapely.coverage_is_valid(np.array(list(shapes(name).values()), dtype=object))


def test_kecamatan_make_up_their_regency_exactly() -> None:
    districts = shapes("districts.geojson")

    for code, regency in shapes("regencies.geojson").items():
        parts = [shape for key, shape in districts.items() if key.startswith(code + ".")]
        assert shapely.symmetric_difference(shapely.union_all(parts), regency).area < 1e-12


def test_areas_are_near_the_official_ones() -> None:
    official = {row["code"]: float(row["area_km2"]) for row in rows_of(FOLDER / "offices-64.csv")}

    for code, row in features("regencies.geojson").items():
        assert row["properties"]["area_km2"] == pytest.approx(official[code], rel=0.2)


def test_capitals_lie_in_their_regency_or_at_its_edge() -> None:
    regencies = shapes("regencies.geojson")
    samarinda, redeb = shapely.Point(117.14583, -0.49167), shapely.Point(117.4881, 2.1454)

    assert regencies["64.72"].contains(samarinda)
    assert regencies["64.03"].contains(redeb)


def test_neighbouring_land_is_light_and_stays_off_the_province_coast() -> None:
    land = shapes("land.geojson")

    assert set(land) == {"IDN", "MYS", "BRN"}
    assert (FOLDER / "land.geojson").stat().st_size <= 40_000
    assert all(shapely.is_valid(shape) for shape in land.values())
    assert not land["IDN"].contains(shapely.Point(117.1, 0.5))
