"""The first page after signing in: each group of roles has its own."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.db import Database
from app.web.answers import go
from app.web.deps import Now, SignedIn, Store, signed_in
from app.web.pages import home_officer, home_province
from app.web.recorded import REPORT_LIST, nothing_new

router = APIRouter()
Home = Callable[[Request, Database, Actor, datetime], Response]


def _lead_to(href: str) -> Home:
    def lead(request: Request, store: Database, actor: Actor, now: datetime) -> Response:
        del store, actor, now
        return go(request, href)

    return lead


def _is_regency(actor: Actor) -> bool:
    return actor.is_regency


def _may(permission: Permission) -> Callable[[Actor], bool]:
    return lambda actor: actor.may(permission)


# The first line that fits a person is their home.
HOMES: tuple[tuple[Callable[[Actor], bool], Home], ...] = (
    (_is_regency, home_officer.show),
    (_may(Permission.REPORT_REVIEW), home_province.show),
    (_may(Permission.EDITION_READ), _lead_to("/ringkasan")),
    (_may(Permission.USER_MANAGE), _lead_to("/pengguna")),
    (_may(Permission.AUDIT_READ), _lead_to("/admin/log")),
)


@router.get("/", dependencies=[signed_in(), REPORT_LIST])
def show(request: Request, actor: SignedIn, store: Store, now: Now) -> Response:
    """Show the home of the person's role."""
    home = next(home for fits, home in HOMES if fits(actor))
    answer = home(request, store, actor, now)
    if answer.status_code != 200:  # led on to another page: nothing was shown here
        nothing_new(request)
    return answer
