"""A regency with its people and rows, for tests of what is done to reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from app.areas.locate import LocatorShelf
from app.files import FileStore
from app.intake.cover import ParsedCover
from app.intake.hanging import with_its_entry
from app.intake.parse import parse_row
from app.intake.parsed import Parsed, ParsedAction, ParsedEntry, RefusedRow
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.region import Office
from app.reports import attachments, drafts, reviewing, sending, uploads
from app.reports.places import intake_context
from app.reports.queries import get_revision
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.intake.context import IntakeContext
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
LETTER_PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


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

    @property
    def context(self) -> IntakeContext:
        with self.database.read() as session:
            return intake_context(session, self.shelf, REGION, QUARTER, TODAY)

    def upload(self, *rows: tuple[str, str, dict[str, str]], data: bytes = b"isi") -> Counted:
        """Upload rows given as (kind, code, changed cells)."""
        prepared = uploads.PreparedUpload(data, "laporan.xlsx", self.parsed(*rows), self.context)
        with self.database.write() as session:
            upload = uploads.receive_upload(
                session, self.operator, self.draft(session), prepared, files=self.files, now=NOW
            )
            return Counted(*(getattr(upload, name) for name in Counted._fields))

    def parsed(self, *rows: tuple[str, str, dict[str, str]]) -> Parsed:
        context = self.context
        base = {"P": POTENTIAL, "U": ACTION}
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
            cover=ParsedCover(letter=dict(LETTER)),
            entries=tuple(item for item in results if isinstance(item, ParsedEntry)),
            actions=tuple(item for item in results if isinstance(item, ParsedAction)),
            refused=tuple(item for item in results if isinstance(item, RefusedRow)),
            problems=(),
            total_rows=len(results),
        )

    def draft(self, session: WriteSession) -> Revision:
        return drafts.draft_of(session, self.operator, QUARTER, REGION, NOW)

    def revision(self, session: Any, number: int | None = None) -> Revision:
        return get_revision(session, self.analyst.scope, QUARTER, REGION, number)

    def attach_letter(self) -> None:
        with self.database.write() as session:
            attachments.attach_letter(
                session,
                self.operator,
                self.revision(session),
                data=LETTER_PDF,
                file_name="surat.pdf",
                limit=10_000,
                files=self.files,
                now=NOW,
            )

    def send(self) -> str:
        with self.database.write() as session:
            revision = self.revision(session)
            return sending.submit(session, self.confirmer, revision, today=TODAY, now=NOW)

    def review(self) -> None:
        with self.database.write() as session:
            reviewing.start_review(session, self.analyst, self.revision(session), NOW)

    def accept(self) -> None:
        with self.database.write() as session:
            reviewing.accept(
                session, self.decider, self.revision(session), letter_required=True, now=NOW
            )

    def note(self, severity: str = "WAJIB") -> None:
        with self.database.write() as session:
            reviewing.add_note(
                session,
                self.analyst,
                self.revision(session),
                row_key="P-001",
                field_name="impact",
                code="NILAI",
                severity=severity,
                note="Dampak tidak sesuai uraian; nilai kembali.",
                now=NOW,
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
