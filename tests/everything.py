"""A portal with one of everything: a row in every table, an edition, a session per role.

The people are those of `tests/access_world.py`. 99.01 is at work on quarter III; the report of
99.02 was questioned, accepted and published. What no command of the story makes is written into
its table from the columns alone, so a table that comes later is never empty here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import sqlalchemy as sa
from PIL import Image
from sqlalchemy import select

from app.db import METADATA
from app.editions.commands import publish
from app.files import FileStore
from app.model.account import SignInSession, User
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.followup import Evidence
from app.model.loose import WaitingFile
from app.model.period import Obligation
from app.model.report import Attachment
from app.outputs.build import build_edition, prepare_maps
from app.reports.omissions import Explanation, explain_omission
from tests import access_world, factories
from tests.access_world import COLUMNS, World
from tests.intake.books import filled, saved
from tests.reports.story import LETTER_PDF, Story

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.settings import Settings

SLUG, OTHER = "2026-tw3", AreaCode("99.02")
# What the columns alone cannot say: words from a list, and rows that must agree with others.
PARTICULAR: dict[str, dict[str, Any]] = {
    "case_decision": {"act": "PANTAU", "other_id": None},
    "case_omission": {"reason": "DIPANTAU", "closure_basis": None, "closed_on": None},
    "column_memory": {"kind": "P", "heading": "Judul sengketa", "meaning": "title"},
    "district_statement": {"region_code": "99.02.02", "statement": "NIHIL", "basis": None},
    "group_member": {"left_at": None},
    "file_scan": {"sha256": "7" * 64, "state": "TERINFEKSI", "next_at": None},
    "holiday": {"name": "Hari contoh"},
    "note_reply": {"act": "JAWAB", "version": 1},
    "one_time_link": {"ended_at": None, "used_at": None},
    "pair_verdict": {
        "case_id": 1,
        "other_id": 2,
        "verdict": "BEDA",
        "words": [],
        "other_words": [],
    },
    "factor_recovery": {"decided_by_id": None, "ended_at": None, "done_at": None, "user_id": 2},
    "redaction": {
        "part": "entry",
        "row_key": "P-001",
        "field_name": "summary",
        "is_open": False,
        "flash_report_id": None,
        "follow_up_id": None,
        "obligation_id": None,
    },
    "redaction_request": {
        "part": "entry",
        "basis": "SUBJEK",
        "flash_report_id": None,
        "follow_up_id": None,
        "obligation_id": None,
        "granted": None,
        "decided_at": None,
    },
    "artefact": {"name": "contoh"},
    "assessment": {"zone": "MERAH"},
    "recommendation_answer": {"status": "DITERUSKAN", "number": 1, "revision_number": 1},
    "quota_use": {"kind": "PDF", "holder": "orang:1"},
    "signal_answer": {"signal": "LONJAKAN"},
    "waiting_file": {"choices": {}, "upload_id": None},
}


@dataclass(frozen=True)
class Everything:
    """What was made: tokens per column of the access table, and what fills an address."""

    world: World
    settings: Settings

    @property
    def files(self) -> FileStore:
        """The stored files."""
        return FileStore(self.settings.files)


def make(database: Database, settings: Settings, now: datetime) -> Everything:
    """Fill a migrated database; the edition is announced, `build` makes its files."""
    world = access_world.build(database, now)
    with database.read() as session:
        actors = {column: _actor(session, column) for column in COLUMNS}
    _draft(_story(database, settings, actors, AreaCode("99.01"), "op ps"))
    _publish(_story(database, settings, actors, OTHER, "op' ps'"), now)
    _say_the_rest(database, now)
    fill_empty_tables(database, now)
    _show_factors(database, now)
    _keep_files(database, FileStore(settings.files))
    return Everything(world, settings)


def build(database: Database, settings: Settings, now: datetime) -> None:
    """Do the worker's part: maps and every file of the edition."""
    files = FileStore(settings.files)
    prepare_maps(database, files, settings)
    with database.read() as session:
        waiting = list(session.scalars(sa.text("SELECT id FROM edition WHERE state = 'BUILDING'")))
    for edition_id in waiting:
        build_edition(database, files, settings, edition_id, clock=lambda: now)


def _actor(session: Any, column: str) -> Actor:
    role, region = COLUMNS[column]
    name = f"{role.value.lower().replace('_', '.')}.{region.replace('.', '')}"
    user = session.scalars(select(User).where(User.username == name)).one()
    session.refresh(user, ["roles"])
    return factories.actor_of(user)


def _story(
    database: Database,
    settings: Settings,
    actors: Mapping[str, Actor],
    region: AreaCode,
    columns: str,
) -> Story:
    operator, confirmer = columns.split()
    return Story(
        database,
        FileStore(settings.files),
        operator=actors[operator],
        confirmer=actors[confirmer],
        analyst=actors["an"],
        decider=actors["pp"],
        region=region,
    )


