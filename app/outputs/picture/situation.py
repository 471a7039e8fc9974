"""Where one entry lies: its regency in small, its kecamatan marked, its symbol if it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.outputs.picture.paint import Brush, clean
from app.outputs.picture.signs import PointValue, draw_points

if TYPE_CHECKING:
    from app.outputs.picture.shapes import MapShapes

_BRUSH = Brush("page", unit=1.6)  # the picture is shown at little more than half its size


def draw_ground(shapes: MapShapes) -> str:
    """Draw what is the same for every entry of a regency: sea, neighbours, kecamatan, outline."""
    sea = f"M0 0h{shapes.width}v{shapes.height}h-{shapes.width}z"
    districts = "".join(item.path for item in shapes.areas)
    return (
        f'<path{_BRUSH.part("sea")} d="{sea}"/>'
        f'<path{_BRUSH.part("land")} d="{shapes.land}"/>'
        f'<path{_BRUSH.part("ward")} d="{districts}"/>'
        f'<path{_BRUSH.part("outline")} d="{shapes.outline}"/>'
    )


def draw_picker(shapes: MapShapes, title: str) -> str:
    """Draw a regency to point at: every kecamatan by itself, told apart by `data-name`.

    The projection travels along as numbers (`data-projection`: west, north, units per degree of
    longitude and latitude, left, top), so that a point of the picture can be told in degrees.
    """
    to_degrees = shapes.projection
    numbers = " ".join(
        str(value)
        for value in (
            to_degrees.west,
            to_degrees.north,
            to_degrees.units_per_lon,
            to_degrees.units_per_lat,
            to_degrees.left,
            to_degrees.top,
        )
    )
    sea = f"M0 0h{shapes.width}v{shapes.height}h-{shapes.width}z"
    districts = "".join(
        f'<path{_BRUSH.part("ward")} data-name="{clean(item.name)}" d="{item.path}"/>'
        for item in shapes.areas
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="map-picture picker"'
        f' viewBox="0 0 {shapes.width} {shapes.height}" data-projection="{numbers}"'
        f' role="img" aria-label="{clean(title)}">'
        f'<path{_BRUSH.part("sea")} d="{sea}"/><path{_BRUSH.part("land")} d="{shapes.land}"/>'
        f'{districts}<path{_BRUSH.part("outline")} d="{shapes.outline}"/></svg>'
    )


def draw_situation(
    shapes: MapShapes, ground: str, code: str, title: str, point: PointValue | None = None
) -> str:
    """Draw an entry on the ground of its regency.

    Args:
        shapes: the regency in kecamatan, or the province in regencies.
        ground: what `draw_ground` drew of the same shapes.
        code: the area to mark; one that is not among them marks nothing.
        title: what the picture says to those who do not see it.
        point: the symbol of the entry, when its place is known that well.
    """
    marked = "".join(
        f'<path{_BRUSH.part("ward marked")} d="{item.path}"/>'
        for item in shapes.areas
        if item.code == code
    )
    symbol = draw_points(shapes.projection, (point,) if point else (), _BRUSH)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="map-picture situation"'
        f' viewBox="0 0 {shapes.width} {shapes.height}" role="img" aria-label="{clean(title)}">'
        f"{ground}{marked}{symbol}</svg>"
    )
