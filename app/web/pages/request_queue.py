"""The queue of requests: what regencies asked, late ones first, and the province's answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid
from app.model.vocabulary import REC_TARGET
from app.reports.request_answers import STATUSES, Asked, answer, asked_of_province, find_asked
from app.web.answers import go
from app.web.deps import Now, Reads, SignedIn, Store, requires
from app.web.forms import Errors, Form
from app.web.pages.followup_form import act_once
from app.web.pages.report_room import day_in
from app.web.pages.request_view import QUEUE, TONES, WORDS, address, clock_words, due_words
from app.web.pages.said_with_care import said
from app.web.recorded import REPORT_LIST, REQUEST
from app.web.templating import page

router = APIRouter()
ReportNo = Annotated[str, Path(max_length=24)]
Number = Annotated[int, Path(ge=1, le=9999)]
READ, REVIEW = requires(Permission.REPORT_READ), requires(Permission.REPORT_REVIEW)
ONE = QUEUE + "/{report_no}/{number}"


@router.get(QUEUE, dependencies=[READ, REPORT_LIST])
def show(request: Request, session: Reads, actor: SignedIn, now: Now) -> Response:
    """List the requests in sight: unanswered ones by their clock, then the answered."""
    today = day_in(now, actor.zone)
    found = asked_of_province(session, actor.scope, today=today, zone=actor.zone)
    names = {code: _name(session, code) for code in {item.region_code for item in found}}
    return page(
        request,
        "request_queue",
        waiting=[_line(item, names) for item in found if item.is_open],
        answered=[_line(item, names) for item in found if not item.is_open],
        late=sum(item.is_late for item in found),
        may_answer=actor.may(Permission.REPORT_REVIEW),
    )


def _name(session: ReadSession, region_code: str) -> str:
    return get_office(session, region_code).display_name


def _line(item: Asked, names: dict[str, str]) -> dict[str, Any]:
    label, tone = clock_words(item)
    return {
        "region": names[item.region_code],
        "quarter": item.revision.report.obligation.period.quarter.label,
        "target": REC_TARGET.label_of(item.row.target),
        "text": item.row.text,
        "wanted_by": item.row.wanted_by,
        "label": label,
        "tone": tone,
        "due_on": item.due_on,
        "href": address(item),
        "answer": item.answers[-1] if item.answers else None,
    }


@router.get(ONE, dependencies=[READ, REQUEST])
def show_one(
    request: Request,
    session: Reads,
    actor: SignedIn,
    now: Now,
    report_no: ReportNo,
    number: Number,
) -> Response:
    """Show one request with every answer, and the province's form."""
    today = day_in(now, actor.zone)
    item = find_asked(session, actor.scope, report_no, number, today=today, zone=actor.zone)
    return page(request, "request_one", **_view(session, actor, item, "", "", Errors()))


def _view(
    session: ReadSession, actor: Actor, item: Asked, status: str, text: str, errors: Errors
) -> dict[str, Any]:
    quarter = item.revision.report.obligation.period.quarter
    entry = f"/laporan/{quarter.slug}/entri/{item.row.entry_key}" if item.row.entry_key else ""
    where = "" if actor.is_regency else f"?wilayah={item.region_code}"
    return {
        "item": item,
        "region": _name(session, item.region_code),
        "quarter": quarter,
        "target": REC_TARGET.label_of(item.row.target),
        "clock": clock_words(item),
        "due": due_words(item),
        "entry": entry + where if entry else "",
        "address": address(item),
        "words": WORDS,
        "tones": TONES,
        "statuses": [{"value": code.code, "label": code.label} for code in STATUSES],
        "chosen": status,
        "text": text,
        "errors": errors,
        "may_answer": actor.may(Permission.REPORT_REVIEW),
    }


@router.post(ONE, dependencies=[REVIEW])
def save(  # noqa: PLR0913, PLR0917 - which request, by whom, what, when
    request: Request,
    store: Store,
    actor: SignedIn,
    now: Now,
    report_no: ReportNo,
    number: Number,
    form: Form,
) -> Response:
    """Keep an answer; the ones before it stay as they are."""
    today = day_in(now, actor.zone)
    seen, status, text = form.text("versi"), form.text("status"), form.text("tanggapan")

    def find(session: ReadSession) -> Asked:
        return find_asked(session, actor.scope, report_no, number, today=today, zone=actor.zone)

    def deed(session: WriteSession) -> str:
        item = find(session)
        expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 4 else -1
        answer(session, actor, item, status=status, text=text, expected=expected, now=now)
        return address(item)

    try:
        where = act_once(store, actor, form, now, deed)
    except (Invalid, Conflict) as refusal:
        name = "status" if not status else "tanggapan"
        with store.read() as session:
            errors = Errors({name: refusal.sentence})
            view = _view(session, actor, find(session), status, text, errors)
            return page(request, "request_one", status=refusal.status, **view)
    told = said("Tanggapan disimpan. Kabupaten/kota dapat membacanya sekarang.", text)
    return go(request, where, flash=told)
