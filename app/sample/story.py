"""What the sample remembers while it is told, and the covering letters it writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.areas.locate import LocatorShelf
from app.intake.attached import accept_pdf
from app.intake.cover import ParsedCover
from app.reports import attachments
from app.reports.omissions import Explanation, explain_omission, unexplained
from app.reports.places import intake_context
from app.sample.paper import letter_pdf
from app.sample.plan import REGENCIES, CasePlan, Regency, cases_of

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.files import FileStore
    from app.intake.context import IntakeContext
    from app.model.quarter import Quarter
    from app.model.report import Revision
    from app.sample import people
    from app.settings import Settings

WITA = ZoneInfo("Asia/Makassar")
BASIS = "FKDM_KAB"


@dataclass(slots=True)
class Story:
    """What the sample remembers between reports: the number of each case, and which are over."""

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
    ended: set[str] = field(default_factory=set)

    def quarter(self, offset: int) -> Quarter:
        """Return a quarter by its offset from the first one."""
        return self.first + offset

    def moment(self, quarter: Quarter, days_after: int, hour: int = 9) -> datetime:
        """Return a working hour some days after a quarter ends, never in the future."""
        day = quarter.last_day + timedelta(days=days_after)
        return min(self.now, datetime.combine(day, time(hour), WITA).astimezone(UTC))


def told_cases(story: Story, regency: Regency, offset: int) -> list[CasePlan]:
    """Return the cases a report tells of: those still open, and those whose end is news."""
    return [
        plan
        for plan in story.plans[regency.code]
        if plan.is_open(offset)
        or (plan.has_ended(offset) and plan.key in story.numbers and plan.key not in story.ended)
    ]


def explain_rest(
    session: WriteSession, actor: Actor, revision: Revision, context: IntakeContext, now: datetime
) -> None:
    """Say of every open case the report leaves out that it is quiet and still watched."""
    for case in unexplained(session, revision):
        why = Explanation("DIPANTAU", "Tidak ada kegiatan para pihak; FKDM tetap memantau.")
        explain_omission(
            session, actor, revision, case.case_no, why, context=context, expected=None, now=now
        )


def attach_letter(
    story: Story, session: WriteSession, actor: Actor, revision: Revision, now: datetime
) -> None:
    """Attach a signed letter that says it is fictitious."""
    attachments.attach_letter(
        session,
        actor,
        revision,
        accepted=accept_pdf(letter_pdf(revision), story.settings.attachment_limit_bytes),
        file_name="surat-pengantar.pdf",
        files=story.files,
        now=now,
    )


def cover_of(story: Story, regency: Regency, offset: int, today: date) -> ParsedCover:
    """Write the first sheet: letter, situation, and what is said of each kecamatan."""
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
            "letter_no": letter_no(regency.code, offset, 1),
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


def letter_no(region_code: str, offset: int, version: int) -> str:
    """Return the number of a fictitious letter; unique per region, quarter and version."""
    return f"300/{100 + offset * 10 + version}/KESBANGPOL-{region_code.replace('.', '')}/CONTOH"
