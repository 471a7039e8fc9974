"""Personal data: on what basis the portal holds any, and asking that one thing goes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office, offices_of
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.model.flash import FlashReport
from app.model.followup import FollowUp
from app.model.period import Obligation
from app.model.redaction import Basis, Home, Part, RedactionRequest
from app.reports import queries
from app.reports import redaction_requests as redactions
from app.reports.redaction_finding import things_of
from app.reports.redaction_pieces import Thing
from app.reports.redaction_things import find_thing, replies_of
from app.web.answers import go
from app.web.deps import Id, Now, Reads, Setup, SignedIn, Store, requires, signed_in
from app.web.forms import Errors, Form
from app.web.pages.edition_choice import quarter_in
from app.web.pages.followup_form import act_once
from app.web.pages.followup_view import address
from app.web.recorded import REDACTION, REPORT_LIST
from app.web.templating import page

router = APIRouter()
HERE = "/data-pribadi"
READ, REVIEW = requires(Permission.REPORT_READ), requires(Permission.REPORT_REVIEW)
PartName = Annotated[str, Query(alias="bagian", max_length=12)]
Short = Annotated[str, Query(max_length=13)]
Number = Annotated[str, Query(alias="nomor", max_length=12)]
BASES = [{"value": basis.value, "label": basis.label} for basis in Basis]
_NAMES = {"basis": "dasar", "reason": "alasan"}


@router.get(HERE, dependencies=[signed_in(), REPORT_LIST])
def show(request: Request, session: Reads, actor: SignedIn) -> Response:
    """Say why the portal holds what it holds, and list the requests in sight."""
    rows = redactions.requests_in(session, actor.scope)
    names = {row.region_code: _name(session, row) for row in rows}
    return page(
        request,
        "personal_data",
        waiting=[row for row in rows if row.granted is None],
        decided=[row for row in rows if row.granted is not None],
        names=names,
        may_ask=actor.may(Permission.REPORT_READ),
        bases={basis.value: basis.label for basis in Basis},
    )


@router.get(HERE + "/minta", dependencies=[READ, REDACTION])
def show_form(
    request: Request, session: Reads, actor: SignedIn, part: PartName = "", number: Number = ""
) -> Response:
    """Ask for one thing, or go to the request that was made for it."""
    thing = find_thing(session, actor, part, number)
    standing = redactions.open_request(session, thing)
    if standing is not None:
        return go(request, f"{HERE}/{standing.id}")
    return page(request, "personal_data_ask", **_form(session, actor, thing, Errors()))


def _form(
    session: ReadSession, actor: Actor, thing: Thing, errors: Errors, typed: Any = None
) -> dict[str, Any]:
    choices = [thing, *(replies_of(session, actor, thing) if thing.part is Part.NOTE else ())]
    return {
        "thing": thing,
        "choices": [
            {"value": f"{item.part}-{item.row_key}", "label": item.label} for item in choices
        ],
        "chosen": typed.text("yang") if typed else f"{thing.part}-{thing.row_key}",
        "basis": typed.text("dasar") if typed else "",
        "reason": typed.text("alasan") if typed else "",
        "bases": BASES,
        "back": place_of(thing.home, actor),
        "errors": errors,
    }


@router.post(HERE + "/minta", dependencies=[READ])
def ask(request: Request, store: Store, actor: SignedIn, now: Now, form: Form) -> Response:
    """Keep the request; the province decides."""
    part, _, number = form.text("yang").partition("-")
    basis, reason = form.text("dasar"), form.text("alasan")
    errors = Errors({_NAMES[k]: v for k, v in redactions.faults(basis, reason).items()})

    def deed(session: WriteSession) -> str:
        thing = find_thing(session, actor, part, number)
        row = redactions.ask(session, actor, thing, basis=basis, reason=reason, now=now)
        return f"{HERE}/{row.id}"

    status = 422
    if not errors:
        try:
            where = act_once(store, actor, form, now, deed)
            return go(request, where, flash="Permintaan terkirim. Provinsi yang memutuskan.")
        except Conflict as refusal:
            errors, status = Errors(alasan=refusal.sentence), 409
    with store.read() as session:
        thing = find_thing(session, actor, part, number)
        view = _form(session, actor, thing, errors, form)
        return page(request, "personal_data_ask", status=status, **view)


@router.get(HERE + "/cari", dependencies=[READ, REPORT_LIST])
def find(
    request: Request,
    session: Reads,
    actor: SignedIn,
    settings: Setup,
    t: Short = "",
    wilayah: Short = "",
) -> Response:
    """List what of a regency's quarter may be asked for; the office looks in its own alone."""
    quarters = [item.quarter for item in queries.periods(session, actor.scope)]
    region = str(actor.region_code) if actor.is_regency else wilayah
    quarter = quarter_in(t) if t else None
    found = None
    if quarter is not None and region:
        found = [(item, says(item)) for item in things_of(session, actor, region, quarter)]
    places = [] if actor.is_regency else offices_of(session, settings.province)
    return page(
        request,
        "personal_data_find",
        found=found,
        quarters=[{"value": item.slug, "label": item.label} for item in quarters],
        t=quarter.slug if quarter is not None else "",
        places=[
            *({"value": str(item.region_code), "label": item.display_name} for item in places),
            *([{"value": settings.province, "label": "Provinsi"}] if places else []),
        ],
        region=region,
    )


