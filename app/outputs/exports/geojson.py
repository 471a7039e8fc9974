"""GeoJSON of the edition: areas and points with stated reference system, origin and licence."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import shapely

from app.outputs.exports.overview import (
    district_table,
    notice,
    point_table,
    regency_table,
    stamped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.outputs.exports.content import EditionContent
    from app.outputs.exports.table import Table, Value

_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
_GRID = 0.0001  # degrees, about 11 m: finer than any boundary set the portal keeps


def collection(content: EditionContent) -> bytes:
    """Write regencies, kecamatan and placed entries as one feature collection."""
    figures = content.figures
    points, positions = point_table(figures)
    features = [
        *_areas(regency_table(figures), "kabupaten_kota", content),
        *_areas(district_table(figures), "kecamatan", content),
        *(
            _feature("titik", record, shapely.Point(position))
            for record, position in zip(stamped(points, figures).records(), positions, strict=True)
        ),
    ]
    head = figures.head
    document = {
        "type": "FeatureCollection",
        "name": f"Laporan {head.quarter_label}",
        "crs": _CRS,
        "metadata": _metadata(content),
        "features": features,
    }
    return json.dumps(
        document, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def _metadata(content: EditionContent) -> dict[str, str | int]:
    head, boundary = content.figures.head, content.figures.head.boundary
    return {
        "kode": head.code,
        "edisi": head.number,
        "terbit": head.published_at,
        "klasifikasi": head.classification,
        "metode": head.method,
        "sistem_koordinat": "EPSG:4326 (WGS 84), bujur lalu lintang",
        "batas_wilayah": boundary.name if boundary else "",
        "sumber": boundary.source if boundary else "",
        "lisensi": boundary.licence if boundary else "",
        "atribusi": f"{head.agency_name}; {boundary.licence}" if boundary else head.agency_name,
        "catatan": notice(content.figures),
    }


def _areas(source: Table, layer: str, content: EditionContent) -> Iterator[dict[str, Any]]:
    for record in stamped(source, content.figures).records():
        yield _feature(layer, record, content.boundaries.get(str(record["kode"])))


def _feature(
    layer: str, record: dict[str, Value], geometry: shapely.Geometry | None
) -> dict[str, Any]:
    drawn = None
    if geometry is not None:
        drawn = json.loads(shapely.to_geojson(shapely.set_precision(geometry, _GRID)))
    properties = {key: _plain(value) for key, value in record.items()}
    return {
        "type": "Feature",
        "properties": {"lapisan": layer, **properties},
        "geometry": drawn,
    }


def _plain(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
