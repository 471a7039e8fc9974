"""The form of one entry: shown, saved by a click, and saved while somebody types."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession
from app.errors import Conflict, Invalid, NotFound
from app.intake.context import IntakeContext
from app.model.entry import Kind
from app.reports.beside import beside_entries
from app.reports.entry_pages import Totals, potentials_of
from app.reports.writing import RowDiffers, RowNotKept
from app.reports.written import WrittenRow, find_written
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.device_key import give_key
from app.web.forms import Form
from app.web.once import fresh_key
from app.web.pages.entry_form_fields import field_id
from app.web.pages.entry_form_save import (
    Saved,
    Sent,
    WrittenByAnother,
    context_for,
    kind_of,
    read_sent,
    row_made_with,
    save,
)
from app.web.pages.entry_form_view import (
    More,
    blank_row,
    differences,
    form_of,
    missing,
    summary_items,
    title_of,
    to_mend,
)
from app.web.pages.report_room import Asked, AskedReport, Room, Shelf
from app.web.pages.report_tasks import Desk
from app.web.pages.upload import closed
from app.web.pictures import pictures_of
from app.web.recorded import ENTRY
from app.web.templating import page

router = APIRouter()
DRAFT = requires(Permission.REPORT_DRAFT)
Name = Annotated[str, Path(alias="key", max_length=24)]
Key = Annotated[str, Query(max_length=64)]
Blank = Annotated[int, Query(ge=0, le=5)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of a form asks for: the key of a new row, and empty blocks."""

    key: str
    more: More


def _wanted(kunci: Key = "", pihak: Blank = 0, sumber: Blank = 0, upaya: Blank = 0) -> Wanted:
    return Wanted(kunci, More(pihak, sumber, upaya))


WantedOf = Annotated[Wanted, Depends(_wanted)]
BLANK_TEXT = "Belum ada yang ditulis, jadi belum ada yang disimpan."
_MOST_POTENTIALS = 200
_ADDED = frozenset({"pihak", "sumber", "upaya"})


@router.get("/laporan/{t}/isi/{key}", dependencies=[DRAFT, ENTRY])
def show(
    request: Request,
    session: Reads,
    asked: AskedReport,
    shelf: Shelf,
    name: Name,
    wanted: WantedOf,
) -> Response:
    """Show the form; a new row has its key in the address, so that loading again finds it."""
    client_key = wanted.key
    room = asked.room(session)
    if not may_write(room):
        return go(request, asked.path(), flash=closed(room), tone="caution")
    kind, is_new = kind_of(name)
    if is_new:
        made = row_made_with(session, asked, client_key)
        if made or not client_key:
            target = made or f"{name}?kunci={fresh_key()}"
            return go(request, asked.path(f"isi/{target}"))
        row = blank_row(kind)
    else:
        row = _stored(session, room, name)
    context = context_for(session, asked, shelf)
    parts = form_of(row, context, wanted.more, _potentials(session, room, row))
    return _page(request, session, room, row, parts, key=client_key)


def may_write(room: Room) -> bool:
    """Tell whether the person may write into the report as it stands."""
    return Desk(room, Totals(), 0, (), (), ()).may_draft


def _potentials(session: ReadSession, room: Room, row: WrittenRow) -> list[tuple[str, str]]:
    if row.kind != Kind.EVENT or room.revision is None:
        return []
    return potentials_of(session, room.revision, _MOST_POTENTIALS)


def _stored(session: ReadSession, room: Room, name: str) -> WrittenRow:
    revision = room.revision if room.is_draft else None
    row = find_written(session, revision, name, room.office.zone) if revision else None
    if row is None:
        raise NotFound
    return row


def _files(session: ReadSession, room: Room, row: WrittenRow) -> int:
    """Count the files of the entry and its actions; a row that does not stand has none."""
    if room.revision is None or not row.stands:
        return 0
    held = beside_entries(session, [room.revision.id]).files.get(room.revision.id, ())
    return sum(1 for item in held if item.entry_key == row.row_key)


def _page(  # noqa: PLR0913 - the room, the row, how it is drawn, and what came of sending it
    request: Request,
    session: ReadSession,
    room: Room,
    row: WrittenRow,
    parts: dict[str, Any],
    *,
    key: str = "",
    status: int = 200,
    **more: Any,
) -> Response:
    found = missing(row)
    region = room.office.region_code
    shown = {
        "room": room,
        "row": row,
        "title": title_of(row),
        "version": row.version if row.row_key else "",
        "key": key,
        "owner": room.asked.actor.user_id,
        "to_mend": to_mend(row),
        "missing": summary_items(found),
        "remarks": [item for item in found if not item.is_error],
        "picker": pictures_of(request).picker(
            session, region, f"Peta kecamatan {room.office.display_name} untuk memilih titik"
        ),
        "conflict": "",
        "differences": [],
        "refused": "",
        "files": _files(session, room, row),
        "action": room.path(f"isi/{row.row_key or parts['kind_word']}"),
    }
    response = page(request, "entry_form", status=status, **parts, **(shown | more))
    give_key(request, response, room.asked.actor)
    return response


