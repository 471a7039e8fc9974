"""The covering letter: its data, the situation, the kecamatan, and the signed PDF."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import names_of
from app.db import ReadSession, WriteSession
from app.errors import Conflict, NotFound, TooLarge, TooManyAttempts, Unreadable
from app.intake.attached import accept_pdf
from app.intake.attached_pdf import PDF
from app.model.report import Attachment, Revision
from app.model.vocabulary import INFORMATION_SOURCE
from app.reports import attachments, drafts, queries
from app.reports.erasing import still_there
from app.web.answers import go
from app.web.deps import Reads, Setup, requires
from app.web.forms import Errors, Fields, Form
from app.web.pages import letter_form
from app.web.pages.enclosure_view import files_of
from app.web.pages.report_room import (
    Asked,
    AskedReport,
    Files,
    Room,
    act,
    draft_in,
    standing_draft,
)
from app.web.pages.report_tasks import desk_of
from app.web.pages.upload import closed, download
from app.web.recorded import LETTER, ORIGINAL_LETTER, REPORT
from app.web.scanned import Scans, scans_of
from app.web.taking import GivenFiles, accept_through, gate_of
from app.web.templating import page

router = APIRouter()


@router.get("/laporan/{t}/surat", dependencies=[requires(Permission.REPORT_DRAFT), REPORT])
def show(request: Request, session: Reads, asked: AskedReport, settings: Setup) -> Response:
    """Show the letter page; of a sent report only its PDF can still be added or replaced."""
    room = asked.room(session)
    if room.revision is None and not room.record.needs_work:
        return go(request, asked.path(), flash=closed(room), tone="caution")
    return page(request, "letter", **_view(session, room, settings))


def _view(
    session: ReadSession,
    room: Room,
    settings: Setup,
    *,
    form: Fields | None = None,
    errors: Errors | None = None,
) -> dict[str, Any]:
    revision, scope = room.revision, room.asked.actor.scope
    wrong = errors or Errors()
    attached = queries.letters_in(session, scope, revision) if revision else []
    statements = drafts.statements_of(session, revision) if revision else []
    names = names_of(session, [row.region_code for row in statements])
    values = (
        letter_form.stored(revision) if revision else letter_form.blank(room.office, room.quarter)
    )
    kept = values
    values = letter_form.typed(form) if form is not None else kept
    return {
        "room": room,
        "errors": wrong,
        "may_edit": revision is None or room.is_draft,
        "may_attach": revision is not None and revision.state in attachments.OPEN_FOR_LETTER,
        "letter": letter_form.fields(letter_form.LETTER, values, wrong),
        "situation": letter_form.fields(letter_form.SITUATION, values, wrong),
        "differs": [
            (letter_form.COLUMNS[name].heading, kept[name])
            for name in kept
            if form is not None and kept[name] != values[name]
        ],
        "districts": letter_form.district_rows(statements, names, form, wrong),
        "all_nil": form is not None and form.is_ticked("nyata-semua"),
        "all_basis": form.text("dasar-semua") if form is not None else "",
        "bases": [
            {"value": code.code, "label": code.label}
            for code in INFORMATION_SOURCE
            if not code.retired
        ],
        "attached": attached,
        "scans": _scans(session, room, attached),
        "megabytes": settings.attachment_limit_bytes // 1024 // 1024,
        "conflict": "",
        "files": files_of(session, room),
    }


def _scans(session: ReadSession, room: Room, attached: list[Attachment]) -> Scans:
    names = [name for row in attached for name in (row.sha256, row.original_sha256)]
    return scans_of(session, names, room.asked.actor.zone)


@router.post("/laporan/{t}/surat", dependencies=[requires(Permission.REPORT_DRAFT)])
def save(request: Request, asked: AskedReport, form: Form, settings: Setup) -> Response:
    """Store the letter and the statements; what is wrong goes back with everything typed."""
    with asked.store.read() as session:
        room = asked.room(session)
        errors = letter_form.check(
            letter_form.typed(form), room.record.obligation.period.opens_on, asked.today
        )
        rows = drafts.statements_of(session, room.revision) if room.revision else []
        names = names_of(session, [row.region_code for row in rows])
        statements, missing = letter_form.statements_in(form, rows, names)
        errors.update(missing)
        if errors:
            view = _view(session, room, settings, form=form, errors=errors)
            return page(request, "letter", status=422, **view)

    def deed(session: WriteSession) -> str:
        revision = draft_in(session, asked, form)
        letter = letter_form.values_of(letter_form.typed(form))
        drafts.save_letter(session, asked.actor, revision, letter, expected=None, now=asked.now)
        drafts.save_statements(session, asked.actor, revision, statements, asked.now)
        return _onwards(session, asked)

    try:
        return go(request, act(asked, form, deed), flash="Data surat dan situasi tersimpan.")
    except Conflict as refusal:
        with asked.store.read() as session:
            view = _view(session, asked.room(session), settings, form=form)
            return page(request, "letter", status=409, **{**view, "conflict": refusal.sentence})


def _onwards(session: ReadSession, asked: Asked) -> str:
    """Go on to the check page when there is something to check."""
    return asked.path("periksa" if desk_of(session, asked.room(session)).is_started else "")


@router.post("/laporan/{t}/surat/berkas", dependencies=[requires(Permission.REPORT_DRAFT)])
def attach(
    request: Request, asked: AskedReport, form: Form, settings: Setup, files: Files
) -> Response:
    """Attach or replace the signed PDF."""
    limit = settings.attachment_limit_bytes
    file = form.file("pdf")

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        attachments.attach_letter(
            session,
            asked.actor,
            revision,
            accepted=accepted,
            file_name=(file.filename if file else "") or "surat.pdf",
            files=files,
            now=asked.now,
        )
        return asked.path("surat")

    try:
        # Before the transaction: the file is built anew by a process that may take its time.
        data = file.file.read(limit + 1) if file else b""
        gate = gate_of(asked.store, asked.actor, settings, asked.now)
        accepted = accept_through(gate, accept_pdf, data, limit)
        return go(request, act(asked, form, deed), flash="Surat pengantar dilampirkan.")
    except (Unreadable, TooLarge, TooManyAttempts, Conflict) as refusal:
        with asked.store.read() as session:
            view = _view(
                session, asked.room(session), settings, errors=Errors(pdf=refusal.sentence)
            )
            return page(request, "letter", status=refusal.status, **view)


@router.get("/laporan/{t}/surat/berkas", dependencies=[requires(Permission.REPORT_READ), LETTER])
def show_pdf(session: Reads, asked: AskedReport, given: GivenFiles, versi: int = 0) -> Response:
    """Give the signed letter: the pages of it, free of whatever else was in the file."""
    _, found = _letter(session, asked, versi)
    content = given.get(session, found.sha256, found.original_sha256)
    return download(content, PDF, found.file_name)


@router.get(
    "/laporan/{t}/surat/asli", dependencies=[requires(Permission.REPORT_READ), ORIGINAL_LETTER]
)
def give_original(
    session: Reads, asked: AskedReport, given: GivenFiles, versi: int = 0
) -> Response:
    """Give the signed letter bit for bit: an electronic signature holds for nothing else.

    Never opened by a browser.
    """
    _, found = _letter(session, asked, versi)
    content = given.original(session, found.sha256, found.original_sha256)
    return download(content, "application/octet-stream", found.file_name)


def _letter(session: ReadSession, asked: Asked, version: int) -> tuple[Revision, Attachment]:
    revision = asked.room(session, version or None).shown()
    found = queries.letters_in(session, asked.actor.scope, revision)
    if not found:
        raise NotFound
    return revision, still_there(found[-1])


@router.post("/laporan/{t}/surat/lepas", dependencies=[requires(Permission.REPORT_DRAFT)])
def detach(request: Request, asked: AskedReport, form: Form) -> Response:
    """Take the letter off a draft."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        attachments.remove_letter(session, asked.actor, revision, asked.now)
        return asked.path("surat")

    return go(request, act(asked, form, deed), flash="Lampiran surat dilepas.")
