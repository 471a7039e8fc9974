"""An entry of a report: every common field once, with its column and what is said about it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model import vocabulary as words
from app.model.base import Base
from app.model.case import Case
from app.model.event import EventPart
from app.model.fields import Exposure, FieldSpec, Group, Need, Shape, fields_of, spec
from app.model.potential import PotentialPart
from app.model.report import Revision

if TYPE_CHECKING:
    from app.model.particulars import (
        Action,
        Assessment,
        EntryLocation,
        InformationSource,
        Party,
    )


class Kind(StrEnum):
    """The two registers: what may happen, and what did."""

    POTENTIAL = "P"
    EVENT = "K"


class Entry(PotentialPart, EventPart, Base):
    """A quarter's snapshot of a case: a potential (kind P) or an event (kind K)."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("revision_id", "row_key"),
        Index(None, "revision_id", "kind"),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), init=False, default=None)
    carried_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id"), init=False, default=None
    )
    kind: Mapped[str] = mapped_column(String(1))
    row_key: Mapped[str] = mapped_column(String(24))
    same_case: Mapped[str] = mapped_column(String(24), default="")
    source_sheet: Mapped[str] = mapped_column(String(40), default="")
    source_row: Mapped[int | None] = mapped_column(default=None)
    refused_cells_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    title: Mapped[str] = mapped_column(
        String(160),
        info=spec(
            FieldSpec(
                heading="Judul",
                help="Pokok masalah dalam satu kalimat pendek, tanpa nama orang.",
                need=Need.REQUIRED,
                group=Group.POKOK,
                least=10,
                most=160,
                example="Sengketa lahan plasma di Desa Contoh",
                width=36,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    law_source: Mapped[str] = mapped_column(
        String(8),
        info=spec(
            FieldSpec(
                heading="Sumber konflik",
                help="Satu sumber yang paling kuat menurut Pasal 5 UU 7/2012.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.POKOK,
                codes=words.LAW_SOURCE,
                width=28,
            )
        ),
    )
    topic: Mapped[str] = mapped_column(
        String(20),
        info=spec(
            FieldSpec(
                heading="Tema utama",
                help="Tema yang paling tepat; tema lain boleh ditulis di kolom Tema lain.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.POKOK,
                codes=words.TOPIC,
                width=26,
            )
        ),
    )
    tags: Mapped[list[str]] = mapped_column(
        info=spec(
            FieldSpec(
                heading="Tema lain",
                help="Paling banyak lima tema lain, dipisah titik koma.",
                shape=Shape.CODES,
                group=Group.POKOK,
                codes=words.TOPIC,
                most=5,
                width=22,
            )
        )
    )
    change: Mapped[str] = mapped_column(
        String(8),
        info=spec(
            FieldSpec(
                heading="Perubahan",
                help="Dibanding triwulan lalu. Kosong berarti Baru, atau Berlanjut bila lama.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.POKOK,
                codes=words.CHANGE,
                width=20,
            )
        ),
    )
    fields: Mapped[list[str]] = mapped_column(
        info=spec(
            FieldSpec(
                heading="Bidang",
                help="Satu sampai tiga bidang; kosong berarti mengikuti tema.",
                shape=Shape.CODES,
                need=Need.DEFAULTED,
                group=Group.POKOK,
                codes=words.FIELD_OF_LIFE,
                most=3,
                width=20,
            )
        )
    )
    athg: Mapped[list[str]] = mapped_column(
        info=spec(
            FieldSpec(
                heading="ATHG",
                help="Wajib untuk tema Pemilu, Pilkada, dan Pilkades; dipisah titik koma.",
                shape=Shape.CODES,
                need=Need.CONDITIONAL,
                group=Group.POKOK,
                codes=words.ATHG,
                most=4,
            )
        )
    )
    summary: Mapped[str] = mapped_column(
        Text,
        info=spec(
            FieldSpec(
                heading="Uraian singkat",
                help="Fakta saja: siapa (kelompok), apa, di mana, mengapa. 30–2.000 karakter. "
                "Kosong pada peristiwa berarti awal kronologi.",
                need=Need.REQUIRED,
                filled_for="K",
                group=Group.URAIAN,
                least=30,
                most=2000,
                width=48,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    root_cause: Mapped[str] = mapped_column(
        Text,
        info=spec(
            FieldSpec(
                heading="Akar masalah",
                help="Sebab yang mendasari. Paling sedikit 20 karakter. Kosong pada peristiwa "
                "berarti masih didalami.",
                need=Need.REQUIRED,
                filled_for="K",
                group=Group.URAIAN,
                least=20,
                most=1000,
                width=36,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    trigger: Mapped[str] = mapped_column(
        String(500),
        info=spec(
            FieldSpec(
                heading="Pemicu",
                help="Yang dapat atau sudah memicu.",
                group=Group.URAIAN,
                most=500,
                width=28,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    stage: Mapped[str] = mapped_column(
        String(2),
        info=spec(
            FieldSpec(
                heading="Tahap eskalasi",
                help="Kosong berarti Mencuat untuk potensi dan Mereda untuk peristiwa.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.URAIAN,
                codes=words.STAGE,
                width=20,
            )
        ),
    )
    legal_process: Mapped[str] = mapped_column(
        String(10),
        info=spec(
            FieldSpec(
                heading="Proses hukum",
                help="Kosong berarti Tidak ada.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.URAIAN,
                codes=words.LEGAL_PROCESS,
                default="TIDAK",
                width=20,
            )
        ),
    )
    impact_note: Mapped[str] = mapped_column(
        Text,
        info=spec(
            FieldSpec(
                heading="Dampak (uraian)",
                help="Akibat bagi warga dan layanan.",
                group=Group.URAIAN,
                most=1000,
                width=30,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    development: Mapped[str] = mapped_column(
        Text,
        info=spec(
            FieldSpec(
                heading="Perkembangan triwulan ini",
                help="Wajib untuk kasus lanjutan.",
                need=Need.CONDITIONAL,
                group=Group.URAIAN,
                most=1500,
                width=34,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    handling_status: Mapped[str] = mapped_column(
        String(10),
        info=spec(
            FieldSpec(
                heading="Status penanganan",
                help="Dalam proses dan Selesai memerlukan satu upaya pada lembar 4_TindakLanjut.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                codes=words.HANDLING_STATUS,
                width=20,
            )
        ),
    )
    lead_agency: Mapped[str] = mapped_column(
        String(20),
        info=spec(
            FieldSpec(
                heading="Instansi penanggung jawab",
                help="Kosong berarti mengikuti tema.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.PENANGANAN,
                codes=words.AGENCY,
                width=26,
            )
        ),
    )
    recommendation: Mapped[str] = mapped_column(
        Text,
        info=spec(
            FieldSpec(
                heading="Rekomendasi",
                help="Wajib bila risiko Tinggi atau lebih, keparahan 3 atau lebih, "
                "atau belum ditangani.",
                need=Need.CONDITIONAL,
                group=Group.PENANGANAN,
                most=1000,
                width=34,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    info_date: Mapped[date] = mapped_column(
        info=spec(
            FieldSpec(
                heading="Tanggal informasi",
                help="Kosong berarti tanggal sumber diperoleh, atau akhir triwulan.",
                shape=Shape.DATE,
                need=Need.DEFAULTED,
                example="25/06/2026",
            )
        )
    )
    confidence: Mapped[str] = mapped_column(
        String(2),
        info=spec(
            FieldSpec(
                heading="Tingkat keyakinan",
                help="Tinggi: dua sumber mandiri atau dokumen resmi. Kosong berarti Sedang.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                codes=words.CONFIDENCE,
                default="S",
            )
        ),
    )
    sensitivity: Mapped[str] = mapped_column(
        String(10),
        info=spec(
            FieldSpec(
                heading="Kepekaan",
                help="Kosong berarti Normal; SARA, anak, dan perseorangan selalu Sensitif.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                codes=words.SENSITIVITY,
            )
        ),
    )
    sensitivity_reasons: Mapped[list[str]] = mapped_column(
        info=spec(
            FieldSpec(
                heading="Alasan kepekaan",
                help="Wajib bila kepekaan bukan Normal; dipisah titik koma.",
                shape=Shape.CODES,
                need=Need.CONDITIONAL,
                codes=words.SENSITIVITY_REASON,
                most=6,
                width=24,
            )
        )
    )
    remarks: Mapped[str] = mapped_column(
        String(500),
        info=spec(
            FieldSpec(
                heading="Keterangan",
                help="Hal lain yang perlu diketahui.",
                most=500,
                width=28,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    revision: Mapped[Revision] = relationship(lazy="raise")
    case: Mapped[Case | None] = relationship(lazy="raise", default=None)
    locations: Mapped[list[EntryLocation]] = relationship(
        back_populates="entry",
        lazy="raise",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="EntryLocation.seq",
    )
    parties: Mapped[list[Party]] = relationship(
        back_populates="entry",
        lazy="raise",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Party.seq",
    )
    sources: Mapped[list[InformationSource]] = relationship(
        back_populates="entry",
        lazy="raise",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="InformationSource.seq",
    )
    actions: Mapped[list[Action]] = relationship(
        back_populates="entry",
        lazy="raise",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="Action.date_start",
    )
    assessment: Mapped[Assessment | None] = relationship(
        back_populates="entry", lazy="raise", default=None, uselist=False
    )


FIELDS = fields_of(Entry)
FIELD_BY_NAME = {field.name: field for field in FIELDS}


def fields_for(kind: str) -> tuple[FieldSpec, ...]:
    """Specs of the fields that a potential (`P`) or an event (`K`) has."""
    return tuple(field.spec for field in FIELDS if kind in field.spec.kinds)
