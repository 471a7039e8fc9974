"""One case: its whole life, and what the province may decide about it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office
from app.cases import decide
from app.cases.life import Life, get_case, life_of
from app.cases.twins import verdicts_on
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.model.case import Case
from app.model.case_history import CaseAct
from app.model.quarter import Quarter
from app.model.vocabulary import CASE_STATUS, CLOSURE_BASIS
from app.web.answers import go
from app.web.deps import Now, Reads, SignedIn, Store, requires
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.case_list import TONES
from app.web.pages.case_view import ACTS, VERDICTS, cards, strip
from app.web.pages.entry_place import place_map
from app.web.pages.entry_view import place_names
from app.web.pages.followup_form import act_once
from app.web.pages.report_room import day_in
from app.web.pages.review_words import options
from app.web.pictures import pictures_of
from app.web.recorded import CASE
from app.web.templating import page

router = APIRouter()
Number = Annotated[str, Path(alias="nomor", max_length=24)]
MANAGE = requires(Permission.CASE_MANAGE)
ACT_NAMES = {
    CaseAct.CLOSE: "Tutup kasus",
    CaseAct.WATCH: "Pantau saja",
    CaseAct.TRANSFER: "Alihkan ke tingkat lain",
    CaseAct.REOPEN: "Buka lagi",
}


@router.get("/kasus/{nomor}", dependencies=[requires(Permission.REPORT_READ), CASE])
def show(request: Request, session: Reads, actor: SignedIn, now: Now, number: Number) -> Response:
    """Show a case from its first quarter to the newest."""
    return _show(request, session, actor, now, number, Errors(), {})


def _show(  # noqa: PLR0913, PLR0917 - whose case, for whom, and what was typed and is wrong
    request: Request,
    session: ReadSession,
    actor: Actor,
    now: Now,
    number: str,
    errors: Errors,
    typed: dict[str, str],
    status: int = 200,
) -> Response:
    life = life_of(session, actor.scope, number)
    office = get_office(session, life.case.home_region)
    query = "" if actor.is_regency else f"?wilayah={life.case.home_region}"
    names = place_names(session, [e for item in life.snapshots for e in item.entries])
    newest = life.newest
    return page(
        request,
        "case",
        status=status,
        life=life,
        office=office,
        cards=cards(life, names, query, office.zone),
        strip=strip(life, Quarter.of(day_in(now, office.zone))),
        place=place_map(session, pictures_of(request), newest, names, office.display_name)
        if newest is not None
        else None,
        region_names=_region_names(session, life),
        sees=actor.scope.covers,
        manages=actor.may(Permission.CASE_MANAGE),
        tone=TONES.get(life.case.status, ""),
        acts=ACTS,
        verdicts=verdicts_on(session, actor.scope, [life.case.id, *(x.id for x in life.merged)])
        if actor.may(Permission.CASE_MANAGE)
        else (),
        verdict_words=VERDICTS,
        choices={
            "tindakan": _acts(life.case),
            "dasar": options(CLOSURE_BASIS),
        },
        status_label=CASE_STATUS.label_of(life.case.status),
        basis_label=CLOSURE_BASIS.label_of(life.case.closure_basis),
        errors=errors,
        typed=typed,
    )


def _region_names(session: ReadSession, life: Life) -> dict[str, str]:
    codes = {item.home_region for item in (life.case, *life.linked)}
    return {code: get_office(session, code).display_name for code in codes}


def _acts(case: Case) -> list[dict[str, str]]:
    """Return what may be decided of a case as it stands."""
    barred = {
        "AKTIF": CaseAct.REOPEN,
        "DIPANTAU": CaseAct.WATCH,
        "SELESAI": CaseAct.CLOSE,
        "DIALIHKAN": CaseAct.TRANSFER,
    }
    return [
        {"value": str(act), "label": label}
        for act, label in ACT_NAMES.items()
        if barred.get(case.status) is not act
    ]


@router.post("/kasus/{nomor}/status", dependencies=[MANAGE])
def change(
    request: Request, store: Store, actor: SignedIn, now: Now, number: Number, form: Form
) -> Response:
    """Close, watch, transfer or reopen a case, with the reason."""
    today = day_in(now, actor.zone)

    def deed(session: WriteSession, case: Case, note: str, expected: int) -> None:
        act = form.text("tindakan")
        if act not in decide.STANDING_ACTS:
            raise Invalid("Pilih apa yang diputuskan.")
        if act == CaseAct.CLOSE:
            decide.close(
                session,
                actor,
                case,
                basis=form.text("dasar"),
                closed_on=date_of(form.text("tanggal")),
                note=note,
                today=today,
                expected=expected,
                now=now,
            )
            return
        decide.change_standing(
            session, actor, case, CaseAct(act), note=note, expected=expected, now=now
        )

    return _decide(request, (store, actor, now), number, form, "alasan", deed)


@router.post("/kasus/{nomor}/gabung", dependencies=[MANAGE])
def merge(
    request: Request, store: Store, actor: SignedIn, now: Now, number: Number, form: Form
) -> Response:
    """Merge the case into another one of the same regency."""

    def deed(session: WriteSession, case: Case, note: str, expected: int) -> None:
        into = _other(session, actor, form.text("gabung-ke"))
        decide.merge(session, actor, case, into, note=note, expected=expected, now=now)

    return _decide(request, (store, actor, now), number, form, "alasan-gabung", deed)


@router.post("/kasus/{nomor}/pisah", dependencies=[MANAGE])
def unmerge(
    request: Request, store: Store, actor: SignedIn, now: Now, number: Number, form: Form
) -> Response:
    """Take a merge back."""

    def deed(session: WriteSession, case: Case, note: str, expected: int) -> None:
        decide.unmerge(session, actor, case, note=note, expected=expected, now=now)

    return _decide(request, (store, actor, now), number, form, "alasan-pisah", deed)


@router.post("/kasus/{nomor}/taut", dependencies=[MANAGE])
def link(
    request: Request, store: Store, actor: SignedIn, now: Now, number: Number, form: Form
) -> Response:
    """Link the case with another one that tells the same dispute."""

    def deed(session: WriteSession, case: Case, note: str, expected: int) -> None:
        other = _other(session, actor, form.text("taut-dengan"))
        decide.link(session, actor, case, other, note=note, expected=expected, now=now)

    return _decide(request, (store, actor, now), number, form, "alasan-taut", deed)


@router.post("/kasus/{nomor}/lepas", dependencies=[MANAGE])
def unlink(
    request: Request, store: Store, actor: SignedIn, now: Now, number: Number, form: Form
) -> Response:
    """Take the case out of the group it is linked in."""

    def deed(session: WriteSession, case: Case, note: str, expected: int) -> None:
        decide.unlink(session, actor, case, note=note, expected=expected, now=now)

    return _decide(request, (store, actor, now), number, form, "alasan-lepas", deed)


def _decide(
    request: Request,
    desk: tuple[Store, Actor, Now],
    number: str,
    form: Fields,
    field: str,
    deed: Callable[[WriteSession, Case, str, int], None],
) -> Response:
    """Do what was decided once; what is wrong goes back with everything typed."""
    store, actor, now = desk
    version = form.text("versi")
    expected = int(version) if version.isdecimal() and len(version) < 9 else -1

    def act(session: WriteSession) -> str:
        case = get_case(session, actor.scope, number)
        deed(session, case, form.text(field), expected)
        return f"/kasus/{case.case_no}"

    try:
        return go(request, act_once(store, actor, form, now, act), flash="Keputusan tersimpan.")
    except (Invalid, Conflict) as refusal:
        errors = Errors({field: refusal.sentence})
        status = 409 if isinstance(refusal, Conflict) else 422
    typed = {name: form.text(name) for name in form.names()}
    with store.read() as session:
        return _show(request, session, actor, now, number, errors, typed, status)


def _other(session: ReadSession, actor: Actor, number: str) -> Case:
    try:
        return get_case(session, actor.scope, number)
    except NotFound:
        raise Invalid("Nomor kasus tidak ditemukan. Salin nomornya dari daftar kasus.") from None
