"""One file on the bench: read again from the store, understood, judged, and taken into a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.intake.loose.understand import choices_of, lessons
from app.intake.workbook import read_workbook
from app.model.area_code import AreaCode
from app.reports import loose
from app.reports.entry_pages import row_keys
from app.reports.places import intake_context
from app.reports.uploads import PreparedTable, PreparedUpload
from app.web.pages.columns_form import choices_in, unanswered
from app.web.pages.columns_view import preview_of, sheets_of
from app.web.pages.file_remarks import with_remarks

if TYPE_CHECKING:
    from app.areas.locate import LocatorShelf
    from app.db import ReadSession, WriteSession
    from app.files import FileStore
    from app.intake.loose.choices import Choices
    from app.intake.loose.understand import SheetReading
    from app.intake.parsed import Parsed
    from app.model.report import Revision
    from app.web.forms import Fields
    from app.web.pages.report_room import Asked, Room

Readings = tuple["SheetReading", ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """A file of a draft, and what it takes to read it."""

    asked: Asked
    shelf: LocatorShelf
    files: FileStore
    number: int

    @property
    def here(self) -> str:
        """Address of the page of columns."""
        return self.asked.path(f"unggah/{self.number}/kolom")

    def table(self, session: ReadSession, room: Room) -> PreparedTable:
        """Read the file again.

        Raises:
            NotFound: the draft has no such file.
        """
        waiting = loose.waiting_file(session, room.shown(), self.number)
        region, asked = room.office.region_code, self.asked
        context = intake_context(session, self.shelf, region, asked.quarter, asked.today)
        data = self.files.get(waiting.file_sha256)
        raw = read_workbook(data, limit=len(data))
        return PreparedTable(data, waiting.file_name, raw, context)

    def readings(self, session: ReadSession, table: PreparedTable, choices: Choices) -> Readings:
        """Return how the file is understood by some choices."""
        return loose.readings_of(session, self.asked.actor.scope, table, choices)

    def chosen_in(self, session: ReadSession, table: PreparedTable, form: Fields) -> Choices:
        """Return the choices of a form over those kept so far."""
        room = self.asked.room(session)
        waiting = loose.waiting_file(session, room.shown(), self.number)
        return choices_in(form, self.readings(session, table, loose.chosen(waiting)))

    def view(
        self,
        session: ReadSession,
        *,
        form: Fields | None = None,
        conflict: str = "",
        errors: tuple[tuple[str, str], ...] = (),
    ) -> dict[str, Any]:
        """Return what the page shows: the choices kept, or those a form still holds."""
        room = self.asked.room(session)
        table = self.table(session, room)
        waiting = loose.waiting_file(session, room.shown(), self.number)
        choices = self.chosen_in(session, table, form) if form else loose.chosen(waiting)
        readings = self.readings(session, table, choices)
        parsed, keys = loose.judge(session, room.shown(), table, choices_of(readings))
        return {
            "room": room,
            "waiting": waiting,
            "here": self.here,
            "sheets": sheets_of(table.raw, readings),
            "questions": unanswered(readings),
            "preview": preview_of(parsed, keys.stands),
            "conflict": conflict,
            "errors": errors,
        }


def take_table(
    session: WriteSession,
    bench: Bench,
    revision: Revision,
    table: PreparedTable,
    read: tuple[Readings, Parsed],
) -> None:
    """Put a file's judged rows into the draft and remember what its headings mean."""
    readings, parsed = read
    asked = bench.asked
    told = with_remarks(parsed, row_keys(session, revision))
    prepared = PreparedUpload(table.data, table.file_name, told, table.context)
    waiting = loose.waiting_file(session, revision, bench.number)
    loose.take(session, asked.actor, revision, waiting, prepared, files=bench.files, now=asked.now)
    region = AreaCode(table.context.region_code)
    loose.learn(session, asked.actor, region, lessons(readings), asked.now)
