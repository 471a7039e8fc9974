"""Fields only a conflict event has."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from app.model import vocabulary as words
from app.model.fields import Exposure, FieldSpec, Group, Need, Shape, spec


def _code(heading: str, note: str, **kwargs: object) -> dict[str, FieldSpec]:
    return spec(FieldSpec(heading=heading, help=note, kinds="K", **kwargs))  # type: ignore[arg-type]


def _count(heading: str, note: str, group: Group = Group.KORBAN) -> dict[str, FieldSpec]:
    """A whole number of people or things: always asked, because empty is not zero."""
    return spec(
        FieldSpec(
            heading=heading,
            help=note,
            shape=Shape.INTEGER,
            need=Need.REQUIRED,
            group=group,
            kinds="K",
            least=0,
            most=10_000_000,
            width=12,
        )
    )


class EventPart(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """When, how and with what toll."""

    event_start: Mapped[datetime | None] = mapped_column(
        default=None,
        info=_code(
            "Waktu kejadian",
            "Tanggal, boleh dengan jam: 19/05/2026 07.30.",
            shape=Shape.MOMENT,
            need=Need.REQUIRED,
            group=Group.KEJADIAN,
            example="19/05/2026 07.30",
        ),
    )
    event_end: Mapped[datetime | None] = mapped_column(
        default=None,
        info=_code("Berakhir", "Boleh kosong.", shape=Shape.MOMENT, group=Group.KEJADIAN),
    )
    time_precision: Mapped[str | None] = mapped_column(
        String(8),
        default=None,
        info=_code(
            "Ketelitian waktu",
            "Kosong berarti Hari.",
            shape=Shape.CODE,
            need=Need.DEFAULTED,
            group=Group.KEJADIAN,
            codes=words.DATE_PRECISION,
            default="HARI",
        ),
    )
    event_form: Mapped[str | None] = mapped_column(
        String(16),
        default=None,
        info=_code(
            "Bentuk peristiwa",
            "Unjuk rasa damai bukan peristiwa konflik.",
            shape=Shape.CODE,
            need=Need.REQUIRED,
            group=Group.KEJADIAN,
            codes=words.EVENT_FORM,
            width=28,
        ),
    )
    chronology: Mapped[str] = mapped_column(
        Text,
        default="",
        info=_code(
            "Kronologi",
            "Siapa (kelompok), apa, kapan, di mana, mengapa, bagaimana. 50-4.000 karakter.",
            need=Need.REQUIRED,
            group=Group.KEJADIAN,
            least=50,
            most=4000,
            width=60,
            exposure=Exposure.NARRATIVE,
        ),
    )
    violence: Mapped[bool | None] = mapped_column(
        default=None,
        info=_code(
            "Ada kekerasan",
            "Kosong berarti Ya bila ada korban atau kerusakan.",
            shape=Shape.YES_NO,
            need=Need.DEFAULTED,
            group=Group.KEJADIAN,
            codes=words.YES_NO,
            width=12,
        ),
    )
    weapons: Mapped[list[str]] = mapped_column(
        default_factory=list,
        info=_code(
            "Alat/senjata",
            "Boleh lebih dari satu, dipisah titik koma. Kosong berarti Tidak diketahui.",
            shape=Shape.CODES,
            need=Need.DEFAULTED,
            group=Group.KEJADIAN,
            codes=words.WEAPON,
            most=6,
            default="TTD",
            width=20,
        ),
    )
    crowd_min: Mapped[int | None] = mapped_column(
        default=None,
        info=_count("Massa (min)", "Perkiraan terendah jumlah orang.", Group.KEJADIAN),
    )
    crowd_max: Mapped[int | None] = mapped_column(
        default=None,
        info=_count("Massa (maks)", "Perkiraan tertinggi jumlah orang.", Group.KEJADIAN),
    )
    deaths: Mapped[int | None] = mapped_column(
        default=None, info=_count("Meninggal (jiwa)", "Jumlah korban meninggal; 0 bila nihil.")
    )
    injured_serious: Mapped[int | None] = mapped_column(
        default=None, info=_count("Luka berat (jiwa)", "0 bila nihil.")
    )
    injured_minor: Mapped[int | None] = mapped_column(
        default=None, info=_count("Luka ringan (jiwa)", "0 bila nihil.")
    )
    women_victims: Mapped[int | None] = mapped_column(
        default=None, info=_count("Korban perempuan (jiwa)", "Bagian dari korban dan pengungsi.")
    )
    child_victims: Mapped[int | None] = mapped_column(
        default=None,
        info=_count(
            "Korban anak (jiwa)",
            "Jumlah saja, tanpa nama; lebih dari 0 menjadikan baris Sensitif.",
        ),
    )
    displaced_hh: Mapped[int | None] = mapped_column(
        default=None, info=_count("Mengungsi (KK)", "0 bila nihil.")
    )
    displaced_people: Mapped[int | None] = mapped_column(
        default=None, info=_count("Mengungsi (jiwa)", "Tidak kurang dari jumlah KK.")
    )
    houses_damaged: Mapped[int | None] = mapped_column(
        default=None, info=_count("Rumah rusak", "0 bila nihil.")
    )
    public_damaged: Mapped[int | None] = mapped_column(
        default=None, info=_count("Fasilitas umum rusak", "0 bila nihil.")
    )
    worship_damaged: Mapped[int | None] = mapped_column(
        default=None, info=_count("Rumah ibadah rusak", "0 bila nihil.")
    )
    vehicles_damaged: Mapped[int | None] = mapped_column(
        default=None, info=_count("Kendaraan/perahu rusak", "0 bila nihil.")
    )
    loss_idr: Mapped[int | None] = mapped_column(
        BigInteger,
        default=None,
        info=_code(
            "Taksiran kerugian (Rp)",
            "Angka bulat rupiah: 30.000.000 atau 30 juta.",
            shape=Shape.MONEY,
            group=Group.KORBAN,
            least=0,
        ),
    )
    casualty_status: Mapped[str | None] = mapped_column(
        String(12),
        default=None,
        info=_code(
            "Status data korban",
            "Kosong berarti Sementara.",
            shape=Shape.CODE,
            need=Need.DEFAULTED,
            group=Group.KORBAN,
            codes=words.CASUALTY_STATUS,
            default="SEMENTARA",
        ),
    )
    persons_detained: Mapped[int | None] = mapped_column(
        default=None,
        info=_code(
            "Diamankan aparat (orang)",
            "Jumlah saja.",
            shape=Shape.INTEGER,
            group=Group.KORBAN,
            least=0,
            most=1_000_000,
            width=12,
        ),
    )
    agreement: Mapped[str | None] = mapped_column(
        String(10),
        default=None,
        info=_code(
            "Kesepakatan damai",
            "Kosong berarti Tidak ada.",
            shape=Shape.CODE,
            need=Need.DEFAULTED,
            group=Group.PENANGANAN,
            codes=words.AGREEMENT,
            default="TIDAK",
        ),
    )
    agreement_date: Mapped[date | None] = mapped_column(
        default=None,
        info=_code(
            "Tanggal kesepakatan",
            "Wajib bila ada kesepakatan.",
            shape=Shape.DATE,
            need=Need.CONDITIONAL,
            group=Group.PENANGANAN,
        ),
    )
    status_konflik: Mapped[str | None] = mapped_column(
        String(8),
        default=None,
        info=_code(
            "Status Keadaan Konflik",
            "Hanya bila sudah ditetapkan pejabat berwenang. Kosong berarti Tidak ditetapkan.",
            shape=Shape.CODE,
            need=Need.DEFAULTED,
            group=Group.PENANGANAN,
            codes=words.DECLARED_STATE,
            default="TIDAK",
            width=20,
        ),
    )
    status_decree_no: Mapped[str] = mapped_column(
        String(80),
        default="",
        info=_code(
            "Nomor keputusan",
            "Wajib bila Status Keadaan Konflik ditetapkan.",
            need=Need.CONDITIONAL,
            group=Group.PENANGANAN,
            most=80,
            width=24,
        ),
    )
    severity: Mapped[int | None] = mapped_column(default=None)
