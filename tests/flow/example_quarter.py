"""The quarter of the three example reports, moved on by the portal's own commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.areas.locate import LocatorShelf
from app.editions.commands import finish, publish
from app.intake.attached import Accepted
from app.intake.attached_pdf import PDF
from app.intake.template import build_template
from app.model.area_code import AreaCode
from app.reports import attachments, drafts, review_notes, reviewing, sending, uploads
from app.reports.carried import template_request
from app.reports.periods import open_period
from app.reports.places import intake_context
from app.reports.queries import get_revision
from tests.flow.example_books import fill_earlier, fill_report
from tests.flow.example_province import EARLIER, QUARTER, people
from tests.intake import examples
from tests.intake.books import SECRET
from tests.reports.story import LETTER_PDF

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import Database
    from app.files import FileStore
    from app.model.edition import Edition
    from app.model.quarter import Quarter
    from app.model.report import Upload

WITA = ZoneInfo("Asia/Makassar")
PROVINCE = "99"


def version(report: str, number: int = 0) -> dict[str, str]:
    """Return a row of the versions table: the newest unless a number is given."""
    wanted = str(number) if number else examples.REPORTS[report][1]
    return next(
        row
        for row in examples.rows("ReportVersion")
        if (row["report_no"], row["version_no"]) == (report, wanted)
    )


def moment(text: str) -> datetime:
    """Read a moment of the tables."""
    return datetime.fromisoformat(text)


@dataclass
class ExampleQuarter:
    """Two quarters of province 99; every verb is a command."""

    database: Database
    files: FileStore
    actors: dict[str, Actor]
    shelf: LocatorShelf = field(default_factory=LocatorShelf)

    def open(self, quarter: Quarter, now: datetime) -> None:
        """Open a quarter: every regency owes a report."""
        with self.database.write() as session:
            open_period(session, self.actors["admin"], quarter, province=PROVINCE, now=now)

    def template(self, code: str, quarter: Quarter) -> bytes:
        """Make the workbook a regency downloads."""
        region = AreaCode(code)
        with self.database.read() as session:
            scope = self.actors[f"operator.{region}"].scope
            wanted = template_request(session, scope, quarter, region, SECRET)
        return build_template(wanted)

    def upload(self, region: str, quarter: Quarter, data: bytes, now: datetime) -> Upload:
        """Read a workbook in the confined reader and put it into the draft."""
        with self.database.read() as session:
            context = intake_context(session, self.shelf, AreaCode(region), quarter, now.date())
        prepared = uploads.prepare_upload(data, "laporan.xlsx", context)
        operator = self.actors[f"operator.{region}"]
        with self.database.write() as session:
            draft = drafts.draft_of(session, operator, quarter, region, now)
            upload = uploads.receive_upload(
                session, operator, draft, prepared, files=self.files, now=now
            )
            session.flush()
            session.expunge(upload)
        return upload

    def declare_nil(self, region: str, quarter: Quarter, row: dict[str, str], basis: str) -> None:
        """Declare a nil report with the letter of a versions row."""
        operator, now = self.actors[f"operator.{region}"], moment(row["submitted_at"])
        names = ("letter_no", "signatory_name", "signatory_position")
        day = moment(row["letter_date"]).date()
        with self.database.write() as session:
            draft = drafts.draft_of(session, operator, quarter, region, now)
            sending.declare_nil(
                session, operator, draft, statement=row["nil_statement"], basis=basis, now=now
            )
            typed: dict[str, object] = {name: row[name] for name in names}
            typed |= {"letter_date": day, "situation_summary": row["situation_summary"]}
            drafts.save_letter(session, operator, draft, typed, expected=None, now=now)

    def send(self, region: str, quarter: Quarter, now: datetime) -> str:
        """Attach the signed letter and send."""
        operator = self.actors[f"operator.{region}"]
        with self.database.write() as session:
            revision = get_revision(session, operator.scope, quarter, region, None)
            attachments.attach_letter(
                session,
                operator,
                revision,
                accepted=Accepted(LETTER_PDF, PDF),
                file_name="surat.pdf",
                files=self.files,
                now=now,
            )
        with self.database.write() as session:
            confirmer = self.actors[f"pengesah.{region}"]
            revision = get_revision(session, confirmer.scope, quarter, region, None)
            return sending.submit(session, confirmer, revision, today=now.date(), now=now)

    def review(self, region: str, quarter: Quarter, now: datetime) -> None:
        """Take the report up."""
        analyst = self.actors["analis"]
        with self.database.write() as session:
            revision = get_revision(session, analyst.scope, quarter, region, None)
            reviewing.start_review(session, analyst, revision, now)

    def note(self, region: str, row_key: str, row: dict[str, str], now: datetime) -> None:
        """Write one of the example's review notes."""
        analyst = self.actors["analis"]
        with self.database.write() as session:
            review_notes.add_note(
                session,
                analyst,
                get_revision(session, analyst.scope, QUARTER, region, None),
                row_key=row_key,
                field_name=None,
                code=row["code"],
                severity=row["severity"],
                note=row["note"],
                now=now,
            )

    def hand_back(self, region: str, now: datetime) -> None:
        """Return the report; its copy is the regency's new draft."""
        chief = self.actors["kepala"]
        with self.database.write() as session:
            revision = get_revision(session, chief.scope, QUARTER, region, None)
            reviewing.return_report(session, chief, revision, "Perbaiki tiga catatan.", now)

    def override(self, region: str, row_key: str, zone: str, reason: str, now: datetime) -> None:
        """Set the province's zone of an entry."""
        chief = self.actors["kepala"]
        with self.database.write() as session:
            reviewing.assess(
                session,
                chief,
                get_revision(session, chief.scope, QUARTER, region, None),
                row_key,
                zone=zone,
                zone_reason=reason,
                severity=None,
                severity_reason="",
                now=now,
            )

    def accept(self, region: str, quarter: Quarter, now: datetime) -> None:
        """Accept the report."""
        chief = self.actors["kepala"]
        with self.database.write() as session:
            revision = get_revision(session, chief.scope, quarter, region, None)
            reviewing.accept(session, chief, revision, letter_required=True, now=now)

    def amend(self, region: str, row: dict[str, str], now: datetime) -> None:
        """Open the next version beside the accepted one."""
        operator = self.actors[f"operator.{region}"]
        with self.database.write() as session:
            sending.start_amendment(
                session,
                operator,
                get_revision(session, operator.scope, QUARTER, region, None),
                reason=row["amendment_reason"],
                note=row["amendment_note"],
                now=now,
            )

    def publish(self, now: datetime) -> Edition:
        """Publish the quarter; the files do not matter here."""
        with self.database.write() as session:
            edition = publish(
                session,
                self.actors["kepala"],
                QUARTER,
                attention=[],
                recommendations=[],
                province=PROVINCE,
                today=now.date(),
                now=now,
            )
            finish(session, edition.id, [], now)
            session.flush()
            session.expunge_all()
        return edition


