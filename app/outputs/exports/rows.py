"""Entries and actions of an edition as tables: what each field's exposure lets travel.

Only normal rows are listed: sensitive ones are left out of exports, closed ones only counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.model import vocabulary as words
from app.model.area_code import DISTRICT, VILLAGE, ancestor, level_of
from app.model.entry import FIELDS, Entry, Kind
from app.model.fields import Exposure, Shape
from app.model.particulars import ACTION_FIELDS
from app.outputs.beside_words import file_words, request_words
from app.outputs.exports.table import Column, Table, table
from app.outputs.figures_cases import primary_place
from app.reports.entry_standing import level_of_entry, reading_of, reading_reason, severity_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.model.fields import Field
    from app.model.particulars import InformationSource
    from app.model.region import Office
    from app.outputs.exports.table import Value
    from app.outputs.figures_ground import Ground

LISTED = "NORMAL"
# No export by these kinds of party below the province (protection of groups).
PARTIES_UNNAMED = frozenset({"ETNIS", "AGAMA", "ORANG"})
_PLACE = (
    Column("kode_kab", "Kode kabupaten/kota", 10),
    Column("kabupaten_kota", "Kabupaten/kota", 24),
    Column("kode_kec", "Kode kecamatan", 11),
    Column("kecamatan", "Kecamatan", 20),
    Column("desa", "Desa/kelurahan", 20),
    Column("no_kasus", "Nomor kasus", 15),
    Column("no_baris", "Nomor baris", 12),
    Column("asal", "Asal di berkas", 18),
    Column("tingkat", "Tingkat", 14),
    Column("zona", "Zona", 10),
    Column("penilaian_provinsi", "Penilaian provinsi", 30),
    Column("alasan_provinsi", "Alasan penilaian provinsi", 36),
)
_AFTER = (
    Column("ketelitian", "Ketelitian lokasi", 16),
    Column("lintang", "Lintang", 11),
    Column("bujur", "Bujur", 11),
    Column("pihak", "Pihak terlibat", 30),
    Column("sumber_informasi", "Sumber informasi", 30),
    Column("permintaan", "Permintaan kepada pihak lain", 36),
    Column("lampiran", "Lampiran", 36),
)
_OWN = {
    Kind.POTENTIAL: (
        Column("skor_risiko", "Skor risiko (1-25)", 10),
        Column("risiko", "Tingkat risiko", 14),
    ),
    Kind.EVENT: (
        Column("keparahan", "Keparahan (1-5)", 10),
        Column("keparahan_asal", "Keparahan menurut rumus", 12),
    ),
}


def entry_table(ground: Ground, kind: Kind) -> Table:
    """List the potentials or the events, by region and row."""
    fields = _travelling(field for field in FIELDS if kind in field.spec.kinds)
    columns = [*_PLACE, *_OWN[kind], *map(_column, fields), *_AFTER]
    rows = [
        [
            *_place(ground, entry, office),
            *_own(entry),
            *(field_value(field, getattr(entry, field.name), office.zone) for field in fields),
            *_after(entry),
            "; ".join(map(request_words, ground.beside.requests_about(entry))),
            "; ".join(map(file_words, ground.beside.files_of(entry))),
        ]
        for entry, office in listed(ground)
        if entry.kind == kind
    ]
    return table("Potensi" if kind is Kind.POTENTIAL else "Peristiwa", columns, rows)


def action_table(ground: Ground) -> Table:
    """List what was done about the listed entries."""
    fields = _travelling(ACTION_FIELDS)
    columns = [
        *_PLACE[:2],
        *_PLACE[5:7],
        Column("jenis", "Jenis entri", 18),
        Column("judul", "Judul", 36),
        *map(_column, fields),
    ]
    rows = [
        [
            *(office.region_code, office.display_name, entry.case.case_no if entry.case else ""),
            *(entry.row_key, words.KIND.label_of(entry.kind), entry.title),
            *(field_value(field, getattr(action, field.name), office.zone) for field in fields),
        ]
        for entry, office in listed(ground)
        for action in sorted(entry.actions, key=lambda item: (item.date_start, item.row_key))
    ]
    return table("Upaya", columns, rows)


def listed(ground: Ground) -> list[tuple[Entry, Office]]:
    """Entries that may be exported with their regency's office, by region, kind and row."""
    offices = {row.code: row.office for row in ground.rows}
    region_of = ground.region_of
    pairs = [
        (entry, offices[region_of[entry.revision_id]])
        for entry in ground.entries
        if entry.sensitivity == LISTED
    ]
    pairs.sort(key=lambda pair: (pair[1].region_code, pair[0].kind, pair[0].row_key))
    return pairs


def field_value(field: Field, value: Any, zone: str) -> Value:
    """Return a stored value as a sheet shows it: labels for codes, local time for moments."""
    codes, shape = field.spec.codes, field.spec.shape
    if value is None:
        return None
    if shape is Shape.CODES:
        return "; ".join(codes.label_of(item) if codes else str(item) for item in value)
    if shape is Shape.YES_NO:
        return "Ya" if value else "Tidak"
    if shape is Shape.CODE and codes:
        return codes.label_of(value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return value  # type: ignore[no-any-return]


def _travelling(fields: Any) -> tuple[Field, ...]:
    return tuple(field for field in fields if field.spec.exposure is not Exposure.CLOSED)


def _column(field: Field) -> Column:
    return Column(field.name, field.spec.heading, field.spec.width)


def _place(ground: Ground, entry: Entry, office: Office) -> list[Value]:
    location = primary_place(entry)
    code = location.region_code if location is not None else office.region_code
    district = ancestor(code, DISTRICT) if level_of(code) >= DISTRICT else None
    level = level_of_entry(entry)
    return [
        office.region_code,
        office.display_name,
        district or "",
        ground.names.get(district, "") if district else "",
        ground.names.get(code, "") if level_of(code) == VILLAGE else "",
        entry.case.case_no if entry.case is not None else "",
        entry.row_key,
        f"{entry.source_sheet} baris {entry.source_row}" if entry.source_row else "",
        level.label,
        level.zone,
        reading_of(entry),
        reading_reason(entry),
    ]


def _is_rated(source: InformationSource) -> bool:
    return source.reliability is not None or source.credibility is not None


def _own(entry: Entry) -> list[Value]:
    if entry.kind == Kind.EVENT:
        return [severity_of(entry), entry.severity]
    return [entry.risk_score, words.RISK_LEVEL.label_of(entry.risk_level)]


def _after(entry: Entry) -> Sequence[Value]:
    location = primary_place(entry)
    parties = [
        item.name
        for item in entry.parties
        if item.party_type not in PARTIES_UNNAMED and not item.is_child
    ]
    sources = [
        words.INFORMATION_SOURCE.label_of(item.source)
        + (f" ({item.detail})" if item.detail and not item.protected else "")
        + (f" [{item.reliability or '-'}{item.credibility or '-'}]" if _is_rated(item) else "")
        for item in entry.sources
    ]
    return [
        words.LOCATION_PRECISION.label_of(location.precision) if location else "",
        location.lat if location else None,
        location.lon if location else None,
        "; ".join(parties),
        "; ".join(sources),
    ]
