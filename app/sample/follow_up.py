"""What the sample's regions did about the recommendations of 2024, over the quarters."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from app.followup import commands, evidence, queries
from app.followup.progress import Progress
from app.intake.attached import accept
from app.sample.paper import plain_pdf
from app.sample.plan import CURRENT, REGENCIES

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.followup import FollowUp
    from app.sample.story import Story

_SILENT_CODE = "64.11"
_DONE = (
    "Telah dilaksanakan dan dilaporkan kepada pimpinan daerah.",
    "Keputusan kepala daerah sudah ditetapkan; tim bekerja.",
)
_BEGUN = (
    "Rancangan keputusan sedang dibahas di Bagian Hukum.",
    "Rapat persiapan dua kali; usulan anggaran diajukan.",
)
_STUCK = "Anggaran kegiatan belum tersedia dan jarak ke kecamatan hulu jauh."


def follow(story: Story) -> None:
    """Load the recommendations, then let every region report on them, quarter after quarter."""
    first = story.quarter(0)
    with story.database.write() as session:
        commands.load_rakor_2024(
            session, story.cast.decider, story.settings.province, story.moment(first, -60)
        )
    for offset in range(CURRENT):
        for regency in REGENCIES:
            if regency.code != _SILENT_CODE or offset % 3 == 0:
                _report(story, story.cast.officers(regency.code)[0], offset)
    _report(story, story.cast.decider, CURRENT - 1)


def _report(story: Story, actor: Actor, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, 6, hour=11)
    with story.database.write() as session:
        rakor = queries.rakors(session, story.cast.decider.scope)[0]
        for item in rakor.recommendations:
            if item.is_heading or item.is_measured:
                continue
            if not commands.concerns(item, actor.region_code):
                continue
            said = _said(f"{actor.region_code} {item.code}", offset)
            if said is None:
                continue
            row = commands.report_progress(
                session, actor, item, said, quarter=quarter, expected=0, now=now
            )
            if said.status == "SELESAI":
                _show(story, session, actor, row)


def _said(key: str, offset: int) -> Progress | None:
    """Return what is said in a quarter; None where nothing changed since the one before."""
    random = Random(f"tindak lanjut {key}")  # noqa: S311 - a fixed story, no secret
    begins, pace = random.randrange(0, 6), random.choice((12, 20, 25, 34))
    stuck = random.randrange(8) == 0
    if offset < begins:
        return None
    reached = (offset - begins + 1) * pace
    if reached - pace >= 100:
        return None
    if reached >= 100 and not stuck:
        return Progress("SELESAI", 100, random.choice(_DONE))
    share = min(reached, 90)
    if stuck and share >= 60:
        return Progress("TERKENDALA", 60, random.choice(_BEGUN), _STUCK)
    return Progress("PROSES", share, random.choice(_BEGUN), next_plan="Penetapan tim.")


def _show(story: Story, session: WriteSession, actor: Actor, row: FollowUp) -> None:
    text = f"CONTOH - bukti fiktif {row.recommendation.code} {row.region_code}"
    evidence.attach(
        session,
        actor,
        row,
        accepted=accept(plain_pdf(text), story.settings.attachment_limit_bytes),
        file_name="bukti-contoh.pdf",
        caption=f"Berita acara contoh, {row.quarter.label}",
        files=story.files,
        now=row.updated_at,
    )