def _earlier_quarter(quarter: ExampleQuarter) -> None:
    """99.01 reported one event of severity 2, 99.71 one of severity 4, with their old cases."""
    quarter.open(EARLIER, datetime(2026, 3, 16, 8, tzinfo=WITA))
    sent = datetime(2026, 4, 15, 9, tzinfo=WITA)
    for region, report, wanted, changed in (
        ("99.01", "LAP-9901-2026TW2", ("e-9901-01", "e-9901-02", "e-9901-04"), {}),
        (
            "99.71",
            "LAP-9971-2026TW2",
            ("e-9971-01", "e-9971-03", "e-9971-04", "e-9971-05"),
            {"deaths": "1"},
        ),
    ):
        data = fill_earlier(quarter.template(region, EARLIER), report, wanted, **changed)
        upload = quarter.upload(region, EARLIER, data, sent)
        assert upload.refused_rows == 0, upload.problems
        quarter.send(region, EARLIER, sent)
        quarter.review(region, EARLIER, sent)
        quarter.accept(region, EARLIER, sent)


def _upper(quarter: ExampleQuarter) -> None:
    """99.01: on time, accepted at once."""
    report, row = "LAP-9901-2026TW2", version("LAP-9901-2026TW2")
    sent, decided = moment(row["submitted_at"]), moment(row["accepted_at"])
    data, _ = fill_report(quarter.template("99.01", QUARTER), report)
    quarter.upload("99.01", QUARTER, data, sent)
    quarter.send("99.01", QUARTER, sent)
    quarter.review("99.01", QUARTER, decided)
    quarter.accept("99.01", QUARTER, decided)


