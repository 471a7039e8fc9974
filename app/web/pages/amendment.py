"""Taking a sent report back before its review, and changing one that was accepted."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict
from app.model.report import State
from app.model.vocabulary import AMENDMENT_REASON
from app.reports import sending
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.forms import Errors, Form
from app.web.pages.report_room import AskedReport, Room, act, standing_draft
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
_LEAST, _MOST = 10, 600


@router.get("/laporan/{t}/tarik", dependencies=[requires(Permission.REPORT_SUBMIT), REPORT])
def ask_withdraw(request: Request, session: Reads, asked: AskedReport) -> Response:
    """Ask before a report is taken back."""
    room = asked.room(session)
    if room.shown().state is not State.DIKIRIM:
        words = "Laporan hanya dapat ditarik sebelum provinsi mulai menelaah."
        return go(request, asked.path(), flash=words, tone="caution")
    return page(
        request,
        "confirm",
        room=room,
        title=f"Tarik kembali laporan {room.quarter.label}?",
        lines=[
            "Laporan kembali menjadi draf dan tidak lagi menunggu telaah provinsi.",
            "Tanda terima yang lama tetap tercatat; setelah dikirim lagi Anda mendapat yang baru.",
        ],
        action=asked.path("tarik"),
        hidden={},
        label="Tarik kembali laporan",
        back=asked.path(),
    )


@router.post("/laporan/{t}/tarik", dependencies=[requires(Permission.REPORT_SUBMIT)])
def withdraw(request: Request, asked: AskedReport, form: Form) -> Response:
    """Take the report back; a copy becomes the draft."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        sending.withdraw(session, asked.actor, revision, asked.now)
        return asked.path()

    return go(request, act(asked, form, deed), flash="Laporan ditarik kembali dan menjadi draf.")


@router.get("/laporan/{t}/perubahan", dependencies=[requires(Permission.REPORT_DRAFT), REPORT])
def show(request: Request, session: Reads, asked: AskedReport) -> Response:
    """Show the form that opens an amendment."""
    room = asked.room(session)
    if room.shown().state is not State.DITERIMA:
        words = "Hanya laporan yang sudah diterima yang dapat diubah."
        return go(request, asked.path(), flash=words, tone="caution")
    return _page(request, room, "", "", Errors())


def _page(
    request: Request, room: Room, reason: str, note: str, errors: Errors, status: int = 200
) -> Response:
    return page(
        request,
        "amendment",
        status=status,
        room=room,
        reason=reason,
        note=note,
        errors=errors,
        reasons=[{"value": code.code, "label": code.label} for code in AMENDMENT_REASON],
    )


@router.post("/laporan/{t}/perubahan", dependencies=[requires(Permission.REPORT_DRAFT)])
def start(request: Request, asked: AskedReport, form: Form) -> Response:
    """Open a draft beside the accepted version."""
    reason, note = form.text("alasan"), form.text("penjelasan")
    errors = Errors()
    if reason not in AMENDMENT_REASON:
        errors["alasan"] = "Pilih alasan perubahan."
    if not _LEAST <= len(note) <= _MOST:
        errors["penjelasan"] = f"Jelaskan perubahan dengan {_LEAST} sampai {_MOST} karakter."

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        sending.start_amendment(
            session, asked.actor, revision, reason=reason, note=note, now=asked.now
        )
        return asked.path()

    status = 422
    if not errors:
        try:
            return go(request, act(asked, form, deed), flash="Draf perubahan dibuka.")
        except Conflict as refusal:
            errors, status = Errors(alasan=refusal.sentence), refusal.status
    with asked.store.read() as session:
        return _page(request, asked.room(session), reason, note, errors, status)
