"""The places of one regency as the workbook's parser asks for them, and the parser's context."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.areas.names import NameMatch, match_name
from app.areas.queries import find_boundary_set
from app.errors import NotFound
from app.intake.context import IntakeContext, Match
from app.model.area_code import (
    DISTRICT,
    REGENCY,
    VILLAGE,
    AreaCode,
    ancestor,
    level_of,
)
from app.model.case import Case
from app.model.period import Period
from app.model.region import Office, Region
from app.reports.open_cases import case_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.areas.locate import Locator, LocatorShelf
    from app.db import ReadSession
    from app.model.quarter import Quarter


@dataclass(frozen=True)
class RegencyPlaces:
    """Names and shapes of a regency's places; other regencies for boundary disputes."""

    region_code: AreaCode
    names: Mapping[AreaCode, str]
    locator: Locator | None

    def districts(self) -> tuple[tuple[str, str], ...]:
        """Return (code, name) of every kecamatan of the reporting regency."""
        return tuple(self._below(self.region_code, DISTRICT).items())

    def villages(self, district_code: str) -> tuple[tuple[str, str], ...]:
        """Return (code, name) of every village of a kecamatan."""
        return tuple(self._below(district_code, VILLAGE).items())

    def find_district(self, text: str) -> Match:
        """Find a kecamatan of the reporting regency by name or dotted code."""
        return self._find(text, self.region_code, DISTRICT)

    def find_village(self, text: str, district_code: str) -> Match:
        """Find a desa or kelurahan of a kecamatan by name or dotted code."""
        return self._find(text, district_code, VILLAGE)

    def find_anywhere(self, text: str) -> Match:
        """Find `Desa X, Kec. Y`, `Kec. Z`, a regency, or a code in the whole province.

        The reporting regency is looked through first.
        """
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            return Match(None)
        if parts[0] in self.names:
            return Match(parts[0], self.names[AreaCode(parts[0])])
        if len(parts) > 1:
            return self._village_in(parts[0], parts[1])
        for home in (self.region_code, ancestor(self.region_code, 1)):
            for level in (DISTRICT, VILLAGE, REGENCY):
                found = match_name(parts[0], self._below(home, level), level)
                if found.code is not None:
                    return self._match(found)
        nearest = match_name(parts[0], self._below(self.region_code, VILLAGE), VILLAGE)
        return self._match(nearest)

    def district_at(self, lon: float, lat: float) -> str | None:
        """Return the kecamatan a point lies in; None outside every one."""
        return self.locator.locate(lon, lat) if self.locator else None

    def distance_km(self, code: str, lon: float, lat: float) -> float | None:
        """Return how far a point lies from a kecamatan, 0 inside; None without a boundary."""
        district = ancestor(code, DISTRICT)
        if self.locator is None or district not in self.locator:
            return None
        return self.locator.distance_km(district, lon, lat)

    def _village_in(self, village: str, district: str) -> Match:
        for home in (self.region_code, ancestor(self.region_code, 1)):
            found = match_name(district, self._below(home, DISTRICT), DISTRICT)
            if found.code is not None:
                return self.find_village(village, found.code)
        return self.find_district(district)

    @cached_property
    def _groups(self) -> dict[tuple[str, int], dict[AreaCode, str]]:
        groups: dict[tuple[str, int], dict[AreaCode, str]] = {}
        for area, name in self.names.items():
            level = level_of(area)
            for above in range(1, level):
                groups.setdefault((ancestor(area, above), level), {})[area] = name
        return groups

    @cached_property
    def _found(self) -> dict[tuple[str, str, int], Match]:
        """Answers given before: a file names the same few places row after row."""
        return {}

    def _below(self, code: str, level: int) -> dict[AreaCode, str]:
        return self._groups.get((code, level), {})

    def _find(self, text: str, home: str, level: int) -> Match:
        key = (text, home, level)
        if key not in self._found:
            names = self._below(home, level)
            code = AreaCode(text.strip())
            self._found[key] = (
                Match(code, names[code])
                if code in names
                else self._match(match_name(text, names, level))
            )
        return self._found[key]

    def _match(self, found: NameMatch) -> Match:
        if found.code is not None:
            return Match(found.code, self.names[found.code])
        return Match(None, "", tuple((code, self.names[code]) for code in found.suggestions))


def places_of(session: ReadSession, shelf: LocatorShelf, region_code: AreaCode) -> RegencyPlaces:
    """Load the places of a regency; shapes come from the boundary set in force."""
    province = ancestor(region_code, 1)
    rows = session.execute(
        select(Region.code, Region.name)
        .where(Region.code.startswith(f"{province}.", autoescape=True))
        .order_by(Region.code)
    )
    names = dict(rows.all())
    boundary_set = find_boundary_set(session)
    locator = shelf.get(session, boundary_set, DISTRICT) if boundary_set else None
    return RegencyPlaces(region_code, names, locator)


def intake_context(
    session: ReadSession,
    shelf: LocatorShelf,
    region_code: AreaCode,
    quarter: Quarter,
    today: date,
) -> IntakeContext:
    """Return everything a row of this regency and quarter is judged against.

    Raises:
        NotFound: no office reports for the region.
    """
    office = session.get(Office, region_code)
    if office is None:
        raise NotFound
    cases = session.execute(
        select(Case.case_no, Case.title).where(Case.home_region == region_code)
    )
    record = case_record(session, quarter, region_code)
    return IntakeContext(
        region_code=region_code,
        region_name=office.display_name,
        quarter=quarter,
        places=places_of(session, shelf, region_code),
        today=today,
        zone=office.zone,
        known_cases=dict(cases.all()),
        letters_from=session.scalar(select(Period.opens_on).where(Period.quarter == quarter)),
        previous_cases=record.reported,
        closed_cases=record.over,
        quiet_cases=record.quiet,
    )
