"""Nothing but the three formats is read; traps in them lead nowhere."""

from __future__ import annotations

import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
from shapely.geometry import box

from app.areas.inspect import inspect_file
from app.areas.read import read_boundary_file
from app.errors import PortalError, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.areas.code_book import CodeBook

    Write = Callable[..., Path]

VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
GDALG = b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read /etc/passwd"}'
SQUARE = {
    "type": "Feature",
    "properties": {"kode": "64.71"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[116, -1], [117, -1], [117, 0], [116, 0], [116, -1]]],
    },
}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (VRT, "VRT"),
        (b'<?xml version="1.0"?><kml></kml>', "XML"),
        (GDALG, "bukan GeoJSON FeatureCollection"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x00\x27\x0a" + bytes(96), ".shp harus dikirim sebagai ZIP"),
        (b"kode;nama\n64.01;Paser\n", "bukan berkas batas wilayah"),
        (b'{"type":"FeatureCollection","features":[', "bukan JSON yang utuh"),
        (b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":NaN}]}', "JSON"),
        (b'{"type":"FeatureCollection","features":[1]}', "bukan Feature"),
        (b"[" * 200_000, "bukan berkas batas wilayah"),
        (b'{"a":' * 200_000, "terlalu dalam"),
        (b"PK\x03\x04 rusak", "ZIP rusak"),
        (b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(40), "GeoPackage rusak"),
    ],
)
def test_other_content_is_refused_in_words(
    content: bytes, said: str, written: Write, book: CodeBook
) -> None:
    path = written(content, "batas.geojson")

    report = inspect_file(path, codes=book)

    assert not report.can_be_stored
    assert said in "\n".join(report.lines())


def test_coordinate_system_by_link_is_refused(written: Write) -> None:
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    path = written({"type": "FeatureCollection", "crs": link, "features": [SQUARE]})

    with pytest.raises(Unreadable, match="tautan"):
        read_boundary_file(path)


def test_coordinate_system_by_name_is_followed(written: Write) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    ring = [[12913060, 0], [13024380, 0], [13024380, 111325], [12913060, 111325], [12913060, 0]]
    square = {**SQUARE, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = written({"type": "FeatureCollection", "crs": named, "features": [square]})

    raw = read_boundary_file(path)

    assert raw.shapes[0].bounds == pytest.approx((116, 0, 117, 1), abs=0.01)


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def test_zip_without_shapefile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"Tidak ada berkas \.shp"):
        read_boundary_file(_zip(tmp_path / "batas.zip", batas_vrt=VRT))


def test_incomplete_shapefile_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"tidak ada \.shx, \.dbf"):
        read_boundary_file(_zip(tmp_path / "batas.zip", batas_shp=b"x"))


# Offset in a file's header and in its line of the directory, and what is written there.
DAMAGE = {
    "a version nobody knows": (None, 6, 99),
    "a packing nobody knows": (8, 10, 77),
    "a checksum that is wrong": (14, 16, 1),
    "packed bytes that are none": (34, None, 0xFF),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_zip_is_refused_with_advice(tmp_path: Path, name: str) -> None:
    path = tmp_path / "batas.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.writestr(f"a.{ending}", b"x" * 500)
    data = bytearray(path.read_bytes())
    in_head, in_directory, value = DAMAGE[name]
    if in_head is not None:
        data[in_head] = value
    if in_directory is not None:
        data[data.index(b"PK\x01\x02") + in_directory] = value
    path.write_bytes(data)

    with pytest.raises(Unreadable, match="ZIP rusak"):
        read_boundary_file(path)


def test_a_part_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = _zip(tmp_path / "batas.zip", a_shp=b"x")
    # A name ends at a zero.
    path.write_bytes(path.read_bytes().replace(b"a.shp", b"\0.shp"))

    with pytest.raises(Unreadable):
        read_boundary_file(path)


def test_vrt_dressed_as_shapefile_is_refused(tmp_path: Path) -> None:
    disguised = _zip(tmp_path / "batas.zip", batas_shp=VRT, batas_shx=VRT, batas_dbf=VRT)

    with pytest.raises(Unreadable):
        read_boundary_file(disguised)


def test_two_shapefiles_in_one_zip_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="2 Shapefile"):
        read_boundary_file(_zip(tmp_path / "batas.zip", a_shp=b"", b_shp=b""))


def geopackage(folder: Path) -> Path:
    frame = geopandas.GeoDataFrame(
        {"kode": ["64.71"], "luas": [12.5]}, geometry=[box(116, -1, 117, 0)], crs=4326
    )
    path = folder / "batas.gpkg"
    frame.to_file(path, layer="batas")
    return path


def test_geopackage_values_and_shape_are_read(tmp_path: Path) -> None:
    raw = read_boundary_file(geopackage(tmp_path))

    assert raw.values[0]["kode"] == "64.71"
    assert raw.values[0]["luas"] == "12.5"
    assert raw.shapes[0].bounds == (116, -1, 117, 0)
    assert "4326" in raw.crs


def test_geopackage_view_is_not_read(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("alter table batas rename to asli")
        database.execute("create view batas as select * from asli")
        database.execute("update gpkg_contents set table_name = 'batas'")
        database.execute("update gpkg_geometry_columns set table_name = 'batas'")
    database.close()

    with pytest.raises(Unreadable, match="0 lapisan poligon"):
        read_boundary_file(path)


def test_too_large_a_file_is_refused(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.areas.sniff.LARGEST_FILE", 10)

    with pytest.raises(PortalError, match="400 MB"):
        read_boundary_file(written({"type": "FeatureCollection", "features": [SQUARE]}))


def test_reader_process_has_no_network(tmp_path: Path) -> None:
    """The fence takes the network away, or at least every proxy leads nowhere."""
    import subprocess
    import sys

    probe = (
        "import os, socket, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "import reader_process\n"
        "reader_process.fence()\n"
        "links = [name for _, name in socket.if_nameindex()]\n"
        "print(links == ['lo'] or os.environ['GDAL_HTTP_PROXY'])\n"
    )
    from app.areas import read

    folder = str(read._READER.parent)
    done: Any = subprocess.run(
        [sys.executable, "-I", "-c", probe, folder],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip() in {"True", "http://127.0.0.1:9"}
