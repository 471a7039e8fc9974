"""Exports: dated, marked, without closed or sensitive rows, neutral to hostile text."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.editions.queries import with_pins
from app.outputs.build import edition_content
from app.outputs.exports import EXPORT_BY_NAME, EXPORTS, Export
from app.outputs.exports.neutral import neutral_text
from app.outputs.exports.table import Column, table
from app.outputs.shapes_prepare import ensure_shapes
from app.outputs.shapes_store import PAPER, SHEET, THUMBNAIL, read_shapes
from app.outputs.summary import DrawnShapes
from tests import parts
from tests.outputs import made_province as made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.db import Database
    from app.files import FileStore
    from app.outputs.exports.content import EditionContent
    from app.settings import Settings

NEVER = (
    made.SECRET,
    made.CLOSED,
    "N.T.",
    "Nama Terlarang",
    "Kelompok Etnis Terlarang",
    "Rincian terlindung",
)


@pytest.fixture
def content(
    quarter_database: Database, edition_files: FileStore, province_settings: Settings
) -> EditionContent:
    """What the exports of the first edition are made from."""
    with quarter_database.read() as session:
        edition = with_pins(session, 1)
        index = ensure_shapes(session, edition_files, edition.boundary_set, made.PROVINCE)
        paper, sheet, thumbnail = (
            read_shapes(edition_files, index.get(kind, made.PROVINCE))
            for kind in (PAPER, SHEET, THUMBNAIL)
        )
        drawn = DrawnShapes(paper, sheet, thumbnail)
        return edition_content(session, edition, province_settings, drawn)


def text_of(export: Export, data: bytes, folder: Path) -> str:
    """Every word of a file, however it is packed."""
    if export.ending == "pdf":
        pages = PdfReader(io.BytesIO(data)).pages
        return "\n".join(page.extract_text() for page in pages)
    if export.ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    if export.ending == "gpkg":
        path = folder / "edisi.gpkg"
        path.write_bytes(data)
        return "\n".join(words_of_package(path))
    return data.decode("utf-8-sig")


def words_of_package(path: Path) -> Iterator[str]:
    for layer, _kind in pyogrio.list_layers(path):
        yield str(layer)
        _meta, _fids, _shapes, columns = pyogrio.raw.read(path, layer=layer)
        for column in columns:
            yield from map(str, column)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_export_is_marked_stable_and_hides_what_must_not_travel(
    export: Export, content: EditionContent, tmp_path: Path
) -> None:
    data = export.build(content)
    assert export.build(content) == data
    said = squeezed(text_of(export, data, tmp_path))
    head = content.figures.head
    assert head.code in said
    assert "TERBATAS" in said
    assert "Batasperkiraan" in said
    assert squeezed(head.published_text) in said or head.published_at in said
    for secret in NEVER:
        assert squeezed(secret) not in said
    assert head.classification in export.file_name(content.figures)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_hostile_text_is_neutral(export: Export, content: EditionContent, tmp_path: Path) -> None:
    said = text_of(export, export.build(content), tmp_path)
    assert "\u202e" not in said
    assert "\u200b" not in said
    for line in said.splitlines():
        assert not line.startswith(("=", "@"))
    if export.name not in {"lembar", "csv-wilayah"}:
        assert "{{7*7}}" in said


def test_numbers_of_the_regencies_csv(content: EditionContent) -> None:
    data = EXPORT_BY_NAME["csv-wilayah"].build(content)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    by_code = {row["Kode"]: row for row in rows}
    assert by_code["99.01"]["Indeks"] == "32,9"
    assert by_code["99.71"]["Potensi"] == "4"
    assert by_code["99.03"]["Tingkat"] == "Belum lapor"
    assert by_code["99.03"]["Potensi"] == ""
    assert by_code["99.02"]["Potensi"] == "0"


def test_entries_csv_holds_the_normal_rows_only(content: EditionContent) -> None:
    data = EXPORT_BY_NAME["csv-entri"].build(content)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 8
    titles = {row["Judul"] for row in rows}
    assert f"'{made.FORMULA}" in titles
    assert made.MARKUP in titles
    remarks = {row["Keterangan"] for row in rows}
    assert {made.NEGATIVE, made.PHONE} <= remarks
    assert {row["Pihak terlibat"] for row in rows} == {"Kelompok warga contoh"}


def test_workbook_has_no_formula_and_the_right_sheets(content: EditionContent) -> None:
    data = EXPORT_BY_NAME["xlsx"].build(content)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [
        "Ringkasan",
        "Kabupaten-Kota",
        "Kecamatan",
        "Potensi",
        "Peristiwa",
        "Upaya",
        "Permintaan",
        "Lampiran",
        "Metode",
    ]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]
    headings = [cell.value for cell in book["Kabupaten-Kota"][3]]
    row = [cell.value for cell in book["Kabupaten-Kota"][4]]
    assert dict(zip(headings, row, strict=True))["Indeks"] == 32.9
    parts_of = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in parts_of if "external" in name or "vba" in name]


@pytest.mark.libreoffice
def test_workbook_opens_in_libreoffice(content: EditionContent, tmp_path: Path) -> None:
    office = parts.require_libreoffice()
    path = tmp_path / "data.xlsx"
    path.write_bytes(EXPORT_BY_NAME["xlsx"].build(content))
    profile = (tmp_path / "profil").as_uri()
    options = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,4"
    subprocess.run(
        [
            office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", options,
            "--outdir", str(tmp_path), str(path),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    (written,) = tmp_path.glob("data*.csv")
    text = written.read_text(encoding="utf-8")
    assert made.FORMULA in text
    assert made.MARKUP in text


def test_geojson_is_read_by_gdal(content: EditionContent, tmp_path: Path) -> None:
    data = EXPORT_BY_NAME["geojson"].build(content)
    document = json.loads(data)
    assert document["metadata"]["lisensi"] == "ODbL 1.0"
    assert document["metadata"]["sistem_koordinat"].startswith("EPSG:4326")
    path = tmp_path / "edisi.geojson"
    path.write_bytes(data)
    info = pyogrio.read_info(path)
    assert info["features"] == 4 + 25 + 8
    assert "CRS84" in info["crs"] or "4326" in info["crs"]
    layers = [feature["properties"]["lapisan"] for feature in document["features"]]
    assert layers.count("titik") == 8


def test_geopackage_is_read_by_gdal(content: EditionContent, tmp_path: Path) -> None:
    path = tmp_path / "edisi.gpkg"
    path.write_bytes(EXPORT_BY_NAME["gpkg"].build(content))
    layers = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    assert layers == {
        "kabupaten_kota": "MultiPolygon",
        "kecamatan": "MultiPolygon",
        "titik": "Point",
        "potensi": None,
        "peristiwa": None,
        "upaya": None,
    }
    info = pyogrio.read_info(path, layer="kabupaten_kota")
    assert info["features"] == 4
    assert info["crs"] == "EPSG:4326"
    meta, _ids, _shapes, columns = pyogrio.raw.read(path, layer="kabupaten_kota")
    written = sqlite3.connect(path)
    moments = {row[0] for row in written.execute("SELECT last_change FROM gpkg_contents")}
    moments |= {row[0] for row in written.execute("SELECT timestamp FROM gpkg_metadata_reference")}
    written.close()
    assert moments == {"2026-07-20T01:30:00.000Z"}
    values = dict(zip(meta["fields"].tolist(), columns, strict=True))
    assert values["indeks"].tolist()[0] == 32.9


def test_later_editions_say_their_number_in_the_file_name(content: EditionContent) -> None:
    from dataclasses import replace

    figures = replace(content.figures, head=replace(content.figures.head, number=2))
    assert EXPORT_BY_NAME["pdf"].file_name(figures) == (
        "Laporan-2026-T2-Contoh-Edisi2-TERBATAS.pdf"
    )


def test_names_of_exports_are_unique() -> None:
    assert len({export.name for export in EXPORTS}) == len(EXPORTS)


def test_registry_loads_no_map_library() -> None:
    """The download page reads the registry in the web process."""
    check = (
        "import sys, app.outputs.exports, app.outputs.figures, app.outputs.shapes_store\n"
        "print([n for n in ('geopandas', 'pandas', 'folium', 'pyogrio') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "  =1",
        "\t=1",
        "\r=1",
        "\u200b=1",
        "＝1",
        "+1+1",
    ],
)
def test_formulas_become_text(text: str) -> None:
    assert neutral_text(text).startswith("'")


@pytest.mark.parametrize(
    "text",
    ["-12,5", "-3", "-1.234.567,8", "+62 812-3456-7890", "+628123456789", "0812", "a=b", ""],
)
def test_numbers_and_telephones_survive(text: str) -> None:
    assert neutral_text(text) == text


@given(st.text(max_size=60))
def test_no_text_stays_dangerous(text: str) -> None:
    said = neutral_text(text)
    start = said.lstrip()[:1]
    assert start not in {"=", "@", "＝", "＠"}
    assert not any(ord(sign) < 32 and sign != "\n" for sign in said)
    assert neutral_text(said) == said


def test_a_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        table("Uji", (Column("a", "A"),), [["1", "2"]])


def test_requests_and_files_are_named_with_their_entry(content: EditionContent) -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXPORT_BY_NAME["xlsx"].build(content)))
    asked = [[cell.value for cell in row] for row in book["Permintaan"].iter_rows(min_row=4)]
    assert [row[3:6] for row in asked] == [
        [1, "Gubernur", made.REQUEST],
        [2, "Gubernur", made.FILE],
    ]
    held = [[cell.value for cell in row] for row in book["Lampiran"].iter_rows(min_row=4)]
    said = [f"Foto kegiatan/lokasi: {words}" for words in (made.REQUEST, made.FILE)]
    assert [(row[2], row[4]) for row in held] == [(None, said[0]), ("P-2", said[1])]
    text = EXPORT_BY_NAME["csv-entri"].build(content).decode("utf-8-sig")
    rows = {
        row["Nomor baris"]: row
        for row in csv.DictReader(io.StringIO(text), delimiter=";")
        if row["Kode kabupaten/kota"] == "99.01"
    }
    assert rows["P-2"]["Permintaan kepada pihak lain"] == f"Gubernur: {made.FILE}"
    assert rows["P-2"]["Lampiran"] == said[1]
    assert rows["P-1"]["Lampiran"] == ""
