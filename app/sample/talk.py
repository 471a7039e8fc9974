"""A report that goes back and forth: returned with notes, answered in part, and sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports import review_notes, reviewing, sending
from app.reports.queries import get_revision
from app.reports.talk import notes_of
from app.sample.story import WITA

if TYPE_CHECKING:
    from app.model.area_code import AreaCode
    from app.sample.story import Story

_ANSWER = "Dampak sudah dinilai ulang bersama camat; uraian tetap, dasar penilaian ditambahkan."


def return_report(story: Story, region_code: AreaCode, offset: int, days_after: int) -> None:
    """Return a report with one note that must be heeded and one that may."""
    quarter = story.quarter(offset)
    now = story.moment(quarter, days_after, hour=10)
    with story.database.write() as session:
        revision = get_revision(session, story.cast.reviewer.scope, quarter, region_code)
        reviewing.start_review(session, story.cast.reviewer, revision, now)
        for row_key, field_name, severity, note in (
            ("P-001", "impact", "WAJIB", "Dampak tidak sesuai uraian; nilai kembali dampaknya."),
            ("P-002", "summary", "SARAN", "Tambahkan jumlah warga yang terlibat bila diketahui."),
        ):
            review_notes.add_note(
                session,
                story.cast.reviewer,
                revision,
                row_key=row_key,
                field_name=field_name,
                code="NILAI",
                severity=severity,
                note=note,
                now=now,
            )
        reviewing.return_report(
            session,
            story.cast.decider,
            revision,
            "Mohon diperbaiki dan dikirim kembali dalam lima hari kerja.",
            now,
        )


def resend(story: Story, region_code: AreaCode, offset: int, days_after: int) -> None:
    """Send the report again: what must be heeded is answered, the suggestion stays open."""
    quarter = story.quarter(offset)
    now = story.moment(quarter, days_after, hour=11)
    operator, confirmer = story.cast.officers(region_code)
    with story.database.write() as session:
        draft = get_revision(session, operator.scope, quarter, region_code)
        for note in notes_of(session, operator.scope, draft):
            if note.severity == review_notes.MUST_FIX:
                review_notes.answer(session, operator, draft, note.id, _ANSWER, now)
        today = now.astimezone(WITA).date()
        sending.submit(session, confirmer, draft, today=today, now=now)
