"""Good boundary files pass in every format; broken ones are refused with a clear report."""

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
from tests.areas.conftest import feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.areas.code_book import CodeBook

    Write = Callable[..., Path]


def kinds(report: BoundaryReport, severity: Severity = Severity.ERROR) -> list[str]:
    return [finding.kind for finding in report.of(severity)]


def text(report: BoundaryReport) -> str:
    return "\n".join(report.lines())


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


def test_swapped_codes_are_named(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    one, other = feature(regencies, "64.02"), feature(regencies, "64.03")
    one["properties"]["name"], other["properties"]["name"] = (
        other["properties"]["name"],
        one["properties"]["name"],
    )

    report = inspect_file(written(regencies), codes=book)

    assert "kode-tertukar" in kinds(report)
    assert "64.02 Kabupaten Kutai Kartanegara dan 64.03 Kabupaten Berau" in text(report)
    assert not report.can_be_stored
    assert report.areas == ()


BPS = {
    "64.01": "6401", "64.02": "6403", "64.03": "6405", "64.07": "6402", "64.08": "6404",
    "64.09": "6409", "64.11": "6411", "64.71": "6471", "64.72": "6472", "64.74": "6474",
}  # fmt: skip


def with_bps_codes(collection: dict[str, Any]) -> None:
    for row in collection["features"]:
        row["properties"]["code"] = BPS[row["properties"]["code"]]


def test_bps_codes_are_recognised_by_the_names(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    with_bps_codes(regencies)

    report = inspect_file(written(regencies), codes=book)

    assert report.can_be_stored, text(report)
    assert report.code_scheme == "BPS"
    assert "kode-bps" in kinds(report, Severity.WARNING)
    berau = next(area for area in report.areas if area.code == "64.03")
    assert berau.label_lat > 1.5


def test_6403_named_berau_among_bps_codes_is_refused(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    with_bps_codes(regencies)
    berau, kukar = feature(regencies, "6405"), feature(regencies, "6403")
    berau["properties"]["code"], kukar["properties"]["code"] = "6403", "6405"

    report = inspect_file(written(regencies), codes=book)

    assert "kode-tertukar" in kinds(report)
    assert not report.can_be_stored


def test_one_wrong_name_explains_both_code_lists(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    feature(regencies, "64.03")["properties"]["name"] = "Kutai Kartanegara"

    report = inspect_file(written(regencies), codes=book)

    assert kinds(report) == ["nama-tidak-cocok"]
    assert "64.03 adalah Kabupaten Berau" in text(report)
    assert "6403 dalam daftar BPS adalah Kabupaten Kutai Kartanegara" in text(report)


def test_codes_without_dots_are_read(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    for row in regencies["features"]:
        row["properties"]["code"] = int(row["properties"]["code"].replace(".", ""))

    report = inspect_file(written(regencies), codes=book)

    assert report.can_be_stored, text(report)
    assert "kode-tanpa-titik" in kinds(report, Severity.INFO)


def test_another_spelling_is_a_warning(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    feature(regencies, "64.11")["properties"]["name"] = "Kab. Mahakam Hulu"

    report = inspect_file(written(regencies), codes=book)

    assert report.can_be_stored
    assert "ejaan" in kinds(report, Severity.WARNING)


def test_missing_region_is_named(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    regencies["features"].remove(feature(regencies, "64.74"))

    report = inspect_file(written(regencies), codes=book)

    assert kinds(report) == ["tidak-lengkap"]
    assert "1 dari 10 kabupaten/kota tidak ada: 64.74 Kota Bontang" in text(report)


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


def test_unknown_code_is_shown(regencies: dict[str, Any], book: CodeBook, written: Write) -> None:
    feature(regencies, "64.09")["properties"]["code"] = "64.99"

    report = inspect_file(written(regencies), codes=book)

    assert set(kinds(report)) == {"kode-tidak-dikenal", "tidak-lengkap"}
    assert "64.99 Kabupaten Penajam Paser Utara" in text(report)


def test_overlap_is_measured_and_names_the_pair(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    paser, ppu = feature(regencies, "64.01"), feature(regencies, "64.09")
    shape = shapely.union(_shape(paser), shapely.buffer(_shape(paser), 0.05) & _shape(ppu))
    paser["geometry"] = json.loads(shapely.to_geojson(shape))

    report = inspect_file(written(regencies), codes=book)

    assert kinds(report) == ["tumpang-tindih"]
    assert "64.01 Kabupaten Paser dan 64.09 Kabupaten Penajam Paser Utara" in text(report)
    assert "km2" in text(report)


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
