"""Build the sample province: every step is the command a person's click would run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.editions.commands import publish
from app.model.area_code import AreaCode
from app.model.period import PeriodStatus
from app.model.quarter import Quarter
from app.model.record import PortalFact
from app.model.report import Revision, State
from app.outputs.figures_words import day
from app.reports import drafts, periods, reviewing, sending, uploads
from app.reports.places import intake_context
from app.reports.queries import get_revision
from app.reports.tally import entries_of
from app.sample import people
from app.sample.follow_up import follow
from app.sample.plan import CURRENT, LAST_CLOSED, QUARTERS, REGENCIES, Regency
from app.sample.rows import write_report
from app.sample.story import BASIS, WITA, Story, attach_letter, cover_of, letter_no

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.db import Database
    from app.files import FileStore
    from app.settings import Settings

AMENDED = (AreaCode("64.03"), LAST_CLOSED - 1)
RETURNED = AreaCode("64.07")
WAITING = AreaCode("64.71")


def is_built(database: Database) -> bool:
    """Tell whether the sample was already built in this database."""
    with database.read() as session:
        return session.get(PortalFact, "sample") is not None


def build(
    database: Database,
    files: FileStore,
    settings: Settings,
    *,
    now: datetime,
    told: Callable[[str], None],
) -> list[int]:
    """Build people, ten quarters and two editions; return the editions still to be built.

    `told` gets a sentence per step. The places must be loaded already.
    """
    cast = people.engage(database, now=now)
    today = now.astimezone(WITA).date()
    first = Quarter.of(today) - (QUARTERS - 1)
    story = Story(database, files, settings, cast, first, now)
    waiting = []
    for offset in range(QUARTERS):
        told(story.quarter(offset).label)
        _open(story, offset)
        for regency in REGENCIES:
            _report(story, regency, offset)
        if offset in {LAST_CLOSED - 1, LAST_CLOSED}:
            waiting.append(_publish(story, offset))
        if offset == LAST_CLOSED - 1:
            _amend(story)
    follow(story)
    with database.write() as session:
        session.add(PortalFact(name="sample", value="Data contoh: seluruh entri fiktif"))
    return waiting


def _open(story: Story, offset: int) -> None:
    quarter = story.quarter(offset)
    with story.database.write() as session:
        period = periods.open_period(
            session,
            story.cast.admin,
            quarter,
            province=story.settings.province,
            now=story.moment(quarter, -14),
        )
        if offset == CURRENT:
            # The running quarter is open from its first day, so that a visitor can try a report.
            period.opens_on = quarter.first_day
    if offset >= 2:
        with story.database.write() as session:
            periods.set_status(
                session,
                story.cast.admin,
                story.quarter(offset - 2),
                PeriodStatus.TERKUNCI,
                story.moment(quarter, -10),
            )


def _report(story: Story, regency: Regency, offset: int) -> None:
    if offset in regency.silent or (offset == CURRENT and regency.code != WAITING):
        return
    quiet = not any(plan.is_open(offset) for plan in story.plans[regency.code])
    if offset in regency.nil or quiet:
        _send_nil(story, regency, offset)
    else:
        _send_rows(story, regency, offset)
    if offset == CURRENT or (offset == LAST_CLOSED and regency.code == WAITING):
        return
    if offset == LAST_CLOSED and regency.code == RETURNED:
        _return(story, regency, offset)
        return
    _accept(story, regency, offset)


def _send_rows(story: Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, regency.sends_after)
    today = now.astimezone(WITA).date()
    with story.database.read() as session:
        context = intake_context(session, story.shelf, regency.code, quarter, today)
    open_cases = [plan for plan in story.plans[regency.code] if plan.is_open(offset)]
    if offset == CURRENT:
        open_cases = open_cases[:3]
        open_cases = [replace(plan, clashes={}) for plan in open_cases]
    written = write_report(
        open_cases, offset, story.numbers, context, cover_of(story, regency, offset, today)
    )
    operator, confirmer = story.cast.officers(regency.code)
    with story.database.write() as session:
        revision = drafts.draft_of(session, operator, quarter, regency.code, now)
        name = f"laporan-{quarter.slug}.xlsx"
        prepared = uploads.PreparedUpload(b"", name, written.parsed, context)
        uploads.receive_upload(session, operator, revision, prepared, files=story.files, now=now)
        if offset == CURRENT:
            return
        attach_letter(story, session, operator, revision, now)
        sending.submit(session, confirmer, revision, today=today, now=now)
        for entry in entries_of(session, [revision.id]):
            if entry.row_key in written.keys and entry.case is not None:
                story.numbers[written.keys[entry.row_key].key] = entry.case.case_no


def _send_nil(story: Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, regency.sends_after)
    today = now.astimezone(WITA).date()
    operator, confirmer = story.cast.officers(regency.code)
    with story.database.write() as session:
        revision = drafts.draft_of(session, operator, quarter, regency.code, now)
        cover = cover_of(story, regency, offset, today)
        drafts.save_letter(session, operator, revision, cover.letter, expected=None, now=now)
        sending.declare_nil(
            session,
            operator,
            revision,
            statement="Berdasarkan laporan FKDM dan seluruh camat tidak terdapat potensi maupun "
            "peristiwa konflik yang menonjol pada triwulan ini.",
            basis=BASIS,
            now=now,
        )
        attach_letter(story, session, operator, revision, now)
        sending.submit(session, confirmer, revision, today=today, now=now)


def _accept(story: Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, regency.sends_after + 3, hour=14)
    with story.database.write() as session:
        revision = get_revision(session, story.cast.reviewer.scope, quarter, regency.code)
        reviewing.start_review(session, story.cast.reviewer, revision, now)
        reviewing.accept(
            session,
            story.cast.decider,
            revision,
            letter_required=story.settings.letter_required,
            now=now,
        )


def _return(story: Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, 13, hour=10)
    with story.database.write() as session:
        revision = get_revision(session, story.cast.reviewer.scope, quarter, regency.code)
        reviewing.start_review(session, story.cast.reviewer, revision, now)
        for row_key, field_name, severity, note in (
            ("P-001", "impact", "WAJIB", "Dampak tidak sesuai uraian; nilai kembali dampaknya."),
            ("P-002", "summary", "SARAN", "Tambahkan jumlah warga yang terlibat bila diketahui."),
        ):
            reviewing.add_note(
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


def _publish(story: Story, offset: int) -> int:
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


def _amend(story: Story) -> None:
    """One accepted report is amended after its quarter was published."""
    region_code, offset = AMENDED
    quarter = story.quarter(offset)
    now = story.moment(quarter, 40)
    today = now.astimezone(WITA).date()
    operator, confirmer = story.cast.officers(region_code)
    with story.database.write() as session:
        accepted = get_revision(session, operator.scope, quarter, region_code)
        draft = sending.start_amendment(
            session,
            operator,
            accepted,
            reason="KOREKSI",
            note="Jumlah massa pada satu peristiwa dikoreksi setelah verifikasi Polsek.",
            now=now,
        )
        drafts.save_letter(
            session,
            operator,
            draft,
            {"letter_no": letter_no(region_code, offset, 2), "letter_date": today},
            expected=None,
            now=now,
        )
        attach_letter(story, session, operator, draft, now)
        sending.submit(session, confirmer, draft, today=today, now=now)
    later = story.moment(quarter, 44, hour=14)
    with story.database.write() as session:
        sent = session.scalars(select(Revision).where(Revision.state == State.DIKIRIM)).one()
        revision = get_revision(
            session, story.cast.reviewer.scope, quarter, region_code, sent.number
        )
        reviewing.start_review(session, story.cast.reviewer, revision, later)
        reviewing.accept(
            session,
            story.cast.decider,
            revision,
            letter_required=story.settings.letter_required,
            now=later,
        )
