"""The province's home: the completeness board, reminders, more time, and waivers."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office
from app.db import Database, ReadSession, WriteSession
from app.editions.queries import held_among, newest_editions
from app.errors import Conflict, Invalid, NotFound
from app.model.level import Level
from app.model.period import Obligation, Period, PeriodStatus
from app.outputs.picture.draw import Look
from app.reports import periods, queries
from app.reports.extending import NoReason, extend, unlock
from app.reports.flash import flash_reports
from app.reports.history import record_of
from app.reports.redaction_requests import waiting_count
from app.reports.request_answers import asked_of_province
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Setup, requires
from app.web.formats import date_id
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.board import Board, board_of, choose_period
from app.web.pages.flash_view import urgent_lines
from app.web.pages.province_room import QuarterDesk, RegencyDesk, meant
from app.web.pages.report_room import Asked, act, day_in
from app.web.pictures import pictures_of
from app.web.templating import page

router = APIRouter()
Deed = Callable[[WriteSession, Obligation], None]
LEVELS = sorted(Level, key=lambda level: -level.rank)
EXTEND, UNTIL, WHY_EXTEND = "wilayah-waktu", "sampai", "alasan-waktu"
UNLOCK, OPEN_UNTIL, WHY_UNLOCK = "wilayah-kunci", "terbuka-sampai", "alasan-kunci"
WAIVE, REASON = "wilayah-bebas", "alasan"
TYPED = (EXTEND, UNTIL, WHY_EXTEND, UNLOCK, OPEN_UNTIL, WHY_UNLOCK, WAIVE, REASON)


def show(request: Request, store: Database, actor: Actor, now: datetime) -> Response:
    """Show the board of the quarter named in the address, else of the newest that is over."""
    with store.read() as session:
        every = queries.periods(session, actor.scope)
        if not every:
            return page(request, "home_province_empty")
        wanted = request.query_params.get("t", "")
        quarter = choose_period(every, wanted, day_in(now, actor.zone)).quarter
        asked = Asked(quarter, "", actor, store, now)
        return _page(request, session, asked, every, Errors())


@router.post("/kewajiban/{t}/{kode}/ingatkan", dependencies=[requires(Permission.REPORT_REMIND)])
def remind(request: Request, asked: RegencyDesk, form: Form, settings: Setup) -> Response:
    """Remind a regency: its officers see it on their home page and get a mail, once a day."""
    mails: list[int] = []
    try:
        name = _do(
            asked,
            form,
            lambda s, duty: mails.append(periods.remind(s, asked.actor, duty, asked.now)),
        )
    except Conflict as refusal:
        return go(request, _home(asked), flash=refusal.sentence, tone="caution")
    said = f"{name} diingatkan. Petugasnya melihat pengingat ini di Beranda mereka"
    return go(request, _home(asked), flash=said + _by_mail(sum(mails), settings))


def _by_mail(count: int, settings: Settings) -> str:
    if not settings.sends_mail:
        return "; surel belum disetel di portal ini."
    if not count:
        return "; tidak ada surel baru untuk hari ini."
    return f", dan {count} surel masuk daftar kirim."


@router.post("/kewajiban/{t}/perpanjang", dependencies=[requires(Permission.REPORT_DECIDE)])
def give_time(request: Request, asked: QuarterDesk, form: Form) -> Response:
    """Give one regency a later due date, with the reason."""
    until, errors = _whom_and_until(form, EXTEND, UNTIL)
    if until is None or errors:
        return _board(request, asked, errors, form)
    one, reason = meant(asked, form.text(EXTEND)), form.text(WHY_EXTEND)

    def deed(session: WriteSession, duty: Obligation) -> None:
        extend(session, one.actor, duty, until=until, reason=reason, now=one.now)

    try:
        name = _do(one, form, deed)
    except NoReason as refusal:
        return _board(request, asked, Errors({WHY_EXTEND: refusal.sentence}), form)
    except (Invalid, Conflict) as refusal:
        return _board(request, asked, Errors({UNTIL: refusal.sentence}), form)
    said = f"Tenggat {name} diperpanjang sampai {date_id(until)}."
    return go(request, _home(asked), flash=said)


@router.post("/kewajiban/{t}/buka-kunci", dependencies=[requires(Permission.REPORT_DECIDE)])
def give_key(request: Request, asked: QuarterDesk, form: Form) -> Response:
    """Open a locked quarter for one regency up to a day, with the reason."""
    until, errors = _whom_and_until(form, UNLOCK, OPEN_UNTIL)
    if until is None or errors:
        return _board(request, asked, errors, form)
    one, reason = meant(asked, form.text(UNLOCK)), form.text(WHY_UNLOCK)

    def deed(session: WriteSession, duty: Obligation) -> None:
        unlock(session, one.actor, duty, until=until, reason=reason, today=one.today, now=one.now)

    try:
        name = _do(one, form, deed)
    except NoReason as refusal:
        return _board(request, asked, Errors({WHY_UNLOCK: refusal.sentence}), form)
    except (Invalid, Conflict) as refusal:
        return _board(request, asked, Errors({OPEN_UNTIL: refusal.sentence}), form)
    said = f"{asked.quarter.label} terbuka untuk {name} sampai dengan {date_id(until)}."
    return go(request, _home(asked), flash=said)


def _whom_and_until(form: Fields, whom: str, until: str) -> tuple[date | None, Errors]:
    errors = Errors()
    if not form.text(whom):
        errors[whom] = "Pilih kabupaten/kota yang diberi waktu."
    day = date_of(form.text(until))
    if day is None:
        errors[until] = "Tulis tanggal seperti 17/08/2026."
    return day, errors


@router.post("/kewajiban/{t}/bebaskan", dependencies=[requires(Permission.REPORT_DECIDE)])
def waive(request: Request, asked: QuarterDesk, form: Form) -> Response:
    """Release one regency from the quarter's report, with the reason."""
    if not form.text(WAIVE):
        errors = Errors({WAIVE: "Pilih kabupaten/kota yang dibebaskan."})
        return _board(request, asked, errors, form)
    one, reason = meant(asked, form.text(WAIVE)), form.text(REASON)[:300]
    try:
        name = _do(one, form, lambda s, duty: periods.waive(s, one.actor, duty, reason, one.now))
    except Invalid as refusal:
        return _board(request, asked, Errors({REASON: refusal.sentence}), form)
    said = f"{name} dibebaskan dari laporan {asked.quarter.label}."
    return go(request, _home(asked), flash=said)


