"""The entries of a report: the list, one entry with its notes, and taking one out of a draft."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import NotFound
from app.model.entry import Entry
from app.reports import removal
from app.reports.compare import changed_fields
from app.reports.entry_pages import find_entry, find_snapshot, page_of
from app.reports.entry_standing import reading_of, reading_reason
from app.reports.queries import accepted_revision
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.forms import Form
from app.web.pages.enclosure_view import files_of
from app.web.pages.entry_place import place_map
from app.web.pages.entry_view import EntryRow, actions, place_names, row_of, sections
from app.web.pages.report_room import AskedReport, Room, act, standing_draft
from app.web.pages.report_tasks import Desk, desk_of
from app.web.paging import page_links
from app.web.pictures import pictures_of
from app.web.recorded import ENTRY, REPORT
from app.web.templating import page

router = APIRouter()
Key = Annotated[str, Path(max_length=24)]
Number = Annotated[int, Query(alias="versi", ge=0, le=9999)]
PageNumber = Annotated[int, Query(alias="hal", ge=1, le=100_000)]


@router.get("/laporan/{t}/entri", dependencies=[requires(Permission.REPORT_READ), REPORT])
def show_list(
    request: Request, session: Reads, asked: AskedReport, number: PageNumber = 1
) -> Response:
    """List the entries of the newest version, the gravest first, a page at a time."""
    desk = desk_of(session, asked.room(session))
    shown = Lines((), {})
    if desk.room.revision is not None:
        shown = lines_of(session, desk, number, asked.path("entri"))
    return page(request, "entries", room=desk.room, desk=desk, shown=shown)


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of a report's entries, and the links to the other pages if there are any."""

    rows: tuple[EntryRow, ...]
    links: dict[str, Any]


def lines_of(session: ReadSession, desk: Desk, number: int, address: str) -> Lines:
    """Return a page of the entries of the version on the desk; used by its own page as well."""
    found = page_of(session, desk.room.shown(), desk.totals.entries, number)
    names = place_names(session, found.entries)
    notes = Counter(note.row_key for note in desk.notes)
    rows = tuple(row_of(entry, names, notes[entry.row_key]) for entry in found.entries)
    if found.pages == 1:
        return Lines(rows, {})
    joint = "&" if "?" in address else "?"
    return Lines(
        rows, page_links(found.number, found.pages, lambda item: f"{address}{joint}hal={item}")
    )


@router.get("/laporan/{t}/entri/{key}", dependencies=[requires(Permission.REPORT_READ), ENTRY])
def show_one(
    request: Request, session: Reads, asked: AskedReport, key: Key, number: Number = 0
) -> Response:
    """Show one entry with the notes beside it and what changed since last quarter."""
    room = asked.room(session, number or None)
    entry = entry_in(session, room, key)
    desk = desk_of(session, room)
    names = place_names(session, [entry])
    return page(
        request,
        "entry",
        room=room,
        desk=desk,
        entry=entry,
        row=row_of(entry, names),
        place=place_map(session, pictures_of(request), entry, names, room.office.display_name),
        sections=sections(entry, names, room.office.zone, at_home=asked.actor.is_regency),
        actions=actions(entry, room.office.zone),
        notes=[note for note in desk.notes if note.row_key == key],
        changed=_changed(session, room, entry),
        files=files_of(session, room, entry_key=key),
        reading=(reading_of(entry), reading_reason(entry)) if reading_of(entry) else None,
    )


def entry_in(session: ReadSession, room: Room, key: str) -> Entry:
    """Return an entry of the version shown.

    Raises:
        NotFound: it has none of that code.
    """
    entry = find_entry(session, room.shown(), key)
    if entry is None:
        raise NotFound
    return entry


def _changed(session: ReadSession, room: Room, entry: Entry) -> tuple[str, ...] | None:
    """Name what differs from last quarter; None when the case was not reported then."""
    scope, asked = room.asked.actor.scope, room.asked
    before = accepted_revision(session, scope, asked.quarter - 1, asked.region_code)
    if before is None or entry.case_id is None:
        return None
    earlier = find_snapshot(session, before, entry.case_id, entry.kind)
    return None if earlier is None else changed_fields(earlier, entry)


@router.get(
    "/laporan/{t}/entri/{key}/buang", dependencies=[requires(Permission.REPORT_DRAFT), ENTRY]
)
def ask_drop(request: Request, session: Reads, asked: AskedReport, key: Key) -> Response:
    """Ask before an entry is taken out."""
    room = asked.room(session)
    entry = entry_in(session, room, key)
    return page(
        request,
        "confirm",
        room=room,
        title=f"Buang entri {key} dari draf?",
        lines=[
            entry.title,
            (
                "Entri ini dan upaya penanganannya tidak akan dilaporkan triwulan ini. Bila "
                "barisnya ada di berkas Excel Anda, mengunggah lagi akan memuatnya kembali."
            ),
        ],
        action=asked.path(f"entri/{key}/buang"),
        hidden={},
        label="Buang entri ini",
        back=asked.path(f"entri/{key}"),
    )


@router.post("/laporan/{t}/entri/{key}/buang", dependencies=[requires(Permission.REPORT_DRAFT)])
def drop(request: Request, asked: AskedReport, key: Key, form: Form) -> Response:
    """Take an entry out of the draft."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        removal.drop_entry(session, asked.actor, revision, key, asked.now)
        return asked.path("entri")

    return go(request, act(asked, form, deed), flash=f"Entri {key} dibuang dari draf.")
