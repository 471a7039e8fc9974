"""One report beside last quarter's: review, notes, the province's reading, and the decision."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import get_office
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.model.entry import FIELD_BY_NAME
from app.model.report import Revision, State
from app.reports import queries, reviewing
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Id, Setup, requires
from app.web.forms import Errors, Fields, Form
from app.web.pages.entry_place import PlaceMap, place_map
from app.web.pages.province_room import RegencyDesk
from app.web.pages.report_room import Asked, act, check_version
from app.web.pages.review_desk import ReviewDesk, desk_of
from app.web.pages.review_entry import Sheet, items_of, sheet_of
from app.web.pages.review_words import view_words
from app.web.pictures import pictures_of
from app.web.templating import page

router = APIRouter()
REVIEW = requires(Permission.REPORT_REVIEW)
DECIDE = requires(Permission.REPORT_DECIDE)
HERE = "/verifikasi/{t}/{kode}"
Text = Annotated[str, Query(max_length=40)]
Number = Annotated[int, Query(alias="versi", ge=0, le=9999)]
WHOLE, ENTRY = "laporan", "entri"


@dataclass(frozen=True, slots=True)
class View:
    """What of the report is shown: which entry, which version, which question is open."""

    entry: str = ""
    number: int = 0
    about: str = ""
    deciding: str = ""


@router.get(HERE, dependencies=[REVIEW])
def show(  # noqa: PLR0913, PLR0917 - what of the report is shown stands in the address
    request: Request,
    asked: RegencyDesk,
    settings: Setup,
    entri: Text = "",
    versi: Number = 0,
    bagian: Text = "",
    putuskan: Text = "",
) -> Response:
    """Show the report; nothing changes by looking at it."""
    return _page(request, asked, settings, View(entri, versi, bagian, putuskan))


@router.post(HERE + "/mulai", dependencies=[REVIEW])
def start(request: Request, asked: RegencyDesk, form: Form) -> Response:
    """Take the report up for review, or over from another reviewer."""

    def deed(session: WriteSession) -> str:
        reviewing.start_review(session, asked.actor, _standing(session, asked, form), asked.now)
        return _address(asked, entri=form.text("entri"))

    return go(request, act(asked, form, deed), flash="Telaah dimulai. Laporan ini di tangan Anda.")


@router.post(HERE + "/catatan", dependencies=[REVIEW])
def add_note(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Write a note on the report, an entry or one of its fields."""
    about, key = form.text("bagian"), form.text("entri")

    def deed(session: WriteSession) -> str:
        reviewing.add_note(
            session,
            asked.actor,
            _mine(session, asked, form),
            row_key=None if about == WHOLE else key,
            field_name=about if about in FIELD_BY_NAME else None,
            code=form.text("jenis"),
            severity=form.text("sifat"),
            note=form.text("catatan"),
            now=asked.now,
        )
        return _address(asked, entri=key, anchor="catatan-telaah")

    try:
        return go(request, act(asked, form, deed), flash="Catatan disimpan.")
    except Invalid as refusal:
        errors = Errors({_blamed(form): refusal.sentence})
        return _page(request, asked, settings, View(key, about=about), errors, form)


def _blamed(form: Fields) -> str:
    """Return the field a refused note is about."""
    return next((name for name in ("jenis", "sifat") if not form.text(name)), "catatan")


@router.post(HERE + "/catatan/{note_id}/hapus", dependencies=[REVIEW])
def remove_note(request: Request, asked: RegencyDesk, note_id: Id, form: Form) -> Response:
    """Take a note back."""

    def deed(session: WriteSession) -> str:
        revision = _mine(session, asked, form)
        reviewing.remove_note(session, asked.actor, revision, note_id, asked.now)
        return _address(asked, entri=form.text("entri"))

    return go(request, act(asked, form, deed), flash="Catatan dihapus.")


