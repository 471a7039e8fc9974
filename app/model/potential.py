"""Fields only a potential conflict has."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from app.model import vocabulary as words
from app.model.fields import Exposure, FieldSpec, Group, Need, Shape, spec


class PotentialPart(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Likelihood and impact over the next quarter, and what an officer would see first."""

    likelihood: Mapped[int | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Kemungkinan (1-5)",
                help="Dalam triwulan depan: 1 hampir tidak terjadi … 5 hampir pasti terjadi.",
                shape=Shape.SCALE,
                need=Need.REQUIRED,
                group=Group.RISIKO,
                kinds="P",
                codes=words.LIKELIHOOD,
                least=1,
                most=5,
                width=22,
            )
        ),
    )
    likelihood_basis: Mapped[str] = mapped_column(
        String(400),
        default="",
        info=spec(
            FieldSpec(
                heading="Dasar kemungkinan",
                help="Wajib bila kemungkinan 4 atau 5.",
                need=Need.CONDITIONAL,
                group=Group.RISIKO,
                kinds="P",
                most=400,
                width=28,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    impact: Mapped[int | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Dampak (1-5)",
                help="Bila terjadi: 1 tidak signifikan … 5 sangat signifikan. Lihat Petunjuk.",
                shape=Shape.SCALE,
                need=Need.REQUIRED,
                group=Group.RISIKO,
                kinds="P",
                codes=words.IMPACT,
                least=1,
                most=5,
                width=22,
            )
        ),
    )
    impact_basis: Mapped[str] = mapped_column(
        String(400),
        default="",
        info=spec(
            FieldSpec(
                heading="Dasar dampak",
                help="Wajib bila dampak 4 atau 5.",
                need=Need.CONDITIONAL,
                group=Group.RISIKO,
                kinds="P",
                most=400,
                width=28,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    window: Mapped[str | None] = mapped_column(
        String(4),
        default=None,
        info=spec(
            FieldSpec(
                heading="Perkiraan waktu",
                help="Kosong berarti Triwulan depan.",
                shape=Shape.CODE,
                need=Need.DEFAULTED,
                group=Group.RISIKO,
                kinds="P",
                codes=words.WINDOW,
                default="TW",
            )
        ),
    )
    crowd: Mapped[str | None] = mapped_column(
        String(2),
        default=None,
        info=spec(
            FieldSpec(
                heading="Perkiraan massa",
                help="Kosong berarti tidak diketahui.",
                shape=Shape.CODE,
                group=Group.RISIKO,
                kinds="P",
                codes=words.CROWD,
            )
        ),
    )
    early_signs: Mapped[str] = mapped_column(
        String(600),
        default="",
        info=spec(
            FieldSpec(
                heading="Indikator dini",
                help="Yang akan terlihat lebih dulu di lapangan.",
                group=Group.RISIKO,
                kinds="P",
                most=600,
                width=30,
                exposure=Exposure.NARRATIVE,
            )
        ),
    )
    closure_basis: Mapped[str | None] = mapped_column(
        String(16),
        default=None,
        info=spec(
            FieldSpec(
                heading="Dasar penyelesaian",
                help="Wajib bila Perubahan atau Status penanganan Selesai. Mereda sendiri hanya "
                "setelah dua triwulan tenang.",
                shape=Shape.CODE,
                need=Need.CONDITIONAL,
                group=Group.PENANGANAN,
                kinds="P",
                codes=words.CLOSURE_BASIS,
                width=24,
            )
        ),
    )
    closed_on: Mapped[date | None] = mapped_column(
        default=None,
        info=spec(
            FieldSpec(
                heading="Tanggal selesai",
                help="Kosong pada kasus selesai berarti tanggal informasi.",
                shape=Shape.DATE,
                need=Need.CONDITIONAL,
                group=Group.PENANGANAN,
                kinds="P",
            )
        ),
    )
    risk_score: Mapped[int | None] = mapped_column(default=None)
    risk_level: Mapped[str | None] = mapped_column(String(2), default=None)
