"""Public holidays of a year, as a list an administrator pastes and corrects."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.errors import Invalid
from app.model.period import Holiday
from app.reports import holidays
from app.reports.lateness import day_in
from app.web.answers import go
from app.web.deps import Now, Reads, SignedIn, Writes, requires
from app.web.formats import date_typed
from app.web.forms import Errors, Form, date_of
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.PERIOD_MANAGE)
HERE = "/admin/hari-libur"
LIST = "hari"
Year = Annotated[int | None, Query(ge=2015, le=2998)]


@router.get(HERE, dependencies=[MANAGE])
def show(
    request: Request, actor: SignedIn, session: Reads, now: Now, tahun: Year = None
) -> Response:
    """Show a year's list for changing."""
    actor.require(Permission.PERIOD_MANAGE)
    year = tahun or day_in(now, actor.zone).year
    return _page(request, year, written(holidays.of_year(session, year)), Errors())


@router.post(HERE, dependencies=[MANAGE])
def change(
    request: Request,
    fields: Form,
    actor: SignedIn,
    session: Writes,
    now: Now,
    tahun: Annotated[int, Query(ge=2015, le=2998)],
) -> Response:
    """Set a year's list anew."""
    typed = fields.text(LIST)
    try:
        names = read(typed)
        holidays.replace_year(session, actor, tahun, names, now)
    except Invalid as refusal:
        return _page(request, tahun, typed, Errors({LIST: refusal.sentence}))
    said = f"{len(names)} hari libur {tahun} disimpan."
    return go(request, f"{HERE}?tahun={tahun}", flash=said)


def read(text: str) -> dict[date, str]:
    """Read one holiday a line: a day, a blank, a name.

    Raises:
        Invalid: a line does not begin with a day, has no name, or names a day again.
    """
    found: dict[date, str] = {}
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        typed, _, name = line.partition(" ")
        day = date_of(typed)
        if day is None or not name.strip():
            raise Invalid(f"Baris {number}: tulis tanggal dan nama, seperti 17/08/2026 Nama hari.")
        if day in found:
            raise Invalid(f"Baris {number}: tanggal {typed} sudah ada di atas.")
        found[day] = name.strip()
    return found


def written(days: list[Holiday]) -> str:
    """Write a list the way it is read."""
    return "\n".join(f"{date_typed(item.day)} {item.name}" for item in days)


def _page(request: Request, year: int, typed: str, errors: Errors) -> Response:
    return page(
        request,
        "admin_holidays",
        status=422 if errors else 200,
        year=year,
        typed=typed,
        errors=errors,
    )
