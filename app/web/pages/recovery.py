"""A lost second factor: opened by an administrator, agreed to by a second person, or stopped."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import factor_recovery, users
from app.access.scope import Permission
from app.errors import Conflict, Invalid
from app.mail.factor_mail import tell_done, tell_opened
from app.web.answers import go
from app.web.deps import Id, Now, Reads, Setup, SignedIn, Writes, requires
from app.web.forms import Errors, Form
from app.web.pages.people import HERE as PEOPLE
from app.web.templating import page

router = APIRouter()
HERE = "/pemulihan"
BEGIN = PEOPLE + "/{user_id}/pemulihan"
AGREE = requires(Permission.RECOVERY_CONFIRM, lately=True)


@router.get(BEGIN, dependencies=[requires(Permission.USER_MANAGE)])
def show_form(request: Request, user_id: Id, actor: SignedIn, session: Reads) -> Response:
    """Show what opening a recovery means, and ask why."""
    row = users.get_user(session, actor, user_id)
    return page(request, "recovery_form", row=row, reason="", errors=Errors())


@router.post(BEGIN, dependencies=[requires(Permission.USER_MANAGE, lately=True)])
def begin(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the handler names
    request: Request,
    user_id: Id,
    fields: Form,
    actor: SignedIn,
    session: Writes,
    settings: Setup,
    now: Now,
) -> Response:
    """Open a recovery; a second person decides."""
    row = users.get_user(session, actor, user_id)
    reason = fields.text("alasan")
    try:
        recovery = factor_recovery.begin(session, actor, user_id, reason, now)
    except (Invalid, Conflict) as refusal:
        errors = Errors({"alasan": refusal.sentence})
        return page(request, "recovery_form", status=422, row=row, reason=reason, errors=errors)
    tell_opened(session, settings, recovery, now)
    done = "Pemulihan dibuka dan menunggu orang kedua. Sampaikan kepadanya: halaman Pemulihan."
    return go(request, HERE, flash=done)


@router.get(HERE, dependencies=[requires(Permission.RECOVERY_CONFIRM)])
def show(request: Request, actor: SignedIn, session: Reads, now: Now) -> Response:
    """List what waits for a second person."""
    return page(request, "recovery", waiting=factor_recovery.waiting(session, actor, now))


@router.post(HERE + "/{recovery_id}/setuju", dependencies=[AGREE])
def agree(
    request: Request,
    recovery_id: Id,
    actor: SignedIn,
    session: Writes,
    settings: Setup,
    now: Now,
) -> Response:
    """Agree as the second person: the factor is taken off."""
    recovery = factor_recovery.agree(session, actor, recovery_id, now)
    tell_done(session, settings, recovery.user_id, now)
    done = f"Verifikasi dua langkah {recovery.user.name} dilepas; semua sesinya berakhir."
    return go(request, HERE, flash=done)


@router.post(HERE + "/{recovery_id}/tolak", dependencies=[requires(Permission.ACCOUNT_OWN)])
def refuse(
    request: Request, recovery_id: Id, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Stop a recovery: the second person, whoever opened it, or the owner."""
    name = factor_recovery.refuse(session, actor, recovery_id, now)
    back = HERE if actor.may(Permission.RECOVERY_CONFIRM) else "/akun"
    return go(request, back, flash=f"Pemulihan {name} dihentikan; tidak ada yang dilepas.")
