"""What the sample's province does: it links a shared dispute and publishes a quarter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.cases import decide
from app.editions.commands import publish
from app.model.case import Case
from app.outputs.figures_words import day
from app.sample.plan import LAST_CLOSED
from app.sample.story import WITA

if TYPE_CHECKING:
    from app.model.quarter import Quarter
    from app.sample.story import Story


def link_neighbours(story: Story) -> None:
    """Two regencies tell of one boundary: the province counts the dispute once."""
    with story.database.write() as session:
        open_now = session.scalars(
            select(Case)
            .where(Case.title.startswith("Perbedaan batas"), Case.status == "AKTIF")
            .order_by(Case.case_no)
        ).all()
        first = open_now[0]
        other = next(item for item in open_now if item.home_region != first.home_region)
        decide.link(
            session,
            story.cast.reviewer,
            first,
            other,
            note="Kedua daerah melaporkan batas yang sama; dibahas bersama dalam rapat Timdu.",
            expected=first.lock_version,
            now=story.moment(story.quarter(LAST_CLOSED), 20),
        )


def publish_quarter(story: Story, offset: int) -> int:
    """Publish the edition of a quarter and return its id."""
    quarter = story.quarter(offset)
    now = story.moment(quarter, 25, hour=10)
    with story.database.write() as session:
        edition = publish(
            session,
            story.cast.decider,
            quarter,
            attention=[],
            recommendations=[
                (
                    "Mediasi terpadu sengketa lahan di kabupaten dengan tingkat tertinggi",
                    "Tim Terpadu Penanganan Konflik Sosial",
                    _by(quarter, 60),
                ),
                (
                    "Pendampingan pelaporan dan sambungan data bagi daerah yang belum lapor",
                    "Dinas Kominfo dan Badan Kesbangpol Provinsi",
                    _by(quarter, 75),
                ),
                (
                    "Rapat Tim Terpadu Pengawasan Ormas tingkat provinsi",
                    "Bidang Politik Dalam Negeri dan Ormas",
                    _by(quarter, 45),
                ),
            ],
            province=story.settings.province,
            today=now.astimezone(WITA).date(),
            now=now,
        )
        return edition.id


def _by(quarter: Quarter, days: int) -> str:
    return day(quarter.last_day + timedelta(days=days))
