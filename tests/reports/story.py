"""A regency with its people and rows, for tests of what is done to reports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from app.areas.locate import LocatorShelf
from app.files import FileStore
from app.intake.attached import Accepted
from app.intake.attached_pdf import PDF
from app.intake.cover import ParsedCover
from app.intake.hanging import with_its_entry
from app.intake.parse import parse_row
from app.intake.parsed import Parsed, ParsedAction, ParsedEntry, RefusedRow
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.region import Office
from app.reports import attachments, drafts, review_notes, reviewing, sending, uploads
from app.reports.places import intake_context
from app.reports.queries import get_revision
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.intake.context import IntakeContext
    from app.model.quarter import Quarter
    from app.model.report import Revision

REGION = AreaCode("99.01")
QUARTER = factories.QUARTER
TODAY = date(2026, 10, 8)
NOW = factories.MOMENT
LETTER = {
    "letter_no": "300/118/KESBANGPOL-CH/X/2026",
    "letter_date": TODAY,
    "signatory_name": "Pejabat Contoh Satu",
    "signatory_position": "Kepala Badan",
    "situation_summary": "Secara umum situasi wilayah aman dan terkendali; perhatian pada kebun.",
    "trend": "TETAP",
}
POTENTIAL = {
    "title": "Sengketa lahan plasma di desa contoh",
    "law_source": "U5D",
    "topic": "PLASMA",
    "district": "99.01.01",
    "summary": "Kelompok tani menuntut pembagian kebun plasma sesuai perjanjian kemitraan.",
    "root_cause": "Luas kebun plasma yang diperjanjikan belum disepakati.",
    "party_a_name": "Kelompok Tani Contoh",
    "party_a_type": "TANI",
    "party_b_name": "PT Contoh Sawit Alfa",
    "party_b_type": "PERUSAHAAN",
    "likelihood": "3",
    "impact": "3",
    "handling_status": "TINJUT",
    "recommendation": "Fasilitasi pengukuran ulang kebun plasma.",
    "source": "FKDM_KEC",
}
EVENT = {
    name: text for name, text in POTENTIAL.items() if name not in {"likelihood", "impact"}
} | {
    "title": "Blokade jalan kebun oleh warga",
    "event_start": "12/08/2026 09.00",
    "event_form": "BLOKADE",
    "chronology": "Sejak pagi warga menutup jalan kebun dengan portal kayu dan ban bekas.",
    "crowd_min": "40",
    "crowd_max": "60",
    "no_casualties": "Ya",
}
ACTION = {
    "entry_key": "P-001",
    "date_start": "12/08/2026",
    "action_type": "MEDIASI",
    "lead_agency": "KESBANGPOL_KAB",
    "description": "Mediasi ketiga para pihak di kantor camat",
    "result": "Sepakat pengukuran bersama",
    "result_status": "BERHASIL",
}
SHEETS = {"P": "2_Potensi", "K": "3_Peristiwa", "U": "4_TindakLanjut"}
LETTER_PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n"
    b"trailer\n<</Root 1 0 R/Size 4/Info<</Author(Orang Contoh)>>>>\n%%EOF\n"
)


class Counted(NamedTuple):
    """The verdicts of an upload."""

    total_rows: int
    created_rows: int
    unchanged_rows: int
    changed_rows: int
    refused_rows: int


@dataclass
class Story:
    """One regency's quarter in a database; every verb is a command of the portal."""

    database: Database
    files: FileStore
    operator: Actor
    confirmer: Actor
    analyst: Actor
    decider: Actor
    shelf: LocatorShelf = field(default_factory=LocatorShelf)
    quarter: Quarter = QUARTER
    region: AreaCode = REGION

    @property
    def today(self) -> date:
        """The eighth day after the quarter: before the due date."""
        return self.quarter.last_day + timedelta(days=8)

    @property
    def now(self) -> datetime:
        """Nine in the morning of today, as the regency's clock shows it."""
        return datetime.combine(self.today, time(1), UTC)

    @property
    def context(self) -> IntakeContext:
        with self.database.read() as session:
            return intake_context(session, self.shelf, self.region, self.quarter, self.today)

    def later(self, quarters: int = 1) -> Story:
        """The same people some quarters on, with the period open."""
        story = replace(self, quarter=self.quarter + quarters)
        with self.database.write() as session:
            factories.make_period(session, quarter=story.quarter)
        return story

    def whole(self, *rows: tuple[str, str, dict[str, str]]) -> None:
        """Upload rows, send them and have them accepted."""
        self.upload(*rows)
        self.attach_letter()
        self.send()
        self.review()
        self.accept()

    def upload(
        self,
        *rows: tuple[str, str, dict[str, str]],
        data: bytes = b"isi",
        name: str = "laporan.xlsx",
    ) -> Counted:
        """Upload rows given as (kind, code, changed cells)."""
        prepared = uploads.PreparedUpload(data, name, self.parsed(*rows), self.context)
        with self.database.write() as session:
            upload = uploads.receive_upload(
                session,
                self.operator,
                self.draft(session),
                prepared,
                files=self.files,
                now=self.now,
            )
            return Counted(*(getattr(upload, name) for name in Counted._fields))

    def parsed(self, *rows: tuple[str, str, dict[str, str]]) -> Parsed:
        context = self.context
        base = {"P": POTENTIAL, "K": EVENT, "U": ACTION}
        results = [
            parse_row(SHEETS[kind], number, key, {**base[kind], **cells}, context)
            for number, (kind, key, cells) in enumerate(rows, 6)
        ]
        good = {item.row_key for item in results if isinstance(item, ParsedEntry)}
        bad = {item.row_key for item in results if isinstance(item, RefusedRow)}
        results = [
            with_its_entry(item, {**ACTION, **cells}, "B", good=good, waiting=bad)
            if isinstance(item, ParsedAction)
            else item
            for item, (_, _, cells) in zip(results, rows, strict=True)
        ]
        return Parsed(
            cover=ParsedCover(letter=self.letter),
            entries=tuple(item for item in results if isinstance(item, ParsedEntry)),
            actions=tuple(item for item in results if isinstance(item, ParsedAction)),
            refused=tuple(item for item in results if isinstance(item, RefusedRow)),
            problems=(),
            total_rows=len(results),
        )

    @property
    def letter(self) -> dict[str, Any]:
        """The covering letter of the quarter, under a number of its own."""
        number = LETTER["letter_no"]
        if self.quarter != QUARTER:
            number = f"300/{self.quarter.code}/KESBANGPOL-CH"
        return {**LETTER, "letter_no": number, "letter_date": self.today}

    def draft(self, session: WriteSession) -> Revision:
        return drafts.draft_of(session, self.operator, self.quarter, self.region, self.now)

    def revision(self, session: Any, number: int | None = None) -> Revision:
        return get_revision(session, self.analyst.scope, self.quarter, self.region, number)

    def attach_letter(self) -> None:
        with self.database.write() as session:
            attachments.attach_letter(
                session,
                self.operator,
                self.revision(session),
                accepted=Accepted(LETTER_PDF, PDF),
                file_name="surat.pdf",
                files=self.files,
                now=self.now,
            )

    def send(self) -> str:
        with self.database.write() as session:
            revision = self.revision(session)
            return sending.submit(
                session, self.confirmer, revision, today=self.today, now=self.now
            )

    def review(self) -> None:
        with self.database.write() as session:
            reviewing.start_review(session, self.analyst, self.revision(session), self.now)

    def accept(self) -> None:
        with self.database.write() as session:
            reviewing.accept(
                session, self.decider, self.revision(session), letter_required=True, now=self.now
            )

    def note(self, severity: str = "WAJIB") -> None:
        with self.database.write() as session:
            review_notes.add_note(
                session,
                self.analyst,
                self.revision(session),
                row_key="P-001",
                field_name="impact",
                code="NILAI",
                severity=severity,
                note="Dampak tidak sesuai uraian; nilai kembali.",
                now=self.now,
            )


def tell(database: Database, folder: Path, *, single_officer: bool = False) -> Story:
    """Set the scene: province 99, an open quarter, an operator, a confirmer, an analyst."""
    with database.write() as session:
        factories.make_province(session)
        factories.make_boundary_set(session)
        factories.make_period(session)
        session.get_one(Office, REGION).single_officer = single_officer
        operator = factories.make_user(session, Role.OPERATOR_KAB)
        confirmer = factories.make_user(session, Role.PENGESAH_KAB)
        analyst = factories.make_user(session, Role.ANALIS_PROV, region="99")
        decider = factories.make_user(session, Role.PENGESAH_PROV, region="99")
        actors = [factories.actor_of(user) for user in (operator, confirmer, analyst, decider)]
    return Story(database, FileStore(folder), *actors)