@router.post(HERE + "/nilai", dependencies=[requires(Permission.REPORT_ASSESS)])
def assess(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Set or clear the province's own zone or severity of an entry."""
    key, severity = form.text("entri"), form.text("keparahan")

    def deed(session: WriteSession) -> str:
        reviewing.assess(
            session,
            asked.actor,
            _mine(session, asked, form),
            key,
            zone=form.text("zona") or None,
            zone_reason=form.text("alasan"),
            severity=int(severity) if severity.isascii() and severity.isdigit() else None,
            severity_reason=form.text("alasan"),
            now=asked.now,
        )
        return _address(asked, entri=key, anchor="entri")

    try:
        return go(request, act(asked, form, deed), flash="Penilaian provinsi disimpan.")
    except Invalid as refusal:
        errors = Errors({"alasan": refusal.sentence})
        return _page(request, asked, settings, View(key), errors, form)


@router.post(HERE + "/terima", dependencies=[DECIDE])
def accept(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Accept the report; one that nobody took up yet is taken up in the same act."""

    def deed(session: WriteSession) -> str:
        revision = _standing(session, asked, form)
        if revision.state is State.DIKIRIM:
            reviewing.start_review(session, asked.actor, revision, asked.now)
        required = settings.letter_required
        reviewing.accept(session, asked.actor, revision, letter_required=required, now=asked.now)
        return "/verifikasi"

    try:
        return go(request, act(asked, form, deed), flash=f"Laporan {_name(asked)} diterima.")
    except Invalid as refusal:
        errors = Errors({"putusan": refusal.sentence})
        return _page(request, asked, settings, View(deciding="terima"), errors, form)


@router.post(HERE + "/kembalikan", dependencies=[DECIDE])
def give_back(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Return the report with its notes; the regency gets a copy to correct."""

    def deed(session: WriteSession) -> str:
        revision = _standing(session, asked, form)
        text = form.text("pengantar")
        reviewing.return_report(session, asked.actor, revision, text, asked.now)
        return "/verifikasi"

    try:
        return go(request, act(asked, form, deed), flash=f"Laporan {_name(asked)} dikembalikan.")
    except Invalid as refusal:
        errors = Errors({"putusan": refusal.sentence})
        return _page(request, asked, settings, View(deciding="kembalikan"), errors, form)


def _standing(session: WriteSession, asked: Asked, form: Fields) -> Revision:
    """Return the version the form was made for, if it is still as it was seen.

    Raises:
        Conflict: it was decided, withdrawn or sent anew meanwhile.
    """
    number = form.text("nomor")
    if not (number.isascii() and number.isdigit() and len(number) <= 4):
        raise NotFound
    scope = asked.actor.scope
    revision = queries.get_revision(session, scope, asked.quarter, asked.region_code, int(number))
    check_version(revision, form)
    return revision


def _mine(session: WriteSession, asked: Asked, form: Fields) -> Revision:
    """Return the version, if this person has its review in hand.

    Raises:
        Conflict: somebody else has.
    """
    revision = _standing(session, asked, form)
    if revision.state is State.DITELAAH and revision.reviewer_id != asked.actor.user_id:
        name = revision.reviewer.name if revision.reviewer else "orang lain"
        raise Conflict(f"Laporan ini sedang ditelaah {name}. Perubahan Anda belum disimpan.")
    return revision


def _name(asked: Asked) -> str:
    with asked.store.read() as session:
        return get_office(session, asked.region_code).display_name


def _address(asked: Asked, *, entri: str = "", anchor: str = "") -> str:
    query = f"?{urlencode({'entri': entri})}" if entri else ""
    path = f"/verifikasi/{asked.quarter.slug}/{asked.region_code}"
    return f"{path}{query}{'#' + anchor if anchor else ''}"


def _page(
    request: Request,
    asked: Asked,
    settings: Settings,
    view: View,
    errors: Errors | None = None,
    typed: Fields | None = None,
) -> Response:
    with asked.store.read() as session:
        required = settings.letter_required
        desk = desk_of(session, asked, view.number or None, letter_required=required)
        shown = _shown(desk, view)
        return page(
            request,
            "review",
            status=422 if errors else 200,
            view=view,
            desk=desk,
            errors=errors or Errors(),
            typed=typed or Fields(FormData()),
            place=_place(request, session, desk, shown["sheet"]),
            **shown,
        )


def _place(
    request: Request, session: ReadSession, desk: ReviewDesk, sheet: Sheet | None
) -> PlaceMap | None:
    if sheet is None:
        return None
    name = desk.room.office.display_name
    return place_map(session, pictures_of(request), sheet.entry, desk.names, name)


def _shown(desk: ReviewDesk, view: View) -> dict[str, Any]:
    """Return the list on the left and the entry on the right; without a choice, the first."""
    path = f"/verifikasi/{desk.room.quarter.slug}/{desk.room.asked.region_code}?"
    if view.number:
        path += f"versi={view.number}&"
    items = items_of(desk.pairs, desk.names, desk.notes, desk.since[0], path=path)
    chosen = desk.find(view.entry or (items[0].key if items else ""))
    if view.entry and chosen is None:
        raise NotFound
    sheet = sheet_of(chosen, desk.names, desk.room.office.zone, desk.notes) if chosen else None
    return {"path": path, "items": items, "sheet": sheet} | view_words(desk, sheet)
