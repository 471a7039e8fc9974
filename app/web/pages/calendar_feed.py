"""The calendar other programs subscribe to; the key in its address says whose it is."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access import calendar_key
from app.access.reach import reach_of
from app.agenda.deadlines import deadlines
from app.agenda.feed import calendar_of
from app.model.quarter import Quarter
from app.reports.lateness import day_in
from app.web.answers import with_etag
from app.web.deps import Now, Setup, Store, public

router = APIRouter()
BACK, AHEAD = 2, 4  # quarters before and after the present one


@router.get("/kalender.ics", dependencies=[public()])
def show(
    request: Request,
    store: Store,
    settings: Setup,
    now: Now,
    kunci: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Give the deadlines of the person the key belongs to; a wrong key finds nothing."""
    with store.read() as session:
        actor = calendar_key.owner(session, kunci)
    today = day_in(now, actor.zone)
    present = Quarter.of(today)
    with store.within(reach_of(actor)).read() as session:
        found = deadlines(session, actor, present - BACK, present + AHEAD, today)
    content = calendar_of(found, actor.zone, settings)
    return with_etag(request, content, "text/calendar; charset=utf-8")
