"""Ten regencies and their province over eight quarters, acting through the portal's commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.access.scope import EVERYWHERE
from app.areas.locate import LocatorShelf
from app.cases import decide
from app.editions.commands import finish, publish
from app.editions.queries import with_pins
from app.errors import Conflict
from app.intake.attached import Accepted
from app.intake.attached_pdf import PDF
from app.intake.cover import ParsedCover
from app.intake.parse import parse_row
from app.intake.parsed import Parsed, ParsedAction, ParsedEntry
from app.mail import reminders
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.entry import Entry
from app.model.period import PeriodStatus
from app.model.quarter import Quarter
from app.outputs.figures import edition_figures
from app.reports import attachments, drafts, periods, review_notes, reviewing, sending, uploads
from app.reports.extending import extend, unlock
from app.reports.omissions import Explanation, explain_omission
from app.reports.places import intake_context
from app.reports.queries import get_revision
from app.settings import Settings
from tests import factories
from tests.reports.story import LETTER_PDF, POTENTIAL
from tests.simulation.ledger import (
    LATE,
    PUNCTUAL,
    QUARTERS,
    REGENCIES,
    UNLOCKED,
    Ledger,
    Plan,
    Word,
)

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import Database, ReadSession, WriteSession
    from app.files import FileStore
    from app.intake.context import IntakeContext
    from app.model.report import Revision

FIRST = Quarter(2025, 1)
WITA = ZoneInfo("Asia/Makassar")
KALTIM = Settings(province="64")
PRINTED = ("potentials", "events", "level", "index", "coverage_text", "strip")
BASIS = {"closure_basis": "KESEPAKATAN", "handling_status": "SELESAI"}
NEWS = {
    "NAIK": "Warga berkumpul dua kali di depan kantor desa.",
    "TURUN": "Pertemuan para pihak berjalan tenang.",
    "SELESAI": "Berita acara ditandatangani para pihak.",
    "KAMBUH": "Portal kayu kembali dipasang.",
}


def said_by(session: ReadSession, edition_id: int) -> Any:
    """What an edition says, as far as it is printed."""
    figures = edition_figures(session, with_pins(session, edition_id), KALTIM)
    rows = [[getattr(item, name) for name in PRINTED] for item in figures.regencies]
    return figures.key, rows, figures.series


@dataclass
class Province:
    """The portal's database, its people, and the ledger beside it."""

    database: Database
    files: FileStore
    ledger: Ledger
    shelf: LocatorShelf = field(default_factory=LocatorShelf)
    people: dict[str, tuple[Actor, Actor]] = field(default_factory=dict)
    seals: dict[int, str] = field(default_factory=dict)
    printed: dict[int, Any] = field(default_factory=dict)

    def engage(self) -> None:
        """Make the accounts."""
        with self.database.write() as session:
            for code in REGENCIES:
                operator = factories.make_user(
                    session, Role.OPERATOR_KAB, region=code, email=f"op{code}@contoh.example"
                )
                head = factories.make_user(
                    session, Role.PENGESAH_KAB, region=code, email=f"kepala{code}@contoh.example"
                )
                self.people[code] = factories.actor_of(operator), factories.actor_of(head)
            make = factories.make_user
            self.analyst = factories.actor_of(make(session, Role.ANALIS_PROV, region="64"))
            self.decider = factories.actor_of(make(session, Role.PENGESAH_PROV, region="64"))
            self.admin = factories.actor_of(make(session, Role.ADMIN, region="64"))

    def quarter(self, offset: int) -> Quarter:
        """The quarter of an offset."""
        return FIRST + offset

    def moment(self, offset: int, days: int, hour: int = 9) -> datetime:
        """An hour some days after a quarter's end, on the regencies' clocks."""
        day = self.quarter(offset).last_day + timedelta(days=days)
        return datetime.combine(day, time(hour), WITA).astimezone(UTC)

    # --- one quarter ---------------------------------------------------------------------------

    def run(self, offset: int) -> None:
        """Live through one quarter, from its opening to its edition."""
        quarter = self.quarter(offset)
        with self.database.write() as session:
            periods.open_period(
                session, self.admin, quarter, province="64", now=self.moment(offset, -14)
            )
        plans = [self.ledger.plan(code, offset) for code in REGENCIES]
        by_manner = {
            manner: [plan for plan in plans if plan.manner == manner]
            for manner in (PUNCTUAL, LATE, UNLOCKED)
        }
        self._remind(offset, range(-14, 9))
        for plan in by_manner[PUNCTUAL]:
            self._report(plan, offset, self.moment(offset, 6))
        self._remind(offset, range(9, 12))
        for plan in by_manner[LATE]:
            self._late(plan, offset)
        self._lock(offset)
        for plan in by_manner[UNLOCKED]:
            self._unlocked(plan, offset)
        self._publish(offset)
        for plan in plans:
            if plan.amended and (plan.regency, offset) in self.ledger.accepted:
                self._amend(plan, offset, self.moment(offset, 40))
        earlier = self.ledger.accepted.get((REGENCIES[offset % 3], offset - 1))
        if earlier is not None:
            self._amend(earlier, offset - 1, self.moment(offset, 45))

    def _late(self, plan: Plan, offset: int) -> None:
        if plan.extended:
            self._extend(plan, offset)
        self._report(plan, offset, self.moment(offset, 14))

    def _remind(self, offset: int, days: range) -> None:
        """Plan the mails of some days, every day twice: the second time adds none."""
        for day in days:
            now = self.moment(offset, day, hour=10)
            with self.database.write() as session:
                reminders.plan(session, now)
            with self.database.write() as session:
                assert reminders.plan(session, now + timedelta(minutes=1)) == 0

    def _extend(self, plan: Plan, offset: int) -> None:
        now = self.moment(offset, 9)
        with self.database.write() as session:
            duty = drafts.obligation_in_scope(
                session, self.decider, self.quarter(offset), plan.regency
            )
            until = duty.period.due_on + timedelta(days=4)
            extend(
                session, self.decider, duty, until=until, reason="Jaringan putus sepekan.", now=now
            )

    def _lock(self, offset: int) -> None:
        with self.database.write() as session:
            periods.set_status(
                session,
                self.admin,
                self.quarter(offset),
                PeriodStatus.TERKUNCI,
                self.moment(offset, 20),
            )

    def _unlocked(self, plan: Plan, offset: int) -> None:
        """A locked quarter takes nothing until it is opened for one regency, and then closes."""
        now = self.moment(offset, 21)
        with pytest.raises(Conflict), self.database.write() as session:
            drafts.draft_of(
                session, self.people[plan.regency][0], self.quarter(offset), plan.regency, now
            )
        with self.database.write() as session:
            duty = drafts.obligation_in_scope(
                session, self.decider, self.quarter(offset), plan.regency
            )
            unlock(
                session,
                self.decider,
                duty,
                until=now.astimezone(WITA).date() + timedelta(days=2),
                reason="Kantor kebanjiran, diminta bupati.",
                today=now.astimezone(WITA).date(),
                now=now,
            )
        self._report(plan, offset, now)

    # --- one report ----------------------------------------------------------------------------

    def _report(self, plan: Plan, offset: int, now: datetime) -> None:
        self._draft(plan, offset, now)
        self._send(plan, offset, now)
        if plan.withdrawn:
            with self.database.write() as session:
                revision = self._newest(session, plan, offset)
                sending.withdraw(session, self.people[plan.regency][1], revision, now)
            self._send(plan, offset, now)
        if plan.returned and not plan.is_nil:
            self._return(plan, offset, now)
            self._send(plan, offset, now)
        self._accept(plan, offset, now)

    def _draft(self, plan: Plan, offset: int, now: datetime) -> None:
        operator, _ = self.people[plan.regency]
        quarter, today = self.quarter(offset), now.astimezone(WITA).date()
        with self.database.write() as session:
            revision = drafts.draft_of(session, operator, quarter, plan.regency, now)
            if plan.is_nil:
                drafts.save_letter(
                    session, operator, revision, _letter(plan, offset, 1, today),
                    expected=None, now=now,
                )  # fmt: skip
                sending.declare_nil(
                    session,
                    operator,
                    revision,
                    statement="Seluruh camat dan FKDM melaporkan keadaan tenang.",
                    basis="FKDM_KAB",
                    now=now,
                )
        if not plan.is_nil:
            self._upload(plan, offset, now, 1)
        self._explain(plan, offset, self._context(plan, offset, now), now)

    def _context(self, plan: Plan, offset: int, now: datetime) -> IntakeContext:
        today = now.astimezone(WITA).date()
        with self.database.read() as session:
            code = AreaCode(plan.regency)
            return intake_context(session, self.shelf, code, self.quarter(offset), today)

    def _upload(self, plan: Plan, offset: int, now: datetime, version: int) -> None:
        context = self._context(plan, offset, now)
        data = f"{plan.regency} {offset} {version}".encode()
        parsed = _parsed(plan, offset, context, version)
        prepared = uploads.PreparedUpload(data, "laporan.xlsx", parsed, context)
        operator, _ = self.people[plan.regency]
        with self.database.write() as session:
            draft = drafts.draft_of(session, operator, self.quarter(offset), plan.regency, now)
            uploads.receive_upload(session, operator, draft, prepared, files=self.files, now=now)

    def _explain(self, plan: Plan, offset: int, context: IntakeContext, now: datetime) -> None:
        for word in plan.words:
            if word.move != "DIPANTAU":
                continue
            with self.database.write() as session:
                explain_omission(
                    session,
                    self.people[plan.regency][0],
                    self._newest(session, plan, offset),
                    word.dispute.case_no,
                    Explanation("DIPANTAU", "Tidak ada kegiatan para pihak."),
                    context=context,
                    expected=None,
                    now=now,
                )

    def _attach(
        self, session: WriteSession, plan: Plan, revision: Revision, now: datetime
    ) -> None:
        if attachments.letters_of(session, revision):
            return
        attachments.attach_letter(
            session,
            self.people[plan.regency][0],
            revision,
            accepted=Accepted(LETTER_PDF, PDF),
            file_name="surat.pdf",
            files=self.files,
            now=now,
        )

    def _send(self, plan: Plan, offset: int, now: datetime) -> None:
        with self.database.write() as session:
            revision = self._newest(session, plan, offset)
            self._attach(session, plan, revision, now)
            today = now.astimezone(WITA).date()
            sending.submit(session, self.people[plan.regency][1], revision, today=today, now=now)
            seal = revision.content_sha256
            assert seal is not None
            self.seals[revision.id] = seal
            for entry, case in session.execute(
                select(Entry, Case)
                .join(Case, Case.id == Entry.case_id)
                .where(Entry.revision_id == revision.id, Entry.kind == "P")
            ):
                for word in plan.told:
                    if word.dispute.name == entry.title:
                        assert word.dispute.case_no in {"", case.case_no}
                        word.dispute.case_no = case.case_no

    def _return(self, plan: Plan, offset: int, now: datetime) -> None:
        with self.database.write() as session:
            revision = self._newest(session, plan, offset)
            reviewing.start_review(session, self.analyst, revision, now)
            review_notes.add_note(
                session,
                self.analyst,
                revision,
                row_key="P-001",
                field_name="impact",
                code="NILAI",
                severity="WAJIB",
                note="Dampak tidak sesuai uraian; nilai kembali.",
                now=now,
            )
            reviewing.return_report(session, self.decider, revision, "Mohon diperbaiki.", now)

    def _accept(self, plan: Plan, offset: int, now: datetime) -> None:
        with self.database.write() as session:
            revision = self._newest(session, plan, offset)
            reviewing.start_review(session, self.analyst, revision, now)
            reviewing.accept(session, self.decider, revision, letter_required=True, now=now)
        self.ledger.accept(plan, offset)

    def _amend(self, plan: Plan, offset: int, now: datetime) -> None:
        """Add a clash that came to light later; the accepted version stays in force until then."""
        operator, _ = self.people[plan.regency]
        today = now.astimezone(WITA).date()
        version = now.astimezone(WITA).timetuple().tm_yday
        with self.database.write() as session:
            draft = sending.start_amendment(
                session,
                operator,
                self._newest(session, plan, offset),
                reason="KOREKSI",
                note="Gambaran situasi dilengkapi setelah verifikasi.",
                now=now,
            )
            drafts.save_letter(
                session,
                operator,
                draft,
                _letter(plan, offset, version, today),
                expected=None,
                now=now,
            )
        calm = next((word for word in plan.told if not word.clash), None)
        if calm is not None:
            calm.clash = True
            self._upload(plan, offset, now, version)
        self._send(plan, offset, now)
        self._accept(plan, offset, now)

    # --- the province --------------------------------------------------------------------------

    def link_pair(self, offset: int) -> tuple[str, str] | None:
        """Link one open case each of two regencies; None while there are not two."""
        firsts = [
            next((item.case_no for item in self.ledger.disputes[code] if item.is_owed), "")
            for code in REGENCIES
        ]
        pair = [case_no for case_no in firsts if case_no][:2]
        if len(pair) < 2:
            return None
        self._decide(decide.link, pair, offset)
        return pair[0], pair[1]

    def unlink(self, case_no: str, offset: int) -> None:
        """Take a case out of its group again."""
        self._decide(decide.unlink, [case_no], offset)

    def _decide(self, what: object, numbers: list[str], offset: int) -> None:
        with self.database.write() as session:
            case, *others = (
                session.scalars(select(Case).where(Case.case_no == number)).one()
                for number in numbers
            )
            what(  # type: ignore[operator]
                session,
                self.analyst,
                case,
                *others,
                note="Diputuskan bersama kedua daerah.",
                expected=case.lock_version,
                now=self.moment(offset, 50),
            )

    def _publish(self, offset: int) -> None:
        now = self.moment(offset, 26)
        with self.database.write() as session:
            edition = publish(
                session,
                self.decider,
                self.quarter(offset),
                attention=[],
                recommendations=[],
                province="64",
                today=now.astimezone(WITA).date(),
                now=now,
            )
            finish(session, edition.id, [], now)
            edition_id = edition.id
        with self.database.read() as session:
            self.printed[edition_id] = said_by(session, edition_id)

    def _newest(self, session: WriteSession, plan: Plan, offset: int) -> Revision:
        return get_revision(session, EVERYWHERE, self.quarter(offset), plan.regency)


