"""Numbers and dates as Indonesian offices write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.web import formats


def test_dates_and_moments() -> None:
    assert formats.date_id(date(2026, 7, 8)) == "8 Juli 2026"
    assert formats.date_short(date(2026, 8, 17)) == "17 Agu"
    assert formats.date_typed(date(2026, 7, 8)) == "08/07/2026"
    late = datetime(2026, 7, 8, 17, 12, tzinfo=UTC)
    assert formats.moment_id(late, "Asia/Makassar") == "9 Juli 2026, 01.12 WITA"
    assert formats.moment_id(late, "Asia/Jakarta") == "9 Juli 2026, 00.12 WIB"
    assert formats.moment_id(late, "Asia/Jayapura") == "9 Juli 2026, 02.12 WIT"


def test_numbers() -> None:
    assert formats.number_id(126951) == "126.951"
    assert formats.decimal_id(1234.55, 2) == "1.234,55"
    assert formats.decimal_id(32.94) == "32,9"
    assert formats.rupiah(30_000_000) == "Rp30.000.000"
    assert formats.rupiah(-5) == "-Rp5"
    assert formats.count_of(0, "entri") == "tidak ada entri"
    assert formats.count_of(1200, "entri") == "1.200 entri"


def test_sizes() -> None:
    assert formats.size_id(0) == "1 KB"
    assert formats.size_id(98_000) == "96 KB"
    assert formats.size_id(1_500_000) == "1,4 MB"
