"""Build the sample province: every step is the command a person's click would run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.areas.locate import LocatorShelf
from app.editions.commands import publish
from app.intake.cover import ParsedCover
from app.model.area_code import AreaCode
from app.model.period import PeriodStatus
from app.model.quarter import Quarter
from app.model.record import PortalFact
from app.model.report import Revision, State
from app.reports import attachments, drafts, periods, reviewing, sending, uploads
from app.reports.places import intake_context
from app.reports.queries import get_revision
from app.reports.tally import entries_of
from app.sample import people
from app.sample.paper import letter_pdf
from app.sample.plan import CURRENT, LAST_CLOSED, QUARTERS, REGENCIES, CasePlan, Regency, cases_of
from app.sample.rows import write_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.files import FileStore
    from app.settings import Settings

WITA = ZoneInfo("Asia/Makassar")
AMENDED = (AreaCode("64.03"), LAST_CLOSED - 1)
RETURNED = AreaCode("64.07")
WAITING = AreaCode("64.71")
BASIS = "FKDM_KAB"


@dataclass(slots=True)
class _Story:
    """What the sample remembers between reports: the number each case was given."""

    database: Database
    files: FileStore
    settings: Settings
    cast: people.Cast
    first: Quarter
    now: datetime
    shelf: LocatorShelf = field(default_factory=LocatorShelf)
    plans: dict[str, tuple[CasePlan, ...]] = field(
        default_factory=lambda: {item.code: cases_of(item) for item in REGENCIES}
    )
    numbers: dict[str, str] = field(default_factory=dict)

    def quarter(self, offset: int) -> Quarter:
        return self.first + offset

    def moment(self, quarter: Quarter, days_after: int, hour: int = 9) -> datetime:
        """Return a working hour some days after a quarter ends, never in the future."""
        day = quarter.last_day + timedelta(days=days_after)
        return min(self.now, datetime.combine(day, time(hour), WITA).astimezone(UTC))


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
    story = _Story(database, files, settings, cast, first, now)
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
    with database.write() as session:
        session.add(PortalFact(name="sample", value="Data contoh: seluruh entri fiktif"))
    return waiting


def _open(story: _Story, offset: int) -> None:
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


def _report(story: _Story, regency: Regency, offset: int) -> None:
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


def _send_rows(story: _Story, regency: Regency, offset: int) -> None:
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
        open_cases, offset, story.numbers, context, _cover(story, regency, offset, today)
    )
    operator, confirmer = story.cast.officers(regency.code)
    with story.database.write() as session:
        revision = drafts.draft_of(session, operator, quarter, regency.code, now)
        prepared = uploads.PreparedUpload(b"", f"laporan-{quarter.slug}.xlsx", written.parsed)
        uploads.receive_upload(session, operator, revision, prepared, files=story.files, now=now)
        if offset == CURRENT:
            return
        _letter(story, session, operator, revision, now)
        sending.submit(session, confirmer, revision, today=today, now=now)
        for entry in entries_of(session, [revision.id]):
            if entry.row_key in written.keys and entry.case is not None:
                story.numbers[written.keys[entry.row_key].key] = entry.case.case_no


def _send_nil(story: _Story, regency: Regency, offset: int) -> None:
    quarter = story.quarter(offset)
    now = story.moment(quarter, regency.sends_after)
    today = now.astimezone(WITA).date()
    operator, confirmer = story.cast.officers(regency.code)
    with story.database.write() as session:
        revision = drafts.draft_of(session, operator, quarter, regency.code, now)
        cover = _cover(story, regency, offset, today)
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
        _letter(story, session, operator, revision, now)
        sending.submit(session, confirmer, revision, today=today, now=now)


def _accept(story: _Story, regency: Regency, offset: int) -> None:
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


def _return(story: _Story, regency: Regency, offset: int) -> None:
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


def _publish(story: _Story, offset: int) -> int:
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
    return (quarter.last_day + timedelta(days=days)).isoformat()


def _amend(story: _Story) -> None:
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
            {"letter_no": _letter_no(region_code, offset, 2), "letter_date": today},
            expected=None,
            now=now,
        )
        _letter(story, session, operator, draft, now)
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


def _letter(
    story: _Story, session: WriteSession, actor: Actor, revision: Revision, now: datetime
) -> None:
    attachments.attach_letter(
        session,
        actor,
        revision,
        data=letter_pdf(revision),
        file_name="surat-pengantar.pdf",
        limit=story.settings.attachment_limit_bytes,
        files=story.files,
        now=now,
    )


def _cover(story: _Story, regency: Regency, offset: int, today: date) -> ParsedCover:
    quarter = story.quarter(offset)
    statements: dict[Any, tuple[str, str | None, str]] = {}
    with story.database.read() as session:
        context = intake_context(session, story.shelf, regency.code, quarter, today)
    for number, (code, _) in enumerate(context.places.districts()):
        # One kecamatan in nine could not be asked: coverage is never quite complete.
        unknown = (number + offset) % 9 == 8
        statements[code] = ("TANPA_INFO", None, "") if unknown else ("NIHIL", BASIS, "")
    return ParsedCover(
        letter={
            "letter_no": _letter_no(regency.code, offset, 1),
            "letter_date": today,
            "signatory_name": "Pejabat Contoh",
            "signatory_position": "Kepala Badan Kesatuan Bangsa dan Politik",
            "situation_summary": "Secara umum situasi wilayah aman dan terkendali. Perhatian "
            "utama pada sengketa lahan dan hubungan antarkelompok yang masih ditangani.",
            "trend": "TETAP",
        },
        statements=statements,
        problems=(),
    )


def _letter_no(region_code: str, offset: int, version: int) -> str:
    return f"300/{100 + offset * 10 + version}/KESBANGPOL-{region_code.replace('.', '')}/CONTOH"
