"""The files of an edition, old editions too; every download is written down before it is sent."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from app.access.quotas import Work
from app.access.scope import Permission
from app.editions.queries import get_artefact, get_edition
from app.errors import NotFound
from app.files import FileStore
from app.outputs.exports import EXPORT_BY_NAME
from app.web.answers import with_etag
from app.web.deps import Id, Setup, SignedIn, Store, requires
from app.web.pages.edition_choice import quarter_in
from app.web.pages.edition_sight import require_whole
from app.web.recorded import EDITION_FILE, nothing_new, tell
from app.web.taking import spends

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file somebody asks for, found and allowed."""

    code: str
    sha256: str
    media_type: str
    file_name: str


def _wanted(
    store: Store,
    actor: SignedIn,
    t: Annotated[str, Path(max_length=12)],
    number: Id,
    name: Annotated[str, Path(max_length=60)],
) -> Wanted:
    """Find a file in a short reading session that is closed before anything is written."""
    require_whole(actor)
    if name not in EXPORT_BY_NAME:  # the page's own figures are not a download
        raise NotFound
    with store.read() as session:
        edition = get_edition(session, actor.scope, quarter_in(t), number)
        found = get_artefact(session, actor.scope, edition, name)
        return Wanted(edition.code, found.sha256, found.media_type, found.file_name)


@router.get(
    "/ringkasan/{t}/{number}/unduh/{name}",
    dependencies=[requires(Permission.EDITION_READ), spends(Work.EXPORT), EDITION_FILE],
)
def send(
    request: Request,
    wanted: Annotated[Wanted, Depends(_wanted)],
    settings: Setup,
) -> Response:
    """Send one file.

    A classified file that cannot be written down is not handed out (`app.web.recorded`).
    """
    answer = with_etag(
        request,
        FileStore(settings.files).get(wanted.sha256),
        wanted.media_type,
        etag=wanted.sha256[:20],
        headers={"content-disposition": attachment(wanted.file_name)},
    )
    if answer.status_code == 200:
        tell(request, edisi=wanted.code, berkas=wanted.file_name, sidik=wanted.sha256)
    else:
        nothing_new(request)
    return answer


def attachment(file_name: str) -> str:
    """Return the header that names a download (RFC 6266), readable by old browsers too."""
    plain = file_name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
