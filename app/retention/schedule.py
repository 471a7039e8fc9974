"""The retention schedule as data: what is kept how long, on which basis, and what happens then.

Proposed by the domain paper (1.2) until the province's own schedule (JRA) takes its place. A line
with a `finder` can be carried out by `petakonflik retensi`; every other says who does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.retention import finders

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select

    from app.retention.finders import Cutoff

YEAR = timedelta(days=365)
_LAW = "UU 27/2022 Pasal 16 dan 43"
_ARCHIVES = "UU 43/2009; JRA provinsi"
_DOMAIN = "usulan sampai ada JRA provinsi"


class Ending(StrEnum):
    """What happens to a kind of data when its time is over."""

    REMOVED = "dihapus oleh perintah retensi"
    BY_ITSELF = "dihapus sendiri oleh portal"
    BY_PEOPLE = "diputus orang"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of data. `since` says from when the time runs; `finder` gives (id, moment) rows."""

    code: str
    label: str
    kept: timedelta
    since: str
    basis: str
    ending: Ending
    then: str
    finder: Callable[[Cutoff], Select[int, Any]] | None = None


SCHEDULE: tuple[Line, ...] = (
    Line(
        code="laporan",
        label="Laporan terkirim dengan surat, lampiran, keputusan, dan berkas Excel-nya",
        kept=10 * YEAR,
        since="dikirim",
        basis=_ARCHIVES,
        ending=Ending.BY_PEOPLE,
        then="diserahkan ke lembaga kearsipan; portal tidak menghapusnya",
        finder=finders.sent_reports,
    ),
    Line(
        code="lampiran-pribadi",
        label="Lampiran terkirim yang ditandai memuat data pribadi",
        kept=2 * YEAR,
        since="kasusnya selesai",
        basis=_LAW,
        ending=Ending.BY_PEOPLE,
        then="diminta penghapusannya di halaman lampiran; sidiknya tetap",
        finder=finders.personal_files,
    ),
    Line(
        code="draf",
        label="Draf yang tidak pernah dikirim, dengan berkas dan barisnya",
        kept=YEAR,
        since="terakhir diisi, bila triwulannya sudah terkunci",
        basis=f"{_LAW}; {_DOMAIN}",
        ending=Ending.REMOVED,
        then="dihapus dari basis data dan cakram",
        finder=finders.old_drafts,
    ),
    Line(
        code="tabel-menunggu",
        label="Tabel kantor yang diunggah tetapi tidak pernah dipakai",
        kept=YEAR,
        since="diunggah",
        basis=f"{_LAW}; {_DOMAIN}",
        ending=Ending.REMOVED,
        then="dihapus dari basis data dan cakram",
        finder=finders.unused_tables,
    ),
    Line(
        code="surel",
        label="Catatan surel yang sudah selesai",
        kept=5 * YEAR,
        since="dibuat",
        basis=_DOMAIN,
        ending=Ending.REMOVED,
        then="dihapus dari basis data",
        finder=finders.old_mail,
    ),
    Line(
        code="tautan",
        label="Tautan sekali pakai untuk kata sandi",
        kept=YEAR,
        since="berakhir",
        basis=_DOMAIN,
        ending=Ending.REMOVED,
        then="dihapus dari basis data",
        finder=finders.ended_links,
    ),
    Line(
        code="log",
        label="Jejak audit",
        kept=5 * YEAR,
        since="dicatat",
        basis=_DOMAIN,
        ending=Ending.BY_PEOPLE,
        then="disegel dan diserahkan ke arsip; portal tidak menghapusnya",
        finder=finders.old_audit_rows,
    ),
    Line(
        code="asli-dihapus",
        label="Berkas asli dari yang dihapus karena data pribadi",
        kept=timedelta(hours=1),
        since="penghapusan diputus",
        basis=_LAW,
        ending=Ending.BY_ITSELF,
        then="dihapus dari cakram tiap jam; sidiknya tetap",
    ),
    Line(
        code="unggahan-ditolak",
        label="Unggahan yang ditolak",
        kept=timedelta(),
        since="",
        basis=_LAW,
        ending=Ending.BY_ITSELF,
        then="tidak pernah disimpan",
    ),
    Line(
        code="masuk",
        label="Sesi, percobaan masuk, dan kunci formulir",
        kept=timedelta(hours=12),
        since="sesi dibuka; percobaan dan kunci sedikit lebih lama",
        basis=_DOMAIN,
        ending=Ending.BY_ITSELF,
        then="dihapus tiap jam",
    ),
)
