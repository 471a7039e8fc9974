"""A whole report by hand: how far each entry got, what can be added, what is missing."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import NotFound
from app.intake.anchors import REGISTERS
from app.intake.columns import ACTION_SHEET, KIND_OF_SHEET
from app.model.entry import Kind
from app.model.report import PendingRow
from app.reports import queries, removal
from app.reports.beside import beside_entries
from app.reports.entry_pages import find_entry, page_of
from app.reports.waiting import entry_of
from app.reports.written import find_written
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.device_key import give_key
from app.web.forms import Form
from app.web.pages.entry_form_view import title_of
from app.web.pages.entry_view import KIND_WORDS
from app.web.pages.report_room import Asked, AskedReport, Room, act, standing_draft
from app.web.pages.report_tasks import BUSY, DONE, Desk, desk_of, obstacle_href
from app.web.pages.upload import closed
from app.web.paging import page_links
from app.web.recorded import ENTRY, REPORT
from app.web.templating import page

router = APIRouter()
DRAFT = requires(Permission.REPORT_DRAFT)
Name = Annotated[str, Path(alias="key", max_length=24)]
PageNumber = Annotated[int, Query(alias="hal", ge=1, le=100_000)]
_MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line: a row of the draft, how far it got, what it lacks, how many files it has.

    Only an entry that stands can have files; `files` is empty for the others.
    """

    code: str
    title: str
    kind: str
    state: str
    lacks: str
    files: str = ""

    @property
    def tone(self) -> str:
        """Colour of the state."""
        return "done" if self.state == DONE else "busy"


@router.get("/laporan/{t}/isi", dependencies=[DRAFT, REPORT])
def show(request: Request, session: Reads, asked: AskedReport, number: PageNumber = 1) -> Response:
    """Show the rows of the draft; a report nobody has begun can be begun here."""
    desk = desk_of(session, asked.room(session))
    if not desk.may_draft:
        return go(request, asked.path(), flash=closed(desk.room), tone="caution")
    rows, links = _rows(session, desk, number)
    response = page(
        request,
        "entry_form_list",
        room=desk.room,
        desk=desk,
        rows=rows,
        links=links,
        registers=REGISTERS,
        owner=asked.actor.user_id,
        open_cases=desk.carried if _has_untold_cases(desk) else 0,
        obstacles=[
            {"text": item.sentence, "href": _href(desk.room, item)} for item in desk.obstacles
        ],
    )
    give_key(request, response, asked.actor)
    return response


def _has_untold_cases(desk: Desk) -> bool:
    """Tell whether an open case of the last report still waits for its news."""
    return desk.room.revision is None or any(item.page == "lanjutan" for item in desk.obstacles)


def _href(room: Room, obstacle: Any) -> str:
    """Lead to the form itself where it can mend what is missing."""
    if obstacle.page == "upaya":
        return room.path(f"isi/{obstacle.row_key}") + "?upaya=1#upaya-baru"
    return obstacle_href(room, obstacle)


def _rows(session: ReadSession, desk: Desk, number: int) -> tuple[list[FormRow], dict[str, Any]]:
    """Return the unfinished rows, then a page of the entries that stand."""
    revision, asked = desk.room.revision, desk.room.asked
    if revision is None:
        return [], {}
    waits = queries.waiting(session, asked.actor.scope, revision, _MOST_WAITING)
    unfinished = [row for row in waits.rows if row.sheet != ACTION_SHEET]
    bad_actions = Counter(entry_of(row) for row in waits.rows if row.sheet == ACTION_SHEET)
    unacted = {item.row_key for item in desk.obstacles if item.page == "upaya"}
    found = page_of(session, revision, desk.totals.entries, number)
    codes = {row.row_key for row in unfinished}
    beside = beside_entries(session, [revision.id])
    rows = [_waiting(row) for row in unfinished] if found.number == 1 else []
    for entry in found.entries:
        if entry.row_key not in codes:
            lacks = _lacks(bad_actions[entry.row_key], entry.row_key in unacted)
            kind = KIND_WORDS[Kind(entry.kind)]
            state = BUSY if lacks else DONE
            files = str(len(beside.files_of(entry)))
            rows.append(FormRow(entry.row_key, entry.title, kind, state, lacks, files))
    if found.pages == 1:
        return rows, {}
    links = page_links(found.number, found.pages, lambda n: f"{asked.path('isi')}?hal={n}")
    return rows, links


def _waiting(row: PendingRow) -> FormRow:
    kind = Kind(KIND_OF_SHEET[row.sheet])
    errors = sum(1 for item in row.problems if item["severity"] == "galat")
    title = str(row.cells.get("title", ""))[:120] or "Belum berjudul"
    return FormRow(row.row_key, title, KIND_WORDS[kind], BUSY, f"{errors} isian belum lengkap")


def _lacks(bad_actions: int, lacks_action: bool) -> str:  # noqa: FBT001 - two facts of one row
    if bad_actions:
        return f"{bad_actions} upaya belum lengkap"
    return "belum ada upaya" if lacks_action else ""


@router.get("/laporan/{t}/isi/{key}/buang", dependencies=[DRAFT, ENTRY])
def ask_drop(request: Request, session: Reads, asked: AskedReport, name: Name) -> Response:
    """Ask before a row is taken out, finished or not."""
    room = asked.room(session)
    revision = room.revision if room.is_draft else None
    row = find_written(session, revision, name, room.office.zone) if revision else None
    if row is None:
        raise NotFound
    return page(
        request,
        "confirm",
        room=room,
        title=f"Buang {name} dari draf?",
        lines=[
            title_of(row),
            f"Isian ini dan {len(row.actions)} upaya penanganannya tidak akan dilaporkan."
            if row.actions
            else "Isian ini tidak akan dilaporkan triwulan ini.",
        ],
        action=asked.path(f"isi/{name}/buang"),
        hidden={},
        label="Buang isian ini",
        back=asked.path(f"isi/{name}"),
    )


@router.post("/laporan/{t}/isi/{key}/buang", dependencies=[DRAFT])
def drop(request: Request, asked: AskedReport, name: Name, form: Form) -> Response:
    """Take a row out of the draft."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        if find_entry(session, revision, name) is not None:
            removal.drop_entry(session, asked.actor, revision, name, asked.now)
        else:
            row = _unfinished(session, asked, name)
            removal.drop_pending(session, asked.actor, revision, row.id, asked.now)
        return asked.path("isi")

    return go(request, act(asked, form, deed), flash=f"{name} dibuang dari draf.")


def _unfinished(session: ReadSession, asked: Asked, name: str) -> PendingRow:
    rows = queries.waiting_rows(session, asked.actor.scope, asked.room(session).shown())
    found = next((r for r in rows if r.row_key == name and r.sheet != ACTION_SHEET), None)
    if found is None:
        raise NotFound
    return found
