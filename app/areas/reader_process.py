"""The fenced-off reader: run as its own process, no network, limits on memory and time.

Started by `app.areas.read` as `python -I reader_process.py FORMAT SOURCE RESULT`; it imports
nothing of the portal. It writes one JSON file: the coordinate system, the columns and each row's
values as text with its polygon as WKB in longitude and latitude.
"""

# ruff: noqa: PLC0415  (libraries load only after the fence is up)
from __future__ import annotations

import base64
import ctypes
import json
import os
import re
import resource
import sqlite3
import struct
import sys
from pathlib import Path
from typing import Any

MEMORY = 4 * 1024**3
SECONDS = 180
MOST_ROWS = 100_000
_NEW_USER_SPACE, _NEW_NETWORK = 0x10000000, 0x40000000
_NAMED_CRS = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|OGC)(?::[\d.]*)?:(?::)?(\w+)", re.IGNORECASE
)
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


class RefusedError(Exception):
    """The file cannot be read; the sentence is for the person who chose it."""


def main() -> int:
    """Fence the process in, read, write the result."""
    file_format, source, result = sys.argv[1:4]
    fence()
    if file_format == "Shapefile":
        only_shapefile_driver()
    readers = {"GeoJSON": read_geojson, "GeoPackage": read_geopackage, "Shapefile": read_shapefile}
    try:
        answer = readers[file_format](Path(source))
    except RefusedError as refusal:
        answer = {"refused": str(refusal)}
    except (RecursionError, MemoryError):
        answer = {"refused": "Isi berkas terlalu besar atau terlalu dalam untuk dibaca."}
    Path(result).write_text(json.dumps(answer), encoding="utf-8")
    return 0


def fence() -> None:
    """Take away network, and set limits; where namespaces are forbidden, proxies lead nowhere."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER_SPACE | _NEW_NETWORK)
    os.environ["PROJ_NETWORK"] = "OFF"
    for name in ("GDAL_HTTP_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        os.environ[name] = "http://127.0.0.1:9"
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def only_shapefile_driver() -> None:
    """Start over with every other driver of the library switched off before it loads."""
    import pyogrio

    others = sorted(set(pyogrio.list_drivers()) - {"ESRI Shapefile"})
    if others and "GDAL_SKIP" in os.environ:
        raise SystemExit(f"drivers still on: {others}")
    if others:
        os.environ["GDAL_SKIP"] = ",".join(others)
        os.execv(sys.executable, [sys.executable, "-I", *sys.argv])  # noqa: S606


def read_geojson(path: Path) -> dict[str, Any]:
    """Read GeoJSON with the JSON parser alone; links in it are never followed."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise RefusedError("Berkas GeoJSON tidak memakai UTF-8.") from error
    except ValueError as error:
        raise RefusedError(f"Berkas ini bukan JSON yang utuh ({error}).") from error
    if document.get("type") != "FeatureCollection" or not isinstance(
        document.get("features"), list
    ):
        raise RefusedError("Berkas JSON ini bukan GeoJSON FeatureCollection.")
    rows = []
    for feature in document["features"]:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise RefusedError("GeoJSON berisi unsur yang bukan Feature.")
        rows.append((feature.get("properties") or {}, _shape(feature.get("geometry"))))
    return finish(rows, _geojson_crs(document.get("crs")))


