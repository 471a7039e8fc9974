"""The officer's workbook: sending it in, and getting the original back."""

from dataclasses import replace
from pathlib import PurePath
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PortalError,
    TooLarge,
    TooManyAttempts,
    Unreadable,
)
from app.intake.loose.understand import choices_of, understand
from app.model.area_code import AreaCode
from app.reports import loose
from app.reports.entry_pages import row_keys
from app.reports.erasing import refuse_erased
from app.reports.history import hides_sources, uploads_of
from app.reports.places import intake_context
from app.reports.uploads import PreparedTable, PreparedUpload, prepare_file, receive_upload
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Id, Reads, Setup, requires
from app.web.forms import Errors, Fields, Form
from app.web.pages.columns_bench import Bench, take_table
from app.web.pages.file_remarks import with_remarks
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
from app.web.recorded import UPLOAD
from app.web.taking import GivenFiles, gate_of
from app.web.templating import page

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {
    ".xlsx": XLSX,
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".tsv": "text/tab-separated-values",
}


@router.get("/laporan/{t}/unggah", dependencies=[requires(Permission.REPORT_DRAFT)])
def show(request: Request, session: Reads, asked: AskedReport, settings: Setup) -> Response:
    """Show the upload page."""
    desk = desk_of(session, asked.room(session))
    if not desk.may_draft:
        return go(request, asked.path(), flash=closed(desk.room), tone="caution")
    return _page(request, session, desk.room, settings.upload_limit_bytes)


def closed(room: Room) -> str:
    """Say why a report cannot be changed now."""
    if room.revision is None:
        return f"Pengisian {room.quarter.label} belum atau tidak lagi dibuka."
    return "Laporan ini tidak sedang dalam penyusunan, jadi isinya terkunci."


def _page(
    request: Request,
    session: ReadSession,
    room: Room,
    limit: int,
    errors: Errors | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "upload",
        status=status,
        room=room,
        megabytes=limit // 1024 // 1024,
        errors=errors or Errors(),
        unfinished=loose.waiting_files(session, room.revision if room.is_draft else None),
    )


@router.post("/laporan/{t}/unggah", dependencies=[requires(Permission.REPORT_DRAFT)])
def receive(
    request: Request, asked: AskedReport, form: Form, settings: Setup, shelf: Shelf, files: Files
) -> Response:
    """Read a workbook and put it into the draft; a refused file is told on the same page."""
    limit = settings.upload_limit_bytes
    try:
        prepared = _prepare(asked, form, shelf, settings, request.app.state.key)
        if isinstance(prepared, PreparedTable):
            return go(request, _keep(asked, form, prepared, shelf, files))
        return go(
            request,
            act(asked, form, lambda session: _store(session, asked, form, prepared, files)),
        )
    except (Unreadable, TooLarge, TooManyAttempts, Conflict) as refusal:
        with asked.store.read() as session:
            room, errors = asked.room(session), Errors(berkas=_sentence(refusal))
            return _page(request, session, room, limit, errors, refusal.status)


def _keep(asked: Asked, form: Fields, table: PreparedTable, shelf: Shelf, files: Files) -> str:
    """Keep a file without our template; one whose every heading is known is taken at once."""
    with asked.store.read() as session:
        scope, region = asked.actor.scope, AreaCode(table.context.region_code)
        readings = understand(table.raw, loose.memory_of(session, scope, region))
        is_known = all(reading.is_known for reading in readings)
        is_known = is_known and any(reading.choice.is_read for reading in readings)
        revision = asked.room(session).revision
        parsed, _ = loose.judge(session, revision, table, choices_of(readings))

    def deed(session: WriteSession) -> str:
        draft = draft_in(session, asked, form)
        waiting = loose.keep(session, asked.actor, draft, table, files=files, now=asked.now)
        if not is_known:
            return asked.path(f"unggah/{waiting.id}/kolom")
        bench = Bench(asked, shelf, files, waiting.id)
        loose.choose(
            session, asked.actor, draft, waiting, choices_of(readings), waiting.lock_version
        )
        take_table(session, bench, draft, table, (readings, parsed))
        return asked.path("hasil")

    return act(asked, form, deed)


def _sentence(refusal: PortalError) -> str:
    if isinstance(refusal, Conflict):
        return f"{refusal.sentence} Pilih berkas sekali lagi, lalu unggah."
    return refusal.sentence


def _prepare(
    asked: Asked, form: Fields, shelf: Shelf, settings: Settings, key: bytes
) -> PreparedUpload | PreparedTable:
    """Read and judge the file while no transaction is open."""
    file = form.file("berkas")
    if file is None:
        raise Unreadable("Pilih berkas Excel lebih dulu.")
    limit = settings.upload_limit_bytes
    data = file.file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(
            f"Berkas lebih dari {limit // 1024 // 1024} MB. Hapus gambar dan lembar yang tidak "
            "perlu, lalu unggah lagi."
        )
    gate_of(asked.store, asked.actor, settings, asked.now).let_in(data)
    with asked.store.read() as session:
        region_code = asked.room(session).office.region_code
        context = intake_context(session, shelf, region_code, asked.quarter, asked.today)
    return prepare_file(data, file.filename or "laporan.xlsx", context, secret=key, limit=limit)


def _store(
    session: WriteSession, asked: Asked, form: Fields, prepared: PreparedUpload, files: Files
) -> str:
    revision = draft_in(session, asked, form)
    told = replace(prepared, parsed=with_remarks(prepared.parsed, row_keys(session, revision)))
    upload = receive_upload(session, asked.actor, revision, told, files=files, now=asked.now)
    is_clean = not upload.refused_rows and not upload.problems
    return asked.path("periksa" if is_clean and upload.total_rows else "hasil")


@router.get(
    "/laporan/{t}/berkas/{number}", dependencies=[requires(Permission.REPORT_READ), UPLOAD]
)
def original(session: Reads, asked: AskedReport, given: GivenFiles, number: Id) -> Response:
    """Give a workbook back bit for bit; to the province only when it hides no source."""
    seen = asked.room(session).seen
    found = [item for item in uploads_of(session, asked.actor.scope, seen) if item.id == number]
    if not found:
        raise NotFound
    if not asked.actor.is_regency and hides_sources(session, found[0].revision):
        raise Forbidden(
            "Berkas asli ini memuat rincian sumber yang dilindungi kabupaten/kota, jadi hanya "
            "kantornya yang dapat mengunduhnya. Isinya yang lain ada di halaman versi."
        )
    refuse_erased(session, found[0])
    name = found[0].file_name
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower(), XLSX)
    return download(given.get(session, found[0].file_sha256), media_type, name)


def download(content: bytes, media_type: str, file_name: str) -> Response:
    """Answer with a file to be saved, whatever characters its name holds."""
    plain = "".join(
        char if (char.isascii() and char.isalnum()) or char in "-_." else "_" for char in file_name
    )
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})
