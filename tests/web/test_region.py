"""The page of a regency: what each reader sees of it, and what stays hidden."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.outputs import made_province as made
from tests.web.published import *  # noqa: F403 - its fixtures

if TYPE_CHECKING:
    from tests.web.published import Published

OWN, CITY = "/wilayah/99.01", "/wilayah/99.71"


def text_of(published: Published, username: str, address: str) -> str:
    """What a person reads on a page, without markup."""
    html = published.enter(username).get(address).text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_an_officer_sees_the_own_regency_whole(published: Published) -> None:
    said = text_of(published, "operator", OWN)
    assert "Kab. Contoh Hulu" in said
    assert "Indeks IKKD-1" in said
    assert "Potensi yang masih terbuka (50% indeks)" in said
    assert "Dinaikkan dari Rendah ke Sedang" in said
    assert "4 entri" in said
    assert made.FORMULA in said
    assert "Riwayat laporan" in said
    assert "zona KUNING" in said


def test_index_and_parts_are_those_of_the_edition(published: Published) -> None:
    html = published.enter("analis").get(OWN).text
    figures = published.client.get("/peta/2026-tw2/nilai.json").json()
    area = next(item for item in figures["areas"] if item["code"] == "99.01")
    assert f'<p class="index-value">{area["index"]} ' in html
    bars = [float(width) for width in re.findall(r'class="part" width="([\d.]+)"', html)]
    assert len(bars) == 3
    p, e, h = bars
    printed = float(area["index"].replace(",", "."))
    assert abs(0.50 * p + 0.35 * e + 0.15 * h - printed) < 0.11


def test_of_a_neighbour_an_officer_sees_levels_only(published: Published) -> None:
    said = text_of(published, "tetangga", OWN)
    html = published.client.get(OWN).text
    assert "Kab. Contoh Hulu" in said
    assert "Kecamatan, tertinggi lebih dahulu" in said
    for hidden in ("Indeks IKKD-1", "Riwayat laporan", "tertinggi lebih dahulu Tingkat Entri"):
        assert hidden not in said
    assert made.FORMULA not in said
    assert "nilai.json" not in html
    assert not re.search(r'class="(potential|event)', html)


def test_the_analyst_reads_every_entry(published: Published) -> None:
    said = text_of(published, "analis", CITY)
    assert made.SECRET in said
    assert made.CLOSED in said
    html = published.client.get(CITY).text
    assert 'href="/laporan/2026-tw2/entri/P-3?wilayah=99.71"' in html


def test_the_governors_staff_reads_what_the_edition_publishes(published: Published) -> None:
    said = text_of(published, "gubernur", CITY)
    assert made.SECRET not in said
    assert made.CLOSED not in said
    assert "Sengketa lahan contoh" in said
    assert "hanya dihitung" in said
    assert "Riwayat laporan" not in said
    assert "/laporan/" not in published.client.get(CITY).text


def test_silence_is_not_calm(published: Published) -> None:
    said = text_of(published, "gubernur", "/wilayah/99.03")
    assert "tidak diketahui, bukan aman" in said
    assert "TANPA DATA" in said


@pytest.mark.parametrize("code", ["99.55", "64.01", "99.01.01", "x", "99"])
def test_a_place_that_reports_nothing_is_not_found(published: Published, code: str) -> None:
    assert published.enter("analis").get(f"/wilayah/{code}").status_code == 404


def test_entries_come_gravest_first(published: Published) -> None:
    html = published.enter("analis").get(OWN).text
    entries = html[html.index('id="entri"') : html.index("Kecamatan, tertinggi")]
    ranks = [int(rank) for rank in re.findall(r'class="lb t(\d)"', entries)]
    assert ranks
    assert ranks == sorted(ranks, reverse=True)