def _draft(story: Story) -> None:
    """Complete the draft's entry, add an event, and leave one row that has to be put right."""
    place = {"district": "99.01.01", "other_locations": "99.01.02"}
    wrong = {"title": "Sengketa tanpa tempat", "district": ""}
    story.upload(
        ("P", "P-001", place),
        ("K", "K-001", place),
        ("U", "U-001", {"entry_key": "K-001"}),
        ("P", "P-009", wrong),
        data=filled({}),
    )
    story.attach_letter()


def _publish(story: Story, now: datetime) -> None:
    """Report both kinds, be questioned and accepted, and see the quarter published."""
    place, action = {"district": "99.02.01"}, {"entry_key": "K-001"}
    rows = (("P", "P-001", place), ("K", "K-001", place), ("U", "U-001", action))
    story.upload(*rows, data=filled({}))
    with story.database.write() as session:
        case_no = session.scalars(select(Case.case_no).where(Case.home_region == OTHER)).one()
        why = Explanation("DIPANTAU", "Masih dipantau bersama kecamatan contoh.")
        explain_omission(
            session,
            story.operator,
            story.revision(session),
            case_no,
            why,
            context=story.context,
            expected=None,
            now=now,
        )
    story.attach_letter()
    story.send()
    story.review()
    story.note(severity="SARAN")
    story.accept()
    with story.database.write() as session:
        publish(
            session,
            story.decider,
            factories.QUARTER,
            attention=["Perhatian contoh."],
            recommendations=[("Saran contoh.", "GUBERNUR", "2026-12-01")],
            province="99",
            today=now.date(),
            now=now,
        )


def _say_the_rest(database: Database, now: datetime) -> None:
    """Give the silent city a longer time, a waiver and an open lock, and an officer an address."""
    with database.write() as session:
        silent = select(Obligation).where(Obligation.region_code == "99.71")
        waived, unlocked, longer = session.scalars(silent.order_by(Obligation.period_id.desc()))
        longer.due_on_override, longer.extended_at = now.date() + timedelta(days=9), now
        longer.extension_reason = "Kantor contoh kebanjiran."
        waived.waiver_reason, waived.waived_at = "Kantor contoh pindah gedung.", now
        unlocked.unlock_reason = "Surat contoh datang terlambat."
        unlocked.unlocked_until = now.date() + timedelta(days=5)
        for number, user in enumerate(session.scalars(select(User))):
            user.email = f"orang{number}@contoh.example"


def _show_factors(database: Database, now: datetime) -> None:
    """Let every session have shown the second factor that somebody has by now."""
    with database.write() as session:
        session.execute(sa.update(SignInSession).values(factor_at=now))


def _keep_files(database: Database, files: FileStore) -> None:
    """Store something behind every file that rows of the access world only name."""
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(photo, "JPEG")
    kept = files.put(photo.getvalue())
    letter = files.put(LETTER_PDF)
    with database.write() as session:
        for item in session.scalars(select(Attachment).where(Attachment.sha256 == "0" * 64)):
            item.sha256 = item.thumbnail_sha256 = kept
        for proof in session.scalars(select(Evidence).where(Evidence.sha256 == "0" * 64)):
            proof.sha256 = letter
        for waiting in session.scalars(select(WaitingFile)):
            waiting.file_sha256 = files.put(loose_book())


def loose_book() -> bytes:
    """A workbook that is not ours: three columns under headings of an office's own."""
    book = openpyxl.Workbook()
    book.active.title = "Rekap"
    for row in (("Masalah", "Desa", "Uraian"), ("Sengketa contoh", "Desa Contoh", "Lahan kebun")):
        book.active.append(row)
    return saved(book)


# --- rows from columns alone -------------------------------------------------------------------


def fill_empty_tables(database: Database, now: datetime) -> list[str]:
    """Write one row into every table that has none; return which."""
    filled = []
    for table in METADATA.sorted_tables:
        with database.write() as session:
            if session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one():
                continue
            session.execute(table.insert().values(row_for(session, table, now)))
            filled.append(table.name)
    return filled


def row_for(session: WriteSession, table: sa.Table, now: datetime) -> dict[str, Any]:
    """Invent a row: a reference names the first row there is, a text names its column."""
    given = PARTICULAR.get(table.name, {})
    row = {
        column.name: _value(session, column, now)
        for column in table.columns
        if not _fills_itself(column)
    }
    return row | given


def _fills_itself(column: sa.Column[Any]) -> bool:
    return column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys


def _value(session: WriteSession, column: sa.Column[Any], now: datetime) -> Any:
    for reference in column.foreign_keys:
        return session.scalar(sa.select(sa.func.min(reference.column)))
    kind = column.type
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, (sa.String, sa.Text)):
        return f"contoh {column.name}"[: kind.length or 60]
    if isinstance(kind, sa.TypeDecorator):
        return now if isinstance(kind.impl_instance, sa.DateTime) else factories.QUARTER
    by_kind = ((sa.JSON, []), (sa.Boolean, False), (sa.Date, now.date()), (sa.DateTime, now))
    return next((value for python, value in by_kind if isinstance(kind, python)), 1)
