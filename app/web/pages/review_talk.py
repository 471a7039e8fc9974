"""Notes of a review: written, taken back, asked again on a later version, closed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict, Invalid
from app.model.entry import FIELD_BY_NAME
from app.reports import review_notes
from app.web.answers import go
from app.web.deps import Id, Setup, requires
from app.web.forms import Errors, Fields, Form
from app.web.pages.province_room import RegencyDesk
from app.web.pages.report_room import act
from app.web.pages.review_page import View, address, mine, render
from app.web.pages.review_words import WHOLE
from app.web.pages.said_with_care import said

router = APIRouter()
REVIEW = requires(Permission.REPORT_REVIEW)
HERE = "/verifikasi/{t}/{kode}"


@router.post(HERE + "/catatan", dependencies=[REVIEW])
def add_note(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Write a note on the report, an entry or one of its fields."""
    about, key = form.text("bagian"), form.text("entri")

    def deed(session: WriteSession) -> str:
        review_notes.add_note(
            session,
            asked.actor,
            mine(session, asked, form),
            row_key=None if about == WHOLE else key,
            field_name=about if about in FIELD_BY_NAME else None,
            code=form.text("jenis"),
            severity=form.text("sifat"),
            note=form.text("catatan"),
            now=asked.now,
        )
        return address(asked, entri=key, anchor="catatan-telaah")

    try:
        return go(
            request, act(asked, form, deed), flash=said("Catatan disimpan.", form.text("catatan"))
        )
    except (Invalid, Conflict) as refusal:
        lost = isinstance(refusal, Conflict)
        errors = Errors({"catatan" if lost else _blamed(form): refusal.sentence})
        return render(request, asked, settings, View(key, about=about, lost=lost), errors, form)


def _blamed(form: Fields) -> str:
    """Return the field a refused note is about."""
    return next((name for name in ("jenis", "sifat") if not form.text(name)), "catatan")


@router.post(HERE + "/catatan/{note_id}/hapus", dependencies=[REVIEW])
def remove_note(request: Request, asked: RegencyDesk, note_id: Id, form: Form) -> Response:
    """Take a note back."""

    def deed(session: WriteSession) -> str:
        revision = mine(session, asked, form)
        review_notes.remove_note(session, asked.actor, revision, note_id, asked.now)
        return address(asked, entri=form.text("entri"))

    return go(request, act(asked, form, deed), flash="Catatan dihapus.")


@router.post(HERE + "/catatan/{note_id}/ulang", dependencies=[REVIEW])
def ask_again(
    request: Request, asked: RegencyDesk, settings: Setup, note_id: Id, form: Form
) -> Response:
    """Ask an earlier note again on this version."""
    field = f"kurang-{note_id}"

    def deed(session: WriteSession) -> str:
        revision, text = mine(session, asked, form), form.text(field)
        review_notes.repeat(session, asked.actor, revision, note_id, text, asked.now)
        return address(asked, entri=form.text("entri"), anchor="judul-beda")

    try:
        told = said("Catatan diminta sekali lagi.", form.text(field))
        return go(request, act(asked, form, deed), flash=told)
    except (Invalid, Conflict) as refusal:
        view = View(form.text("entri"), lost=isinstance(refusal, Conflict))
        return render(request, asked, settings, view, Errors({field: refusal.sentence}), form)


@router.post(HERE + "/catatan/{note_id}/selesai", dependencies=[REVIEW])
def close_note(request: Request, asked: RegencyDesk, note_id: Id, form: Form) -> Response:
    """Say that a note is done with."""

    def deed(session: WriteSession) -> str:
        revision = mine(session, asked, form)
        review_notes.close(session, asked.actor, revision, note_id, "", asked.now)
        return address(asked, entri=form.text("entri"), anchor="judul-beda")

    return go(request, act(asked, form, deed), flash="Catatan dinyatakan selesai.")
