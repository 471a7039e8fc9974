"""The small map beside an entry: where in the regency it lies, and that in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.area_code import DISTRICT, PROVINCE, REGENCY, ancestor, level_of
from app.model.entry import Kind
from app.outputs.picture.signs import PointValue
from app.reports.entry_standing import level_of_entry, severity_of
from app.web.pages.entry_view import place_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.particulars import EntryLocation
    from app.web.pictures import PictureShelf

_OPEN = "NORMAL"  # of the list `sensitivity`: any other entry is shown by its kecamatan alone


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """The drawn map and the words below it."""

    svg: Markup
    caption: str


def place_map(
    session: ReadSession,
    shelf: PictureShelf,
    entry: Entry,
    names: Mapping[AreaCode, str],
    regency_name: str,
) -> PlaceMap | None:
    """Draw where an entry lies; None while the shapes are not prepared.

    A set without kecamatan, and an entry of no kecamatan, mark the regency in the province.
    """
    location = next((item for item in entry.locations if item.is_primary), None)
    if location is None:
        return None
    district = ancestor(location.region_code, DISTRICT)
    regency = ancestor(district, REGENCY)
    point = _point(entry, location)
    shown = location.region_code if entry.sensitivity == _OPEN else district
    said = _said(shown, names, regency_name, point)
    if level_of(district) == DISTRICT:
        svg = shelf.situation(session, regency, district, said, point)
        if svg is not None:
            return PlaceMap(svg, said)
    svg = shelf.situation(session, ancestor(regency, PROVINCE), regency, said, point)
    return PlaceMap(svg, said) if svg is not None else None


def _point(entry: Entry, location: EntryLocation) -> PointValue | None:
    """Return the symbol of the entry; a sensitive one has none."""
    if entry.sensitivity != _OPEN or location.lon is None or location.lat is None:
        return None
    event = entry.kind == Kind.EVENT
    return PointValue(
        kind="peristiwa" if event else "potensi",
        lon=location.lon,
        lat=location.lat,
        level=level_of_entry(entry),
        severity=severity_of(entry) if event else 1,
    )


def _said(
    place: AreaCode, names: Mapping[AreaCode, str], regency_name: str, point: PointValue | None
) -> str:
    """Write `Letak Bumi Harapan, Kec. Sepaku, di Kab. Contoh; lingkaran: titik ...`."""
    if level_of(place) < DISTRICT:
        return f"Letak {regency_name} di provinsi"
    said = f"Letak {place_name(place, names)}, di {regency_name}"
    if point is None:
        return said
    sign = "belah ketupat" if point.kind == "peristiwa" else "lingkaran"
    return f"{said}; {sign}: titik yang dilaporkan"
