"""One report beside last quarter's: review, the province's reading, and the decision."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict, Invalid
from app.model.report import State
from app.reports import reviewing
from app.web.answers import go
from app.web.deps import Setup, requires
from app.web.forms import Errors, Form
from app.web.pages.province_room import RegencyDesk
from app.web.pages.report_room import act
from app.web.pages.review_page import View, address, mine, name_of, render, standing
from app.web.recorded import REPORT

router = APIRouter()
REVIEW = requires(Permission.REPORT_REVIEW)
DECIDE = requires(Permission.REPORT_DECIDE)
HERE = "/verifikasi/{t}/{kode}"
Text = Annotated[str, Query(max_length=40)]
Number = Annotated[int, Query(alias="versi", ge=0, le=9999)]


@router.get(HERE, dependencies=[REVIEW, REPORT])
def show(  # noqa: PLR0913, PLR0917 - what of the report is shown stands in the address
    request: Request,
    asked: RegencyDesk,
    settings: Setup,
    entri: Text = "",
    versi: Number = 0,
    bagian: Text = "",
    putuskan: Text = "",
    banding: Text = "",
) -> Response:
    """Show the report; nothing changes by looking at it."""
    return render(request, asked, settings, View(entri, versi, bagian, putuskan, banding))


@router.post(HERE + "/mulai", dependencies=[REVIEW])
def start(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Take the report up for review, or over from another reviewer."""
    key, why = form.text("entri"), form.text("alasan_alih")

    def deed(session: WriteSession) -> str:
        revision = standing(session, asked, form)
        reviewing.start_review(session, asked.actor, revision, asked.now, why)
        return address(asked, entri=key)

    words = "Telaah dimulai. Laporan ini di tangan Anda selama dua hari kerja."
    try:
        return go(request, act(asked, form, deed), flash=words)
    except Invalid as refusal:
        errors = Errors({"alasan_alih": refusal.sentence})
        return render(request, asked, settings, View(key), errors, form)


@router.post(HERE + "/nilai", dependencies=[requires(Permission.REPORT_ASSESS)])
def assess(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Set or clear the province's own zone or severity of an entry."""
    key, severity = form.text("entri"), form.text("keparahan")

    def deed(session: WriteSession) -> str:
        reviewing.assess(
            session,
            asked.actor,
            mine(session, asked, form),
            key,
            zone=form.text("zona") or None,
            zone_reason=form.text("alasan"),
            severity=int(severity) if severity.isascii() and severity.isdigit() else None,
            severity_reason=form.text("alasan"),
            now=asked.now,
        )
        return address(asked, entri=key, anchor="entri")

    try:
        return go(request, act(asked, form, deed), flash="Penilaian provinsi disimpan.")
    except (Invalid, Conflict) as refusal:
        errors = Errors({"alasan": refusal.sentence})
        view = View(key, lost=isinstance(refusal, Conflict))
        return render(request, asked, settings, view, errors, form)


@router.post(HERE + "/terima", dependencies=[DECIDE])
def accept(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Accept the report; one that nobody took up yet is taken up in the same act."""

    def deed(session: WriteSession) -> str:
        revision = standing(session, asked, form)
        if revision.state is State.DIKIRIM:
            reviewing.start_review(session, asked.actor, revision, asked.now)
        required = settings.letter_required
        reviewing.accept(session, asked.actor, revision, letter_required=required, now=asked.now)
        return "/verifikasi"

    try:
        return go(request, act(asked, form, deed), flash=f"Laporan {name_of(asked)} diterima.")
    except Invalid as refusal:
        errors = Errors({"putusan": refusal.sentence})
        return render(request, asked, settings, View(deciding="terima"), errors, form)


@router.post(HERE + "/kembalikan", dependencies=[DECIDE])
def give_back(request: Request, asked: RegencyDesk, settings: Setup, form: Form) -> Response:
    """Return the report with its notes; the regency gets a copy to correct."""

    def deed(session: WriteSession) -> str:
        revision = standing(session, asked, form)
        text = form.text("pengantar")
        reviewing.return_report(session, asked.actor, revision, text, asked.now)
        return "/verifikasi"

    try:
        return go(request, act(asked, form, deed), flash=f"Laporan {name_of(asked)} dikembalikan.")
    except Invalid as refusal:
        errors = Errors({"putusan": refusal.sentence})
        return render(request, asked, settings, View(deciding="kembalikan"), errors, form)
