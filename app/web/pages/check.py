"""The check page: what the report says in sum, what is missing, and the one button that sends."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import names_of
from app.db import ReadSession, WriteSession
from app.errors import Conflict
from app.intake.personal import refusal
from app.model.report import Revision, State
from app.model.vocabulary import SIGNING_CAPACITY
from app.reports import drafts, queries, sending
from app.reports.compare import difference
from app.reports.entry_pages import highest, standings
from app.reports.questions import answer_questions, questions_of
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.formats import date_id
from app.web.forms import Errors, Fields, Form
from app.web.pages.entry_view import names_around, place_name
from app.web.pages.report_room import Asked, AskedReport, act, standing_draft
from app.web.pages.report_tasks import Desk, counted, desk_of, next_step, obstacle_href
from app.web.pages.said_with_care import said
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
_OPEN = frozenset({State.DRAF, State.MENUNGGU_PENGESAHAN})
_NAMED = 3


@router.get(
    "/laporan/{t}/periksa",
    dependencies=[requires(Permission.REPORT_DRAFT, Permission.REPORT_CHECK), REPORT],
)
def show(request: Request, session: Reads, asked: AskedReport) -> Response:
    """Show the report in sum before it is passed on or sent."""
    room = asked.room(session)
    if room.revision is None or room.revision.state not in _OPEN:
        return go(request, asked.path())
    return page(request, "check", **_view(session, desk_of(session, room)))


def _view(
    session: ReadSession,
    desk: Desk,
    typed: dict[str, str] | None = None,
    errors: Errors | None = None,
) -> dict[str, Any]:
    room, revision, actor = desk.room, desk.room.shown(), desk.room.asked.actor
    waits = revision.state is State.MENUNGGU_PENGESAHAN
    upload = queries.latest_upload(session, actor.scope, revision)
    return {
        "room": room,
        "desk": desk,
        "obstacles": [
            {"text": item.sentence, "href": obstacle_href(room, item) if desk.may_draft else ""}
            for item in desk.obstacles
        ],
        "mend": next_step(desk) if desk.obstacles else None,
        "rows": _rows(session, desk),
        "highest": _highest(session, desk),
        "may_ask": not waits and actor.may(Permission.REPORT_DRAFT) and not desk.may_send,
        "waits": waits,
        "may_return": waits and actor.may(Permission.REPORT_CHECK),
        "questions": questions_of(session, actor.scope, revision, room.asked.now),
        "said": typed or {},
        "errors": errors or Errors(),
        "confirms": not actor.may(Permission.REPORT_DRAFT),
        "remarks": sum(1 for item in upload.problems if item["severity"] == "peringatan")
        if upload
        else 0,
    }


def _rows(session: ReadSession, desk: Desk) -> list[dict[str, str]]:
    room, revision = desk.room, desk.room.shown()
    entries = "Nihil: tidak ada potensi dan peristiwa" if revision.is_nil else counted(desk)
    letter = "Sudah dilampirkan" if desk.letters else "Belum dilampirkan, boleh menyusul"
    number = revision.letter_no or "nomor belum diisi"
    day = date_id(revision.letter_date) if revision.letter_date else "tanggal belum diisi"
    capacity = SIGNING_CAPACITY.label_of(revision.signing_capacity)
    change = "" if not desk.may_draft else room.path("surat")
    return [
        {"key": "Kabupaten/kota", "value": room.office.display_name},
        {
            "key": "Entri",
            "value": entries,
            "href": room.path("isi" if desk.may_draft else "entri"),
            "action": "Ubah" if desk.may_draft else "Lihat",
        },
        {"key": f"Beda dari {(room.quarter - 1).label}", "value": _difference(session, desk)},
        {"key": "Cakupan", "value": _coverage(session, desk), "href": change},
        {"key": "Surat pengantar", "value": f"{number}, {day}", "href": change},
        {
            "key": "Surat bertanda tangan",
            "value": letter,
            "href": change,
            "action": "Ganti" if desk.letters else "Tambah",
        },
        {
            "key": "Penanda tangan",
            "value": ", ".join(
                part
                for part in (revision.signatory_name, revision.signatory_position, capacity)
                if part
            ),
            "href": change,
        },
        {
            "key": "Gambaran umum situasi",
            "value": revision.situation_summary or "Belum diisi",
            "href": change,
        },
    ]


def _coverage(session: ReadSession, desk: Desk) -> str:
    """Say of how many kecamatan the report speaks, and name those it knows nothing of."""
    statements = drafts.statements_of(session, desk.room.shown())
    unknown = [row.region_code for row in statements if row.statement == "TANPA_INFO"]
    said = f"{len(statements) - len(unknown)} dari {len(statements)} kecamatan"
    if not unknown:
        return said
    names = names_of(session, unknown[:_NAMED])
    named = ", ".join(names.get(code, code) for code in unknown[:_NAMED])
    more = f" dan {len(unknown) - _NAMED} lagi" if len(unknown) > _NAMED else ""
    return f"{said}; tanpa informasi, tampil sebagai tidak diketahui: {named}{more}"


def _difference(session: ReadSession, desk: Desk) -> str:
    asked = desk.room.asked
    before = queries.accepted_revision(
        session, asked.actor.scope, asked.quarter - 1, asked.region_code
    )
    if before is None:
        return "Tidak ada laporan yang diterima triwulan lalu"
    if desk.pending:
        return "Dihitung setelah semua baris diperbaiki"
    found = difference(standings(session, desk.room.shown()), standings(session, before))
    return (
        f"{found.new} entri baru, {found.continuing} berlanjut, {found.resolved} selesai atau "
        "tidak dilaporkan lagi"
    )


def _highest(session: ReadSession, desk: Desk) -> dict[str, Any] | None:
    """Return the highest level with how many entries have it and where; None without entries."""
    found = highest(session, desk.room.shown())
    if found is None:
        return None
    names = names_around(session, found.places[:_NAMED])
    places = "; ".join(place_name(code, names) for code in found.places[:_NAMED])
    rest = len(found.places) - _NAMED
    more = f" dan {rest} tempat lain" if rest > 0 else ""
    return {"level": found.level, "text": f"{found.count} entri: {places}{more}"}


@router.post("/laporan/{t}/pertanyaan", dependencies=[requires(Permission.REPORT_DRAFT)])
def answer(request: Request, asked: AskedReport, form: Form) -> Response:
    """Keep what is said to the questions; nobody has to say anything."""

    def deed(session: WriteSession) -> str:
        _keep_answers(session, asked, asked.room(session).shown(), form)
        return asked.path("periksa")

    return _again(request, asked, form) or go(
        request,
        act(asked, form, deed),
        flash=said("Jawaban disimpan.", *_said(form).values()),
    )


def _said(form: Fields) -> dict[str, str]:
    return {name[2:]: form.text(name) for name in form.names() if name.startswith("j-")}


def _again(request: Request, asked: Asked, form: Fields) -> Response | None:
    """Show the page again with every answer typed when one may not be kept."""
    typed = _said(form)
    wrong = {key: fault for key, text in typed.items() if (fault := refusal(text, "Jawaban"))}
    if not wrong:
        return None
    with asked.store.read() as session:
        view = _view(session, desk_of(session, asked.room(session)), typed, Errors(wrong))
        return page(request, "check", status=422, **view)


def _keep_answers(session: WriteSession, asked: Asked, draft: Revision, form: Fields) -> None:
    typed = _said(form)
    if typed:
        answer_questions(session, asked.actor, draft, typed, asked.now)


@router.post("/laporan/{t}/kirim", dependencies=[requires(Permission.REPORT_SUBMIT)])
def send(request: Request, asked: AskedReport, form: Form) -> Response:
    """Send the report to the province; a second click leads to the same receipt."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        _keep_answers(session, asked, revision, form)
        sending.submit(session, asked.actor, revision, today=asked.today, now=asked.now)
        return asked.path("terkirim")

    return _again(request, asked, form) or go(request, act(asked, form, deed))


@router.post("/laporan/{t}/ajukan", dependencies=[requires(Permission.REPORT_DRAFT)])
def ask_signoff(request: Request, asked: AskedReport, form: Form) -> Response:
    """Pass the report to the one who confirms it."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        _keep_answers(session, asked, revision, form)
        sending.request_signoff(session, asked.actor, revision, today=asked.today, now=asked.now)
        return asked.path()

    words = "Laporan diajukan. Pengesah di kantor Anda memeriksa lalu mengirimnya ke provinsi."
    return _again(request, asked, form) or go(request, act(asked, form, deed), flash=words)


@router.post("/laporan/{t}/kembalikan", dependencies=[requires(Permission.REPORT_CHECK)])
def send_back(request: Request, asked: AskedReport, form: Form) -> Response:
    """Give the report back to the operator with a note."""
    note = form.text("catatan")

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        if revision.state is not State.MENUNGGU_PENGESAHAN:
            raise Conflict("Laporan ini tidak sedang menunggu pengesahan.")
        sending.send_back(session, asked.actor, revision, note, asked.now)
        return asked.path()

    return go(request, act(asked, form, deed), flash="Laporan dikembalikan ke operator.")
