"""The nil report: one page, one declaration, one click to send."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict, Invalid
from app.model.report import Revision
from app.model.vocabulary import INFORMATION_SOURCE
from app.reports import drafts, sending
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.formats import date_id, date_typed
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.report_room import Asked, AskedReport, Room, act, draft_in
from app.web.pages.report_tasks import Desk, desk_of
from app.web.pages.upload import closed
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
_LEAST = 20
_ASKED = {
    "letter_no": "Nomor surat masih kosong.",
    "signatory_name": "Nama penanda tangan masih kosong.",
    "signatory_position": "Jabatan penanda tangan masih kosong.",
}
FIELDS = ("letter_no", "letter_date", "basis", "statement", "signatory_name", "signatory_position")


@router.get("/laporan/{t}/nihil", dependencies=[requires(Permission.REPORT_DRAFT), REPORT])
def show(request: Request, session: Reads, asked: AskedReport) -> Response:
    """Show the declaration; a report with entries is not nil."""
    desk = desk_of(session, asked.room(session))
    if not desk.may_draft:
        return go(request, asked.path(), flash=closed(desk.room), tone="caution")
    if desk.totals.entries or desk.pending:
        words = "Draf memuat entri, jadi triwulan ini tidak nihil. Buang entrinya lebih dulu."
        return go(request, asked.path("entri"), flash=words, tone="caution")
    return _page(request, desk, _stored(desk))


def _stored(desk: Desk) -> dict[str, str]:
    revision, office = desk.room.revision, desk.room.office
    day = revision.letter_date if revision else None
    return {
        "letter_no": (revision.letter_no or "") if revision else "",
        "letter_date": date_typed(day) if day else "",
        "basis": "",
        "statement": (revision.nil_statement or "") if revision else "",
        "signatory_name": revision.signatory_name if revision else office.signatory_name,
        "signatory_position": revision.signatory_position
        if revision
        else office.signatory_position,
    }


def _page(
    request: Request,
    desk: Desk,
    values: dict[str, str],
    errors: Errors | None = None,
    *,
    status: int = 200,
    declared: bool = False,
) -> Response:
    quarter, room = desk.room.quarter, desk.room
    return page(
        request,
        "nil",
        status=status,
        room=room,
        values=values,
        errors=errors or Errors(),
        declared=declared,
        declaration=(
            "Saya menyatakan tidak ada potensi konflik maupun konflik di "
            f"{room.office.display_name} pada {date_id(quarter.first_day)} sampai "
            f"{date_id(quarter.last_day)}."
        ),
        bases=[
            {"value": code.code, "label": code.label}
            for code in INFORMATION_SOURCE
            if not code.retired
        ],
        sends=_sends(desk),
    )


def _sends(desk: Desk) -> bool:
    """Tell whether the click sends, or asks the one who confirms."""
    if desk.room.revision is not None:
        return desk.may_send
    actor = desk.room.asked.actor
    return actor.may(Permission.REPORT_SUBMIT) and desk.room.office.single_officer


@router.post("/laporan/{t}/nihil", dependencies=[requires(Permission.REPORT_DRAFT)])
def declare(request: Request, asked: AskedReport, form: Form) -> Response:
    """Declare the quarter nil and send it, or ask for confirmation, in one act."""
    values = {name: form.text(name) for name in FIELDS}
    declared = form.is_ticked("nyata")
    with asked.store.read() as session:
        errors = _check(values, asked.room(session), declared=declared)
    status = 422
    if not errors:
        try:
            location = act(asked, form, lambda session: _declare(session, asked, form, values))
            return go(request, location)
        except (Invalid, Conflict) as refusal:
            errors, status = Errors(statement=refusal.sentence), refusal.status
    with asked.store.read() as session:
        desk = desk_of(session, asked.room(session))
        return _page(request, desk, values, errors, status=status, declared=declared)


def _check(values: dict[str, str], room: Room, *, declared: bool) -> Errors:
    errors = Errors()
    today, earliest = room.asked.today, room.record.obligation.period.opens_on
    if not declared:
        errors["nyata"] = "Beri tanda centang bila pernyataan ini benar."
    if values["basis"] not in INFORMATION_SOURCE:
        errors["basis"] = "Pilih dasar pernyataan."
    if len(values["statement"]) < _LEAST:
        errors["statement"] = f"Tulis apa yang diperiksa, paling sedikit {_LEAST} karakter."
    day = date_of(values["letter_date"])
    if day is None:
        errors["letter_date"] = "Tulis tanggal surat seperti 08/10/2026."
    elif not earliest <= day <= today:
        errors["letter_date"] = (
            f"Tanggal surat harus antara {date_typed(earliest)} dan {date_typed(today)}."
        )
    errors.update({name: words for name, words in _ASKED.items() if not values[name]})
    return errors


def _declare(session: WriteSession, asked: Asked, form: Fields, values: dict[str, str]) -> str:
    revision = draft_in(session, asked, form)
    letter = {name: values[name] for name in ("letter_no", "signatory_name", "signatory_position")}
    drafts.save_letter(
        session,
        asked.actor,
        revision,
        {**letter, "letter_date": date_of(values["letter_date"])},
        expected=None,
        now=asked.now,
    )
    sending.declare_nil(
        session,
        asked.actor,
        revision,
        statement=values["statement"],
        basis=values["basis"],
        now=asked.now,
    )
    return _send(session, asked, revision)


def _send(session: WriteSession, asked: Asked, revision: Revision) -> str:
    desk = desk_of(session, asked.room(session))
    if desk.may_send:
        sending.submit(session, asked.actor, revision, today=asked.today, now=asked.now)
        return asked.path("terkirim")
    sending.request_signoff(session, asked.actor, revision, today=asked.today, now=asked.now)
    return asked.path()
