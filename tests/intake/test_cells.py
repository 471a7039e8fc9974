"""Cells: what officers type, and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.intake.cells import BadCell, find_code, parse_cell
from app.intake.columns import columns_by_key
from app.intake.dates import BadDate, parse_date, parse_moment
from app.intake.numbers import BadNumber, degrees, rupiah, whole_number
from app.intake.text import clean
from app.model import vocabulary as words
from tests.intake.books import context

WITA = "Asia/Makassar"


@pytest.mark.parametrize(
    "text",
    [
        "12/06/2026", "12-6-2026", "12 Juni 2026", "12 juni 26", "2026-06-12", "46185",
        "12.6.2026", "Jumat, 12 Juni 2026", "12/6/26", "12 Jun 2026", "12-Juni-2026",
        "12 June 2026",
        "2026/6/12",
    ],
)  # fmt: skip
def test_a_day_in_any_of_the_usual_ways(text: str) -> None:
    assert parse_date(text) == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/09/2026", "31/09/2026 bukan tanggal yang ada. September berakhir tanggal 30."),
        ("29/02/2026", "29/02/2026 bukan tanggal yang ada. Februari berakhir tanggal 28."),
        ("06/25/2026", "06/25/2026 bukan tanggal yang ada. Tulis hari/bulan/tahun"),
        ("awal Juni", "“awal Juni” belum menyebut tanggal."),
        ("Juni 2026", "“Juni 2026” belum menyebut tanggal."),
        ("12 Juni", "Tahun pada “12 Juni” belum ditulis."),
        ("kemarin", "“kemarin” bukan tanggal."),
        ("12/06/1826", "Tahun 1826"),
        ("0", "“0” bukan tanggal."),
        ("١٢/٠٦/٢٠٢٦", "bukan tanggal"),
    ],
)
def test_a_day_that_is_not_one_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(BadDate) as caught:
        parse_date(text)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "19/05/2026 07.30", "19/05/2026 07:30", "19 Mei 2026 pukul 07.30 WITA",
        "2026-05-19T07:30+08:00", "19/05/2026, 06.30 WIB", "46161,3125", "2026-05-18T23:30Z",
    ],
)  # fmt: skip
def test_a_moment_with_its_time(text: str) -> None:
    expected = datetime(2026, 5, 19, 7, 30, tzinfo=ZoneInfo(WITA))
    assert parse_moment(text, WITA).astimezone(UTC) == expected.astimezone(UTC)


def test_a_moment_without_time_is_midnight_in_the_region() -> None:
    assert parse_moment("19/05/2026", WITA) == datetime(2026, 5, 19, tzinfo=ZoneInfo(WITA))


def test_a_time_that_does_not_exist_is_explained() -> None:
    with pytest.raises(BadDate, match=r"Jam 25\.10 tidak ada"):
        parse_moment("19/05/2026 25.10", WITA)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("12", 12), ("1.250", 1250), ("30.000.000", 30_000_000), ("nihil", 0), ("-", 0),
        ("Tidak ada", 0), ("–", 0), ("3 orang", 3), ("22 KK", 22), ("2,0", 2),
    ],
)  # fmt: skip
def test_counts(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.234.567,8", "memuat koma, tanda pecahan"),
        ("-3", "tidak boleh kurang dari 0"),
        ("100-130", "satu angka, bukan rentang"),
        ("1.5", "bukan pemisah ribuan"),
        ("banyak", "bukan angka"),
        ("1e5", "bukan angka"),
        ("³", "bukan angka"),
    ],
)
def test_counts_that_are_none_are_explained(text: str, sentence: str) -> None:
    with pytest.raises(BadNumber) as caught:
        whole_number(text)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30.000.000", 30_000_000), ("Rp30.000.000,-", 30_000_000),
        ("Rp 30.000.000,00", 30_000_000), ("30 juta", 30_000_000), ("1,5 jt", 1_500_000),
        ("2.5 juta", 2_500_000),
        ("1.500 juta", 1_500_000_000), ("3 miliar", 3_000_000_000), ("750 ribu", 750_000),
        ("nihil", 0),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: int) -> None:
    assert rupiah(text) == amount


@pytest.mark.parametrize("text", ["1.234.567,8", "US$ 5", "0,0000001 juta", "seratus"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(BadNumber):
        rupiah(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("-0,5012", -0.5012), ("117.1534", 117.1534), ("0,5012 LS", -0.5012), ("115,2° BT", 115.2)],
)
def test_degrees(text: str, value: float) -> None:
    assert degrees(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["0°30'LS", "1.234,5", "Samarinda", "²"])
def test_degrees_that_are_none(text: str) -> None:
    with pytest.raises(BadNumber):
        degrees(text)


@pytest.mark.parametrize(
    "text", ["Sedang berjalan", "jalan", "JALAN", " sedang  BERJALAN ", "JALAN - Sedang berjalan"]
)
def test_a_code_by_label_or_itself(text: str) -> None:
    found = find_code(words.ACTION_RESULT, clean(text))
    assert found is not None
    assert found.code == "JALAN"


def test_every_label_of_every_list_is_found_again() -> None:
    for codes in words.ALL:
        for code in codes:
            assert find_code(codes, code.code) is not None, (codes.name, code.code)
            found = find_code(codes, code.label)
            assert found is not None
            assert found.label == code.label


def test_a_code_with_a_foreign_label_is_not_guessed() -> None:
    assert find_code(words.ACTION_RESULT, "JALAN raya") is None


def test_an_unknown_word_offers_the_nearest() -> None:
    column = columns_by_key("P")["topic"]
    with pytest.raises(BadCell) as caught:
        parse_cell(column, "Plasma kebun", context())
    assert ("PLASMA", "Plasma/kemitraan kebun") in caught.value.suggestions


def test_a_retired_code_is_refused_with_the_reason() -> None:
    with pytest.raises(BadCell, match="hanya untuk data lama"):
        parse_cell(columns_by_key("P")["source"], "KOMINDA", context())


@pytest.mark.parametrize(
    "text", ["4", "4 Sering terjadi", "4 - apa saja", "4,0", "Sering terjadi"]
)
def test_a_scale(text: str) -> None:
    assert parse_cell(columns_by_key("P")["likelihood"], text, context()) == 4


@pytest.mark.parametrize("text", ["0", "6", "tinggi", "45", "٤"])
def test_a_scale_that_is_none(text: str) -> None:
    with pytest.raises(BadCell):
        parse_cell(columns_by_key("P")["likelihood"], text, context())


def test_several_codes_in_one_cell() -> None:
    column = columns_by_key("P")["tags"]
    expected = ["SAWIT", "AGRARIA"]
    for text in ("SAWIT; Sengketa lahan/pertanahan", "SAWIT, AGRARIA", "SAWIT;\nAGRARIA;SAWIT;"):
        assert parse_cell(column, text, context()) == expected


def test_too_many_codes_are_refused() -> None:
    with pytest.raises(BadCell, match="paling banyak 3"):
        parse_cell(columns_by_key("P")["fields"], "IDE;POL;EKO;SOSBUD", context())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a   b ", "a b"),
        ("nol\u200blebar", "nollebar"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("kafe\u0301", "kafé"),
        ("👩\u200d🌾 tani 🌾", "👩\u200d🌾 tani 🌾"),
        ("a\u200db", "ab"),
        ("bel\x07", "bel"),
        ("a\u00a0b", "a b"),
        ("satu\r\n\r\n\r\ndua", "satu\ndua"),
        ("</script><img src=x onerror=alert(1)>", "</script><img src=x onerror=alert(1)>"),
        ("{{7*7}} {# #} ${x}", "{{7*7}} {# #} ${x}"),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed) == kept
