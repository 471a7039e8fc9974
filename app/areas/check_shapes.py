"""Check the shapes of a boundary file: position, validity, overlaps, gaps and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from app.areas.report import LEVEL_NAMES, Finding, Severity, figure, listed

if TYPE_CHECKING:
    from app.areas.code_book import CodeBook
    from app.model.area_code import AreaCode

Shapes = dict["AreaCode", Any]

INDONESIA = (94.0, -12.0, 142.0, 7.0)
_EARTH = pyproj.Geod(ellps="WGS84")
_SQUARE_KM = 111.32 * 110.57
_SMALL_KM2, _LARGE_KM2, _HUGE_KM2, _LARGE_SHARE = 0.05, 1.0, 10.0, 0.02
_AREA_WARNING, _AREA_ERROR = 0.15, 0.45
_FAR_KM, _WRONG_KM = 30.0, 80.0


def km2(shape: Any) -> float:
    """Return the area on the ellipsoid."""
    if shape is None or shape.is_empty:
        return 0.0
    return abs(float(_EARTH.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e6


def check_position(shapes: Any, crs: str) -> list[Finding]:
    """Tell whether coordinates can be degrees in Indonesia; anything else blocks the file.

    Args:
        shapes: every shape of the file, in longitude and latitude or as found without a CRS.
        crs: the coordinate system the file states; empty when it states none.
    """
    box = shapely.total_bounds(shapes)
    if not np.isfinite(box).all():
        sentence = "Koordinat tidak terbaca: titiknya di luar jangkauan sistem koordinatnya."
        advice = "Periksa sistem koordinat (.prj) berkas ini."
        return [Finding(Severity.ERROR, "koordinat", sentence, advice)]
    if _inside(box, INDONESIA):
        if crs:
            return []
        sentence = "Berkas tidak menyatakan sistem koordinat; dianggap WGS 84 (EPSG:4326)."
        return [Finding(Severity.WARNING, "tanpa-crs", sentence)]
    if _inside(box[[1, 0, 3, 2]], INDONESIA):
        sentence = "Bujur dan lintang tertukar: lintang ditulis lebih dulu."
        advice = "Tukar kedua koordinat (di QGIS: Swap X and Y coordinates), lalu muat lagi."
        return [Finding(Severity.ERROR, "bujur-lintang-tertukar", sentence, advice)]
    return [_outside(box, crs)]


def _outside(box: Any, crs: str) -> Finding:
    west, south, east, north = box
    place = (
        f"bujur {figure(west)} sampai {figure(east)},"
        f" lintang {figure(south)} sampai {figure(north)}"
    )
    if max(abs(box)) > 360:
        sentence = "Koordinat bukan derajat, dan sistem koordinatnya tidak dinyatakan atau salah."
        advice = (
            "Tampaknya meter (UTM). Sertakan .prj yang benar atau simpan ulang dalam EPSG:4326;"
            " Kalimantan Timur memakai UTM zona 50N atau 50S (EPSG:32650, EPSG:32750)."
        )
        return Finding(Severity.ERROR, "crs-salah", sentence, advice)
    stated = crs or "tidak dinyatakan"
    sentence = f"Wilayahnya berada di luar Indonesia: {place} (sistem koordinat: {stated})."
    advice = "Sistem koordinat berkas salah. Betulkan .prj-nya atau simpan ulang dalam EPSG:4326."
    return Finding(Severity.ERROR, "crs-salah", sentence, advice)


def _inside(box: Any, frame: tuple[float, float, float, float]) -> bool:
    west, south, east, north = frame
    return bool(west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north)


def repair(shapes: Shapes, book: CodeBook) -> tuple[Shapes, list[Finding]]:
    """Return every shape as a valid MultiPolygon, and what had to be repaired or is empty."""
    fixed: Shapes = {}
    broken: dict[AreaCode, str] = {}
    empty = []
    for code, shape in shapes.items():
        whole = shape
        if shape is not None and not shapely.is_valid(shape):
            whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
            broken[code] = f"{book.titled(code)} ({reason(shape)})"
        fixed[code] = polygons_of(whole)
        if fixed[code].is_empty:
            empty.append(code)
    findings = []
    if broken:
        named = listed(list(broken.values()), 5)
        sentence = f"Garis batas memotong dirinya sendiri dan diperbaiki: {named}."
        advice = "Lihat gambar hasilnya; bila keliru, betulkan di berkas asal."
        kind, codes = "geometri-diperbaiki", tuple(broken)
        findings.append(Finding(Severity.WARNING, kind, sentence, advice, codes))
    if empty:
        names = listed([book.titled(code) for code in empty])
        sentence = f"Tanpa poligon: {names}."
        findings.append(Finding(Severity.ERROR, "tanpa-poligon", sentence, codes=tuple(empty)))
    return fixed, findings


def reason(shape: Any) -> str:
    """Say in Indonesian where a shape is invalid."""
    text = str(shapely.is_valid_reason(shape))
    kind, _, place = text.partition("[")
    words = {
        "Self-intersection": "memotong diri",
        "Ring Self-intersection": "memotong diri",
        "Hole lies outside shell": "lubang di luar poligon",
        "Nested shells": "poligon bertumpuk",
        "Duplicate Rings": "garis ganda",
        "Too few points in geometry component": "titik kurang",
    }
    said = words.get(kind, "tidak sah")
    return f"{said} di {place.rstrip(']')}" if place else said


def polygons_of(shape: Any) -> Any:
    """Return the areal parts of a shape as a MultiPolygon, empty when it has none."""
    if shape is None:
        return shapely.MultiPolygon()
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return shapely.multipolygons(parts) if len(parts) else shapely.MultiPolygon()


def check_overlaps(shapes: Shapes, book: CodeBook) -> list[Finding]:
    """Name the pairs that claim the same land; a large overlap blocks, slivers are noted."""
    codes, polygons = list(shapes), np.array(list(shapes.values()), dtype=object)
    tree = shapely.STRtree(polygons)
    one, other = tree.query(polygons, predicate="intersects")
    pairs = [(a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a < b]
    large, small, slivers = [], [], 0.0
    for a, b in pairs:
        common = shapely.intersection(polygons[a], polygons[b])
        size = shapely.area(common) * _SQUARE_KM
        if size <= 1e-6:
            continue
        share = shapely.area(common) / min(polygons[a].area, polygons[b].area)
        entry = (size, codes[a], codes[b])
        if size >= _HUGE_KM2 or (size >= _LARGE_KM2 and share >= _LARGE_SHARE):
            large.append(entry)
        elif size >= _SMALL_KM2:
            small.append(entry)
        else:
            slivers += size
    return [
        *_overlap(large, Severity.ERROR, "tumpang-tindih", book),
        *_overlap(small, Severity.WARNING, "tumpang-tindih-kecil", book),
        *_slivers(slivers),
    ]


def _overlap(
    pairs: list[tuple[float, AreaCode, AreaCode]], severity: Severity, kind: str, book: CodeBook
) -> list[Finding]:
    if not pairs:
        return []
    pairs.sort(reverse=True)
    texts = [f"{book.titled(a)} dan {book.titled(b)} ({figure(s)} km²)" for s, a, b in pairs]
    sentence = f"Bertumpang tindih: {listed(texts, 5)}."
    blocked = severity is Severity.ERROR
    advice = (
        "Tanah yang sama tidak boleh milik dua wilayah. Betulkan batasnya di berkas asal."
        if blocked
        else "Bagian yang sama diberikan ke wilayah yang berbatasan paling panjang."
    )
    codes = tuple(code for _, a, b in pairs for code in (a, b))
    return [Finding(severity, kind, sentence, advice, codes)]


def _slivers(size: float) -> list[Finding]:
    if size < 0.001:
        return []
    sentence = f"Tumpang tindih sangat tipis ({figure(size, 3)} km² seluruhnya) dirapikan."
    return [Finding(Severity.INFO, "serpihan", sentence)]


def check_gaps(shapes: Shapes) -> list[Finding]:
    """Report land between regions that belongs to none; lakes look the same, so it only warns."""
    whole = polygons_of(shapely.union_all(list(shapes.values())))
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    holes = [shapely.Polygon(ring) for ring in rings]
    sizes = sorted(((km2(hole), hole) for hole in holes), key=lambda item: -item[0])
    large = [(size, hole) for size, hole in sizes if size >= _SMALL_KM2]
    if not large:
        return []
    places = [f"{figure(s)} km² di {_spot(h)}" for s, h in large]
    sentence = f"{len(large)} celah di antara wilayah: {listed(places, 5)}."
    advice = "Bila bukan danau atau wilayah provinsi lain, batas yang bersebelahan tidak berimpit."
    return [Finding(Severity.WARNING, "celah", sentence, advice)]


def _spot(shape: Any) -> str:
    return f"bujur {figure(shape.centroid.x, 3)} lintang {figure(shape.centroid.y, 3)}"


def check_areas(shapes: Shapes, book: CodeBook) -> list[Finding]:
    """Compare areas with the official ones where those are known (regencies)."""
    findings = []
    for code, shape in shapes.items():
        official = book.regions[code].area_km2
        measured = km2(shape)
        if not official or not measured:
            continue
        difference = measured / official - 1
        if abs(difference) < _AREA_WARNING:
            continue
        sentence = (
            f"Luas {book.titled(code)} di berkas {figure(measured, 0)} km², resminya"
            f" {figure(official, 0)} km² ({difference:+.0%})."
        )
        severity = Severity.ERROR if abs(difference) >= _AREA_ERROR else Severity.WARNING
        advice = "Periksa apakah kodenya benar dan apakah laut ikut dihitung."
        findings.append(Finding(severity, "luas", sentence, advice, (code,)))
    return findings


def check_places(shapes: Shapes, book: CodeBook, level: int) -> list[Finding]:
    """Compare positions with points known to lie in the regions; finds shifts and wrong shapes."""
    away = {}
    for code, shape in shapes.items():
        position = book.regions[code].position
        if position is not None and not shape.is_empty:
            away[code] = shapely.distance(shape, shapely.Point(position)) * 111.0
    if not away:
        return []
    middle = float(np.median(list(away.values())))
    if middle > _WRONG_KM:
        sentence = (
            f"Seluruh wilayah bergeser sekitar {figure(middle, 0)} km dari letak yang diketahui."
        )
        advice = "Sistem koordinat atau zona UTM yang dinyatakan berkas ini keliru."
        return [Finding(Severity.ERROR, "crs-salah", sentence, advice)]
    findings = []
    for limit, severity in ((_WRONG_KM, Severity.ERROR), (_FAR_KM, Severity.WARNING)):
        far = [c for c, d in away.items() if d > limit and (limit == _WRONG_KM or d <= _WRONG_KM)]
        if far:
            names = listed([f"{book.titled(c)} ({figure(away[c], 0)} km)" for c in far])
            sentence = f"Jauh dari letak {LEVEL_NAMES[level]} yang diketahui: {names}."
            advice = "Poligonnya mungkin milik wilayah lain."
            findings.append(Finding(severity, "letak", sentence, advice, tuple(far)))
    return findings
