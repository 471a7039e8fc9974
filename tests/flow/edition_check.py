"""What the governor's staff get, compared with a recount of the officer's workbook."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pypdf

from tests.flow.flow_book import DISTRICTS, THREE
from tests.flow.recount import (
    NIL,
    SILENT,
    WORDS,
    Recount,
    number,
    recount,
    risk,
    rows_of,
    severity,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.flow.portal import Portal

ZONE_WORDS = {"1": "HIJAU", "2": "KUNING", "3": "MERAH", "4": "MERAH"}


def check_edition(site: Portal, data: bytes, shots: Path) -> None:
    """Compare what the governor's staff get with the recount of the workbook."""
    expected = recount(
        data,
        districts=DISTRICTS,
        nil={DISTRICTS[THREE]},
        population=100_000,
        start=date(2026, 7, 1),
        as_of=date(2026, 10, 8),
    )
    levels = {"99.01": expected.level, "99.02": NIL, "99.71": SILENT}
    with site.person("gubernur") as staff:
        page = staff.read("/ringkasan/2026-tw3")
        links = dict.fromkeys(re.findall(r'href="([^"]+/unduh/[\w-]+)"', page))
        files = {link.rsplit("/", 1)[1]: staff.download(link) for link in links}
        values = json.loads(staff.download("/peta/2026-tw3/nilai.json"))
        own = json.loads(staff.download("/peta/2026-tw3/99.01/nilai.json"))
    (shots / "alur-laporan.pdf").write_bytes(files["pdf"])
    check_map(values, own, expected, levels)
    check_pdf(files["pdf"], expected, data)
    check_tables(files, data, expected, levels)


def check_map(
    values: dict[str, list[dict[str, object]]],
    own: dict[str, list[dict[str, object]]],
    expected: Recount,
    levels: dict[str, str],
) -> None:
    assert {area["code"]: str(area["history"])[-1] for area in values["areas"]} == levels
    districts = {area["code"]: str(area["history"])[-1] for area in own["areas"]}
    assert districts == expected.districts
    upper = next(area for area in values["areas"] if area["code"] == "99.01")
    assert (upper["potentials"], upper["events"]) == (expected.potentials, expected.events)
    assert upper["index"] == comma(expected.index)
    kinds = [point["kind"] for point in values["points"]]
    assert len(kinds) == expected.potentials + expected.events


def comma(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def check_pdf(data: bytes, expected: Recount, workbook: bytes) -> None:
    """Every number of the table and of the figures above it."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    text = " ".join(" ".join(pages).split())
    parts_text = " / ".join(comma(100 * part) for part in (expected.p, expected.e, expected.h))
    known = sum(level != SILENT for level in expected.districts.values())
    counts = f"{expected.potentials} {expected.events}"
    words = f"{WORDS[expected.level]} {ZONE_WORDS[expected.level]}"
    table = text[text.index("Keadaan per kabupaten/kota") : text.index("Titik rawan teratas")]
    assert table.strip().endswith(
        f"Kabupaten Contoh Hulu {words} {comma(expected.index)} {parts_text} {counts} – "
        f"{known}/3 A "
        "Kabupaten Contoh Pesisir Nihil NIHIL – 0 0 – 3/3 A "
        "Kota Contoh Muara Belum jatuh tempo. Belum lapor TANPA DATA – – – – –"
    )
    assert f"{expected.events} peristiwa konflik" in text
    assert f"{expected.potentials} potensi konflik" in text
    assert "0 dari 3 wilayah Tinggi ke atas" in text
    assert "2 dari 3 kabupaten/kota melapor" in text
    assert toll_sentence(workbook) in text


def toll_sentence(workbook: bytes) -> str:
    """What the document says of casualties, added up from the cells."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    rows = rows_of(book, "3_Peristiwa")

    def total(*headings: str) -> int:
        return sum(number(row, heading) for row in rows for heading in headings)

    loss = f"{total('Taksiran kerugian (Rp)'):,}".replace(",", ".")
    hurt = total("Luka berat (jiwa)", "Luka ringan (jiwa)")
    return (
        f"{total('Meninggal (jiwa)')} meninggal, {hurt} luka, "
        f"{total('Mengungsi (jiwa)')} mengungsi; taksiran kerugian Rp{loss}"
    )


def check_tables(
    files: dict[str, bytes], workbook: bytes, expected: Recount, levels: dict[str, str]
) -> None:
    """The same levels and entries in the spreadsheet, the text files and the map files."""
    wanted = {code: WORDS[level] for code, level in (levels | expected.districts).items()}
    entries = typed_entries(workbook)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    read = {
        str(row["Kode"]): str(row["Tingkat"])
        for name in ("Kabupaten-Kota", "Kecamatan")
        for row in records(book[name])
    }
    assert {code: read[code] for code in wanted} == wanted
    for name, kind in (("Potensi", "P"), ("Peristiwa", "K")):
        rows = records(book[name])
        score = "Skor risiko (1-25)" if kind == "P" else "Keparahan (1-5)"
        assert {(row["Judul"], row[score]) for row in rows} == entries[kind]
    regencies = lines_of(files["csv-wilayah"])
    assert {row["Kode"]: row["Tingkat"] for row in regencies} == {
        code: WORDS[level] for code, level in levels.items()
    }
    titles = {title for found in entries.values() for title, _ in found}
    assert {row["Judul"] for row in lines_of(files["csv-entri"])} == titles
    check_map_files(files, wanted, titles)


def check_map_files(files: dict[str, bytes], wanted: dict[str, str], titles: set[str]) -> None:
    features = json.loads(files["geojson"])["features"]
    drawn = [item["properties"] for item in features if item["geometry"] is not None]
    areas = {item["kode"]: item["tingkat"] for item in drawn if item["lapisan"] != "titik"}
    assert len(areas) == 12
    assert {code: areas[code] for code in wanted} == wanted
    assert {item["judul"] for item in drawn if item["lapisan"] == "titik"} == titles
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(files["gpkg"])
        layers = {name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents")}
        stored = {
            code: level
            for layer in ("kabupaten_kota", "kecamatan")
            for code, level in connection.execute(f"SELECT kode, tingkat FROM {layer}")
        }
    finally:
        connection.close()
    assert {"kabupaten_kota", "kecamatan", "titik"} <= layers
    assert stored == areas


def typed_entries(workbook: bytes) -> dict[str, set[tuple[str, int]]]:
    """Title and score or severity of every row the officer typed."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    return {
        "P": {(row["Judul"], risk(row)) for row in rows_of(book, "2_Potensi")},
        "K": {(row["Judul"], severity(row)) for row in rows_of(book, "3_Peristiwa")},
    }


def records(sheet: Worksheet) -> list[dict[str, object]]:
    """Return the rows of an export's sheet by heading, wherever its table begins."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if "Tingkat" in row)
    heads = [str(head) for head in rows[start]]
    return [dict(zip(heads, row, strict=True)) for row in rows[start + 1 :] if row[0]]


def lines_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
