"""A regency's workbook for a quarter: its places, its letter, and the cases still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.areas.queries import districts_of, get_office, names_of, regions_within
from app.intake.template_request import CarriedRow, District, TemplateRequest
from app.model.area_code import DISTRICT, VILLAGE, ancestor, is_within, level_of
from app.model.case import Case
from app.model.entry import FIELD_BY_NAME, FIELDS, Entry, Kind
from app.model.fields import Shape
from app.reports.entry_pages import WHOLE
from app.reports.open_cases import open_cases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.particulars import EntryLocation, InformationSource, Party
    from app.model.quarter import Quarter
    from app.model.report import Revision

# What the officer has to say anew each quarter, or the portal fills in.
_ANEW = frozenset({"change", "development", "info_date", "closure_basis", "closed_on"})
_SINGLE = ("A", "B")


def template_request(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: AreaCode, secret: bytes
) -> TemplateRequest:
    """Return what the workbook of a regency and quarter is made from."""
    office = get_office(session, region_code)
    villages = regions_within(session, region_code, VILLAGE)
    districts = tuple(
        District(
            district.code,
            district.name,
            tuple(
                (item.code, item.name) for item in villages if item.parent_code == district.code
            ),
        )
        for district in districts_of(session, region_code)
    )
    return TemplateRequest(
        region_code=region_code,
        region_name=office.display_name,
        agency_name=office.agency_name,
        quarter=quarter,
        districts=districts,
        secret=secret,
        carried=carried_rows(session, scope, quarter, region_code),
        letter={
            "letter_subject": "Laporan Peta Potensi Konflik dan Peta Konflik "
            f"Triwulan {quarter.roman} Tahun {quarter.year}",
            "letter_enclosures": "1 (satu) berkas",
            "signatory_name": office.signatory_name,
            "signatory_position": office.signatory_position,
        },
    )


def carried_rows(
    session: ReadSession, scope: Scope, quarter: Quarter, region_code: AreaCode
) -> tuple[CarriedRow, ...]:
    """Return every open case as the row a workbook or a page begins with, by case number."""
    waiting = open_cases(session, scope, quarter, region_code)
    names = _place_names(session, [item.last for item in waiting])
    return tuple(
        CarriedRow(Kind.POTENTIAL, item.case.case_no, cells_of(item.last, region_code, names))
        for item in waiting
    )


def draft_cells(session: ReadSession, revision: Revision, case_no: str) -> dict[str, str] | None:
    """Return what a draft tells of a case as cells; None when it tells nothing yet."""
    entry = session.scalar(
        select(Entry)
        .join(Entry.case)
        .where(
            Entry.revision_id == revision.id,
            Entry.kind == Kind.POTENTIAL,
            Case.case_no == case_no,
        )
        .order_by(Entry.row_key)
        .limit(1)
        .options(*WHOLE)
    )
    if entry is None:
        return None
    cells = cells_of(entry, revision.report.obligation.region_code, _place_names(session, [entry]))
    anew = {
        name: _text(FIELD_BY_NAME[name].spec.shape, getattr(entry, name)) for name in sorted(_ANEW)
    }
    return {**cells, **{name: text for name, text in anew.items() if text}}


def _place_names(session: ReadSession, entries: list[Entry]) -> Mapping[AreaCode, str]:
    codes = {location.region_code for entry in entries for location in entry.locations}
    codes |= {ancestor(code, DISTRICT) for code in codes if level_of(code) == VILLAGE}
    return names_of(session, codes)


def cells_of(entry: Entry, region_code: AreaCode, names: Mapping[AreaCode, str]) -> dict[str, str]:
    """Write an entry as the cells an officer would have typed, by column key."""
    cells = {
        field.name: _text(field.spec.shape, getattr(entry, field.name))
        for field in FIELDS
        if entry.kind in field.spec.kinds and field.name not in _ANEW
    }
    cells |= _place_cells(entry, region_code, names)
    cells |= _party_cells(entry.parties)
    cells |= _source_cells(entry.sources)
    return {key: text for key, text in cells.items() if text}


def _text(shape: Shape, value: Any) -> str:
    if value is None:
        return ""
    if shape is Shape.CODES:
        return "; ".join(value)
    if shape is Shape.YES_NO:
        return "1" if value else "0"
    return f"{value:%d/%m/%Y}" if shape is Shape.DATE else str(value)


def _place_cells(
    entry: Entry, region_code: AreaCode, names: Mapping[AreaCode, str]
) -> dict[str, str]:
    cells: dict[str, str] = {}
    others = []
    for location in entry.locations:
        code = location.region_code
        if not location.is_primary:
            others.append(_other_place(code, region_code, names))
            continue
        if level_of(code) >= DISTRICT:
            cells["district"] = names.get(ancestor(code, DISTRICT), "")
        cells["village"] = names.get(code, "") if level_of(code) == VILLAGE else ""
        cells |= {"place": location.place, "precision": location.precision, **_point(location)}
    return {**cells, "other_locations": "; ".join(others)}


def _point(location: EntryLocation) -> dict[str, str]:
    if location.lat is None or location.lon is None:
        return {}
    return {
        name: f"{value:.6f}".rstrip("0").replace(".", ",")
        for name, value in (("lat", location.lat), ("lon", location.lon))
    }


def _other_place(code: AreaCode, home: AreaCode, names: Mapping[AreaCode, str]) -> str:
    """Name a place of one's own regency; elsewhere the code alone is certain."""
    if not is_within(code, home) or code not in names or level_of(code) < DISTRICT:
        return code
    if level_of(code) == DISTRICT:
        return f"Kec. {names[code]}"
    return f"{names[code]}, Kec. {names[ancestor(code, DISTRICT)]}"


def _party_cells(parties: list[Party]) -> dict[str, str]:
    cells: dict[str, str] = {}
    others = []
    for party in parties:
        key = f"party_{party.role.lower()}_name"
        if party.role in _SINGLE and key not in cells:
            cells[key] = _party_name(party)
            cells[f"party_{party.role.lower()}_type"] = party.party_type
        else:
            others.append(f"{party.role}/{party.party_type}: {_party_name(party)}")
    return {**cells, "other_parties": "; ".join(others)}


def _party_name(party: Party) -> str:
    members = f" ({party.members_est})" if party.members_est is not None else ""
    child = " (anak)" if party.is_child else ""
    initials = f", inisial {party.initials}" if party.initials else ""
    return f"{party.name}{members}{child}{initials}"


def _source_cells(sources: list[InformationSource]) -> dict[str, str]:
    """Write the sources without their days: information is fresh each quarter."""
    cells: dict[str, str] = {}
    others = []
    for source in sources:
        if not cells:
            cells = {
                "source": source.source,
                "method": source.method,
                "detail": source.detail,
                "reliability": source.reliability or "",
                "credibility": source.credibility or "",
                "url": source.url,
                "protected": "1" if source.protected else "",
            }
            continue
        link = f" <{source.url}>" if source.url else ""
        closed = " (lindungi)" if source.protected else ""
        rated = _rating(source)
        others.append(f"{source.source}/{source.method}: {source.detail}{link}{rated}{closed}")
    return {**cells, "other_sources": "; ".join(others)}


def _rating(source: InformationSource) -> str:
    """Write what `intake.sources` reads: ` [B2]`, with `-` for what is not judged."""
    if source.reliability is None and source.credibility is None:
        return ""
    return f" [{source.reliability or '-'}{source.credibility or '-'}]"
