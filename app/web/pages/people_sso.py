"""An account's link to a person at the sign-in provider: made and taken off by administrators."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import single_sign_on, users
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.web.answers import go
from app.web.deps import AccountWrites, Id, Now, SignedIn, requires
from app.web.forms import Errors, Form
from app.web.pages.people import HERE, held_by, person_page

router = APIRouter()
CHANGE = requires(Permission.USER_MANAGE, lately=True)


@router.post(HERE + "/{user_id}/sso", dependencies=[CHANGE])
def link(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: AccountWrites, now: Now
) -> Response:
    """Link an account to whom an administrator names."""
    provider = request.app.state.provider
    if provider is None:
        raise NotFound
    row = users.get_user(session, actor, user_id)
    subject = fields.text("pengenal")
    try:
        single_sign_on.link(session, actor, user_id, (provider.issuer, subject), now)
    except (Conflict, Invalid) as refusal:
        errors = Errors({"pengenal": refusal.sentence})
        return person_page(request, session, row, held_by(row.user), errors, subject)
    done = f"Akun {row.user.username} terhubung dengan {provider.label}."
    return go(request, f"{HERE}/{user_id}", flash=done)


@router.post(HERE + "/{user_id}/sso/lepas", dependencies=[CHANGE])
def unlink(
    request: Request, user_id: Id, actor: SignedIn, session: AccountWrites, now: Now
) -> Response:
    """Take the link off; it can be done when single sign-on is no longer set, too."""
    single_sign_on.unlink(session, actor, user_id, now)
    return go(request, f"{HERE}/{user_id}", flash="Hubungan dilepas; semua sesinya berakhir.")
