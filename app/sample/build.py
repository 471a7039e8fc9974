"""Build the sample province: every step is the command a person's click would run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.area_code import AreaCode
from app.model.period import PeriodStatus
from app.model.quarter import Quarter
from app.model.record import PortalFact
from app.model.report import Revision, State
from app.reports import drafts, periods, reviewing, sending, uploads
from app.reports.places import intake_context
from app.reports.queries import get_revision
from app.reports.tally import entries_of
from app.sample import people
from app.sample.files import enclose_some
from app.sample.follow_up import follow
from app.sample.plan import CURRENT, LAST_CLOSED, QUARTERS, REGENCIES, Regency
from app.sample.province import link_neighbours, publish_quarter
from app.sample.registers import answer_earlier, ask, tell_at_once
from app.sample.rows import write_report
from app.sample.story import (
    BASIS,
    WITA,
    Story,
    attach_letter,
    cover_of,
    explain_rest,
    letter_no,
    told_cases,
)
from app.sample.talk import resend, return_report

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
        if offset == LAST_CLOSED:
            link_neighbours(story)
        if offset in {LAST_CLOSED - 1, LAST_CLOSED}:
            waiting.append(publish_quarter(story, offset))
        if offset == LAST_CLOSED - 1:
            _amend(story)
    follow(story)
    answer_earlier(story)
    tell_at_once(story)
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
    quiet = not told_cases(story, regency, offset)
    if offset in regency.nil or quiet:
        _send_nil(story, regency, offset)
    else:
        _send_rows(story, regency, offset)
    if offset == CURRENT:
        return
    if offset == LAST_CLOSED and regency.code in {RETURNED, WAITING}:
        comes_again = regency.code == WAITING
        return_report(story, regency.code, offset, days_after=5 if comes_again else 13)
        if comes_again:
            resend(story, regency.code, offset, days_after=8)
        return
    _accept(story, regency, offset)


def _send_rows(story: Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, regency.sends_after)
    today = now.astimezone(WITA).date()
    with story.database.read() as session:
        context = intake_context(session, story.shelf, regency.code, quarter, today)
    told = told_cases(story, regency, offset)
    if offset == CURRENT:
        told = [replace(plan, clashes={}) for plan in told[:3]]
    written = write_report(
        told, offset, story.numbers, context, cover_of(story, regency, offset, today)
    )
    operator, confirmer = story.cast.officers(regency.code)
    with story.database.write() as session:
        revision = drafts.draft_of(session, operator, quarter, regency.code, now)
        name = f"laporan-{quarter.slug}.xlsx"
        prepared = uploads.PreparedUpload(b"", name, written.parsed, context)
        uploads.receive_upload(session, operator, revision, prepared, files=story.files, now=now)
        if offset == CURRENT:
            return
        explain_rest(session, operator, revision, context, now)
        ask(session, operator, revision, offset, now)
        if offset == LAST_CLOSED:
            enclose_some(story, session, operator, revision, now)
        attach_letter(story, session, operator, revision, now)
        sending.submit(session, confirmer, revision, today=today, now=now)
        story.ended |= {plan.key for plan in told if plan.has_ended(offset)}
        for entry in entries_of(session, [revision.id]):
            if entry.row_key in written.keys and entry.case is not None:
                story.numbers[written.keys[entry.row_key].key] = entry.case.case_no


def _send_nil(story: Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, regency.sends_after)
    today = now.astimezone(WITA).date()
    operator, confirmer = story.cast.officers(regency.code)
    with story.database.read() as session:
        context = intake_context(session, story.shelf, regency.code, quarter, today)
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
        explain_rest(session, operator, revision, context, now)
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
