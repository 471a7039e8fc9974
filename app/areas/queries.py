"""Read regions, offices and boundary sets; places are public, so nothing here takes a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.errors import NotFound
from app.model.area_code import DISTRICT, REGENCY, VILLAGE
from app.model.region import Area, BoundarySet, Office, Region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Select

    from app.db import ReadSession
    from app.model.area_code import AreaCode


def get_region(session: ReadSession, code: str) -> Region:
    """Return one region.

    Raises:
        NotFound: no region has this code.
    """
    region = session.get(Region, code)
    if region is None:
        raise NotFound
    return region


def regencies_of(session: ReadSession, province: str) -> list[Region]:
    """Return the regencies and cities of a province in order of code."""
    return _children(session, province, REGENCY)


def districts_of(session: ReadSession, regency: str) -> list[Region]:
    """Return the kecamatan of a regency in order of code."""
    return _children(session, regency, DISTRICT)


def villages_of(session: ReadSession, district: str) -> list[Region]:
    """Return the villages of a kecamatan; empty outside the loaded province."""
    return _children(session, district, VILLAGE)


def regions_within(session: ReadSession, code: str, level: int) -> list[Region]:
    """Return every region of a level inside a region (all villages of a regency, say)."""
    query = (
        select(Region)
        .where(Region.level == level, Region.code.startswith(f"{code}.", autoescape=True))
        .order_by(Region.code)
    )
    return list(session.scalars(query))


def names_of(session: ReadSession, codes: Iterable[str]) -> dict[AreaCode, str]:
    """Return the names of some regions; unknown codes are left out."""
    query = select(Region.code, Region.name).where(Region.code.in_(list(codes)))
    return dict(session.execute(query).all())


def offices_of(session: ReadSession, province: str) -> list[Office]:
    """Return the reporting offices of a province's regencies in order of code."""
    query = (
        select(Office)
        .where(Office.region_code.startswith(f"{province}.", autoescape=True))
        .order_by(Office.region_code)
    )
    return list(session.scalars(query))


def get_office(session: ReadSession, region_code: str) -> Office:
    """Return the office of a regency or of the province.

    Raises:
        NotFound: no office reports for this region.
    """
    office = session.get(Office, region_code)
    if office is None:
        raise NotFound
    return office


def boundary_sets(session: ReadSession) -> list[BoundarySet]:
    """Return every boundary set, newest first."""
    query = select(BoundarySet).order_by(BoundarySet.valid_from.desc(), BoundarySet.id.desc())
    return list(session.scalars(query))


def find_boundary_set(session: ReadSession, on: date | None = None) -> BoundarySet | None:
    """Return the set in force on a day, or the newest; an official set beats an approximate one.

    None only when nothing was loaded. Before the first set's date the oldest one serves.
    """
    sets = boundary_sets(session)
    in_force = [s for s in sets if on is None or s.valid_from <= on] or sets[-1:]
    official = [s for s in in_force if not s.approximate]
    return next(iter(official or in_force), None)


def boundary_set_in_force() -> Select[str, bool]:
    """Return what asks for source and `approximate` of the newest set, as `find_boundary_set`."""
    return (
        select(BoundarySet.source, BoundarySet.approximate)
        .order_by(BoundarySet.approximate, BoundarySet.valid_from.desc(), BoundarySet.id.desc())
        .limit(1)
    )


def current_boundary_set(session: ReadSession) -> BoundarySet:
    """Return the set new editions are made with.

    Raises:
        NotFound: nothing was loaded.
    """
    found = find_boundary_set(session)
    if found is None:
        raise NotFound("Belum ada batas wilayah yang dimuat.")
    return found


def areas_of(
    session: ReadSession, boundary_set_id: int, *, level: int, within: str | None = None
) -> list[Area]:
    """Return areas of a level with names, label points and boxes, without their polygons."""
    query = select(Area).where(Area.boundary_set_id == boundary_set_id, Area.level == level)
    if within is not None:
        query = query.where(Area.code.startswith(f"{within}.", autoescape=True))
    return list(session.scalars(query.order_by(Area.code)))


def shapes_of(
    session: ReadSession, boundary_set_id: int, *, level: int, within: str | None = None
) -> list[Area]:
    """Return areas of a level with their polygons (EPSG:4326) loaded."""
    query = (
        select(Area)
        .where(Area.boundary_set_id == boundary_set_id, Area.level == level)
        .options(undefer(Area.boundary))
        .execution_options(populate_existing=True)
    )
    if within is not None:
        query = query.where(Area.code.startswith(f"{within}.", autoescape=True))
    return list(session.scalars(query.order_by(Area.code)))


def _children(session: ReadSession, parent: str, level: int) -> list[Region]:
    query = (
        select(Region)
        .where(Region.parent_code == parent, Region.level == level)
        .order_by(Region.code)
    )
    return list(session.scalars(query))
