"""Preparing maps: paths, borders, labels without collisions, insets, JSON for the web."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import pytest
import shapely

from app.outputs.picture.frame import PROVINCE, REGENCY, Frame
from app.outputs.picture.lettering import (
    CAPTION_SIZE,
    CAPTION_STEP,
    FALL,
    RISE,
    block_size,
    text_width,
)
from app.outputs.picture.outline import path_of, without_specks
from app.outputs.picture.prepare import ShapeInput, prepare
from app.outputs.picture.shapes import Label, Layout, MapShapes, PlaceName
from tests.outputs.sample_map import LAND, SAMPLE, sample_shapes


def label_box(label: Label, layout: Layout) -> shapely.Polygon:
    caption = ((), ("Sangat tinggi",), ("Sangat", "tinggi"))[label.caption]
    width, height = block_size(label.lines, caption, layout.font)
    left = {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    top = label.y - RISE * layout.font
    return shapely.box(label.x - left, top, label.x - left + width, top + height)


@pytest.fixture(scope="module")
def shapes() -> MapShapes:
    return sample_shapes()


def test_shapes_survive_json(shapes: MapShapes) -> None:
    assert MapShapes.from_json(shapes.to_json()) == shapes


def test_json_of_something_else_is_refused() -> None:
    with pytest.raises(KeyError):
        MapShapes.from_json('{"width": 3}')


def test_preparing_twice_gives_the_same_bytes(shapes: MapShapes) -> None:
    assert prepare(SAMPLE, LAND).to_json() == shapes.to_json()


def test_every_area_has_a_closed_path_of_whole_numbers(shapes: MapShapes) -> None:
    for area in shapes.areas:
        assert area.path.startswith("M")
        assert area.path.endswith("z")
        assert "." not in area.path


def test_no_two_labels_touch_and_all_stay_in_the_frame(shapes: MapShapes) -> None:
    assert {layout.name for layout in shapes.layouts} == {"wide", "narrow"}
    frame = shapely.box(0, 0, shapes.width, shapes.height)
    for layout in shapes.layouts:
        boxes = [label_box(label, layout) for label in layout.labels]
        assert all(frame.covers(box) for box in boxes)
        assert not [pair for pair in combinations(boxes, 2) if pair[0].intersects(pair[1])]


def test_leaders_run_over_no_other_label(shapes: MapShapes) -> None:
    wide = shapes.layouts[0]
    leaders = [label for label in wide.labels if label.leader]
    assert leaders
    for owner in leaders:
        assert owner.leader
        line = shapely.LineString([owner.leader[:2], owner.leader[2:]])
        others = [label for label in wide.labels if label.code != owner.code]
        assert not [label for label in others if line.intersects(label_box(label, wide))]


def test_small_areas_get_an_inset_clear_of_the_province(shapes: MapShapes) -> None:
    assert [inset.code for inset in shapes.insets] == ["99.71"]
    inset = shapes.insets[0]
    assert inset.inside_map
    tile = shapely.box(inset.x, inset.y, inset.x + inset.size, inset.y + inset.size)
    for area in shapes.areas:
        assert not tile.intersects(shapely.Point(area.x, area.y))


def test_regency_frame_has_no_insets() -> None:
    assert prepare(SAMPLE, LAND, frame=REGENCY).insets == ()


def test_projection_goes_both_ways(shapes: MapShapes) -> None:
    x, y = shapes.projection.place(116.25, 0.5)
    lon, lat = shapes.projection.locate(x, y)
    assert lon == pytest.approx(116.25, abs=0.01)
    assert lat == pytest.approx(0.5, abs=0.01)
    _, north = shapes.projection.place(116, 1)
    _, south = shapes.projection.place(116, 0)
    assert (south - north) * shapes.projection.km_per_unit == pytest.approx(111.3, abs=0.1)


def test_given_height_centres_the_map() -> None:
    shapes = prepare(SAMPLE, (), frame=Frame(width=1000, height=400))
    assert shapes.height == 400
    assert max(area.y for area in shapes.areas) < 400


def test_inner_lines_leave_out_the_regency_borders() -> None:
    square = SAMPLE[0].geometry
    west, south, east, north = square.bounds
    middle = (west + east) / 2
    halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    shapes = prepare(SAMPLE, LAND, lines=halves)
    assert shapes.lines.count("M") == 1
    assert "z" not in shapes.lines


def test_places_are_projected_and_give_way_to_areas(shapes: MapShapes) -> None:
    sea, land = PlaceName("Selat", 117.5, 1.2, water=True), PlaceName("Hulu", 115.5, 0.5)
    places = prepare(SAMPLE, LAND, places=[sea, land]).places
    assert [place.text for place in places] == ["Selat"]
    assert (places[0].x, places[0].y) == shapes.projection.place(117.5, 1.2)
    assert places[0].water


def test_places_are_not_cut_by_the_frame_and_far_ones_are_left_out() -> None:
    edge, far = PlaceName("Laut Contoh Timur", 118.0, 1.6, water=True), PlaceName("Jauh", 130, 0)
    shapes = prepare(SAMPLE, LAND, places=[edge, far])
    (place,) = shapes.places
    assert place.text == "Laut Contoh Timur"
    assert place.x + text_width(place.text, 20, bold=False) / 2 < shapes.width


def test_broken_geometry_is_mended() -> None:
    bow = shapely.Polygon([(116, 0), (117, 1), (117, 0), (116, 1)])
    shapes = prepare([ShapeInput("99.01", "Dasi", "Dasi", "99", bow)], (), frame=PROVINCE)
    assert shapes.areas[0].path


def test_loose_lines_of_a_broken_border_are_dropped() -> None:
    spike = shapely.Polygon([(116, 0), (117, 0), (117, 1), (117, 3), (117, 1), (116, 1)])
    shapes = prepare([ShapeInput("99.01", "Paku", "Paku", "99", spike)], ())
    assert shapes.areas[0].path.count("M") == 1


def test_specks_go_but_the_largest_part_stays() -> None:
    dot, island = shapely.box(0, 0, 1, 1), shapely.box(5, 5, 9, 9)
    assert without_specks(shapely.MultiPolygon([dot, island]), 4).area == 16
    assert without_specks(dot, 100).area == 1


def test_path_joins_steps_in_one_direction_and_drops_double_points() -> None:
    line = shapely.Polygon([(0, 0), (5, 0), (5.2, 0), (10, 0), (10, 10), (0, 10)])
    assert path_of(line) in {"M0 0l10 0 0 10-10 0z", "M0 0l10 0 0 10-10 0 0-10z"}


def test_reading_and_drawing_need_no_geometry_library() -> None:
    code = (
        "import sys, app.outputs.picture.draw, app.outputs.picture.charts;"
        "sys.exit(any(name in sys.modules for name in ('shapely', 'numpy', 'geopandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_lettering_constants_describe_one_block() -> None:
    _, plain = block_size(("Nama",), (), 10)
    _, full = block_size(("Nama",), ("Rendah",), 10)
    assert plain == pytest.approx(10 * (RISE + FALL))
    assert full - plain == pytest.approx(10 * CAPTION_STEP)
    assert CAPTION_SIZE < 1
