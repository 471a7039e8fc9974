"""The small map of one entry: what is marked, what is said, and what stays away from it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from app.model.level import Level
from app.outputs.picture.frame import THUMBNAIL
from app.outputs.picture.signs import PointValue
from app.outputs.picture.situation import draw_ground, draw_picker, draw_situation
from tests.outputs.sample_map import HOSTILE, sample_shapes

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = sample_shapes(THUMBNAIL)
GROUND = draw_ground(SHAPES)


def drawn(code: str, title: str = "Letak", point: PointValue | None = None) -> ET.Element:
    return ET.fromstring(draw_situation(SHAPES, GROUND, code, title, point))


def paths(root: ET.Element, css: str) -> list[str]:
    return [path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("class") == css]


def test_the_place_alone_is_marked() -> None:
    root = drawn("99.02")
    assert paths(root, "ward marked") == [a.path for a in SHAPES.areas if a.code == "99.02"]
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}circle"))


def test_an_unknown_place_marks_nothing() -> None:
    assert paths(drawn("98.01"), "ward marked") == []


@pytest.mark.parametrize("kind", ["potensi", "peristiwa"])
def test_a_point_stands_where_it_is(kind: str) -> None:
    point = PointValue(
        kind="potensi" if kind == "potensi" else "peristiwa",
        lon=116.5,
        lat=0.5,
        level=Level.TINGGI,
    )
    root = drawn("99.02", point=point)
    x, y = SHAPES.projection.place(116.5, 0.5)
    if kind == "potensi":
        circle = next(root.iter(f"{SVG}circle"))
        assert circle.get("class") == "potential t3"
        assert (float(circle.get("cx", "")), float(circle.get("cy", ""))) == (x, y)
    else:
        (diamond,) = paths(root, "event")
        assert diamond.startswith(f"M{x:g} ")


def test_hostile_words_stay_words() -> None:
    assert drawn("99.01", HOSTILE).get("aria-label") == HOSTILE
    assert not list(drawn("99.01", HOSTILE).iter("img"))


def test_it_is_small() -> None:
    assert len(draw_situation(SHAPES, GROUND, "99.01", "Letak")) < 6_000


def test_a_picture_to_point_at_tells_degrees_and_names() -> None:
    root = ET.fromstring(draw_picker(SHAPES, HOSTILE))
    west, north, per_lon, per_lat, left, top = map(
        float, (root.get("data-projection") or "").split()
    )
    x, y = SHAPES.projection.place(116.5, 0.5)
    assert west + (x - left) / per_lon == pytest.approx(116.5, abs=0.01)
    assert north - (y - top) / per_lat == pytest.approx(0.5, abs=0.01)
    named = {path.get("data-name"): path.get("d") for path in root.iter(f"{SVG}path")}
    assert {area.name: area.path for area in SHAPES.areas}.items() <= named.items()
    assert root.get("aria-label") == HOSTILE