def _city(quarter: ExampleQuarter) -> None:
    """99.71: returned with three notes, accepted as version 2 with one zone set lower."""
    report = "LAP-9971-2026TW2"
    first, second = version(report, 1), version(report, 2)
    template = quarter.template("99.71", QUARTER)
    worst = {"e-9971-01": {"impact": "5"}}
    data, keys = fill_report(template, report, worst)
    sent = moment(first["submitted_at"])
    quarter.upload("99.71", QUARTER, data, sent)
    quarter.send("99.71", QUARTER, sent)
    returned = datetime(2026, 7, 15, 10, tzinfo=WITA)
    quarter.review("99.71", QUARTER, returned)
    notes = [row for row in examples.rows("ReviewNote") if row["report_no"] == report]
    for row in notes:
        quarter.note("99.71", keys[row["field_path"].split(" > ")[0]], row, returned)
    quarter.hand_back("99.71", returned)
    sent, decided = moment(second["submitted_at"]), moment(second["accepted_at"])
    corrected, _ = fill_report(template, report)
    upload = quarter.upload("99.71", QUARTER, corrected, sent)
    assert (upload.changed_rows, upload.unchanged_rows) == (1, upload.total_rows - 1)
    quarter.send("99.71", QUARTER, sent)
    quarter.review("99.71", QUARTER, decided)
    (raised,) = (row for row in examples.entries(report) if row.get("zone_override"))
    key, zone = keys[raised["entry_id"]], raised["zone_override"]
    quarter.override("99.71", key, zone, raised["zone_override_reason"], decided)
    quarter.accept("99.71", QUARTER, decided)


def _coast(quarter: ExampleQuarter) -> None:
    """99.02: a nil report."""
    row = version("LAP-9902-2026TW2", 1)
    sent, decided = moment(row["submitted_at"]), moment(row["accepted_at"])
    quarter.declare_nil("99.02", QUARTER, row, "KEC")
    quarter.send("99.02", QUARTER, sent)
    quarter.review("99.02", QUARTER, decided)
    quarter.accept("99.02", QUARTER, decided)


def amend_coast(quarter: ExampleQuarter) -> Upload:
    """99.02 in August: the event of June became known, version 2 is accepted."""
    report = "LAP-9902-2026TW2"
    row = version(report)
    sent, decided = moment(row["submitted_at"]), moment(row["accepted_at"])
    quarter.amend("99.02", row, sent)
    data, _ = fill_report(quarter.template("99.02", QUARTER), report)
    upload = quarter.upload("99.02", QUARTER, data, sent)
    quarter.send("99.02", QUARTER, sent)
    quarter.review("99.02", QUARTER, decided)
    quarter.accept("99.02", QUARTER, decided)
    return upload


def tell(database: Database, files: FileStore) -> ExampleQuarter:
    """Carry both quarters to the day before the first edition."""
    quarter = ExampleQuarter(database, files, people(database))
    _earlier_quarter(quarter)
    quarter.open(QUARTER, datetime(2026, 6, 16, 8, tzinfo=WITA))
    _upper(quarter)
    _city(quarter)
    _coast(quarter)
    return quarter
