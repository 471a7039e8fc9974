"""Points find their region, and how far they are from one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from app.areas.code_book import rows_of
from app.areas.locate import TOLERANCE_KM, Locator
from app.model.area_code import AreaCode
from app.paths import resource

if TYPE_CHECKING:
    from pathlib import Path

WEST, EAST = AreaCode("64.01.01"), AreaCode("64.01.02")


@pytest.fixture
def two() -> Locator:
    shapes = {WEST: box(116, 0, 117, 1), EAST: box(117, 0, 118, 1)}
    return Locator((code, MultiPolygon([shape])) for code, shape in shapes.items())


def test_point_in_a_region(two: Locator) -> None:
    assert two.locate(116.5, 0.5) == WEST
    assert two.locate(117.5, 0.5) == EAST


def test_point_in_none(two: Locator) -> None:
    assert two.locate(115, 0.5) is None


def test_point_on_the_shared_border_belongs_to_the_lower_code(two: Locator) -> None:
    assert two.locate(117, 0.5) == WEST


def test_many_points_keep_their_order(two: Locator) -> None:
    found = two.locate_many([117.5, 100.0, 116.5], [0.5, 0.5, 0.5])

    assert found == [EAST, None, WEST]


def test_the_grid_answers_as_the_shapes_do() -> None:
    """Winding borders, an island, a hole and an overlap: cell by cell and one by one, the same."""
    angle = np.linspace(0, 2 * np.pi, 400)
    reach = 1 + 0.2 * np.sin(9 * angle)
    star = Polygon(np.column_stack([116 + reach * np.cos(angle), reach * np.sin(angle)]))
    shapes = {
        WEST: MultiPolygon(
            [star.difference(Point(116, 0.1).buffer(0.3)), box(113, 1, 113.2, 1.3)]
        ),
        EAST: MultiPolygon([box(116.5, -0.5, 118, 0.4)]),
    }
    locator = Locator(shapes.items())
    rng = np.random.default_rng(20260923)
    lons, lats = rng.uniform(112, 119, 4000).tolist(), rng.uniform(-2, 2, 4000).tolist()

    by_hand = [
        next((code for code, shape in shapes.items() if shape.intersects(Point(*spot))), None)
        for spot in zip(lons, lats, strict=True)
    ]

    assert locator.locate_many(lons, lats) == by_hand
    assert [locator.locate(*spot) for spot in zip(lons, lats, strict=True)] == by_hand


def test_corners_of_the_whole_belong_to_it(two: Locator) -> None:
    """The last row and column of cells reach beyond the regions, not short of them."""
    for lon, lat in ((116, 0), (116, 1), (118, 0), (118, 1)):
        assert two.locate(lon, lat) == two.locate_many([lon], [lat])[0] is not None


def test_no_regions_and_no_points() -> None:
    assert Locator([]).locate(116, 0) is None
    assert Locator([]).locate_many([], []) == []


def test_distance_is_nought_inside_and_kilometres_outside(two: Locator) -> None:
    assert two.distance_km(WEST, 116.5, 0.5) == 0
    assert two.distance_km(WEST, 117.01, 0.5) == pytest.approx(1.112, abs=0.01)
    assert two.distance_km(WEST, 117.01, 0.5) < TOLERANCE_KM < two.distance_km(WEST, 117.1, 0.5)


def test_unknown_region_has_no_distance(two: Locator) -> None:
    assert AreaCode("64.09.01") not in two
    with pytest.raises(KeyError):
        two.distance_km(AreaCode("64.09.01"), 116, 0)


def test_official_village_points_lie_in_their_regency(real: Path) -> None:
    features = json.loads((real / "kaltim_adm3_200m.geojson").read_text())["features"]
    locator = Locator(
        (AreaCode(f["properties"]["code"]), shapely.from_geojson(json.dumps(f["geometry"])))
        for f in features
    )
    points = rows_of(resource("geodata") / "village-points-64.csv")

    found = locator.locate_many(
        [float(p["lon"]) for p in points], [float(p["lat"]) for p in points]
    )

    right = sum(
        code is not None and code[:5] == point["code"][:5]
        for code, point in zip(found, points, strict=True)
    )
    assert right > 0.95 * len(points)
