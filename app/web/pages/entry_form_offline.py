"""The form without a connection: an empty shell that belongs to nobody, and the worker for it."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.errors import NotFound
from app.model.entry import Kind
from app.web.answers import go, with_etag
from app.web.deps import Reads, requires
from app.web.pages.entry_form import may_write
from app.web.pages.entry_form_save import context_for
from app.web.pages.entry_form_view import TITLES, More, blank_row, form_of
from app.web.pages.report_room import AskedReport, Shelf
from app.web.pages.upload import closed
from app.web.pictures import pictures_of
from app.web.security import CONTENT_POLICY
from app.web.templating import page

if TYPE_CHECKING:
    from app.web.static_files import StaticFiles

router = APIRouter()
DRAFT = requires(Permission.REPORT_DRAFT)
WORKER = "js/isian-pekerja.js"
Sort = Annotated[str, Path(max_length=1)]


@router.get("/laporan/pekerja.js", dependencies=[DRAFT])
def worker(request: Request) -> Response:
    """Send the worker from here: it may only serve pages below its own address."""
    files: StaticFiles = request.app.state.static
    file = files.files[WORKER]
    content, headers = file.packed.for_request(request)
    # The policy of a static file lets it do nothing; this one asks the portal, and nobody else.
    allowed = headers | {"content-security-policy": CONTENT_POLICY}
    return with_etag(request, content, file.media_type, etag=file.etag, headers=allowed)


@router.get("/laporan/{t}/isi/kerangka/{jenis}", dependencies=[DRAFT])
def shell(
    request: Request, session: Reads, asked: AskedReport, shelf: Shelf, jenis: Sort
) -> Response:
    """Show the empty form: no person, no menu, nothing of the report; a device may keep it."""
    kind = jenis.upper()
    if kind not in {item.value for item in Kind}:
        raise NotFound
    room = asked.room(session)
    if not may_write(room):
        return go(request, asked.path(), flash=closed(room), tone="caution")
    row = blank_row(kind)
    parts = form_of(row, context_for(session, asked, shelf), More())
    name = room.office.display_name
    return page(
        request,
        "entry_form_shell",
        **parts,
        room=room,
        row=row,
        title=TITLES[Kind(kind)],
        version="",
        key="",
        owner="",
        to_mend=0,
        missing=[],
        remarks=[],
        picker=pictures_of(request).picker(
            session, room.office.region_code, f"Peta kecamatan {name} untuk memilih titik"
        ),
        conflict="",
        differences=[],
        refused="",
        action=room.path(f"isi/{parts['kind_word']}"),
    )
