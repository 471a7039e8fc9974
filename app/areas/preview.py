"""Draw a checked boundary file as one SVG picture, regions with findings marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely

from app.areas.report import LEVEL_NAMES, BoundaryReport, Severity

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon

_WIDTH, _MARGIN, _FOOT = 960, 16, 64
_FINEST = 1200  # parts of the width that can be told apart; finer lines are left out
_MANY = 25  # more names than this are left out; then only marked regions are named
_PLAIN, _PERIKSA, _SALAH = "#dfe7e3", "#f2c14e", "#c8452f"


def preview(report: BoundaryReport) -> str:
    """Return a standalone SVG, north up; a sentence when there is nothing to draw.

    Red regions have an error, yellow ones something to check; the picture is for a person to
    compare with the map they know, so nothing is repaired or simplified beyond what can be seen.
    """
    outlines = report.outlines
    if not outlines:
        return _page(_WIDTH, 80, [_text(_MARGIN, 44, "Tidak ada poligon yang dapat digambar.")])
    west, south, east, north = shapely.total_bounds(np.array(list(outlines.values())))
    scale = (_WIDTH - 2 * _MARGIN) / max(east - west, 1e-9)
    height = (north - south) * scale + 2 * _MARGIN
    marked = _marks(report)
    parts = [
        f'<path d="{_path(shape, west, north, scale)}" fill="{marked.get(code, _PLAIN)}"'
        ' stroke="#4b5a60" stroke-width=".8" stroke-linejoin="round" fill-rule="evenodd">'
        f"<title>{escape(f'{code} {report.names[code]}')}</title></path>"
        for code, shape in outlines.items()
    ]
    named = outlines if len(outlines) <= _MANY else [code for code in outlines if code in marked]
    if len(named) <= _MANY:
        for code in named:
            shape = outlines[code]
            point = shapely.point_on_surface(shape)
            x, y = _MARGIN + (point.x - west) * scale, _MARGIN + (north - point.y) * scale
            parts.append(_text(x, y, report.names[code], anchor="middle", size=12))
    parts += _foot(report, height)
    return _page(_WIDTH, height + _FOOT, parts)


def _marks(report: BoundaryReport) -> dict[str, str]:
    marked: dict[str, str] = {}
    for severity, colour in ((Severity.WARNING, _PERIKSA), (Severity.ERROR, _SALAH)):
        for finding in report.of(severity):
            marked.update(dict.fromkeys(finding.codes, colour))
    return marked


def _foot(report: BoundaryReport, top: float) -> list[str]:
    level = LEVEL_NAMES[report.level]
    said = f"{report.file_name}: {report.present} dari {report.expected} {level}. {report.crs}"
    parts = [_text(_MARGIN, top + 14, said, size=14)]
    x = float(_MARGIN)
    for colour, word in ((_PLAIN, "Baik"), (_PERIKSA, "Periksa"), (_SALAH, "Salah")):
        parts.append(
            f'<rect x="{x:.0f}" y="{top + 28:.0f}" width="18" height="14" fill="{colour}"'
            ' stroke="#4b5a60"/>'
        )
        parts.append(_text(x + 26, top + 40, word, size=14))
        x += 120
    return parts


def _path(shape: MultiPolygon, west: float, north: float, scale: float) -> str:
    seen = shapely.simplify(shape, _WIDTH / _FINEST / scale, preserve_topology=True)
    rings = [ring for part in shapely.get_parts(seen) for ring in (part.exterior, *part.interiors)]
    steps = []
    for ring in rings:
        xy = shapely.get_coordinates(ring)
        points = [
            f"{_MARGIN + (x - west) * scale:.1f},{_MARGIN + (north - y) * scale:.1f}"
            for x, y in xy[:-1]
        ]
        steps.append("M" + "L".join(points) + "Z")
    return "".join(steps)


def _text(x: float, y: float, said: str, *, anchor: str = "start", size: int = 16) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="{size}"'
        f' text-anchor="{anchor}" fill="#1b262b">{escape(said)}</text>'
    )


def _page(width: float, height: float, parts: list[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )
