"""The rules that derive approximate boundaries: strays, nearest villages, detached pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

TOOLS = Path(__file__).resolve().parents[1] / "tools"


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package beside the script; it is no part of the portal."""
    monkeypatch.syspath_prepend(str(TOOLS))
    import places.outline
    import places.partition
    import places.recode
    import places.sources

    return places


def row(places: Any, regency: str, lons: list[float], lat: float) -> list[Any]:
    """Villages of one kecamatan beside each other."""
    site = places.sources.Site
    return [site(f"{regency}.01.{n + 2001}", f"Desa {n}", lon, lat) for n, lon in enumerate(lons)]


def test_only_a_village_far_from_its_kecamatan_is_a_stray(places: Any) -> None:
    near, far = [i / 100 for i in range(10)], [1 + i / 100 for i in range(9)]
    crowd = row(places, "99.01", near, 0.0)
    misplaced = row(places, "99.02", [*far, 0.055], 0.001)
    at_border = row(places, "99.03", [0.055, 0.2, 0.3, 0.4], -0.001)

    kept = places.recode.without_strays([*crowd, *misplaced, *at_border], 0.07, 3.0)

    gone = {*misplaced, *at_border} - set(kept)
    assert gone == {misplaced[-1]}


def test_one_misplaced_village_takes_less_land_than_several(places: Any) -> None:
    alone = row(places, "99.01", [0.0, 0.8, 0.9], 0.0)
    together = row(places, "99.02", [0.1, 0.11, 0.12], 0.0)
    groups = {"99.01": alone, "99.02": together}

    first, second = places.partition.distances(np.array([0.048]), np.array([0.0]), groups)[0]

    assert second < first  # though the nearest single village belongs to the first


def test_villages_left_out_of_a_tile_change_nothing(places: Any) -> None:
    random = np.random.default_rng(1)
    spots = random.uniform(0, 3, (60, 2)).tolist()
    sites = [
        places.sources.Site(f"99.01.01.{n + 2001}", "Desa", *at) for n, at in enumerate(spots)
    ]
    lon, lat = random.uniform(0, 3, (2, 500))

    found = places.partition.distances(lon, lat, {"99.01": sites})[:, 0]

    away = np.sort(
        np.hypot(lon[:, None] - np.array(spots)[:, 0], lat[:, None] - np.array(spots)[:, 1])
    )
    nearest = np.exp(np.log(away[:, :3]) @ np.array(places.partition.NEAREST))
    assert found == pytest.approx(nearest, rel=1e-3)


def test_a_detached_piece_stays_in_its_regency(places: Any) -> None:
    """Piece of kecamatan 0 between 1 (its own regency) and 2 (another, with the longer border)."""
    detached = shapely.box(10, 0, 12, 1)
    shapes = {
        0: shapely.union_all([shapely.box(0, 0, 3, 3), detached]),
        1: shapely.box(9, 0, 10, 3),
        2: shapely.box(10, 1, 12, 3),
    }
    shapes = {label: shapely.segmentize(shape, 1) for label, shape in shapes.items()}
    family = {0: "99.01", 1: "99.01", 2: "99.02"}

    clean = places.outline.without_enclaves(shapes, 0.3, family)

    assert clean[0].equals(shapely.box(0, 0, 3, 3))
    assert clean[1].contains(detached)
    assert clean[2].equals(shapes[2])


def test_what_lies_outside_on_both_sides_stays_outside(places: Any) -> None:
    shapes = {-1: shapely.union_all([shapely.box(0, 0, 5, 1), shapely.box(0, 2, 5, 2.5)])}
    shapes[0] = shapely.box(0, 1, 5, 2)

    clean = places.outline.without_enclaves(shapes, 0.3, {0: "99.01"})

    assert clean[0].equals(shapes[0])
    assert clean[-1].equals(shapes[-1])