def read_geopackage(path: Path) -> dict[str, Any]:
    """Read the first polygon layer of a GeoPackage; views and triggers are refused."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
            return _read_layer(database)
    except sqlite3.Error as error:
        raise RefusedError(f"GeoPackage rusak atau tidak lengkap ({error}).") from error


def read_shapefile(path: Path) -> dict[str, Any]:
    """Read a Shapefile whose parts lie beside each other under fixed names."""
    import pyogrio.raw

    try:
        meta, _ids, shapes, columns = pyogrio.raw.read(path, max_features=MOST_ROWS + 1)
    except Exception as error:
        raise RefusedError(f"Shapefile rusak ({error}).") from error
    names = [str(name) for name in meta["fields"]]
    rows = [
        (dict(zip(names, values, strict=True)), shape)
        for *values, shape in zip(*columns, shapes, strict=True)
    ]
    return finish(rows, meta["crs"] or "")


def finish(rows: list[tuple[dict[str, Any], bytes | None]], crs: str) -> dict[str, Any]:
    """Bring shapes to longitude and latitude and write everything as text."""
    import pyproj
    import shapely

    if len(rows) > MOST_ROWS:
        raise RefusedError(f"Berkas berisi lebih dari {MOST_ROWS} baris.")
    try:
        shapes = shapely.force_2d(shapely.from_wkb([wkb for _, wkb in rows]))
        system = pyproj.CRS.from_user_input(crs) if crs else None
    except (shapely.errors.ShapelyError, pyproj.exceptions.CRSError) as error:
        raise RefusedError(f"Geometri atau sistem koordinat tidak terbaca ({error}).") from error
    if system is not None and not _is_lonlat(system):
        move = pyproj.Transformer.from_crs(system, 4326, always_xy=True)
        shapes = shapely.transform(shapes, lambda xy: _moved(move, xy))
    return {
        "crs": f"{system.name} ({_authority(system)})" if system is not None else "",
        "columns": list(dict.fromkeys(name for values, _ in rows for name in values)),
        "rows": [
            [{k: _text(v) for k, v in values.items()}, _encoded(shape)]
            for (values, _), shape in zip(rows, shapes, strict=True)
        ],
    }


def _read_layer(database: sqlite3.Connection) -> dict[str, Any]:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 200_000_000)
    layers = database.execute(
        "select g.table_name, g.column_name, g.srs_id from gpkg_geometry_columns g"
        " join gpkg_contents c on c.table_name = g.table_name"
        " join sqlite_master m on m.name = g.table_name and m.type = 'table'"
        " where c.data_type = 'features' and upper(m.sql) not like '%VIRTUAL TABLE%'"
        " and upper(g.geometry_type_name) in ('POLYGON', 'MULTIPOLYGON', 'GEOMETRY')"
    ).fetchall()
    if len(layers) != 1:
        raise RefusedError(
            f"GeoPackage berisi {len(layers)} lapisan poligon. Sertakan tepat satu lapisan."
        )
    table, column, srs = layers[0]
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = database.execute(f"select * from {quoted} limit {MOST_ROWS + 1}")  # noqa: S608
    names = [item[0] for item in cursor.description]
    rows = []
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        rows.append((row, _gpkg_wkb(row.pop(column))))
    return finish(rows, _gpkg_crs(database, srs))


def _gpkg_wkb(blob: bytes | None) -> bytes | None:
    """Cut the header off a GeoPackage geometry (OGC 12-128r19, clause 2.1.3)."""
    if blob is None:
        return None
    if blob[:2] != b"GP" or len(blob) < 8:
        raise RefusedError("GeoPackage berisi geometri yang tidak dikenali.")
    return blob[8 + _ENVELOPE_BYTES.get(blob[3] >> 1 & 7, 0) :]


def _gpkg_crs(database: sqlite3.Connection, srs: int) -> str:
    row = database.execute(
        "select organization, organization_coordsys_id, definition from gpkg_spatial_ref_sys"
        " where srs_id = ?",
        (srs,),
    ).fetchone()
    if row is None or srs in {0, -1}:
        return ""
    return f"EPSG:{row[1]}" if str(row[0]).upper() == "EPSG" else str(row[2])


def _geojson_crs(member: Any) -> str:
    """Return the coordinate system; only a name is believed, a link is refused."""
    if member is None:
        return "EPSG:4326"
    name = member.get("properties", {}).get("name") if isinstance(member, dict) else None
    match = _NAMED_CRS.fullmatch(name) if isinstance(name, str) else None
    if match is None or member.get("type") != "name":
        raise RefusedError(
            "GeoJSON menyatakan sistem koordinat dengan tautan atau nama yang tidak dikenal."
            " Simpan ulang dalam EPSG:4326."
        )
    authority, code = match.group(1).upper(), match.group(2).upper()
    return "EPSG:4326" if authority == "OGC" else f"{authority}:{code}"


def _shape(geometry: Any) -> bytes | None:
    import shapely

    if geometry is None:
        return None
    try:
        return bytes(shapely.to_wkb(shapely.from_geojson(json.dumps(geometry))))
    except (shapely.errors.ShapelyError, struct.error, TypeError) as error:
        raise RefusedError(f"GeoJSON berisi geometri yang rusak ({error}).") from error


def _moved(move: Any, xy: Any) -> Any:
    import numpy

    return numpy.column_stack(move.transform(xy[:, 0], xy[:, 1]))


def _is_lonlat(system: Any) -> bool:
    return bool(system.to_epsg() == 4326)


def _authority(system: Any) -> str:
    code = system.to_epsg()
    return f"EPSG:{code}" if code else "tanpa kode EPSG"


def _encoded(shape: Any) -> str | None:
    return None if shape is None else base64.b64encode(shape.wkb).decode()


def _text(value: Any) -> str:
    """Write a cell as text; whole numbers lose the `.0` that spreadsheets and DBF add."""
    if value is None or value != value:  # noqa: PLR0124  (not a number)
        return ""
    if isinstance(value, bytes):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:300]


def _no_number(name: str) -> None:
    raise ValueError(f"{name} bukan angka JSON")


if __name__ == "__main__":
    sys.exit(main())
