"""Writing down recommendations and what regions did about them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Forbidden, Invalid
from app.followup.progress import faults
from app.followup.rakor_2024 import RAKOR_2024, RAKOR_CODE, RAKOR_TITLE, RAKOR_YEAR
from app.model.account import User
from app.model.followup import FollowUp, Rakor, RakorRecommendation

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.followup.progress import Progress
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter

CHANGED_MEANWHILE = (
    "Isian ini berubah sejak Anda membuka halaman, mungkin oleh rekan Anda. Perubahan Anda belum "
    "disimpan dan tidak ada yang tertimpa: bandingkan, lalu simpan lagi."
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A recommendation as the province types it."""

    code: str
    text: str
    due_on: date | None = None
    due_note: str = ""
    for_province: bool = False


def load_rakor_2024(session: WriteSession, actor: Actor, province: str, now: datetime) -> Rakor:
    """Write down the recommendations of 2024.

    Raises:
        Conflict: they are there already.
    """
    actor.require(Permission.FOLLOWUP_MANAGE)
    if session.scalar(select(Rakor.id).where(Rakor.code == RAKOR_CODE)) is not None:
        raise Conflict("Rekomendasi Rakor 2024 sudah dimuat.")
    rakor = Rakor(code=RAKOR_CODE, title=RAKOR_TITLE, year=RAKOR_YEAR)
    for position, seed in enumerate(RAKOR_2024, 1):
        rakor.recommendations.append(
            RakorRecommendation(
                rakor=rakor,
                code=seed.code,
                position=position,
                text=seed.text,
                printed_no=seed.printed_no,
                parent_code=seed.parent_code,
                applies_to=[province] if seed.for_province else [],
                due_on=seed.due_on,
                due_note=seed.due_note,
                is_measured=seed.is_measured,
                is_heading=seed.is_heading,
            )
        )
    session.add(rakor)
    audit.record(session, actor.username, "rakor.muat", RAKOR_CODE, now=now)
    session.flush()
    return rakor


def add_recommendation(
    session: WriteSession,
    actor: Actor,
    rakor: Rakor,
    proposal: Proposal,
    *,
    province: str,
    now: datetime,
) -> RakorRecommendation:
    """Add one recommendation to a meeting.

    Raises:
        Conflict: the meeting has one of that code.
    """
    actor.require(Permission.FOLLOWUP_MANAGE)
    taken = session.scalar(
        select(RakorRecommendation.id).where(
            RakorRecommendation.rakor_id == rakor.id,
            func.lower(RakorRecommendation.code) == proposal.code.lower(),
        )
    )
    if taken is not None:
        raise Conflict(f"Kode {proposal.code} sudah dipakai. Pilih kode lain.")
    last = session.scalar(
        select(func.max(RakorRecommendation.position)).where(
            RakorRecommendation.rakor_id == rakor.id
        )
    )
    row = RakorRecommendation(
        rakor=rakor,
        code=proposal.code,
        position=(last or 0) + 1,
        text=proposal.text,
        applies_to=[province] if proposal.for_province else [],
        due_on=proposal.due_on,
        due_note=proposal.due_note,
    )
    session.add(row)
    audit.record(session, actor.username, "rakor.tambah", subject(row), now=now)
    session.flush()
    return row


def add_rakor(
    session: WriteSession, actor: Actor, *, title: str, year: int, now: datetime
) -> Rakor:
    """Begin the list of another meeting; its code is made from the year.

    Raises:
        Conflict: that year has a meeting already.
    """
    actor.require(Permission.FOLLOWUP_MANAGE)
    code = f"RAKOR-{year}"
    if session.scalar(select(Rakor.id).where(Rakor.code == code)) is not None:
        raise Conflict(f"Rakor {year} sudah ada.")
    rakor = Rakor(code=code, title=title, year=year)
    session.add(rakor)
    audit.record(session, actor.username, "rakor.buat", code, now=now)
    session.flush()
    return rakor


