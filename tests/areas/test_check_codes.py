"""Codes and names that do not fit the official lists are named, in both lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.areas.inspect import inspect_file
from app.areas.report import Severity
from tests.areas.conftest import feature, kinds, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.areas.code_book import CodeBook

    Write = Callable[..., Path]


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


def test_unknown_code_is_shown(regencies: dict[str, Any], book: CodeBook, written: Write) -> None:
    feature(regencies, "64.09")["properties"]["code"] = "64.99"

    report = inspect_file(written(regencies), codes=book)

    assert set(kinds(report)) == {"kode-tidak-dikenal", "tidak-lengkap"}
    assert "64.99 Kabupaten Penajam Paser Utara" in text(report)


def test_other_provinces_of_a_national_file_are_left_out(
    regencies: dict[str, Any], book: CodeBook, written: Write
) -> None:
    foreign = json.loads(json.dumps(feature(regencies, "64.74")))
    foreign["properties"] |= {"code": "63.01", "name": "Kabupaten Tanah Laut"}
    regencies["features"].append(foreign)

    report = inspect_file(written(regencies), codes=book)

    assert report.can_be_stored, text(report)
    assert "1 baris di luar provinsi 64 Kalimantan Timur diabaikan" in text(report)
