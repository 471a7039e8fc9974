"""A made-up province of six areas with a coast, one tiny city and hostile names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

from app.model.level import Level
from app.outputs.picture.frame import PROVINCE, Frame
from app.outputs.picture.prepare import ShapeInput, prepare
from app.outputs.picture.values import AreaValue

if TYPE_CHECKING:
    from app.outputs.picture.shapes import MapShapes

HOSTILE = "</script><img src=x onerror=alert(1)>"
_CITY = shapely.box(116.9, 0.42, 117.0, 0.5)


def _cell(west: float, south: float) -> shapely.Polygon:
    return shapely.difference(shapely.box(west, south, west + 1, south + 1), _CITY)


SAMPLE = [
    ShapeInput("99.01", "Kabupaten Contoh Hulu", "Contoh Hulu", "99", _cell(115.0, 0.0)),
    ShapeInput("99.02", "Kabupaten Contoh Pesisir", "Contoh Pesisir", "99", _cell(116.0, 0.0)),
    ShapeInput("99.03", "Kabupaten Contoh Sunyi", "Contoh Sunyi", "99", _cell(115.0, 1.0)),
    ShapeInput("99.04", f"Kabupaten {HOSTILE}", "{{7*7}}", "99", _cell(116.0, 1.0)),
    ShapeInput(
        "99.05", "Kabupaten Contoh Selatan", "Contoh Selatan", "99", shapely.box(116, -1, 118, 0)
    ),
    ShapeInput("99.71", "Kota Contoh Muara", "Contoh Muara", "99", _CITY),
]
LAND = [shapely.box(112, -3, 115, 4), shapely.box(115, 2, 117, 4)]
VALUES = {
    "99.01": AreaValue(Level.RENDAH, "3 entri", "/wilayah/99.01"),
    "99.02": AreaValue(Level.SANGAT_TINGGI, "9 entri", "/wilayah/99.02"),
    "99.03": AreaValue(Level.BELUM_LAPOR, "", "/wilayah/99.03"),
    "99.04": AreaValue(Level.TINGGI, '"><b onclick=x>&amp;', "/wilayah/99.04"),
    "99.05": AreaValue(Level.SEDANG, "2 entri", "/wilayah/99.05"),
    "99.71": AreaValue(Level.NIHIL, "", "/wilayah/99.71"),
}


@lru_cache(maxsize=8)
def sample_shapes(frame: Frame = PROVINCE) -> MapShapes:
    """The sample province, prepared."""
    return prepare(SAMPLE, LAND, frame=frame)
