"""Names match whatever the spelling of their first word; what does not match is only offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.areas.names import match_name, nearest, same_name
from app.model.area_code import AreaCode

DISTRICTS = {
    AreaCode("64.02.08"): "Kota Bangun",
    AreaCode("64.02.19"): "Kota Bangun Darat",
    AreaCode("64.02.05"): "Muara Badak",
    AreaCode("64.02.17"): "Muara Wis",
    AreaCode("64.02.13"): "Samboja",
}
VILLAGES = {
    AreaCode("64.02.01.2001"): "Kampung Baru",
    AreaCode("64.02.02.2001"): "Sumber Sari",
    AreaCode("64.02.03.2001"): "Sumber Sari",
    AreaCode("64.02.04.2001"): "Tiong Bu'u",
}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kota Bangun", "64.02.08"),
        ("Kec. Kota Bangun", "64.02.08"),
        ("KECAMATAN KOTA-BANGUN DARAT", "64.02.19"),
        ("muarabadak", "64.02.05"),
        ("Muara\u00a0Badak", "64.02.05"),
        ("Muara\u200b Wis", "64.02.17"),
        ("Ｓａｍｂｏｊａ", "64.02.13"),
    ],
)
def test_district_spelling_variants_match(written: str, code: str) -> None:
    assert match_name(written, DISTRICTS, 3).code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kampung Baru", "64.02.01.2001"),
        ("Desa Kampung Baru", "64.02.01.2001"),
        ("Ds. Tiong Bu’u", "64.02.04.2001"),
    ],
)
def test_village_spelling_variants_match(written: str, code: str) -> None:
    assert match_name(written, VILLAGES, 4).code == code


def test_a_name_borne_twice_is_never_chosen() -> None:
    match = match_name("Kel. Sumber Sari", VILLAGES, 4)

    assert match.code is None
    assert match.suggestions == ("64.02.02.2001", "64.02.03.2001")


def test_a_misspelt_name_is_offered_not_taken() -> None:
    match = match_name("Muara Badaq", DISTRICTS, 3)

    assert match.code is None
    assert match.suggestions[0] == "64.02.05"


@pytest.mark.parametrize("written", ["", "  ", "-", "Zzzz", "\u200b"])
def test_nothing_alike_offers_nothing(written: str) -> None:
    assert match_name(written, DISTRICTS, 3) == match_name("", DISTRICTS, 3)


def test_cyrillic_look_alikes_do_not_match() -> None:
    assert match_name("Sаmbоjа", DISTRICTS, 3).code is None


def test_regency_with_and_without_its_kind() -> None:
    assert same_name("KAB. BERAU", "Kabupaten Berau", 2)
    assert same_name("Balikpapan", "Kota Balikpapan", 2)
    assert not same_name("Kutai Kertanegara", "Kabupaten Kutai Kartanegara", 2)


@given(st.text(max_size=40))
def test_any_text_gives_an_answer(written: str) -> None:
    match = match_name(written, DISTRICTS, 3)

    assert match.code is None or match.code in DISTRICTS
    assert set(nearest(written, DISTRICTS, 3)) <= set(DISTRICTS)


KALTIM = {
    AreaCode(code): name
    for code, name in (
        ("64.01", "Kabupaten Paser"),
        ("64.02", "Kabupaten Kutai Kartanegara"),
        ("64.07", "Kabupaten Kutai Barat"),
        ("64.08", "Kabupaten Kutai Timur"),
        ("64.09", "Kabupaten Penajam Paser Utara"),
        ("64.11", "Kabupaten Mahakam Ulu"),
        ("64.71", "Kota Balikpapan"),
        ("64.72", "Kota Samarinda"),
    )
}
SHORT = {
    "Kab. Kukar": "64.02", "KUKAR": "64.02", "Kubar": "64.07", "kutim": "64.08", "PPU": "64.09",
    "Kab. PPU": "64.09", "Mahulu": "64.11", "Bpp": "64.71", "Kota Smd": "64.72",
    "Kab Paser": "64.01",
}  # fmt: skip


@pytest.mark.parametrize("text", SHORT)
def test_short_names_in_use_are_known(text: str) -> None:
    assert match_name(text, KALTIM, 2).code == SHORT[text]


@pytest.mark.parametrize("text", ["Kutai", "kut", "Kab. Ku", "KKR", "Penajam", "P", "Kab."])
def test_what_could_be_two_regencies_is_not_taken(text: str) -> None:
    assert match_name(text, KALTIM, 2).code is None
