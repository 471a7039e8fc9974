"""What a regency asks of others: written in its draft, and read with the province's answers."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid
from app.intake.requests import KEYS, ParsedRequest, judge_request
from app.model.vocabulary import REC_TARGET
from app.reports import requests
from app.reports.drafts import draft_of
from app.reports.request_answers import Asked as AskedRequest
from app.reports.request_answers import asked_of_province
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.formats import date_typed
from app.web.forms import Errors, Fields, Form
from app.web.pages.report_room import Asked, AskedReport, Room, act, may_write
from app.web.pages.request_view import WORDS, clock_words
from app.web.pages.said_with_care import said
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
HERE = "/laporan/{t}/permintaan"
READ, DRAFT = requires(Permission.REPORT_READ), requires(Permission.REPORT_DRAFT)
Number = Annotated[int, Path(ge=1, le=9999)]
Chosen = Annotated[int, Query(alias="ubah", ge=0, le=9999)]
NAMES = dict(zip(KEYS, ("tujuan", "permintaan", "sebelum", "entri"), strict=True))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; `number` is 0 for a new request."""

    target: str = ""
    text: str = ""
    wanted_by: str = ""
    entry_key: str = ""
    number: int = 0


@router.get(HERE, dependencies=[READ, REPORT])
def show(request: Request, session: Reads, asked: AskedReport, number: Chosen = 0) -> Response:
    """List the requests with their answers, and the form of one in a draft."""
    room = asked.room(session)
    typed = Typed()
    for row in requests.requests_of(session, room.revision) if room.revision else ():
        if row.number == number:
            day = date_typed(row.wanted_by) if row.wanted_by else ""
            typed = Typed(row.target, row.text, day, row.entry_key or "", row.number)
    return page(request, "requests", **_view(session, room, typed, Errors()))


def _view(session: ReadSession, room: Room, typed: Typed, errors: Errors) -> dict[str, Any]:
    asked, actor = room.asked, room.asked.actor
    sent = asked_of_province(session, actor.scope, today=asked.today, zone=actor.zone)
    answered = {
        item.row.number: item
        for item in sent
        if item.revision.report.obligation.id == room.record.obligation.id
    }
    rows = requests.requests_of(session, room.revision) if room.revision else []
    return {
        "room": room,
        "typed": typed,
        "errors": errors,
        "may_edit": may_write(room),
        "lines": [
            (row, REC_TARGET.label_of(row.target), answered.get(row.number)) for row in rows
        ],
        "clock": _clock,
        "words": WORDS,
        "targets": [{"value": code.code, "label": code.label} for code in REC_TARGET],
    }


def _clock(item: AskedRequest | None) -> tuple[str, str]:
    return clock_words(item) if item else ("belum dikirim", "")


@router.post(HERE, dependencies=[DRAFT])
def save(request: Request, asked: AskedReport, form: Form) -> Response:
    """Add a request to the draft, or change one."""
    typed = _typed(form)
    parsed, wrong = judge_request({key: form.text(NAMES[key]) for key in KEYS})
    if parsed is None:
        errors = Errors({NAMES[key]: sentence for key, sentence in wrong.items()})
        return _again(request, asked, typed, errors)
    try:
        where = act(asked, form, lambda session: _store(session, asked, parsed, typed.number))
    except (Invalid, Conflict) as refusal:
        name = NAMES["entry_key"] if isinstance(refusal, Invalid) else NAMES["text"]
        return _again(request, asked, typed, Errors({name: refusal.sentence}), refusal.status)
    return go(request, where, flash=said("Permintaan tersimpan.", typed.text))


def _store(session: WriteSession, asked: Asked, parsed: ParsedRequest, number: int) -> str:
    revision = draft_of(session, asked.actor, asked.quarter, asked.region_code, asked.now)
    requests.save_request(
        session, asked.actor, revision, parsed, number=number or None, now=asked.now
    )
    return asked.path("permintaan")


def _typed(form: Fields) -> Typed:
    number = form.text("nomor")
    known = number.isascii() and number.isdigit() and len(number) <= 4
    return Typed(
        target=form.text("tujuan"),
        text=form.text("permintaan"),
        wanted_by=form.text("sebelum"),
        entry_key=form.text("entri"),
        number=int(number) if known else 0,
    )


def _again(
    request: Request, asked: Asked, typed: Typed, errors: Errors, status: int = 422
) -> Response:
    """Show the form again with everything typed."""
    with asked.store.read() as session:
        view = _view(session, asked.room(session), typed, errors)
        return page(request, "requests", status=status, **view)


@router.post(HERE + "/{number}/buang", dependencies=[DRAFT])
def drop(request: Request, asked: AskedReport, form: Form, number: Number) -> Response:
    """Take a request out of the draft."""

    def deed(session: WriteSession) -> str:
        revision = asked.room(session).shown()
        requests.drop_request(session, asked.actor, revision, number, asked.now)
        return asked.path("permintaan")

    return go(request, act(asked, form, deed), flash=f"Permintaan {number} dibuang dari draf.")
