"""Turn labelled squares into polygons that share their borders exactly and end at the coast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from places.partition import KM2_PER_SQUARE_DEGREE

if TYPE_CHECKING:
    from places.partition import Grid

SNAP = 1e-4  # degrees, about 11 m: coordinates have four decimals


def cells(labels: Any, grid: Grid) -> dict[int, Any]:
    """Dissolve the squares of each label (-1 too), borders kept exactly equal."""
    table = labels.reshape(grid.rows, grid.columns)
    across = np.argwhere(table[:, 1:] != table[:, :-1])
    upward = np.argwhere(table[1:, :] != table[:-1, :])
    step, west, south = grid.step, grid.west, grid.south
    x = west + (across[:, 1] + 1) * step
    y = south + across[:, 0] * step
    standing = np.stack([np.stack([x, y], 1), np.stack([x, y + step], 1)], 1)
    x = west + upward[:, 1] * step
    y = south + (upward[:, 0] + 1) * step
    lying = np.stack([np.stack([x, y], 1), np.stack([x + step, y], 1)], 1)
    frame = shapely.box(west, south, west + grid.columns * step, south + grid.rows * step)
    lines = shapely.linestrings(np.round(np.concatenate([standing, lying]), 6))
    noded = shapely.union_all([*lines, frame.exterior], grid_size=1e-6)
    faces = shapely.get_parts(shapely.polygonize([shapely.line_merge(noded)]))
    return _dissolve(faces, _label_of(faces, table, grid))


def filled(land: Any, width: float) -> Any:
    """Close rivers and channels narrower than a width and fill lakes; the coast stays."""
    closed = shapely.buffer(shapely.buffer(land, width / 2, quad_segs=3), -width / 2, quad_segs=3)
    parts = shapely.get_parts(closed)
    solid = shapely.polygons(shapely.get_exterior_ring(parts))
    return shapely.union_all([*solid, *shapely.get_parts(land)])


def without_enclaves(
    shapes: dict[int, Any], share: float, family: dict[int, str]
) -> dict[int, Any]:
    """Give detached pieces below a share of their region to a neighbour they touch.

    A neighbour of the same family (the kecamatan of one regency) comes first, so that a piece
    cut off from its kecamatan does not leave its regency; then the one with the longest border.
    """
    kept, loose = _split(shapes, share)
    while loose:
        near = {place: _neighbours(piece, kept) for place, (_, piece) in enumerate(loose)}
        home = {
            place: {
                other: length
                for other, length in found.items()
                if _is_kin(loose[place][0], other, family)
            }
            for place, found in near.items()
        }
        chosen = {place: found for place, found in home.items() if found} or {
            place: found for place, found in near.items() if found
        }
        if not chosen:
            break
        for place, found in chosen.items():
            kept[max(sorted(found), key=lambda other: found[other])].append(loose[place][1])
        loose = [piece for place, piece in enumerate(loose) if place not in chosen]
    return {label: shapely.coverage_union_all(parts) for label, parts in kept.items()}


def _split(
    shapes: dict[int, Any], share: float
) -> tuple[dict[int, list[Any]], list[tuple[int, Any]]]:
    """Return the pieces each region keeps, and those it loses, with whose they were.

    What lies outside the province (label below 0) goes on beyond the frame wherever it meets it.
    """
    kept, loose = {}, []
    frame = shapely.box(*shapely.total_bounds(list(shapes.values()))).exterior
    for label, shape in shapes.items():
        parts = shapely.get_parts(shape)
        sizes = shapely.area(parts)
        at_frame = shapely.intersects(parts, frame)
        stays = at_frame if label < 0 and at_frame.any() else sizes >= share * sizes.max()
        kept[label] = list(parts[stays])
        loose += [(label, piece) for piece in parts[~stays]]
    return kept, loose


def _is_kin(label: int, other: int, family: dict[int, str]) -> bool:
    return label >= 0 and other >= 0 and family[label] == family[other]


def _neighbours(piece: Any, kept: dict[int, list[Any]]) -> dict[int, float]:
    """Return the length of the border with every region a piece touches along a line."""
    labels = [label for label, parts in kept.items() for _ in parts]
    parts = [part for group in kept.values() for part in group]
    found: dict[int, float] = {}
    for number in shapely.STRtree(parts).query(piece, predicate="touches").tolist():
        common = shapely.length(shapely.intersection(piece.exterior, parts[number]))
        if common > 0:
            found[labels[number]] = found.get(labels[number], 0.0) + float(common)
    return found


def clip(shapes: dict[str, Any], land: Any) -> dict[str, Any]:
    """Cut a coverage at the coast without opening gaps along shared borders."""
    tree_codes = list(shapes)
    lines = [shapely.boundary(shape) for shape in shapes.values()]
    noded = shapely.union_all([*lines, shapely.boundary(land)], grid_size=SNAP)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(land)
    dry = shapely.intersects(land, inside)
    faces, inside = faces[dry], inside[dry]
    tree = shapely.STRtree(list(shapes.values()))
    face, owner = tree.query(inside, predicate="within")
    parts: dict[str, list[Any]] = {}
    for number, code in zip(face, owner, strict=True):
        parts.setdefault(tree_codes[code], []).append(faces[number])
    return {code: shapely.coverage_union_all(parts[code]) for code in sorted(parts)}


def simplify(shapes: dict[Any, Any], tolerance: float) -> dict[Any, Any]:
    """Simplify a coverage; shared borders stay shared."""
    result = shapely.coverage_simplify(list(shapes.values()), tolerance=tolerance)
    return dict(zip(shapes, result, strict=True))


def without_specks(shape: Any, smallest_km2: float) -> Any:
    """Drop islets below a size, but never the largest part, and holes below it."""
    limit = smallest_km2 / KM2_PER_SQUARE_DEGREE
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    return shapely.multipolygons(
        [part for number, part in enumerate(parts) if number == 0 or part.area >= limit]
    )


def dissolve_up(shapes: dict[str, Any]) -> dict[str, Any]:
    """Merge kecamatan into their regencies along the very same lines."""
    groups: dict[str, list[Any]] = {}
    for code, shape in shapes.items():
        groups.setdefault(code[:5], []).append(shape)
    return {code: shapely.coverage_union_all(parts) for code, parts in sorted(groups.items())}


def _label_of(faces: Any, table: Any, grid: Grid) -> Any:
    inside = shapely.point_on_surface(faces)
    column = ((shapely.get_x(inside) - grid.west) / grid.step).astype(int)
    row = ((shapely.get_y(inside) - grid.south) / grid.step).astype(int)
    return table[row, column]


def _dissolve(faces: Any, labels: Any) -> dict[int, Any]:
    return {
        int(label): shapely.coverage_union_all(faces[labels == label])
        for label in np.unique(labels)
    }
