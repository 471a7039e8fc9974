"""Inviting somebody, and a new link for somebody: shown once, and sent when mail is set up."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import links, office, users
from app.access.users import Person
from app.db import ReadSession, WriteSession
from app.mail.link_mail import send_link
from app.model.account import LinkPurpose
from app.settings import Settings
from app.web.answers import go
from app.web.deps import Id, Now, Reads, Setup, SignedIn, Writes
from app.web.forms import Errors, Form
from app.web.once import already, remember
from app.web.pages.people import CARE, CHANGE, HERE, role_options, roles_of
from app.web.templating import page

router = APIRouter()
INVITE = f"{HERE}/undang"
_ALREADY = (
    "Formulir itu sudah diproses. Tautannya hanya tampil sekali; bila belum tercatat, buat tautan "
    "baru di halaman ini."
)


@router.get(INVITE, dependencies=[CARE])
def show(request: Request, actor: SignedIn, session: Reads, settings: Setup) -> Response:
    """Show the form of an invitation."""
    regions = users.work_regions(session, actor)
    only = regions[0].region_code if len(regions) == 1 else ""
    person = Person("", "", only, frozenset())
    return _form_page(request, session, settings, person, Errors())


@router.post(INVITE, dependencies=[CHANGE])
def invite(
    request: Request,
    fields: Form,
    actor: SignedIn,
    session: Writes,
    settings: Setup,
    now: Now,
) -> Response:
    """Make an account and show its link, this one time."""
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier, flash=_ALREADY, tone="caution")
    person = Person(
        username=fields.text("nama_pengguna").lower(),
        name=fields.text("nama"),
        region_code=fields.text("wilayah"),
        roles=roles_of(fields),
        email=fields.text("surel"),
        manages_office=fields.is_ticked("pengelola"),
    )
    errors = Errors(users.problems(session, actor, person, is_new=True))
    if errors:
        return _form_page(request, session, settings, person, errors)
    user = users.add_user(session, actor, person, now)
    remember(session, actor, fields.key, fields.sha256, f"{HERE}/{user.id}")
    return _link_page(request, session, settings, links.issue(session, actor, user.id, now), now)


@router.post(HERE + "/{user_id}/tautan", dependencies=[CHANGE])
def new_link(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the handler names
    request: Request,
    user_id: Id,
    fields: Form,
    actor: SignedIn,
    session: Writes,
    settings: Setup,
    now: Now,
) -> Response:
    """Make another link and show it, this one time."""
    users.get_user(session, actor, user_id)
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier, flash=_ALREADY, tone="caution")
    issued = links.issue(session, actor, user_id, now)
    remember(session, actor, fields.key, fields.sha256, f"{HERE}/{user_id}")
    return _link_page(request, session, settings, issued, now)


def _link_page(
    request: Request, session: WriteSession, settings: Settings, issued: links.Issued, now: Now
) -> Response:
    response = page(
        request,
        "person_link",
        user=issued.link.user,
        purpose=issued.link.purpose.value,
        address=links.address(settings.base_url, issued.token),
        until=issued.link.expires_at,
        mailed_to=send_link(session, settings, issued.link, now),
        sends_mail=settings.sends_mail,
    )
    response.headers["referrer-policy"] = "no-referrer"
    return response


def _form_page(
    request: Request, session: ReadSession, settings: Settings, person: Person, errors: Errors
) -> Response:
    actor = request.state.visitor.actor
    regions = users.work_regions(session, actor)
    codes = {
        role: None for one in regions for role in office.roles_to_give(actor, one.region_code)
    }
    return page(
        request,
        "person_invite",
        status=422 if errors else 200,
        person=person,
        errors=errors,
        regions=[{"value": one.region_code, "label": one.display_name} for one in regions],
        roles=role_options(codes),
        delegable=office.may_delegate(actor),
        hours=links.hours(LinkPurpose.UNDANGAN),
        sends_mail=settings.sends_mail,
    )