def _letter(plan: Plan, offset: int, version: int, today: date) -> dict[str, object]:
    return {
        "letter_no": f"300/{offset}-{version}/{plan.regency}",
        "letter_date": today,
        "signatory_name": "Pejabat Contoh",
        "signatory_position": "Kepala Badan",
        "situation_summary": "Secara umum situasi wilayah aman dan terkendali sepanjang triwulan.",
        "trend": "TETAP",
    }


def _parsed(plan: Plan, offset: int, context: IntakeContext, version: int) -> Parsed:
    entries: list[ParsedEntry] = []
    actions: list[ParsedAction] = []
    for number, word in enumerate(plan.told, 1):
        key = f"P-{number:03d}"
        entries.append(_row("2_Potensi", number, key, _potential(word, context), context))
        if word.clash:
            event = _event(word, context) | {"same_case": key}
            entries.append(_row("3_Peristiwa", number, f"K-{number:03d}", event, context))
        for about in [key, *([f"K-{number:03d}"] if word.clash else [])]:
            actions.append(_action(len(actions) + 1, about, context))
    return Parsed(
        cover=ParsedCover(letter=_letter(plan, offset, version, context.today)),
        entries=tuple(entries),
        actions=tuple(actions),
        refused=(),
        problems=(),
        total_rows=len(entries) + len(actions),
    )


