"""Any version of a report, read-only: letter, entries, kecamatan, notes and files."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import names_of
from app.model.redaction import Part, Redaction
from app.model.report import State
from app.model.vocabulary import DISTRICT_STATEMENT, INFORMATION_SOURCE, VERSION_STATE
from app.reports import drafts
from app.reports.history import uploads_of
from app.reports.redacting import redactions_of
from app.web.deps import Reads, requires
from app.web.pages import letter_form
from app.web.pages.enclosure_view import files_of
from app.web.pages.entries import PageNumber, lines_of
from app.web.pages.report_room import AskedReport
from app.web.pages.report_tasks import desk_of
from app.web.pages.version_diff import letter_words
from app.web.recorded import VERSION
from app.web.scanned import scans_of
from app.web.templating import page

router = APIRouter()
_TONES = {State.DITERIMA: "done", State.DIKIRIM: "busy", State.DITELAAH: "busy"}
Number = Annotated[int, Path(ge=1, le=9999)]


@router.get(
    "/laporan/{t}/versi/{number}", dependencies=[requires(Permission.REPORT_READ), VERSION]
)
def show(
    request: Request,
    session: Reads,
    asked: AskedReport,
    number: Number,
    page_number: PageNumber = 1,
) -> Response:
    """Show one version as it is or was."""
    room = asked.room(session, number)
    revision, desk = room.shown(), desk_of(session, room)
    statements = drafts.statements_of(session, revision)
    districts = names_of(session, [row.region_code for row in statements])
    uploads = uploads_of(session, asked.actor.scope, [revision])
    kept = [item.file_sha256 for item in uploads]
    kept += [name for row in desk.letters for name in (row.sha256, row.original_sha256) if name]
    return page(
        request,
        "version",
        room=room,
        desk=desk,
        shown=lines_of(session, desk, page_number, asked.path(f"versi/{number}")),
        letter=[
            (letter_form.COLUMNS[name].heading, letter_words(name, text))
            for name, text in letter_form.stored(revision).items()
            if text
        ],
        districts=[
            (
                districts.get(row.region_code, row.region_code),
                DISTRICT_STATEMENT.label_of(row.statement),
                INFORMATION_SOURCE.label_of(row.basis),
            )
            for row in statements
        ],
        files=files_of(session, room, everything=True),
        uploads=uploads,
        scans=scans_of(session, kept, asked.actor.zone),
        **_taken_out(redactions_of(session, revision), len(uploads)),
        state=VERSION_STATE.label_of(revision.state),
        tone=_TONES.get(revision.state, ""),
        versions=[(item.number, VERSION_STATE.label_of(item.state)) for item in room.seen],
    )


def _taken_out(marks: list[Redaction], workbooks: int) -> dict[str, Any]:
    """Say how much was taken out and when; workbooks go along with their words, uncounted."""
    words = [mark for mark in marks if mark.part != Part.UPLOAD]
    return {
        "taken_out": len(words) or (workbooks if marks else 0),
        "taken_out_at": marks[0].made_at if marks else None,
        "erased": next((mark.made_at for mark in marks if mark.part == Part.UPLOAD), None),
    }
