"""The officer's workbook: sending it in, and getting the original back."""

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict, NotFound, PortalError, TooLarge, Unreadable
from app.intake.parsed import Parsed
from app.intake.problem import WARNING, Problem
from app.reports.entry_pages import row_keys
from app.reports.history import uploads_of
from app.reports.places import intake_context
from app.reports.uploads import PreparedUpload, prepare_upload, receive_upload
from app.web.answers import go
from app.web.deps import Id, Reads, Setup, requires
from app.web.forms import Errors, Fields, Form
from app.web.pages.report_room import (
    Asked,
    AskedReport,
    Files,
    Room,
    Shelf,
    act,
    draft_in,
)
from app.web.pages.report_tasks import desk_of
from app.web.templating import page

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_NAMED = 12


@router.get("/laporan/{t}/unggah", dependencies=[requires(Permission.REPORT_DRAFT)])
def show(request: Request, session: Reads, asked: AskedReport, settings: Setup) -> Response:
    """Show the upload page."""
    desk = desk_of(session, asked.room(session))
    if not desk.may_draft:
        return go(request, asked.path(), flash=closed(desk.room), tone="caution")
    return _page(request, desk.room, settings.upload_limit_bytes)


def closed(room: Room) -> str:
    """Say why a report cannot be changed now."""
    if room.revision is None:
        return f"Pengisian {room.quarter.label} belum atau tidak lagi dibuka."
    return "Laporan ini tidak sedang dalam penyusunan, jadi isinya terkunci."


def _page(
    request: Request, room: Room, limit: int, errors: Errors | None = None, status: int = 200
) -> Response:
    return page(
        request,
        "upload",
        status=status,
        room=room,
        megabytes=limit // 1024 // 1024,
        errors=errors or Errors(),
    )


@router.post("/laporan/{t}/unggah", dependencies=[requires(Permission.REPORT_DRAFT)])
def receive(
    request: Request, asked: AskedReport, form: Form, settings: Setup, shelf: Shelf, files: Files
) -> Response:
    """Read a workbook and put it into the draft; a refused file is told on the same page."""
    limit = settings.upload_limit_bytes
    try:
        prepared = _prepare(asked, form, shelf, limit, request.app.state.key)
        return go(
            request,
            act(asked, form, lambda session: _store(session, asked, form, prepared, files)),
        )
    except (Unreadable, TooLarge, Conflict) as refusal:
        with asked.store.read() as session:
            room, errors = asked.room(session), Errors(berkas=_sentence(refusal))
            return _page(request, room, limit, errors, refusal.status)


def _sentence(refusal: PortalError) -> str:
    if isinstance(refusal, Conflict):
        return f"{refusal.sentence} Pilih berkas sekali lagi, lalu unggah."
    return refusal.sentence


def _prepare(asked: Asked, form: Fields, shelf: Shelf, limit: int, key: bytes) -> PreparedUpload:
    """Read and judge the file while no transaction is open."""
    file = form.file("berkas")
    if file is None:
        raise Unreadable("Pilih berkas Excel lebih dulu.")
    data = file.file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(
            f"Berkas lebih dari {limit // 1024 // 1024} MB. Hapus gambar dan lembar yang tidak "
            "perlu, lalu unggah lagi."
        )
    with asked.store.read() as session:
        region_code = asked.room(session).office.region_code
        context = intake_context(session, shelf, region_code, asked.quarter, asked.today)
    return prepare_upload(data, file.filename or "laporan.xlsx", context, secret=key, limit=limit)


def _store(
    session: WriteSession, asked: Asked, form: Fields, prepared: PreparedUpload, files: Files
) -> str:
    revision = draft_in(session, asked, form)
    told = replace(prepared, parsed=with_remarks(prepared.parsed, row_keys(session, revision)))
    upload = receive_upload(session, asked.actor, revision, told, files=files, now=asked.now)
    is_clean = not upload.refused_rows and not upload.problems
    return asked.path("periksa" if is_clean and upload.total_rows else "hasil")


def with_remarks(parsed: Parsed, known: set[str]) -> Parsed:
    """Add what else must be told: rows left aside, and entries of the draft the file lacks."""
    remarks = [
        Problem(
            sheet=row.sheet,
            row_number=row.row_number,
            severity=WARNING,
            message=f"Baris ini tidak dibaca: {row.reason}",
        )
        for row in parsed.ignored_rows
    ]
    in_file = {row.row_key for row in parsed.entries} | {row.row_key for row in parsed.refused}
    absent = sorted(known - in_file)
    if absent:
        named = ", ".join(absent[:_MOST_NAMED]) + ("…" if len(absent) > _MOST_NAMED else "")
        text = (
            f"{len(absent)} entri draf tidak ada di berkas ini dan tetap disimpan: {named}. "
            "Buang dari daftar entri bila memang tidak dilaporkan."
        )
        remarks.append(Problem(sheet="", row_number=0, severity=WARNING, message=text))
    return replace(parsed, problems=(*parsed.problems, *remarks))


@router.get("/laporan/{t}/berkas/{number}", dependencies=[requires(Permission.REPORT_READ)])
def original(session: Reads, asked: AskedReport, files: Files, number: Id) -> Response:
    """Give a workbook back bit for bit."""
    seen = asked.room(session).seen
    found = [item for item in uploads_of(session, asked.actor.scope, seen) if item.id == number]
    if not found:
        raise NotFound
    return download(files.get(found[0].file_sha256), XLSX, found[0].file_name)


def download(content: bytes, media_type: str, file_name: str) -> Response:
    """Answer with a file to be saved, whatever characters its name holds."""
    plain = "".join(
        char if (char.isascii() and char.isalnum()) or char in "-_." else "_" for char in file_name
    )
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})
