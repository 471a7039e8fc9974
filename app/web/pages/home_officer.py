"""The officer's home: the task list of the report that is due, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports.history import records
from app.web.device_key import give_key
from app.web.pages.report import task_page
from app.web.pages.report_room import Asked, day_in
from app.web.pages.report_tasks import desk_of
from app.web.templating import page

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import Request
    from starlette.responses import Response

    from app.access.scope import Actor
    from app.db import Database
    from app.reports.history import QuarterRecord


def show(request: Request, store: Database, actor: Actor, now: datetime) -> Response:
    """Show the report that wants work first; when all is sent, how the newest one stands."""
    with store.read() as session:
        every = records(session, actor.scope, actor.region_code, day_in(now, actor.zone))
        if not every:
            return page(request, "home_nothing")
        chosen = choose(every)
        asked = Asked(chosen.quarter, actor.region_code, actor, store, now)
        desk = desk_of(session, asked.room_among(session, every))
        response = page(request, "home_officer", **task_page(desk, every))
    give_key(request, response, actor)
    return response


def choose(every: list[QuarterRecord]) -> QuarterRecord:
    """Return the oldest quarter that wants work, else the newest (records come newest first)."""
    return next((item for item in reversed(every) if item.needs_work), every[0])
