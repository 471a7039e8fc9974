"""Good boundary files pass in every format and level, and are stored as one coverage."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pytest
import shapely

from app.areas.inspect import inspect_file
from app.areas.report import BoundaryReport, Severity
from app.paths import resource
from tests.areas.conftest import feature, kinds, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.areas.code_book import CodeBook

    Write = Callable[..., Path]


def frame_of(path: Path, crs: str) -> geopandas.GeoDataFrame:
    frame = geopandas.GeoDataFrame.from_features(json.loads(path.read_text())["features"])
    return frame.set_crs(4326).to_crs(crs)


@pytest.mark.parametrize(("level", "count"), [(2, 10), (3, 105), (4, 1038)])
def test_official_geojson_of_each_level_can_be_stored(
    level: int, count: int, real: Path, book: CodeBook
) -> None:
    report = inspect_file(real / f"kaltim_adm{level}_200m.geojson", codes=book)

    assert report.can_be_stored, text(report)
    assert (report.level, report.present, report.expected) == (level, count, count)
    assert [sum(a.level == n for a in report.areas) for n in (1, 2)] == [1, 10]
    assert sum(a.area_km2 for a in report.areas if a.level == 2) == pytest.approx(
        126_984, rel=0.003
    )


@pytest.mark.parametrize("level", [2, 3])
def test_zipped_shapefile_in_utm_reads_like_the_geojson(
    level: int, real: Path, book: CodeBook, tmp_path: Path
) -> None:
    source = real / f"kaltim_adm{level}_200m.geojson"
    frame = frame_of(source, "EPSG:32650")[["code", "name", "level", "geometry"]]
    frame.to_file(tmp_path / "batas.shp")
    archive = tmp_path / "batas.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for suffix in ("shp", "shx", "dbf", "prj"):
            packed.write(tmp_path / f"batas.{suffix}", f"peta/batas.{suffix}")

    report = inspect_file(archive, codes=book)

    assert report.can_be_stored, text(report)
    assert "32650" in report.crs
    _same_places(report, inspect_file(source, codes=book))


def test_geopackage_in_utm_reads_like_the_geojson(
    real: Path, book: CodeBook, tmp_path: Path
) -> None:
    source = real / "kaltim_adm3_200m.geojson"
    frame_of(source, "EPSG:32650").to_file(tmp_path / "batas.gpkg", layer="kecamatan")

    report = inspect_file(tmp_path / "batas.gpkg", codes=book)

    assert report.can_be_stored, text(report)
    assert (report.file_format, report.level, report.present) == ("GeoPackage", 3, 105)
    _same_places(report, inspect_file(source, codes=book))


def _same_places(one: BoundaryReport, other: BoundaryReport) -> None:
    for a, b in zip(one.areas, other.areas, strict=True):
        assert a.code == b.code
        assert a.area_km2 == pytest.approx(b.area_km2, rel=0.01, abs=0.1)
        apart = shapely.hausdorff_distance(a.boundary.centroid, b.boundary.centroid)
        assert apart < 0.002


def test_stored_levels_nest_and_share_borders(real: Path, book: CodeBook) -> None:
    report = inspect_file(real / "kaltim_adm4_200m.geojson", codes=book)
    villages = [area.boundary for area in report.areas if area.level == 4]
    regencies = {area.code: area.boundary for area in report.areas if area.level == 2}

    assert shapely.coverage_is_valid(np.array(villages, dtype=object))
    assert shapely.coverage_is_valid(np.array(list(regencies.values()), dtype=object))
    for area in report.areas:
        if area.level == 3:
            outside = shapely.area(area.boundary.difference(regencies[area.parent_code]))
            assert outside < 1e-9


def test_packaged_kecamatan_pass_their_own_check(book: CodeBook) -> None:
    report = inspect_file(resource("geodata") / "districts.geojson", codes=book)

    assert report.can_be_stored, text(report)
    assert report.present == report.expected == 105


def test_file_without_codes_lists_its_columns(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    for row in regencies["features"]:
        row["properties"] = {"keterangan": "tanpa kode"}

    report = inspect_file(written(regencies), codes=book)

    assert kinds(report) == ["tanpa-kode"]
    assert "keterangan" in text(report)


def test_given_columns_are_used(regencies: dict[str, Any], book: CodeBook, written: Write) -> None:
    for row in regencies["features"]:
        values = row["properties"]
        row["properties"] = {"x1": values["code"], "x2": values["name"], "x3": "64"}

    report = inspect_file(written(regencies), codes=book, code_column="x1", name_column="x2")

    assert report.can_be_stored, text(report)
    assert (report.code_column, report.name_column) == ("x1", "x2")


def test_region_written_twice_is_refused(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    regencies["features"].append(feature(regencies, "64.74"))

    assert kinds(inspect_file(written(regencies), codes=book)) == ["ganda"]


def test_region_in_two_rows_is_joined(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    whole = feature(regencies, "64.03")
    parts = whole["geometry"]["coordinates"]
    assert len(parts) > 1
    island = {**whole, "geometry": {"type": "MultiPolygon", "coordinates": parts[1:]}}
    whole["geometry"] = {"type": "MultiPolygon", "coordinates": parts[:1]}
    regencies["features"].append(island)

    report = inspect_file(written(regencies), codes=book)

    assert report.can_be_stored, text(report)
    assert "digabung" in kinds(report, Severity.INFO)