def _row(
    sheet: str, number: int, key: str, cells: dict[str, str], context: IntakeContext
) -> ParsedEntry:
    row = parse_row(sheet, number + 4, key, cells, context)
    assert isinstance(row, ParsedEntry), row
    return row


def _common(word: Word, context: IntakeContext) -> dict[str, str]:
    districts = context.places.districts()
    code, _ = districts[word.dispute.district % len(districts)]
    taken = {
        name: text for name, text in POTENTIAL.items() if name not in {"likelihood", "impact"}
    }
    return taken | {"title": word.dispute.name, "district": code}


def _potential(word: Word, context: IntakeContext) -> dict[str, str]:
    cells = _common(word, context) | {
        "case_no": word.dispute.case_no if word.dispute.told else "",
        "change": word.move,
        "development": NEWS.get(word.move, ""),
        "likelihood": str(word.likelihood),
        "impact": str(word.impact),
        "impact_basis": "Satu-satunya jalan desa.",
        "handling_status": "PROSES",
    }
    return cells | (BASIS if word.move == "SELESAI" else {})


def _event(word: Word, context: IntakeContext) -> dict[str, str]:
    return _common(word, context) | {
        "event_start": f"{context.quarter.first_day + timedelta(days=40):%d/%m/%Y} 09.30",
        "event_form": "BLOKADE",
        "chronology": "Sejak pagi warga menutup jalan kebun dengan portal kayu dan ban bekas.",
        "crowd_min": "40",
        "crowd_max": "60",
        "no_casualties": "Ya",
        "handling_status": "PROSES",
    }


def _action(number: int, about: str, context: IntakeContext) -> ParsedAction:
    day = context.quarter.first_day + timedelta(days=50)
    cells = {
        "entry_key": about,
        "date_start": f"{day:%d/%m/%Y}",
        "action_type": "MEDIASI",
        "lead_agency": "KESBANGPOL_KAB",
        "description": "Mediasi para pihak di kantor camat",
        "result": "Sepakat bertemu lagi",
        "result_status": "SEBAGIAN",
        "next_step": "Pertemuan lanjutan",
        "next_due": f"{day + timedelta(days=60):%d/%m/%Y}",
    }
    row = parse_row("4_TindakLanjut", number + 4, f"U-{number:03d}", cells, context)
    assert isinstance(row, ParsedAction), row
    return row


__all__ = ["QUARTERS", "Province"]
