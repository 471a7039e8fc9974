"""The agenda: every deadline of a year for the reader's role, and what is next."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.agenda.deadlines import Deadline, deadlines
from app.model.day_words import MONTHS
from app.model.quarter import Quarter
from app.reports.lateness import day_in
from app.web.deps import Now, Reads, SignedIn, signed_in
from app.web.templating import page

router = APIRouter()
Year = Annotated[int, Query(ge=2015, le=2998)]
LONG_AHEAD = 60  # days; further away the month says enough


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the year with its deadlines."""

    number: int
    name: str
    deadlines: tuple[Deadline, ...]
    is_now: bool


@router.get("/agenda", dependencies=[signed_in()])
def show(
    request: Request, actor: SignedIn, session: Reads, now: Now, tahun: Year | None = None
) -> Response:
    """Show the year asked for, else this one."""
    today = day_in(now, actor.zone)
    year = tahun or today.year
    # The last quarter of the year before is due in January.
    every = deadlines(session, actor, Quarter(year, 1) - 1, Quarter(year, 4) + 1, today)
    shown = [item for item in every if item.day.year == year]
    ahead = [item for item in every if item.day >= today and not item.done]
    return page(
        request,
        "agenda",
        year=year,
        months=_months(shown, today),
        following=ahead[0] if ahead and year == today.year else None,
        left={item.name: left(item, today) for item in every},
        today=today,
    )


def _months(shown: list[Deadline], today: date) -> list[Month]:
    by_month = {number: tuple(items) for number, items in groupby(shown, lambda i: i.day.month)}
    year = shown[0].day.year if shown else 0
    return [
        Month(number, name, by_month.get(number, ()), (year, number) == (today.year, today.month))
        for number, name in enumerate(MONTHS, start=1)
    ]


def left(deadline: Deadline, today: date) -> tuple[str, str]:
    """Say how far a day is, with the colour of its tag."""
    days = (deadline.day - today).days
    if deadline.done:
        return "Sudah dikirim", "done"
    if days < 0:
        return "Lewat", ""
    if days == 0:
        return "Hari ini", "danger"
    if days > LONG_AHEAD:
        return "", ""
    return f"{days} hari lagi", "caution" if days <= 7 else "busy"
