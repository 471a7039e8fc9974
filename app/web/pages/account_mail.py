"""One's own mail address, and whether reminders are wanted."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import reachability
from app.access.scope import Permission
from app.errors import Invalid
from app.web.answers import go
from app.web.deps import Now, Reads, Setup, SignedIn, Writes, requires
from app.web.forms import Errors, Form
from app.web.templating import page

router = APIRouter()
OWN = requires(Permission.ACCOUNT_OWN)
HERE = "/akun/pemberitahuan"
ADDRESS, WANTED = "surel", "pengingat"


@router.get(HERE, dependencies=[OWN])
def show(request: Request, actor: SignedIn, session: Reads, settings: Setup) -> Response:
    """Show the form."""
    person = reachability.person_of(session, actor)
    typed = {ADDRESS: person.email or "", WANTED: person.wants_reminders}
    return page(
        request, "account_mail", typed=typed, errors=Errors(), sends_mail=settings.sends_mail
    )


@router.post(HERE, dependencies=[OWN])
def change(
    request: Request, fields: Form, actor: SignedIn, session: Writes, settings: Setup, now: Now
) -> Response:
    """Keep or clear the address, allow or decline reminders."""
    wanted = fields.is_ticked(WANTED)
    try:
        address = reachability.change(
            session, actor, fields.text(ADDRESS), wants_reminders=wanted, now=now
        )
    except Invalid as refusal:
        return page(
            request,
            "account_mail",
            status=422,
            typed={ADDRESS: fields.text(ADDRESS), WANTED: wanted},
            errors=Errors({ADDRESS: refusal.sentence}),
            sends_mail=settings.sends_mail,
        )
    said = f"Surel dikirim ke {address}." if address else "Tidak ada surel yang dikirim."
    return go(request, "/akun", flash=f"Pilihan disimpan. {said}")
