"""Data files of the map: borders sent once, nothing lost, the same input the same bytes."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from app.model.level import Level
from app.outputs.map_files import (
    DISTRICT_DETAIL,
    REGENCY_DETAIL,
    AreaShape,
    Detail,
    MapValues,
    compressed,
    geometry_file,
    land_file,
    values_file,
)
from app.outputs.map_topology import ALPHABET, build_topology, encode_lines
from tests.web.map_site import small_province, small_values

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
FINE = Detail(grid=0.0005, tolerance=0.0)


def numbers_of(word: str) -> list[int]:
    numbers, value, factor = [], 0, 1
    for character in word:
        digit = ALPHABET.index(character)
        value += digit % 32 * factor
        factor *= 32
        if digit < 32:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value, factor = 0, 1
    return numbers


def decode(content: bytes) -> dict[str, shapely.Geometry]:
    """The same reading as in the browser, written a second time."""
    file = json.loads(content)
    lines: list[list[tuple[float, float]]] = []
    x = y = 0
    for word in file["lines"].split(" "):
        numbers = numbers_of(word)
        line = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x * file["grid"], y * file["grid"]))
        lines.append(line)

    def ring(references: list[int]) -> list[tuple[float, float]]:
        return [
            point
            for number in references
            for point in (lines[~number][::-1] if number < 0 else lines[number])[:-1]
        ]

    return {
        str(index): shapely.MultiPolygon(
            [shapely.Polygon(ring(p[0]), [ring(r) for r in p[1:]]) for p in area["rings"]]
        )
        for index, area in enumerate(file["areas"])
    }


def shape_of(*boxes: tuple[float, float, float, float]) -> list[AreaShape]:
    return [
        AreaShape(f"99.{n:02}", f"Wilayah {n}", "99", shapely.box(*b)) for n, b in enumerate(boxes)
    ]


def test_shapes_come_back_as_they_were() -> None:
    areas = small_province()
    found = decode(geometry_file(areas, FINE))
    for area, polygon in zip(areas, found.values(), strict=True):
        assert polygon.is_valid
        assert shapely.symmetric_difference(polygon, area.shape).area < 1e-9


def test_a_shared_border_is_sent_once() -> None:
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    topology = build_topology(squares, grid=0.5)
    assert len(topology.lines) == 3
    used = sorted(abs(n + (n < 0)) for area in topology.areas for r in area for p in r for n in p)
    assert len(used) == 4  # the middle line twice, once backwards


def test_an_enclave_and_its_hole_are_one_line() -> None:
    inner = shapely.box(1, 1, 2, 2)
    outer = shapely.difference(shapely.box(0, 0, 3, 3), inner)
    topology = build_topology([outer, inner], grid=0.5)
    assert len(topology.lines) == 2
    assert topology.areas[0][0][1][0] in {topology.areas[1][0][0][0], ~topology.areas[1][0][0][0]}


def test_simplified_neighbours_neither_overlap_nor_part() -> None:
    coarse = Detail(grid=0.05, tolerance=0.2)
    found = list(decode(geometry_file(small_province(), coarse)).values())
    total = shapely.union_all(found)
    assert sum(item.area for item in found) == pytest.approx(total.area)


def test_an_area_smaller_than_the_grid_is_still_there() -> None:
    speck = shape_of((0, 0, 4, 4), (9, 9, 9.00001, 9.00001))
    found = decode(geometry_file(speck, REGENCY_DETAIL))
    assert len(found) == 2
    assert found["1"].area > 0


def test_label_stands_inside_its_area() -> None:
    horseshoe = shapely.difference(shapely.box(0, 0, 3, 3), shapely.box(1, 0, 2, 2.5))
    area = AreaShape("99.01", "Tapal", "99", horseshoe)
    row = json.loads(geometry_file([area], FINE))["areas"][0]
    assert shapely.contains_xy(horseshoe, *row["label"])
    given_row = json.loads(geometry_file([replace(area, label_lon=0.5, label_lat=1.0)], FINE))[
        "areas"
    ][0]
    assert (given_row["label"], given_row["radius"]) == ([0.5, 1.0], 0.5)


def test_no_areas_make_an_empty_file() -> None:
    assert json.loads(geometry_file([], REGENCY_DETAIL))["areas"] == []


def test_land_is_cut_to_its_window() -> None:
    file = land_file([shapely.box(-50, -50, 50, 50), shapely.box(60, 60, 61, 61)], (0, 0, 2, 2))
    found = decode(file)
    assert len(found) == 1
    assert found["0"].bounds == pytest.approx((0, 0, 2, 2))


def test_same_input_gives_same_bytes() -> None:
    for make in (
        lambda: geometry_file(small_province(), REGENCY_DETAIL),
        lambda: values_file(small_values()),
        lambda: compressed(values_file(small_values())),
    ):
        assert make() == make()
    assert gzip.decompress(compressed(b"isi")) == b"isi"


def test_values_carry_what_they_were_given() -> None:
    values = small_values()
    file: dict[str, Any] = json.loads(values_file(values))
    assert file["periods"] == list(values.periods)
    assert [row["code"] for row in file["areas"]] == [area.code for area in values.areas]
    letters = {Level.BELUM_LAPOR: "x"} | {
        level: str(level.rank) for level in Level if level is not Level.BELUM_LAPOR
    }
    for row, area in zip(file["areas"], values.areas, strict=True):
        assert row["history"] == "".join(letters[level] for level in area.history)
        assert (row["potentials"], row["events"]) == (area.potentials, area.events)
    assert [(p["kind"], p["severity"], p["handling"]) for p in file["points"]] == [
        ("P", 0, "PROSES"),
        ("K", 4, "PROSES"),
    ]


def test_history_must_match_the_periods() -> None:
    values = small_values()
    with pytest.raises(ValueError, match=r"99\.00"):
        MapValues(periods=values.periods[1:], areas=values.areas)
    with pytest.raises(ValueError, match="1 to 8"):
        MapValues(periods=(), areas=())


def test_half_a_surrogate_does_not_take_the_map_away() -> None:
    file = json.loads(values_file(small_values("nama \ud800 rusak")))
    assert file["areas"][0]["name"] == "nama ? rusak"


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    values = MapValues(periods=(text,), areas=())
    back = json.loads(values_file(values))["periods"][0]
    assert back == text.encode("utf-8", "replace").decode()


points = st.tuples(st.integers(-400_000, 400_000), st.integers(-200_000, 200_000))


@given(st.lists(st.lists(points, min_size=1).map(tuple), min_size=1))
def test_any_lines_come_back(lines: list[tuple[tuple[int, int], ...]]) -> None:
    x = y = 0
    found = []
    for word in encode_lines(lines).split(" "):
        numbers = numbers_of(word)
        line = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x, y))
        found.append(tuple(line))
    assert found == lines


def features_of(name: str) -> list[dict[str, Any]]:
    path = GEODATA / f"{name}.geojson"
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


@pytest.mark.parametrize(
    ("name", "detail", "count", "budget"),
    [("regencies", REGENCY_DETAIL, 10, 12), ("districts", DISTRICT_DETAIL, 105, 26)],
)
def test_shipped_boundaries_keep_within_the_budget(
    name: str, detail: Detail, count: int, budget: int
) -> None:
    areas = [
        AreaShape(
            feature["properties"]["code"],
            feature["properties"]["name"],
            feature["properties"]["parent_code"],
            shapely.from_geojson(json.dumps(feature["geometry"])),
            feature["properties"]["label_lon"],
            feature["properties"]["label_lat"],
        )
        for feature in features_of(name)
    ]
    content = geometry_file(areas, detail)
    found = decode(content)
    assert len(found) == count
    assert len(compressed(content)) <= budget * 1024
    for area, polygon in zip(areas, found.values(), strict=True):
        assert polygon.area == pytest.approx(area.shape.area, rel=0.05)


def test_shipped_land_keeps_within_the_budget() -> None:
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features_of("land")]
    assert len(compressed(land_file(shapes, (108, -8, 125, 8)))) <= 6 * 1024