def _do(asked: Asked, form: Fields, deed: Deed) -> str:
    """Do something once about what a regency owes; return the regency's name."""

    def whole(session: WriteSession) -> str:
        record = record_of(
            session, asked.actor.scope, asked.quarter, asked.region_code, asked.today
        )
        deed(session, record.obligation)
        return _home(asked)

    act(asked, form, whole)
    with asked.store.read() as session:
        return get_office(session, asked.region_code).display_name


def _home(asked: Asked) -> str:
    return f"/?t={asked.quarter.slug}"


def _board(
    request: Request, asked: Asked, errors: Errors, typed: Fields | None = None
) -> Response:
    with asked.store.read() as session:
        every = queries.periods(session, asked.actor.scope)
        return _page(request, session, asked, every, errors, typed)


def _page(
    request: Request,
    session: ReadSession,
    asked: Asked,
    every: list[Period],
    errors: Errors,
    typed: Fields | None = None,
) -> Response:
    actor = asked.actor
    period = next((item for item in every if item.quarter == asked.quarter), None)
    if period is None:
        raise NotFound
    board = board_of(session, actor, period, asked.today)
    look = Look(title=f"Tingkat kerawanan per kabupaten/kota, {period.quarter.label}")
    return page(
        request,
        "home_province",
        status=422 if errors else 200,
        board=board,
        picture=pictures_of(request).province_map(session, board.values, look),
        levels=LEVELS,
        periods=[{"value": p.quarter.slug, "label": p.quarter.label} for p in every],
        is_locked=period.status is PeriodStatus.TERKUNCI,
        may_decide=actor.may(Permission.REPORT_DECIDE),
        errors=errors,
        asks=_asks(session, asked),
        redactions=waiting_count(session, asked.actor.scope),
        held_editions=len(held_among(newest_editions(session, actor.scope))),
        urgent=urgent_lines(session, flash_reports(session, actor.scope), asked.now),
        **_forms(board, typed or Fields(FormData())),
    )


def _asks(session: ReadSession, asked: Asked) -> tuple[int, int]:
    """Return how many requests of regencies wait for an answer, and how many too long."""
    found = asked_of_province(session, asked.actor.scope, today=asked.today, zone=asked.actor.zone)
    return sum(item.is_open for item in found), sum(item.is_late for item in found)


def _forms(board: Board, typed: Fields) -> dict[str, Any]:
    """Return what the two small forms show again."""
    return {
        "typed": {name: typed.text(name) for name in TYPED},
        "debtors": [{"value": i.code, "label": i.name} for i in board.lines if i.owes],
    }
