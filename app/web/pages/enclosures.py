"""Files of a report: the list with its form, taking one off and putting it back, and giving it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound, TooLarge, TooManyAttempts, Unreadable
from app.intake.attached import ACCEPT, Accepted, accept
from app.model.vocabulary import CLASSIFICATION
from app.reports import enclosures
from app.reports.drafts import draft_of
from app.reports.enclosure_label import CATEGORIES, Label, Limits, Owner, problems_of
from app.reports.erasing import still_there
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Id, Reads, Setup, requires
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.enclosure_view import files_of
from app.web.pages.entries import entry_in
from app.web.pages.file_answers import give_file, give_small_picture
from app.web.pages.report_room import Asked, AskedReport, Files, Room, act, may_write
from app.web.pages.said_with_care import said
from app.web.recorded import ENCLOSURE, REPORT, SMALL_PICTURE, tell
from app.web.taking import GivenFiles, accept_through, gate_of
from app.web.templating import page

router = APIRouter()
HERE = "/laporan/{t}/lampiran"
READ, DRAFT = requires(Permission.REPORT_READ), requires(Permission.REPORT_DRAFT)
EntryKey = Annotated[str, Query(alias="entri", max_length=24)]
ActionKey = Annotated[str, Query(alias="upaya", max_length=24)]
Version = Annotated[int, Query(alias="versi", ge=0, le=9999)]
_NAMES = {"category": "jenis", "caption": "keterangan", "taken_on": "diambil"}
_RAISED = (Conflict, Invalid, Unreadable, TooLarge, TooManyAttempts)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    category: str = ""
    caption: str = ""
    taken_on: str = ""
    classification: str = "TERBATAS"
    has_personal_data: bool = False


@router.get(HERE, dependencies=[READ, REPORT])
def show(  # noqa: PLR0913, PLR0917 - what the file will belong to stands in the address
    request: Request,
    session: Reads,
    asked: AskedReport,
    settings: Setup,
    entri: EntryKey = "",
    upaya: ActionKey = "",
    versi: Version = 0,
) -> Response:
    """List the files of the version, and the form to add one to a draft."""
    room = asked.room(session, versi or None)
    view = _view(session, room, settings, Owner(entri, upaya if entri else ""), Typed())
    return page(request, "enclosures", **view)


def _view(
    session: ReadSession,
    room: Room,
    settings: Settings,
    owner: Owner,
    typed: Typed,
    errors: Errors | None = None,
) -> dict[str, Any]:
    revision = room.revision
    if revision is None and not may_write(room):
        raise NotFound
    entry = entry_in(session, room, owner.entry_key) if owner.entry_key else None
    known = {item.row_key for item in entry.actions} if entry else set()
    if owner.action_key and owner.action_key not in known:
        raise NotFound
    held = files_of(session, room, everything=True)
    rows = enclosures.enclosures_of(session, revision) if revision else []
    highest = revision.classification if revision else "TERBATAS"
    ranks = [code.code for code in CLASSIFICATION]
    return {
        "room": room,
        "owner": owner,
        "entry": entry,
        "typed": typed,
        "errors": errors or Errors(),
        "files": held,
        "used": sum(item.size_bytes for item in rows),
        "total": settings.attachments_total_bytes,
        "megabytes": settings.attachment_limit_bytes // 1024 // 1024,
        "accept": ACCEPT,
        "categories": [{"value": code.code, "label": code.label} for code in CATEGORIES],
        "classifications": [
            {"value": code.code, "label": code.label}
            for code in CLASSIFICATION
            if ranks.index(code.code) <= ranks.index(highest)
        ],
    }


@router.post(HERE, dependencies=[DRAFT])
def add(
    request: Request, asked: AskedReport, form: Form, settings: Setup, files: Files
) -> Response:
    """Put a file on the report, an entry or an action of the draft."""
    owner = Owner(form.text("entri")[:24], form.text("upaya")[:24])
    typed = _typed(form)
    try:
        accepted = _accepted(asked, form, settings)
        label = _label(form, typed)
        if wrong := problems_of(label, accepted, asked.today):
            errors = Errors({_NAMES[part]: text for part, text in wrong.items()})
            return _again(request, asked, settings, owner, typed, errors)

        def deed(session: WriteSession) -> str:
            enclosures.enclose(
                session,
                asked.actor,
                draft_of(session, asked.actor, asked.quarter, asked.region_code, asked.now),
                owner,
                label,
                accepted,
                limits=_limits(settings),
                files=files,
                now=asked.now,
            )
            return asked.path(f"entri/{owner.entry_key}" if owner.entry_key else "lampiran")

        return go(
            request, act(asked, form, deed), flash=said("Berkas dilampirkan.", label.caption)
        )
    except _RAISED as refusal:
        errors = Errors(berkas=refusal.sentence)
        return _again(request, asked, settings, owner, typed, errors, refusal.status)


def _accepted(asked: Asked, form: Fields, settings: Settings) -> Accepted:
    file = form.file("berkas")
    if file is None:
        raise Unreadable("Pilih berkas yang dilampirkan.")
    limits = _limits(settings)
    gate = gate_of(asked.store, asked.actor, settings, asked.now)
    return accept_through(gate, accept, file.file.read(limits.each + 1), limits.each)


def _typed(form: Fields) -> Typed:
    return Typed(
        category=form.text("jenis"),
        caption=form.text("keterangan"),
        taken_on=form.text("diambil"),
        classification=form.text("klasifikasi") or "TERBATAS",
        has_personal_data=form.is_ticked("pribadi"),
    )


def _label(form: Fields, typed: Typed) -> Label:
    """Read the form.

    Raises:
        Invalid: a day that is none, or a classification that is not in the list.
    """
    taken_on = date_of(typed.taken_on) if typed.taken_on else None
    if typed.taken_on and taken_on is None:
        raise Invalid("Tanggal pengambilan tidak dapat dibaca. Tulis seperti 17/08/2026.")
    if typed.classification not in CLASSIFICATION:
        raise Invalid("Pilih klasifikasi dari daftar.")
    file = form.file("berkas")
    return Label(
        category=typed.category,
        caption=typed.caption,
        taken_on=taken_on,
        classification=typed.classification,
        has_personal_data=typed.has_personal_data,
        file_name=(file.filename if file else "") or "lampiran",
    )


def _limits(settings: Settings) -> Limits:
    return Limits(settings.attachment_limit_bytes, settings.attachments_total_bytes)


def _again(  # noqa: PLR0913, PLR0917 - the page, whose, with what typed and what is wrong
    request: Request,
    asked: Asked,
    settings: Settings,
    owner: Owner,
    typed: Typed,
    errors: Errors,
    status: int = 422,
) -> Response:
    """Show the form again with what was typed; the file itself must be chosen anew."""
    with asked.store.read() as session:
        view = _view(session, asked.room(session), settings, owner, typed, errors)
        return page(request, "enclosures", status=status, **view)


@router.post(HERE + "/{file_id}/lepas", dependencies=[DRAFT])
def remove(request: Request, asked: AskedReport, form: Form, file_id: Id) -> Response:
    """Take a file off a draft."""

    def deed(session: WriteSession) -> str:
        revision = asked.room(session).shown()
        enclosures.remove(session, asked.actor, revision, file_id, asked.now)
        return asked.path("lampiran")

    text = "Lampiran dilepas. Selama laporan belum dikirim, lampiran dapat dikembalikan di bawah."
    return go(request, act(asked, form, deed), flash=text)


@router.post(HERE + "/{file_id}/kembalikan", dependencies=[DRAFT])
def put_back(
    request: Request, asked: AskedReport, form: Form, settings: Setup, file_id: Id
) -> Response:
    """Put a file back that was taken off."""

    def deed(session: WriteSession) -> str:
        revision = asked.room(session).shown()
        limits, now = _limits(settings), asked.now
        enclosures.put_back(session, asked.actor, revision, file_id, limits=limits, now=now)
        return asked.path("lampiran")

    try:
        return go(request, act(asked, form, deed), flash="Lampiran dikembalikan.")
    except TooLarge as refusal:
        return go(request, asked.path("lampiran"), flash=refusal.sentence, tone="danger")


@router.get(HERE + "/{file_id}", dependencies=[READ, ENCLOSURE])
def give(
    request: Request,
    session: Reads,
    asked: AskedReport,
    given: GivenFiles,
    file_id: Id,
    versi: Version = 0,
) -> Response:
    """Give a file."""
    revision = asked.room(session, versi or None).shown()
    row = still_there(enclosures.enclosure_in(session, asked.actor.scope, revision, file_id))
    tell(request, sha256=row.sha256, versi=revision.number)
    return give_file(
        given.get(session, row.sha256, row.original_sha256), row.media_type, row.file_name
    )


@router.get(HERE + "/{file_id}/kecil", dependencies=[READ, SMALL_PICTURE])
def give_small(
    session: Reads, asked: AskedReport, given: GivenFiles, file_id: Id, versi: Version = 0
) -> Response:
    """Give the small picture of a photo.

    Raises:
        NotFound: the file is not a photo.
    """
    revision = asked.room(session, versi or None).shown()
    row = still_there(enclosures.enclosure_in(session, asked.actor.scope, revision, file_id))
    if row.thumbnail_sha256 is None:
        raise NotFound
    picture = given.picture(session, row.thumbnail_sha256, row.sha256, row.original_sha256)
    return give_small_picture(picture)
