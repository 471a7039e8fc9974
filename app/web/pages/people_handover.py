"""Handing over what somebody leaves: the open work listed, one act, and a day to take it back."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import office, users
from app.access.scope import Actor
from app.db import ReadSession
from app.errors import Conflict, Forbidden, Invalid
from app.handover import commands
from app.handover.open_work import open_work
from app.reports.lateness import day_in
from app.web.answers import go
from app.web.deps import AccountReads, AccountWrites, Id, Now, SignedIn
from app.web.forms import Errors, Form
from app.web.once import already, remember
from app.web.pages.people import CARE, CHANGE, HERE
from app.web.templating import page

router = APIRouter()


@router.get(HERE + "/{user_id}/serah-terima", dependencies=[CARE])
def show(
    request: Request, user_id: Id, actor: SignedIn, session: AccountReads, now: Now
) -> Response:
    """List what lies open with somebody, and ask who takes it over."""
    row = users.get_user(session, actor, user_id)
    _refuse_own(row, actor)
    if office.stands_above(actor, row.user):
        raise Forbidden("Serah terima akun ini hanya oleh kepala badan atau admin provinsi.")
    return _page(request, session, row, "", Errors(), now)


@router.post(HERE + "/{user_id}/serah-terima", dependencies=[CHANGE])
def hand_over(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: AccountWrites, now: Now
) -> Response:
    """Move the work and close the account."""
    row = users.get_user(session, actor, user_id)
    _refuse_own(row, actor)
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier)
    typed = fields.text("penerus")
    to_user_id = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    moment = (now, day_in(now, actor.zone))
    errors = Errors()
    try:
        commands.hand_over(session, actor, user_id, to_user_id, moment)
    except (Invalid, Conflict) as refusal:
        errors["penerus"] = refusal.sentence
    if errors:
        return _page(request, session, row, typed, errors, now)
    location = remember(session, actor, fields.key, fields.sha256, f"{HERE}/{user_id}")
    done = f"Pekerjaan {row.user.name} diserahkan dan akunnya ditutup."
    return go(request, location, flash=f"{done} Dapat dibatalkan dalam 24 jam.")


@router.post(HERE + "/{user_id}/serah-terima/{hand_over_id}/batal", dependencies=[CHANGE])
def take_back(
    request: Request,
    user_id: Id,
    hand_over_id: Id,
    actor: SignedIn,
    session: AccountWrites,
    now: Now,
) -> Response:
    """Open the account again and give the work back."""
    commands.take_back(session, actor, user_id, hand_over_id, now)
    return go(request, f"{HERE}/{user_id}", flash="Serah terima dibatalkan; akun aktif lagi.")


def _refuse_own(row: users.UserRow, actor: Actor) -> None:
    if row.user.id == actor.user_id:
        raise Conflict("Pekerjaan sendiri diserahkan oleh pengelola lain atau admin.")


def _page(
    request: Request,
    session: ReadSession,
    row: users.UserRow,
    chosen: str,
    errors: Errors,
    now: Now,
) -> Response:
    actor = request.state.visitor.actor
    people = commands.candidates(session, row.user)
    return page(
        request,
        "person_handover",
        status=422 if errors else 200,
        row=row,
        work=open_work(session, actor, row.user, day_in(now, actor.zone)),
        people=[
            {"value": one.id, "label": one.name, "hint": users.UserRow(one, "").role_label}
            for one in people
        ],
        chosen=chosen,
        errors=errors,
    )
