"""Reporting periods: open the next, move dates, lock."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.db import ReadSession
from app.errors import Invalid, NotFound
from app.model.period import Period, PeriodStatus
from app.model.quarter import Quarter
from app.reports import periods, queries
from app.web.answers import go
from app.web.deps import Now, Reads, Setup, SignedIn, Writes, requires
from app.web.formats import date_typed
from app.web.forms import Errors, Fields, Form, date_of
from app.web.once import already, remember
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.PERIOD_MANAGE)
HERE = "/admin/periode"
STATUS = {
    PeriodStatus.TERJADWAL: ("Terjadwal", ""),
    PeriodStatus.DIBUKA: ("Dibuka", "done"),
    PeriodStatus.TERKUNCI: ("Terkunci", "caution"),
    PeriodStatus.DIARSIPKAN: ("Diarsipkan", ""),
}
DATES = (
    ("opens_on", "Mulai pengisian", "Kabupaten/kota dapat mulai mengisi."),
    ("due_on", "Tenggat kabupaten/kota", "Setelah hari ini laporan tercatat terlambat."),
    ("grace_on", "Batas toleransi", "Setelah hari ini laporan masuk dihitung belum lapor."),
    ("province_due_on", "Rekap provinsi", "Telaah provinsi selesai."),
    ("governor_due_on", "Laporan Gubernur", "Edisi sudah terbit."),
)


def _quarter(period: str) -> Quarter:
    try:
        return Quarter.parse(period)
    except ValueError:
        raise NotFound from None


AskedQuarter = Annotated[Quarter, Depends(_quarter)]


@router.get(HERE, dependencies=[MANAGE])
def show(request: Request, actor: SignedIn, session: Reads, now: Now) -> Response:
    """List the periods with their dates, and offer the next."""
    actor.require(Permission.PERIOD_MANAGE)
    every = queries.periods(session, actor.scope)
    return page(
        request,
        "admin_periods",
        periods=every,
        status_words=STATUS,
        following=_following(session, actor, now),
        dates=DATES,
    )


@router.post(HERE, dependencies=[MANAGE])
def open_next(
    request: Request, fields: Form, actor: SignedIn, session: Writes, settings: Setup, now: Now
) -> Response:
    """Open the next quarter: every regency owes a report from now on."""
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier)
    quarter = _following(session, actor, now)
    periods.open_period(session, actor, quarter, province=settings.province, now=now)
    location = remember(session, actor, fields.key, fields.sha256, HERE)
    return go(request, location, flash=f"{quarter.label} dibuka untuk pelaporan.")


@router.get(HERE + "/{period}", dependencies=[MANAGE])
def show_one(request: Request, quarter: AskedQuarter, actor: SignedIn, session: Reads) -> Response:
    """Show the dates of one period for changing."""
    actor.require(Permission.PERIOD_MANAGE)
    found = queries.period_of(session, actor.scope, quarter)
    typed = {name: date_typed(getattr(found, name)) for name, _, _ in DATES}
    return _edit_page(request, found, typed, Errors())


@router.post(HERE + "/{period}", dependencies=[MANAGE])
def change_dates(
    request: Request,
    quarter: AskedQuarter,
    fields: Form,
    actor: SignedIn,
    session: Writes,
    now: Now,
) -> Response:
    """Set the dates of a period."""
    actor.require(Permission.PERIOD_MANAGE)
    found = queries.period_of(session, actor.scope, quarter)
    typed, errors = _typed_dates(fields)
    dates = {name: day for name, text in typed.items() if (day := date_of(text)) is not None}
    if not errors:
        try:
            periods.change_dates(session, actor, quarter, dates, now)
        except Invalid as refusal:
            errors["opens_on"] = refusal.sentence
    if errors:
        return _edit_page(request, found, typed, errors)
    return go(request, HERE, flash=f"Tanggal {quarter.label} disimpan.")


@router.post(HERE + "/{period}/status", dependencies=[MANAGE])
def change_status(
    request: Request,
    quarter: AskedQuarter,
    fields: Form,
    actor: SignedIn,
    session: Writes,
    now: Now,
) -> Response:
    """Lock, archive or reopen a period."""
    wanted = fields.text("status")
    if wanted not in PeriodStatus.__members__:
        raise Invalid("Pilih status triwulan.")
    status = PeriodStatus(wanted)
    periods.set_status(session, actor, quarter, status, now)
    return go(request, HERE, flash=f"Status {quarter.label}: {STATUS[status][0].lower()}.")


def _following(session: ReadSession, actor: Actor, now: datetime) -> Quarter:
    """Return the quarter after the newest, or the current one when there is none."""
    every = queries.periods(session, actor.scope)
    if every:
        return every[0].quarter + 1
    return Quarter.of(now.astimezone(ZoneInfo(actor.zone)).date())


def _typed_dates(fields: Fields) -> tuple[dict[str, str], Errors]:
    typed = {name: fields.text(name) for name, _, _ in DATES}
    errors = Errors()
    for name, label, _ in DATES:
        if date_of(typed[name]) is None:
            errors[name] = f"{label}: tulis tanggal seperti 17/08/2026."
    return typed, errors


def _edit_page(
    request: Request, period: Period, typed: dict[str, str], errors: Errors
) -> Response:
    return page(
        request,
        "admin_period",
        status=422 if errors else 200,
        period=period,
        status_words=STATUS,
        typed=typed,
        errors=errors,
        dates=DATES,
    )
