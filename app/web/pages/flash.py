"""Flash reports: one short form that works on a phone, and the page of one with its clocks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import districts_of, get_office
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Forbidden
from app.model.area_code import AreaCode
from app.model.flash import FlashReport
from app.reports import flash, flash_correcting
from app.reports.flash import CASUALTIES, Told
from app.reports.flash_merging import merge_confirmed
from app.web.answers import go
from app.web.deps import Now, Reads, SignedIn, Store, requires
from app.web.formats import date_typed
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.flash_view import HERE, line_of, versions_of
from app.web.pages.followup_form import act_once
from app.web.pages.report_room import Shelf
from app.web.pages.said_with_care import said
from app.web.recorded import FLASH, REPORT_LIST
from app.web.templating import page

router = APIRouter()
READ = requires(Permission.REPORT_READ)
TELL = requires(Permission.REPORT_DRAFT, Permission.REPORT_SUBMIT)
Code = Annotated[str, Path(alias="flash_code", max_length=24)]
_TIME_SHAPES = ("%H.%M", "%H:%M")
_MOST_DIGITS = 9
NAMES = {
    "what": "apa",
    "district_code": "kecamatan",
    "place": "tempat",
    "event_at": "tanggal",
    "casualties": "deaths",
    "handling": "tindakan",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    what: str = ""
    district: str = ""
    place: str = ""
    day: str = ""
    time: str = ""
    counts: tuple[str, ...] = ("0",) * len(CASUALTIES)
    handling: str = ""


@router.get(HERE, dependencies=[READ, REPORT_LIST])
def show(request: Request, session: Reads, actor: SignedIn, now: Now) -> Response:
    """List the flash reports in sight, the newest first."""
    found = flash.flash_reports(session, actor.scope)
    return page(
        request,
        "flash_list",
        lines=[line_of(session, item, now) for item in found],
        may_tell=actor.is_regency,
    )


@router.get(HERE + "/baru", dependencies=[TELL])
def show_form(request: Request, session: Reads, actor: SignedIn) -> Response:
    """Show the form of five questions."""
    return _form(request, session, actor, Typed(), Errors())


def _form(  # noqa: PLR0913, PLR0917 - whose form, what was typed, what is wrong, of which report
    request: Request,
    session: ReadSession,
    actor: Actor,
    typed: Typed,
    errors: Errors,
    report: FlashReport | None = None,
    code: int = 200,
) -> Response:
    """Show the form, empty, with what stands, or with what was typed."""
    if not actor.is_regency:
        raise Forbidden("Laporan khusus dikirim oleh petugas kabupaten/kota.")
    districts = districts_of(session, actor.region_code)
    return page(
        request,
        "flash_form",
        status=code,
        typed=typed,
        errors=errors,
        report=report,
        office=get_office(session, actor.region_code),
        districts=[{"value": item.code, "label": item.name} for item in districts],
        address=f"{HERE}/{report.code}/perbaiki" if report else f"{HERE}/baru",
    )


@router.post(HERE + "/baru", dependencies=[TELL])
def send(request: Request, store: Store, actor: SignedIn, now: Now, form: Form) -> Response:
    """Send a first word; the province sees it at once."""
    typed = _typed(form)
    told = _told(typed, actor.zone)
    if wrong := flash.faults(told, actor.region_code, now):
        with store.read() as session:
            return _form(request, session, actor, typed, _errors(wrong), code=422)

    def deed(session: WriteSession) -> str:
        return f"{HERE}/{flash.send(session, actor, told, now).code}"

    where = act_once(store, actor, form, now, deed)
    done = "Laporan khusus terkirim. Provinsi melihatnya sekarang juga."
    return go(request, where, flash=said(done, typed.what, typed.place, typed.handling))


@router.get(HERE + "/{flash_code}", dependencies=[READ, FLASH])
def show_one(request: Request, session: Reads, actor: SignedIn, now: Now, code: Code) -> Response:
    """Show one flash report with its clocks and versions."""
    report = flash.find_flash(session, actor.scope, code)
    own = report.region_code == actor.region_code
    office = get_office(session, report.region_code)
    is_other = report.newest.written_by_id != actor.user_id or office.single_officer
    heads = own and is_other and actor.may(Permission.REPORT_SUBMIT)
    return page(
        request,
        "flash_one",
        report=report,
        line=line_of(session, report, now),
        versions=versions_of(session, report),
        may_correct=own,
        may_confirm=heads and not report.is_confirmed,
        may_note=actor.may(Permission.REPORT_REVIEW) and not report.is_seen,
        quarter=flash_correcting.quarter_of(session, report),
        waits=flash_correcting.waits_for_draft(session, report),
        offer=flash_correcting.offer_of(session, report) if own else None,
        may_apply=own and actor.may(Permission.REPORT_DRAFT),
    )


@router.get(HERE + "/{flash_code}/perbaiki", dependencies=[TELL, FLASH])
def show_correction(request: Request, session: Reads, actor: SignedIn, code: Code) -> Response:
    """Show the form with what stands."""
    report = flash.find_flash(session, actor.scope, code)
    return _form(request, session, actor, _standing(report, actor.zone), Errors(), report)


@router.post(HERE + "/{flash_code}/perbaiki", dependencies=[TELL])
def correct(
    request: Request, store: Store, actor: SignedIn, now: Now, code: Code, form: Form
) -> Response:
    """Add a version with what is known by now."""
    typed = _typed(form)
    told = _told(typed, actor.zone)
    wrong = flash.faults(told, actor.region_code, now)

    def deed(session: WriteSession) -> str:
        report = flash.find_flash(session, actor.scope, code)
        flash.correct(session, actor, report, told, expected=_seen(form), now=now)
        return f"{HERE}/{code}"

    try:
        if not wrong:
            where = act_once(store, actor, form, now, deed)
            done = said("Perbaikan terkirim sebagai versi baru.", typed.what, typed.handling)
            return go(request, where, flash=done)
        errors, status = _errors(wrong), 422
    except Conflict as refusal:
        errors, status = Errors(apa=refusal.sentence), 409
    with store.read() as session:
        report = flash.find_flash(session, actor.scope, code)
        return _form(request, session, actor, typed, errors, report, status)


@router.post(HERE + "/{flash_code}/sahkan", dependencies=[requires(Permission.REPORT_SUBMIT)])
def confirm(  # noqa: PLR0913, PLR0917 - see correct
    request: Request,
    store: Store,
    actor: SignedIn,
    now: Now,
    code: Code,
    shelf: Shelf,
    form: Form,
) -> Response:
    """Confirm what stands; it joins the quarter's draft when there is one."""

    def deed(session: WriteSession) -> str:
        report = flash.find_flash(session, actor.scope, code)
        flash.confirm(session, actor, report, expected=_seen(form), now=now)
        merge_confirmed(session, shelf, now)
        return f"{HERE}/{code}"

    return go(request, act_once(store, actor, form, now, deed), flash="Laporan khusus disahkan.")


