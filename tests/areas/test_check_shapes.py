"""Shapes that cannot be right are refused or told, with the place and the size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas
import shapely

from app.areas.inspect import inspect_file
from app.areas.report import Severity
from tests.areas.conftest import feature, kinds, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.areas.code_book import CodeBook

    Write = Callable[..., Path]


def test_overlap_is_measured_and_names_the_pair(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    paser, ppu = feature(regencies, "64.01"), feature(regencies, "64.09")
    shape = shapely.union(_shape(paser), shapely.buffer(_shape(paser), 0.05) & _shape(ppu))
    paser["geometry"] = json.loads(shapely.to_geojson(shape))

    report = inspect_file(written(regencies), codes=book)

    assert kinds(report) == ["tumpang-tindih"]
    assert "64.01 Kabupaten Paser dan 64.09 Kabupaten Penajam Paser Utara" in text(report)
    assert "km²" in text(report)


def _shape(row: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(row["geometry"]))


def test_self_intersection_is_repaired_and_told(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    row = feature(regencies, "64.01")
    ring = max(row["geometry"]["coordinates"], key=lambda part: len(part[0]))[0]
    ring[10:14] = [ring[13], ring[12], ring[11], ring[10]]
    assert not shapely.is_valid(_shape(row))

    report = inspect_file(written(regencies), codes=book)

    assert report.can_be_stored, text(report)
    assert "geometri-diperbaiki" in kinds(report, Severity.WARNING)
    assert "64.01 Kabupaten Paser (memotong diri di" in text(report)


def test_gap_between_regions_is_a_warning(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    row = feature(regencies, "64.08")
    hole = shapely.Point(row["properties"]["label_lon"], row["properties"]["label_lat"])
    row["geometry"] = json.loads(shapely.to_geojson(_shape(row) - shapely.buffer(hole, 0.05)))

    report = inspect_file(written(regencies), codes=book)

    assert "celah" in kinds(report, Severity.WARNING)


def test_swapped_latitude_and_longitude_is_said(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    for row in regencies["features"]:
        swapped = shapely.transform(_shape(row), lambda xy: xy[:, ::-1])
        row["geometry"] = json.loads(shapely.to_geojson(swapped))

    report = inspect_file(written(regencies), codes=book)

    assert kinds(report) == ["bujur-lintang-tertukar"]


def test_metres_called_degrees_are_refused(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    frame = geopandas.GeoDataFrame.from_features(regencies["features"])
    metres = frame.set_crs(4326).to_crs("EPSG:32650").set_crs(4326, allow_override=True)

    report = inspect_file(written(metres.to_json().encode()), codes=book)

    assert kinds(report) == ["crs-salah"]
    assert "UTM zona 50N atau 50S" in text(report)


def test_wrong_utm_zone_is_found_by_position(
    regencies: dict[str, Any], book: CodeBook, tmp_path: Path
) -> None:
    frame = geopandas.GeoDataFrame.from_features(regencies["features"]).set_crs(4326)
    moved = frame.to_crs("EPSG:32650").set_crs("EPSG:32651", allow_override=True)
    moved.to_file(tmp_path / "batas.gpkg")

    report = inspect_file(tmp_path / "batas.gpkg", codes=book)

    assert "crs-salah" in kinds(report)
    assert "bergeser sekitar" in text(report)


def test_polygons_exchanged_between_codes_are_noticed(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    one, other = feature(regencies, "64.01"), feature(regencies, "64.03")
    one["geometry"], other["geometry"] = other["geometry"], one["geometry"]

    report = inspect_file(written(regencies), codes=book)

    assert {"luas", "letak"} <= set(kinds(report))
