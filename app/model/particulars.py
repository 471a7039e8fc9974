"""What hangs on an entry: places, parties, sources, actions, and the province's assessment."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model import vocabulary as words
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.case import Case
from app.model.entry import Entry
from app.model.fields import Exposure, FieldSpec, Group, Need, Shape, fields_of, spec


class EntryLocation(Base):
    """A place of an entry; exactly one per entry is primary. Degrees in EPSG:4326."""

    __tablename__ = "entry_location"
    __table_args__ = (
        UniqueConstraint("entry_id", "seq"),
        Index(None, "region_code"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", "both_coordinates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), init=False)
    seq: Mapped[int]
    is_primary: Mapped[bool]
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"))
    precision: Mapped[str] = mapped_column(
        String(8),
        info=spec(
            FieldSpec(
                heading="Ketelitian lokasi",
                help="Kosong berarti mengikuti isian: titik, desa, atau kecamatan.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.LOKASI,
                codes=words.LOCATION_PRECISION,
            )
        ),
    )
    place: Mapped[str] = mapped_column(
        String(160),
        default="",
        info=spec(
            FieldSpec(
                heading="Nama tempat",
                help="Patokan atau blok; bukan alamat rumah.",
                group=Group.LOKASI,
                most=160,
                width=26,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    lat: Mapped[float | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Lintang",
                help="Derajat desimal, mis. -0,5012; kosong bila tidak ada titik.",
                shape=Shape.DECIMAL,
                need=Need.CONDITIONAL,
                group=Group.LOKASI,
                least=-90,
                most=90,
                width=12,
            )
        ),
    )
    lon: Mapped[float | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Bujur",
                help="Derajat desimal, mis. 117,1534.",
                shape=Shape.DECIMAL,
                need=Need.CONDITIONAL,
                group=Group.LOKASI,
                least=-180,
                most=180,
                width=12,
            )
        ),
    )
    entry: Mapped[Entry] = relationship(back_populates="locations", lazy="raise", default=None)


class Party(Base):
    """A group that takes part or is affected; never a person's name."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("entry_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), init=False)
    seq: Mapped[int]
    role: Mapped[str] = mapped_column(
        String(12),
        info=spec(
            FieldSpec(
                heading="Kedudukan pihak",
                help="A, B, terdampak, atau penengah.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.PIHAK,
                codes=words.PARTY_ROLE,
            )
        ),
    )
    party_type: Mapped[str] = mapped_column(
        String(12),
        info=spec(
            FieldSpec(
                heading="Jenis pihak",
                help="Kelompok, bukan orang.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.PIHAK,
                codes=words.PARTY_TYPE,
                width=24,
            )
        ),
    )
    name: Mapped[str] = mapped_column(
        String(120),
        info=spec(
            FieldSpec(
                heading="Nama kelompok/badan",
                help="Nama kelompok atau badan hukum; bukan nama orang.",
                need=Need.REQUIRED,
                group=Group.PIHAK,
                least=2,
                most=120,
                width=30,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    initials: Mapped[str] = mapped_column(
        String(6),
        default="",
        info=spec(
            FieldSpec(
                heading="Inisial",
                help="Hanya untuk perseorangan; tidak pernah untuk anak.",
                need=Need.CONDITIONAL,
                group=Group.PIHAK,
                most=6,
                exposure=Exposure.CLOSED,
            )
        ),
    )
    is_child: Mapped[bool] = mapped_column(
        default=False,
        info=spec(
            FieldSpec(
                heading="Anak",
                help="Ya bila pihak ini anak; inisial harus kosong.",
                shape=Shape.YES_NO,
                need=Need.DEFAULTED,
                group=Group.PIHAK,
                codes=words.YES_NO,
                default="0",
            )
        ),
    )
    members_est: Mapped[int | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Perkiraan anggota",
                help="Jumlah orang, boleh kosong.",
                shape=Shape.INTEGER,
                group=Group.PIHAK,
                least=0,
                most=10_000_000,
            )
        ),
    )
    entry: Mapped[Entry] = relationship(back_populates="parties", lazy="raise", default=None)


class InformationSource(Base):
    """A body or publication an entry rests on; never an informant."""

    __tablename__ = "information_source"
    __table_args__ = (UniqueConstraint("entry_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), init=False)
    seq: Mapped[int]
    source: Mapped[str] = mapped_column(
        String(16),
        info=spec(
            FieldSpec(
                heading="Sumber informasi",
                help="Badan atau media, bukan orang.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.SUMBER,
                codes=words.INFORMATION_SOURCE,
                width=26,
            )
        ),
    )
    method: Mapped[str] = mapped_column(
        String(12),
        info=spec(
            FieldSpec(
                heading="Cara memperoleh",
                help="Kosong berarti Laporan tertulis.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.SUMBER,
                codes=words.INFORMATION_METHOD,
                default="TERTULIS",
                width=20,
            )
        ),
    )
    obtained_on: Mapped[date] = mapped_column(
        info=spec(
            FieldSpec(
                heading="Tanggal diperoleh",
                help="Kosong berarti tanggal informasi.",
                shape=Shape.DATE,
                need=Need.DEFAULTED,
                group=Group.SUMBER,
                example="20/06/2026",
            )
        )
    )
    detail: Mapped[str] = mapped_column(
        String(120),
        default="",
        info=spec(
            FieldSpec(
                heading="Rincian sumber",
                help="Nama badan atau terbitan.",
                group=Group.SUMBER,
                most=120,
                width=26,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    reliability: Mapped[str | None] = mapped_column(
        String(2),
        default=None,
        info=spec(
            FieldSpec(
                heading="Keandalan sumber",
                help="A sampai F menurut kebiasaan sumber ini; boleh kosong.",
                shape=Shape.CODE,
                group=Group.SUMBER,
                codes=words.RELIABILITY,
                width=20,
            )
        ),
    )
    credibility: Mapped[str | None] = mapped_column(
        String(2),
        default=None,
        info=spec(
            FieldSpec(
                heading="Kebenaran informasi",
                help="1 sampai 6 menurut isi kabarnya; boleh kosong.",
                shape=Shape.CODE,
                group=Group.SUMBER,
                codes=words.CREDIBILITY,
                width=20,
            )
        ),
    )
    url: Mapped[str] = mapped_column(
        String(300),
        default="",
        info=spec(
            FieldSpec(
                heading="Tautan",
                help="Wajib untuk media massa; diawali http:// atau https://.",
                need=Need.CONDITIONAL,
                group=Group.SUMBER,
                most=300,
                width=26,
            )
        ),
    )
    protected: Mapped[bool] = mapped_column(
        default=False,
        info=spec(
            FieldSpec(
                heading="Lindungi sumber",
                help="Ya menyembunyikan rincian sumber di luar kabupaten/kota.",
                shape=Shape.YES_NO,
                need=Need.DEFAULTED,
                group=Group.SUMBER,
                codes=words.YES_NO,
                default="0",
            )
        ),
    )
    entry: Mapped[Entry] = relationship(back_populates="sources", lazy="raise", default=None)


class Action(Base):
    """What was done about a case, dated to the day so that it can be re-cut into B04/B08/B12."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("entry_id", "row_key"),
        Index(None, "case_id"),
        CheckConstraint("next_due IS NULL OR next_step <> ''", "due_has_step"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), init=False)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), init=False, default=None)
    row_key: Mapped[str] = mapped_column(String(24))
    refused_cells_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    date_start: Mapped[date] = mapped_column(
        info=spec(
            FieldSpec(
                heading="Tanggal",
                help="Tanggal upaya dimulai.",
                shape=Shape.DATE,
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                example="12/06/2026",
            )
        )
    )
    phase: Mapped[str] = mapped_column(
        String(8),
        info=spec(
            FieldSpec(
                heading="Tahap penanganan",
                help="Kosong berarti Pencegahan untuk potensi, Penghentian untuk peristiwa.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.PENANGANAN,
                codes=words.PHASE,
                width=22,
            )
        ),
    )
    action_type: Mapped[str] = mapped_column(
        String(16),
        info=spec(
            FieldSpec(
                heading="Bentuk upaya",
                help="Pilih yang paling tepat.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                codes=words.ACTION_TYPE,
                width=24,
            )
        ),
    )
    lead_agency: Mapped[str] = mapped_column(
        String(20),
        info=spec(
            FieldSpec(
                heading="Pelaksana utama",
                help="Instansi yang memimpin upaya.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                codes=words.AGENCY,
                width=26,
            )
        ),
    )
    description: Mapped[str] = mapped_column(
        Text,
        info=spec(
            FieldSpec(
                heading="Uraian upaya",
                help="Yang dilakukan. Paling sedikit 20 karakter.",
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                least=20,
                most=1000,
                width=40,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    result: Mapped[str] = mapped_column(
        String(600),
        info=spec(
            FieldSpec(
                heading="Hasil",
                help="Hasil yang dicapai.",
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                least=3,
                most=600,
                width=32,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    result_status: Mapped[str] = mapped_column(
        String(12),
        info=spec(
            FieldSpec(
                heading="Status hasil",
                help="Selain Berhasil memerlukan langkah berikutnya.",
                shape=Shape.CODE,
                need=Need.REQUIRED,
                group=Group.PENANGANAN,
                codes=words.ACTION_RESULT,
                width=20,
            )
        ),
    )
    date_end: Mapped[date | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Sampai",
                help="Boleh kosong.",
                shape=Shape.DATE,
                group=Group.PENANGANAN,
            )
        ),
    )
    support_agencies: Mapped[list[str]] = mapped_column(
        default_factory=list,
        info=spec(
            FieldSpec(
                heading="Instansi pendukung",
                help="Dipisah titik koma; bukan pelaksana utama.",
                shape=Shape.CODES,
                group=Group.PENANGANAN,
                codes=words.AGENCY,
                most=10,
                width=26,
            )
        ),
    )
    next_step: Mapped[str] = mapped_column(
        String(400),
        default="",
        info=spec(
            FieldSpec(
                heading="Langkah berikutnya",
                help="Wajib kecuali hasil Berhasil.",
                need=Need.CONDITIONAL,
                group=Group.PENANGANAN,
                most=400,
                width=30,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    next_due: Mapped[date | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Target tanggal",
                help="Wajib bila ada langkah berikutnya; sesudah tanggal upaya.",
                shape=Shape.DATE,
                need=Need.CONDITIONAL,
                group=Group.PENANGANAN,
            )
        ),
    )
    renaksi_ref: Mapped[str] = mapped_column(
        String(40),
        default="",
        info=spec(
            FieldSpec(
                heading="Nomor rencana aksi",
                help="Butir rencana aksi nasional, mis. RA-05; boleh kosong.",
                group=Group.PENANGANAN,
                most=40,
                width=14,
            )
        ),
    )
    entry: Mapped[Entry] = relationship(back_populates="actions", lazy="raise", default=None)
    case: Mapped[Case | None] = relationship(lazy="raise", default=None)


class Assessment(Base):
    """The province's own reading of an entry; the regency's stays visible beside it."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("(zone IS NULL) = (zone_reason = '')", "zone_with_reason"),
        CheckConstraint("(severity IS NULL) = (severity_reason = '')", "severity_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), init=False, unique=True)
    assessed_at: Mapped[datetime]
    assessed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    zone: Mapped[str | None] = mapped_column(String(12), default=None)
    zone_reason: Mapped[str] = mapped_column(String(300), default="")
    severity: Mapped[int | None] = mapped_column(default=None)
    severity_reason: Mapped[str] = mapped_column(String(300), default="")
    uu7: Mapped[str] = mapped_column(String(8), default="BELUM")
    entry: Mapped[Entry] = relationship(back_populates="assessment", lazy="raise", default=None)
    assessed_by: Mapped[User] = relationship(lazy="raise", default=None)


LOCATION_FIELDS = fields_of(EntryLocation)
PARTY_FIELDS = fields_of(Party)
SOURCE_FIELDS = fields_of(InformationSource)
ACTION_FIELDS = fields_of(Action)