@router.get(HERE + "/{request_id}", dependencies=[READ, REDACTION])
def show_one(request: Request, session: Reads, actor: SignedIn, request_id: Id) -> Response:
    """Show one request: what it is about, who asks why, and the decision."""
    row = redactions.find_request(session, actor.scope, request_id)
    return page(request, "personal_data_one", **_one(session, actor, row, "", Errors()))


def _one(
    session: ReadSession, actor: Actor, row: RedactionRequest, note: str, errors: Errors
) -> dict[str, Any]:
    may = actor.may(Permission.REPORT_REVIEW) and row.granted is None
    return {
        "row": row,
        "region": _name(session, row),
        "basis": Basis(row.basis).label,
        "place": place_of(row.home, actor),
        "says": _says(session, actor, row),
        "may_decide": may and row.asked_by_id != actor.user_id,
        "must_wait": may and row.asked_by_id == actor.user_id,
        "note": note,
        "errors": errors,
    }


def _says(session: ReadSession, actor: Actor, row: RedactionRequest) -> list[str]:
    """Return the words that would go, each once; a thing no longer there says nothing."""
    try:
        return says(find_thing(session, actor, row.part, row.row_key))
    except NotFound:
        return []


def says(thing: Thing) -> list[str]:
    """Return the words of a thing, each once."""
    texts = [text.text for piece in thing.pieces for text in piece.texts]
    texts += [file.caption or file.file_name for piece in thing.pieces for file in piece.files]
    return list(dict.fromkeys(filter(None, texts)))


@router.post(HERE + "/{request_id}/putus", dependencies=[REVIEW])
def decide(
    request: Request, store: Store, actor: SignedIn, now: Now, request_id: Id, form: Form
) -> Response:
    """Take the thing out for good, or say why it stays."""
    grant, note = form.text("putusan") == "hapus", form.text("catatan")

    def deed(session: WriteSession) -> str:
        row = redactions.find_request(session, actor.scope, request_id)
        redactions.decide(session, actor, row, grant=grant, note=note, now=now)
        return f"{HERE}/{request_id}"

    try:
        where = act_once(store, actor, form, now, deed)
    except (Invalid, Conflict) as refusal:
        with store.read() as session:
            row = redactions.find_request(session, actor.scope, request_id)
            view = _one(session, actor, row, note, Errors(catatan=refusal.sentence))
            return page(request, "personal_data_one", status=refusal.status, **view)
    said = "Sudah dihapus; sidiknya disimpan." if grant else "Permintaan ditolak."
    return go(request, where, flash=said)


def place_of(owner: Home, actor: Actor) -> str:
    """Return the address of the report, flash report or recommendation a thing belongs to."""
    if isinstance(owner, FlashReport):
        return f"/laporan-khusus/{owner.code}"
    if isinstance(owner, FollowUp):
        return address(owner.recommendation)
    duty = owner if isinstance(owner, Obligation) else owner.obligation
    query = "" if actor.is_regency else f"?wilayah={duty.region_code}"
    return f"/laporan/{duty.period.quarter.slug}{query}"


def _name(session: ReadSession, row: RedactionRequest) -> str:
    return get_office(session, row.region_code).display_name
