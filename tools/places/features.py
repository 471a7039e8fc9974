"""Write shapes as GeoJSON: fixed order and decimals, one feature a line, same bytes always."""

from __future__ import annotations

import json
from typing import Any

import pyproj
import shapely

_EARTH = pyproj.Geod(ellps="WGS84")


def area_km2(shape: Any) -> float:
    """Return the area on the ellipsoid."""
    oriented = shapely.orient_polygons(shape)
    return round(abs(_EARTH.geometry_area_perimeter(oriented)[0]) / 1e6, 1)


def label_point(shape: Any) -> tuple[float, float]:
    """Return the centre of the largest circle that fits into the largest part."""
    part = max(shapely.get_parts(shape), key=shapely.area)
    radius = shapely.maximum_inscribed_circle(part, tolerance=0.001)
    lon, lat = shapely.get_coordinates(radius)[0]
    return round(float(lon), 4), round(float(lat), 4)


def region(code: str, name: str, shape: Any) -> dict[str, Any]:
    """Return one region as a feature."""
    lon, lat = label_point(shape)
    return {
        "type": "Feature",
        "properties": {
            "code": code,
            "name": name,
            "parent_code": code.rpartition(".")[0],
            "level": code.count(".") + 1,
            "area_km2": area_km2(shape),
            "label_lon": lon,
            "label_lat": lat,
        },
        "geometry": geometry(shape),
    }


def geometry(shape: Any, decimals: int = 4) -> dict[str, Any]:
    """Return a GeoJSON MultiPolygon in canonical order, outer rings counter-clockwise."""
    many = shapely.multipolygons(shapely.get_parts(shape))
    ordered = shapely.orient_polygons(shapely.normalize(many))
    result: dict[str, Any] = json.loads(shapely.to_geojson(ordered))
    result["coordinates"] = _rounded(result["coordinates"], decimals)
    return result


def collection(name: str, features: list[dict[str, Any]]) -> bytes:
    """Return a feature collection, one feature a line."""
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    head = json.dumps({"type": "FeatureCollection", "name": name}, separators=(",", ":"))
    return f'{head[:-1]},"features":[\n{lines}\n]}}\n'.encode()


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, list):
        return [_rounded(item, decimals) for item in value]
    return round(value, decimals)
