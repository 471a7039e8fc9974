"""GeoPackage of the edition for map programs: areas, points, and the entries as tables."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.outputs.exports.overview import (
    district_table,
    notice,
    point_table,
    regency_table,
    stamped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.outputs.exports.content import EditionContent
    from app.outputs.exports.table import Table, Value

# GDAL writes this moment into the file instead of the present one.
_DATE_OPTION = "OGR_CURRENT_DATE"


def package(content: EditionContent) -> bytes:
    """Write the layers kabupaten_kota, kecamatan, titik, potensi, peristiwa and upaya."""
    # Imported here: the download page reads this registry and must not pay for GDAL.
    from pyogrio import set_gdal_config_options  # noqa: PLC0415

    written = f"{content.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    set_gdal_config_options({_DATE_OPTION: written})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "edisi.gpkg"
            _write_layers(path, content)
            return path.read_bytes()
    finally:
        set_gdal_config_options({_DATE_OPTION: None})


def _write_layers(path: Path, content: EditionContent) -> None:
    figures = content.figures
    for name, source in (
        ("kabupaten_kota", regency_table(figures)),
        ("kecamatan", district_table(figures)),
    ):
        codes = [str(record["kode"]) for record in source.records()]
        shapes = [content.boundaries.get(code) for code in codes]
        _write(path, name, stamped(source, figures), content, shapes, "MultiPolygon")
    points, positions = point_table(figures)
    spots = [shapely.Point(position) for position in positions]
    _write(path, "titik", stamped(points, figures), content, spots, "Point")
    for source in (content.potentials, content.events, content.actions):
        _write(path, source.title.lower(), stamped(source, figures), content, None, None)


def _write(
    path: Path,
    layer: str,
    source: Table,
    content: EditionContent,
    shapes: Sequence[shapely.Geometry | None] | None,
    geometry_type: str | None,
) -> None:
    from pyogrio import raw  # noqa: PLC0415 - as above

    columns = list(zip(*source.rows, strict=True)) or [()] * len(source.columns)
    fields = [_field(values) for values in columns]
    raw.write(
        path,
        geometry=None if shapes is None else shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=[data for data, _ in fields],
        field_mask=[mask for _, mask in fields],
        fields=[column.key for column in source.columns],
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type,
        crs=None if shapes is None else "EPSG:4326",
        append=path.exists(),
        layer_metadata=_metadata(content),
    )


def _field(values: Sequence[Value]) -> tuple[Any, Any]:
    """Data of a column and where it is empty: whole numbers, numbers, or text."""
    kinds = {type(value) for value in values if value is not None}
    mask = np.array([value is None for value in values], dtype=bool)
    if kinds and kinds <= {int}:
        return np.array([value or 0 for value in values], dtype="int64"), mask
    if kinds and kinds <= {int, float}:
        return np.array([value or 0.0 for value in values], dtype="float64"), mask
    return np.array([_said(value) for value in values], dtype=object), mask


def _said(value: Value) -> str | None:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return None if value is None else str(value)


def _metadata(content: EditionContent) -> dict[str, str]:
    head, boundary = content.figures.head, content.figures.head.boundary
    return {
        "kode": head.code,
        "edisi": str(head.number),
        "terbit": head.published_at,
        "klasifikasi": head.classification,
        "sumber": boundary.source if boundary else "",
        "lisensi": boundary.licence if boundary else "",
        "catatan": notice(content.figures),
    }
