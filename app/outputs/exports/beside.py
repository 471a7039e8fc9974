"""Requests and files as an edition's tables name them: those of listed entries and of reports.

What belongs to a sensitive or closed entry stays out, as the entry itself does. Of a file with
personal data only its kind is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from app.model import vocabulary as words
from app.outputs.beside_words import file_words
from app.outputs.exports.rows import listed
from app.outputs.exports.table import Column, Table, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.model.recommendation import Recommendation
    from app.model.region import Office
    from app.model.report import Attachment
    from app.outputs.figures_ground import Ground

    Item = TypeVar("Item", Recommendation, Attachment)

_REGION = (
    Column("kode_kab", "Kode kabupaten/kota", 10),
    Column("kabupaten_kota", "Kabupaten/kota", 24),
    Column("no_baris", "Nomor baris entri", 12),
)


def request_table(ground: Ground) -> Table:
    """List what regencies ask of others."""
    columns = [
        *_REGION,
        Column("nomor", "Nomor permintaan", 12),
        Column("tujuan", "Ditujukan kepada", 26),
        Column("isi", "Isi permintaan", 60),
        Column("sebelum", "Diharapkan sebelum", 14),
    ]
    rows = [
        [
            *(office.region_code, office.display_name, item.entry_key or ""),
            *(item.number, words.REC_TARGET.label_of(item.target), item.text),
            item.wanted_by,
        ]
        for office, item in _open_ones(ground, ground.beside.requests)
    ]
    return table("Permintaan", columns, rows)


def enclosure_table(ground: Ground) -> Table:
    """List the files of the reports; the files themselves stay at the portal."""
    columns = [
        *_REGION,
        Column("no_upaya", "Nomor upaya", 12),
        Column("keterangan", "Lampiran", 50),
        Column("diambil", "Tanggal pengambilan", 14),
        Column("sidik", "Sidik berkas (SHA-256)", 66),
    ]
    rows = [
        [
            *(office.region_code, office.display_name, item.entry_key or ""),
            *(item.action_key or "", file_words(item), item.taken_on, item.sha256),
        ]
        for office, item in _open_ones(ground, ground.beside.files)
    ]
    return table("Lampiran", columns, rows)


def _open_ones(
    ground: Ground, by_revision: Mapping[int, Sequence[Item]]
) -> Iterator[tuple[Office, Item]]:
    """Yield what belongs to a report as a whole or to one of its listed entries, by region."""
    shown = {(entry.revision_id, entry.row_key) for entry, _ in listed(ground)}
    for row in ground.rows:
        if row.revision is None:
            continue
        for item in by_revision.get(row.revision.id, ()):
            if item.entry_key is None or (row.revision.id, item.entry_key) in shown:
                yield row.office, item
