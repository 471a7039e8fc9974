"""Boundary sets: which is in force, and sending in the file of a new one."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import audit
from app.access.scope import Actor, Permission
from app.areas.inspect import UNREADABLE
from app.areas.queries import boundary_sets, find_boundary_set
from app.editions.queries import editions_by_boundary_set
from app.errors import NotFound, PortalError, TooLarge, Unreadable
from app.web.answers import go
from app.web.boundary_desk import BoundaryDesk, Question, desk_of
from app.web.deps import Now, Setup, SignedIn, Store, requires
from app.web.forms import Errors, Fields, Form
from app.web.once import already, remember
from app.web.templating import page

router = APIRouter()
LOAD = requires(Permission.BOUNDARY_LOAD)
HERE = "/admin/wilayah"
_LONGEST_NAME = 120


@router.get(HERE, dependencies=[LOAD])
def show(request: Request, actor: SignedIn, store: Store, settings: Setup) -> Response:
    """List the boundary sets, and offer to send in a new one."""
    actor.require(Permission.BOUNDARY_LOAD)
    return _page(request, actor, store, settings.boundary_limit_bytes, Errors())


@router.post(HERE, dependencies=[LOAD])
def receive(
    request: Request, fields: Form, actor: SignedIn, store: Store, settings: Setup, now: Now
) -> Response:
    """Keep a file for checking; what is no boundary file at all is told at once and not kept."""
    actor.require(Permission.BOUNDARY_LOAD)
    limit = settings.boundary_limit_bytes
    try:
        question = _kept(fields, desk_of(request), limit)
    except PortalError as refusal:
        errors = Errors(berkas=refusal.sentence)
        return _page(request, actor, store, limit, errors, refusal.status)
    with store.write() as session:
        earlier = already(session, actor, fields.key, fields.sha256, now)
        if earlier is not None:
            return go(request, earlier)
        details = {"sha256": question.sha256}
        audit.record(
            session, actor.username, "wilayah.unggah", question.file_name, now=now, details=details
        )
        location = remember(session, actor, fields.key, fields.sha256, address_of(question))
    return go(request, location)


def address_of(question: Question, rest: str = "") -> str:
    """Return the address of the check of a file, or of something beside it."""
    asked = {
        "berkas": question.file_name,
        "kode": question.code_column,
        "nama": question.name_column,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{HERE}/{question.sha256}{rest}?{query}"


def _kept(fields: Fields, desk: BoundaryDesk, limit: int) -> Question:
    """Keep the file and read it once.

    Raises:
        Unreadable: no file was chosen, or it is not one this portal reads.
        TooLarge: it is over the limit of this page.
    """
    file = fields.file("berkas")
    if file is None:
        raise Unreadable("Pilih berkas batas wilayah lebih dulu.")
    content = file.file.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(
            f"Berkas lebih dari {limit // 1024 // 1024} MB. Sederhanakan garis batasnya, atau muat"
            " di server dengan petakonflik wilayah muat."
        )
    sha256 = desk.waiting.put(content)
    question = Question(sha256, (file.filename or "batas")[-_LONGEST_NAME:])
    try:
        findings = desk.report(question).findings
    except (FileNotFoundError, NotFound) as gone:
        # The same bytes were sent twice at once: the other upload was refused and took them away.
        raise Unreadable("Berkas yang sama baru saja ditolak. Unggah sekali lagi.") from gone
    for finding in findings:
        if finding.kind == UNREADABLE:
            desk.discard(sha256)
            raise Unreadable(finding.sentence)
    return question


def _page(
    request: Request, actor: Actor, store: Store, limit: int, errors: Errors, status: int = 200
) -> Response:
    with store.read() as session:
        active = find_boundary_set(session)
        return page(
            request,
            "admin_boundaries",
            status=status,
            sets=boundary_sets(session),
            active_id=active.id if active else None,
            uses=editions_by_boundary_set(session, actor.scope),
            megabytes=limit // 1024 // 1024,
            errors=errors,
        )