@router.post("/laporan/{t}/isi/{key}", dependencies=[DRAFT])
def submit(request: Request, asked: AskedReport, shelf: Shelf, name: Name, form: Form) -> Response:
    """Save the form as it is; what is missing is told on the page, and nothing is lost."""
    sent = read_sent(form, name, asked.actor.user_id)
    with asked.store.read() as session:
        context = context_for(session, asked, shelf)
    if sent.is_blank:
        return go(request, asked.path("isi"), flash=BLANK_TEXT, tone="caution")
    try:
        saved = save(asked, sent, context)
    except RowDiffers as refusal:
        return _show_again(request, asked, sent, context, refusal)
    except (Conflict, RowNotKept) as refusal:
        return _show_again(request, asked, sent, context, refusal)
    return _go_on(request, asked, saved.row, form.text("tambah"))


def _go_on(request: Request, asked: Asked, row: WrittenRow, added: str) -> Response:
    """Lead to the list once a row is complete, else back to the row."""
    left = to_mend(row)
    if added in _ADDED:
        return go(request, asked.path(f"isi/{row.row_key}") + f"?{added}=1#{added}-baru")
    if left:
        words = f"{row.row_key} tersimpan sebagai draf. {left} isian masih perlu dilengkapi."
        return go(request, asked.path(f"isi/{row.row_key}"), flash=words, tone="caution")
    words = f"{row.row_key} tersimpan dan sudah lengkap."
    return go(request, asked.path("isi"), flash=words)


def _show_again(
    request: Request, asked: Asked, sent: Sent, context: IntakeContext, refusal: Conflict | Invalid
) -> Response:
    """Show what was typed with the reason it was not stored; with both texts when they differ."""
    typed = sent.as_row()
    more: dict[str, Any] = {"refused": refusal.sentence}
    if isinstance(refusal, RowDiffers):
        current = refusal.current
        more = {
            "conflict": refusal.sentence,
            "differences": differences(current, typed),
            "version": current.version if current is not None else "",
        }
        if current is None:
            more["action"] = asked.path(f"isi/{form_of(typed, context, More())['kind_word']}")
    key = sent.key or fresh_key()
    with asked.store.read() as session:
        room = asked.room(session)
        parts = form_of(typed, context, More(), _potentials(session, room, typed))
        more = {"version": sent.seen} | more
        return _page(request, session, room, typed, parts, key=key, status=refusal.status, **more)


@router.put("/laporan/{t}/isi/{key}", dependencies=[DRAFT])
def autosave(asked: AskedReport, shelf: Shelf, name: Name, form: Form) -> Response:
    """Save what is typed so far and say in JSON how it stands; a repeat changes nothing.

    `keadaan` is `lengkap`, `kurang` or `kosong` (200), `berbeda`, `tertutup` or `bukan` (409) or
    `ditolak` (422); see docs/adr/0017.
    """
    try:
        sent = read_sent(form, name, asked.actor.user_id)
    except WrittenByAnother as refusal:
        return JSONResponse({"keadaan": "bukan", "kalimat": refusal.sentence}, status_code=409)
    with asked.store.read() as session:
        context = context_for(session, asked, shelf)
    if sent.is_blank:
        return JSONResponse({"keadaan": "kosong", "kalimat": BLANK_TEXT})
    try:
        return JSONResponse(_told(asked, save(asked, sent, context)))
    except RowDiffers as refusal:
        return JSONResponse(_both(sent, refusal), status_code=409)
    except Conflict as refusal:
        return JSONResponse({"keadaan": "tertutup", "kalimat": refusal.sentence}, status_code=409)
    except RowNotKept as refusal:
        said = {"id": field_id(refusal.column), "upaya": "", "pesan": refusal.sentence}
        return JSONResponse(
            {"keadaan": "ditolak", "kalimat": refusal.sentence, "kurang": [said]}, status_code=422
        )


def _told(asked: Asked, saved: Saved) -> dict[str, Any]:
    row, left = saved.row, to_mend(saved.row)
    rest = f"{left} isian masih perlu dilengkapi." if left else "Entri ini sudah lengkap."
    return {
        "keadaan": "kurang" if left else "lengkap",
        "kalimat": rest,
        "kode": row.row_key,
        "judul": title_of(row),
        "alamat": asked.path(f"isi/{row.row_key}"),
        "versi": row.version,
        "upaya": dict(saved.codes),
        "kurang": [
            {
                "id": item.href.removeprefix("#"),
                "upaya": item.deed,
                "kolom": item.column,
                "pesan": item.text,
                "galat": item.is_error,
            }
            for item in missing(row)
        ],
    }


def _both(sent: Sent, refusal: RowDiffers) -> dict[str, Any]:
    current = refusal.current
    return {
        "keadaan": "berbeda",
        "kalimat": refusal.sentence,
        "ada": current is not None,
        "versi": current.version if current is not None else "",
        "beda": [
            {"judul": item.heading, "tersimpan": item.stored, "anda": item.typed}
            for item in differences(current, sent.as_row())
        ],
    }