def change_recommendation(
    session: WriteSession,
    actor: Actor,
    recommendation: RakorRecommendation,
    proposal: Proposal,
    *,
    expected: int,
    now: datetime,
) -> None:
    """Correct the words or move the target date of a recommendation; its code stays.

    Raises:
        Conflict: somebody changed it meanwhile.
    """
    actor.require(Permission.FOLLOWUP_MANAGE)
    if recommendation.lock_version != expected:
        raise Conflict(CHANGED_MEANWHILE)
    before = recommendation.due_on
    recommendation.text, recommendation.due_on = proposal.text, proposal.due_on
    recommendation.due_note = proposal.due_note
    recommendation.lock_version += 1
    audit.record(
        session,
        actor.username,
        "rakor.ubah",
        subject(recommendation),
        now=now,
        details={"target_lama": str(before or ""), "target_baru": str(proposal.due_on or "")},
    )


def concerns(recommendation: RakorRecommendation, region_code: str) -> bool:
    """Tell whether a region must act on a recommendation."""
    if recommendation.applies_to:
        return region_code in recommendation.applies_to
    return region_code.count(".") == 1


def report_progress(  # noqa: PLR0913 - who says what, of which quarter, seeing which version
    session: WriteSession,
    actor: Actor,
    recommendation: RakorRecommendation,
    said: Progress,
    *,
    quarter: Quarter,
    expected: int,
    now: datetime,
) -> FollowUp:
    """Write down what one's own region did; earlier quarters stay as they were.

    `expected` is the version the person saw, 0 when this quarter had none yet.

    Raises:
        Forbidden: the recommendation is not for the person's region.
        Invalid: the statement breaks a rule.
        Conflict: it is measured by the portal, or somebody changed it meanwhile.
    """
    may_report(actor, recommendation)
    wrong = faults(said)
    if wrong:
        raise Invalid(next(iter(wrong.values())))
    row = _of_quarter(session, recommendation, actor.region_code, quarter)
    if (row.lock_version if row is not None else 0) != expected:
        raise Conflict(CHANGED_MEANWHILE)
    user = session.get_one(User, actor.user_id)
    if row is None:
        row = FollowUp(
            recommendation=recommendation,
            region_code=actor.region_code,
            quarter=quarter,
            updated_at=now,
            updated_by=user,
            **asdict(said),
        )
        session.add(row)
    else:
        for name, value in asdict(said).items():
            setattr(row, name, value)
        row.updated_at, row.updated_by = now, user
        row.lock_version += 1
    audit.record(
        session,
        actor.username,
        "tindaklanjut.isi",
        f"{subject(recommendation)} {actor.region_code}",
        now=now,
        details={"triwulan": quarter.code, "status": said.status, "capaian": said.progress},
    )
    session.flush()
    return row


def may_report(actor: Actor, recommendation: RakorRecommendation) -> None:
    """Let a person of a concerned region speak of a recommendation that is not measured.

    Raises:
        Forbidden: the recommendation is not for the person's region.
        Conflict: the portal measures it.
    """
    actor.require(Permission.FOLLOWUP_REPORT)
    if not concerns(recommendation, actor.region_code):
        raise Forbidden("Rekomendasi ini bukan untuk wilayah Anda.")
    if recommendation.is_measured:
        raise Conflict("Rekomendasi ini dihitung portal dari laporan triwulan.")


def _of_quarter(
    session: WriteSession,
    recommendation: RakorRecommendation,
    region_code: AreaCode,
    quarter: Quarter,
) -> FollowUp | None:
    return session.scalar(
        select(FollowUp)
        .where(
            FollowUp.recommendation_id == recommendation.id,
            FollowUp.region_code == region_code,
            FollowUp.quarter == quarter,
        )
        .with_for_update()
    )


def subject(recommendation: RakorRecommendation) -> str:
    """Name a recommendation in the audit trail."""
    return f"{recommendation.rakor.code} {recommendation.code}"