@router.post(HERE + "/{flash_code}/terapkan", dependencies=[requires(Permission.REPORT_DRAFT)])
def apply(  # noqa: PLR0913, PLR0917 - see correct
    request: Request,
    store: Store,
    actor: SignedIn,
    now: Now,
    code: Code,
    shelf: Shelf,
    form: Form,
) -> Response:
    """Write a correction into the draft's row, which then stands on the form to be completed."""

    def deed(session: WriteSession) -> str:
        report = flash.find_flash(session, actor.scope, code)
        offer = flash_correcting.apply_offer(
            session, actor, shelf, report, seen=form.text("versi")[:64], now=now
        )
        return f"/laporan/{offer.quarter.slug}/isi/{offer.row_key}"

    where = act_once(store, actor, form, now, deed)
    return go(request, where, flash="Perbaikan diterapkan. Periksa isian lainnya.")


@router.post(HERE + "/{flash_code}/dilihat", dependencies=[requires(Permission.REPORT_REVIEW)])
def note(
    request: Request, store: Store, actor: SignedIn, now: Now, code: Code, form: Form
) -> Response:
    """Note that the province has read what stands; the regency sees it."""

    def deed(session: WriteSession) -> str:
        report = flash.find_flash(session, actor.scope, code)
        flash.mark_seen(session, actor, report, expected=_seen(form), now=now)
        return f"{HERE}/{code}"

    return go(request, act_once(store, actor, form, now, deed), flash="Ditandai sudah dilihat.")


def _seen(form: Fields) -> int:
    text = form.text("versi")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1


def _errors(wrong: dict[str, str]) -> Errors:
    return Errors({NAMES[name]: sentence for name, sentence in wrong.items()})


def _typed(form: Fields) -> Typed:
    return Typed(
        what=form.text("apa"),
        district=form.text("kecamatan"),
        place=form.text("tempat"),
        day=form.text("tanggal"),
        time=form.text("jam"),
        counts=tuple(form.text(name) for name in CASUALTIES),
        handling=form.text("tindakan"),
    )


def _standing(report: FlashReport, zone: str) -> Typed:
    told = report.newest
    local = told.event_at.astimezone(ZoneInfo(zone))
    return Typed(
        what=told.what,
        district=told.district_code,
        place=told.place,
        day=date_typed(local.date()),
        time=f"{local:%H.%M}",
        counts=tuple(str(getattr(told, name)) for name in CASUALTIES),
        handling=told.handling,
    )


def _told(typed: Typed, zone: str) -> Told:
    counts: Any = tuple(_count(text) for text in typed.counts)
    return Told(
        what=typed.what,
        district_code=AreaCode(typed.district),
        place=typed.place,
        event_at=_moment(typed.day, typed.time, zone),
        casualties=counts,
        handling=typed.handling,
    )


def _count(text: str) -> int | None:
    known = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if known else None


def _moment(day_text: str, time_text: str, zone: str) -> datetime | None:
    day = date_of(day_text)
    for shape in _TIME_SHAPES if day else ():
        try:
            clock = datetime.strptime(time_text, shape).time()  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)) if day else None
    return None
