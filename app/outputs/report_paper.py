"""A regency's report on paper: the covering letter and what it encloses, from one revision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.areas.queries import find_boundary_set, get_region, names_of
from app.model import vocabulary as words
from app.model.area_code import DISTRICT, VILLAGE, ancestor, level_of
from app.model.day_words import moment_id
from app.model.entry import Kind
from app.model.level import Level
from app.model.region import Office
from app.outputs import report_beside, report_letter, report_rows
from app.outputs.documents.data import LevelCount, Picture, Stamp
from app.outputs.documents.report_data import PaperDistrict, ReportDocument
from app.outputs.picture.draw import AreaValue, Look, draw
from app.outputs.shapes_store import PAGE, find_index, read_shapes
from app.reports import drafts, tally
from app.reports.tally import Ground, entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.db import ReadSession
    from app.files import FileStore
    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.quarter import Quarter
    from app.model.region import Region
    from app.model.report import DistrictStatement, Revision
    from app.settings import Settings

_SHOWN_DIGITS = 16
_APPROXIMATE = "Batas perkiraan"


@dataclass(frozen=True, slots=True)
class PaperCopy:
    """Whose copy it is: the office's own is whole, the province's follows the exports."""

    at_home: bool
    now: datetime


def report_document(
    session: ReadSession,
    revision: Revision,
    settings: Settings,
    files: FileStore,
    copy: PaperCopy,
) -> ReportDocument:
    """Say a revision on paper; its `report`, `obligation` and `period` must be loaded."""
    obligation = revision.report.obligation
    office = session.get_one(Office, obligation.region_code)
    region = get_region(session, obligation.region_code)
    quarter = obligation.period.quarter
    entries = entries_of(session, [revision.id])
    kinds = Counter(one.kind for one in entries)
    statements = drafts.statements_of(session, revision)
    names = _names(session, entries, statements)
    usual = report_letter.usual_addressee(session, settings)
    levels = _levels(revision, entries, region, statements)
    seen = entries if copy.at_home else [one for one in entries if not report_rows.closed(one)]
    potentials = [one for one in seen if one.kind == Kind.POTENTIAL]
    events = [one for one in seen if one.kind == Kind.EVENT]
    writer = report_rows.Writer(names, office.zone, at_home=copy.at_home)
    told = {one.row_key for one in seen if writer.tells_whole(one)}
    return ReportDocument(
        letterhead=report_letter.letterhead(office, region),
        stamp=_stamp(revision, office, settings, copy.now),
        area=region.name,
        period=quarter.label,
        number=f"{revision.report.report_no}, versi {revision.number}",
        fingerprint=report_beside.grouped((revision.content_sha256 or "")[:_SHOWN_DIGITS]),
        letter=report_letter.letter(revision, office, kinds, statements, usual),
        situation=revision.situation_summary,
        trend=_trend(revision),
        potentials=tuple(map(writer.potential, potentials)),
        events=tuple(map(writer.event, events)),
        actions=tuple(writer.actions([*potentials, *events])),
        beside=report_beside.lines(session, revision, told),
        districts=_districts(statements, levels, names, entries),
        levels=_legend(levels, statements),
        map=_map(session, files, region, quarter, levels),
        source=_source(session),
        notes=_notes(revision),
        is_nil=revision.is_nil,
        is_draft=revision.submitted_at is None,
        withheld=len(entries) - len(seen),
    )


def _stamp(revision: Revision, office: Office, settings: Settings, now: datetime) -> Stamp:
    code = revision.receipt_code or revision.report.report_no
    issued = revision.submitted_at or now
    return Stamp(
        classification=revision.classification,
        code=code,
        check_url=f"{settings.base_url.rstrip('/')}/v/{code}" if revision.receipt_code else "",
        issued_at=issued.astimezone(ZoneInfo(office.zone)),
        printed=moment_id(issued, office.zone),
    )


def _trend(revision: Revision) -> str:
    label = words.TREND.label_of(revision.trend)
    return f"{label}. {revision.trend_reason}".strip() if revision.trend_reason else label


def _names(
    session: ReadSession, entries: Sequence[Entry], statements: Sequence[DistrictStatement]
) -> Mapping[AreaCode, str]:
    codes = {place.region_code for one in entries for place in one.locations}
    codes |= {ancestor(code, DISTRICT) for code in codes if level_of(code) == VILLAGE}
    return names_of(session, codes | {row.region_code for row in statements})


def _levels(
    revision: Revision,
    entries: Sequence[Entry],
    region: Region,
    statements: Sequence[DistrictStatement],
) -> dict[AreaCode, Level]:
    """Return the level of each kecamatan by the same count as the map of the edition."""
    sent_at = revision.submitted_at or revision.created_at
    ground = Ground(
        region=region,
        districts=tuple(row.region_code for row in statements),
        statements={row.region_code: row.statement for row in statements},
        earlier=(0.0, 0.0, 0.0),
        as_of=sent_at.date(),
        counted_at=sent_at,
    )
    counted = tally.count(revision, entries, ground)
    return {row.area_code: row.level for row in counted if row.area_code != region.code}


def _districts(
    statements: Sequence[DistrictStatement],
    levels: Mapping[AreaCode, Level],
    names: Mapping[AreaCode, str],
    entries: Sequence[Entry],
) -> tuple[PaperDistrict, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    for one in entries:
        for code in {ancestor(place.region_code, DISTRICT) for place in one.locations}:
            counts[code, one.kind] += 1
    return tuple(
        PaperDistrict(
            name=names.get(row.region_code, row.region_code),
            level=levels[row.region_code],
            statement=words.DISTRICT_STATEMENT.label_of(row.statement),
            basis="; ".join(
                part
                for part in (
                    words.INFORMATION_SOURCE.label_of(row.basis) if row.basis else "",
                    row.note,
                )
                if part
            ),
            counts=f"{counts[row.region_code, 'P']} / {counts[row.region_code, 'K']}",
        )
        for row in statements
    )


def _legend(
    levels: Mapping[AreaCode, Level], statements: Sequence[DistrictStatement]
) -> tuple[LevelCount, ...]:
    found = Counter(levels[row.region_code] for row in statements)
    return tuple(LevelCount(level, found[level]) for level in Level)


def _map(
    session: ReadSession,
    files: FileStore,
    region: Region,
    quarter: Quarter,
    levels: Mapping[AreaCode, Level],
) -> Picture | None:
    """Draw the kecamatan; None while the shapes are not prepared."""
    boundary_set = find_boundary_set(session)
    index = find_index(files, boundary_set) if boundary_set is not None else None
    kept = index.find(PAGE, region.code) if index is not None else None
    if kept is None:
        return None
    title = f"Peta kecamatan {region.name} {quarter.label}"
    values = {str(code): AreaValue(level) for code, level in levels.items()}
    look = Look(style="standalone", title=title, prefix="laporan-")
    found = Counter(levels.values())
    said = ", ".join(f"{found[level]} {level.label}" for level in Level if found[level])
    return Picture(title, draw(read_shapes(files, kept), values, look), f"{title}: {said}")


def _source(session: ReadSession) -> str:
    boundary_set = find_boundary_set(session)
    if boundary_set is None:
        return ""
    said = f"{boundary_set.name}. {boundary_set.source}."
    if boundary_set.approximate and not boundary_set.name.startswith(_APPROXIMATE):
        return f"{_APPROXIMATE}. {said}"
    return said


def _notes(revision: Revision) -> tuple[str, ...]:
    notes = []
    if revision.submitted_at is None:
        notes.append("Draf: belum dikirim kepada provinsi dan masih dapat berubah.")
    if revision.single_officer:
        notes.append("Wilayah ini disetel satu petugas: penyusun dan pengesah orang yang sama.")
    if revision.amendment_note:
        notes.append(f"Perubahan atas versi sebelumnya: {revision.amendment_note}")
    return tuple(notes)
