"""Accounts nobody uses and work nobody holds, with what can be done about each."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import office
from app.access.dormant import Why, dormant_users
from app.handover.open_work import left_behind
from app.web.deps import AccountReads, Now, Setup, SignedIn
from app.web.pages.people import CARE, DORMANT
from app.web.templating import page

router = APIRouter()
_SECTIONS = (
    (Why.INVITED, "Undangan belum diambil"),
    (Why.NEVER, "Belum pernah masuk"),
    (Why.LONG_AGO, "Lama tidak dipakai"),
)


@router.get(DORMANT, dependencies=[CARE])
def show(
    request: Request, actor: SignedIn, session: AccountReads, settings: Setup, now: Now
) -> Response:
    """Show the report: all offices for administrators, one's own for everybody else."""
    found = dormant_users(session, actor, settings.dormant_days, now)
    sections = [
        {"code": why.value, "title": title, "rows": [row for row in found if row.why is why]}
        for why, title in _SECTIONS
    ]
    return page(
        request,
        "people_dormant",
        sections=sections,
        total=len(found),
        left=left_behind(session, actor),
        days=settings.dormant_days,
        today=now,
        everywhere=office.reach(actor).everywhere,
        here=DORMANT,
        above=partial(office.stands_above, actor),
    )
