"""The picture of a boundary file marks what the report complains about, and shows text as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from app.areas.inspect import inspect_file
from app.areas.preview import preview
from app.areas.report import BoundaryReport
from tests.areas.conftest import feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.areas.code_book import CodeBook

_SVG = "{http://www.w3.org/2000/svg}"


def fills(picture: str) -> dict[str, str]:
    root = ElementTree.fromstring(picture)
    return {
        (path.findtext(f"{_SVG}title") or "")[:5]: path.get("fill", "")
        for path in root.iter(f"{_SVG}path")
    }


def test_faulty_regions_are_red_and_the_others_plain(
    regencies: dict[str, Any], book: CodeBook, written: Callable[..., Path]
) -> None:
    feature(regencies, "64.03")["properties"]["name"] = "Kutai Kartanegara"
    report = inspect_file(written(regencies), codes=book)

    colours = fills(preview(report))

    assert len(colours) == 10
    assert colours["64.03"] == "#c8452f"
    assert {colour for code, colour in colours.items() if code != "64.03"} == {"#dfe7e3"}


def test_of_many_regions_only_the_marked_ones_are_named(
    districts: dict[str, Any], book: CodeBook, written: Callable[..., Path]
) -> None:
    feature(districts, "64.03.01")["properties"]["name"] = "Salah Nama"
    report = inspect_file(written(districts), codes=book)

    root = ElementTree.fromstring(preview(report))

    named = [text.text for text in root.iter(f"{_SVG}text") if text.get("text-anchor") == "middle"]
    assert named == [book.name("64.03.01")]


def test_file_name_is_text(
    regencies: dict[str, Any], book: CodeBook, written: Callable[..., Path]
) -> None:
    name = "a&b<script>.geojson"

    picture = preview(inspect_file(written(regencies, name), codes=book))

    assert "<script" not in picture
    assert name in "".join(ElementTree.fromstring(picture).itertext())


def test_nothing_to_draw_says_so() -> None:
    assert "Tidak ada poligon" in preview(BoundaryReport("x.geojson", "0" * 64))
