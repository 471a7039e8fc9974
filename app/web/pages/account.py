"""One's own account: who I am, where I am signed in, my password."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access import calendar_key, factor_recovery, own_password, passwords, sessions
from app.access.reachability import person_of
from app.access.scope import Actor, Owed, Permission
from app.access.sign_in import Credentials
from app.db import ReadSession
from app.errors import PortalError
from app.handover.commands import received
from app.web.answers import go, local
from app.web.browsers import browser_name
from app.web.deps import (
    Id,
    Now,
    Reads,
    SessionLife,
    SignedIn,
    Store,
    Writes,
    requires,
    signed_in,
)
from app.web.formats import count_of
from app.web.forms import Errors, Form
from app.web.pages.sign_in import keep_session
from app.web.templating import page

router = APIRouter()
OWN = requires(Permission.ACCOUNT_OWN)
LATE = signed_in(Owed.PASSWORD)


@router.get("/akun", dependencies=[OWN])
def show(
    request: Request, actor: SignedIn, session: Reads, life: SessionLife, now: Now
) -> Response:
    """Show the account and its open sessions."""
    opened = [
        {
            "id": row.id,
            "browser": browser_name(row.user_agent),
            "since": row.created_at,
            "seen": row.seen_at,
            "address": row.address,
            "here": row.id == request.state.visitor.session_id,
        }
        for row in sessions.sessions_of(session, actor.user_id, life, now)
    ]
    return page(
        request,
        "account",
        sessions=opened,
        life=life,
        recovery=factor_recovery.open_for(session, actor.user_id, now),
        waiting=_waiting(session, actor, now),
        cares=actor.may(Permission.OFFICE_PEOPLE),
        received=received(session, actor),
        email=person_of(session, actor).email or "",
        calendar_since=calendar_key.since(session, actor.user_id),
    )


@router.post("/akun/sesi/{session_id}/akhiri", dependencies=[OWN])
def end_session(
    request: Request, session_id: Id, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """End one of one's own sessions, such as the one on a lost laptop."""
    sessions.end_own(session, actor, session_id, now)
    return go(request, "/akun", flash="Sesi itu sudah diakhiri.")


@router.post("/akun/sesi/akhiri-lain", dependencies=[OWN])
def end_others(request: Request, actor: SignedIn, session: Writes, now: Now) -> Response:
    """End every session but this one."""
    ended = sessions.end_others(session, actor, request.state.visitor.session_id, now)
    return go(request, "/akun", flash=f"{count_of(ended, 'sesi')} lain diakhiri.")


@router.get("/akun/sandi", dependencies=[LATE])
def show_password(
    request: Request, actor: SignedIn, lanjut: Annotated[str, Query()] = "/"
) -> Response:
    """Show the form for a new password."""
    return _password_page(request, Errors(), local(lanjut), forced=actor.owes is Owed.PASSWORD)


@router.post("/akun/sandi", dependencies=[LATE])
def change_password(
    request: Request, fields: Form, actor: SignedIn, store: Store, now: Now
) -> Response:
    """Set a new password; every other session ends."""
    new = fields.secret("sandi_baru")
    errors = Errors()
    if new != fields.secret("sandi_ulang"):
        errors["sandi_ulang"] = "Kedua isian kata sandi baru tidak sama."
    target = local(fields.text("lanjut"))
    forced = actor.owes is Owed.PASSWORD
    if errors:
        return _password_page(request, errors, target, forced=forced)
    tried = Credentials(
        username=actor.username,
        password=fields.secret("sandi_lama"),
        address=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", ""),
    )
    try:
        opened = own_password.change(
            store, request.app.state.key, tried, new, now, factor_at=actor.proved_at
        )
    except own_password.WeakPassword as refusal:
        errors["sandi_baru"] = refusal.sentence
    except PortalError as refusal:
        errors["sandi_lama"] = refusal.sentence
    if errors:
        return _password_page(request, errors, target, forced=forced)
    response = go(request, target, flash="Kata sandi diganti. Sesi di perangkat lain diakhiri.")
    keep_session(request, response, opened.token, opened.device)
    return response


def _waiting(session: ReadSession, actor: Actor, now: datetime) -> int | None:
    """Count the recoveries a person may agree to; nothing for those who never may."""
    if not actor.may(Permission.RECOVERY_CONFIRM):
        return None
    return len(factor_recovery.waiting(session, actor, now))


def _password_page(request: Request, errors: Errors, target: str, *, forced: bool) -> Response:
    return page(
        request,
        "account_password",
        status=422 if errors else 200,
        errors=errors,
        target=target,
        forced=forced,
        shortest=passwords.SHORTEST,
    )
