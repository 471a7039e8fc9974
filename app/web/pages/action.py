"""One action added to an entry of the draft, without going back to Excel."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, NotFound
from app.intake.columns import ACTION, columns_for, options_for
from app.intake.context import IntakeContext
from app.intake.parsed import RefusedRow
from app.reports.places import intake_context
from app.reports.uploads import save_action
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.forms import Errors, Fields, Form
from app.web.pages.entries import entry_in
from app.web.pages.report_room import Asked, AskedReport, Shelf, act, standing_draft
from app.web.pages.result_cards import CardField, Option, control_of
from app.web.recorded import ENTRY
from app.web.templating import page

router = APIRouter()
EntryKey = Annotated[str, Query(alias="entri", max_length=24)]
_COLUMNS = tuple(column for column in columns_for(ACTION) if column.key != "entry_key")


class NotAccepted(Exception):
    """The action cannot be stored as typed."""

    def __init__(self, row: RefusedRow) -> None:
        """Keep what is wrong with it."""
        super().__init__()
        self.row = row


@router.get("/laporan/{t}/upaya", dependencies=[requires(Permission.REPORT_DRAFT), ENTRY])
def show(
    request: Request, session: Reads, asked: AskedReport, shelf: Shelf, key: EntryKey
) -> Response:
    """Show the form of one action."""
    view = _view(session, asked, shelf, key, {}, Errors())
    return page(request, "action", **view)


def _view(
    session: ReadSession,
    asked: Asked,
    shelf: Shelf,
    key: str,
    cells: dict[str, str],
    errors: Errors,
) -> dict[str, Any]:
    room = asked.room(session)
    if not room.is_draft:
        raise NotFound
    context = _context(session, asked, shelf)
    return {
        "room": room,
        "entry": entry_in(session, room, key),
        "errors": errors,
        "fields": [_field(column.key, cells, errors, context) for column in _COLUMNS],
    }


def _context(session: ReadSession, asked: Asked, shelf: Shelf) -> IntakeContext:
    region_code = asked.room(session).office.region_code
    return intake_context(session, shelf, region_code, asked.quarter, asked.today)


def _field(key: str, cells: dict[str, str], errors: Errors, context: IntakeContext) -> CardField:
    column = next(item for item in _COLUMNS if item.key == key)
    options = tuple(Option(*pair) for pair in options_for(column, cells, context))
    text = cells.get(key, "")
    return CardField(
        name=key,
        label=column.heading if column.required else f"{column.heading} (bila ada)",
        hint=column.help,
        error=errors.of(key),
        control=control_of(column, options),
        value=text,
        values=tuple(text.split("; ")) if text else (),
        options=options,
    )


@router.post("/laporan/{t}/upaya", dependencies=[requires(Permission.REPORT_DRAFT)])
def save(request: Request, asked: AskedReport, form: Form, shelf: Shelf) -> Response:
    """Store the action; what is wrong goes back with everything typed."""
    key, cells = form.text("entri"), _cells(form)
    with asked.store.read() as session:
        context = _context(session, asked, shelf)
        entry_in(session, asked.room(session), key)

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        result = save_action(session, asked.actor, revision, key, cells, context, now=asked.now)
        if isinstance(result, RefusedRow):
            raise NotAccepted(result)
        return asked.path("periksa")

    try:
        return go(request, act(asked, form, deed), flash=f"Upaya ditambahkan pada {key}.")
    except NotAccepted as refusal:
        errors, status = _errors(refusal.row), 422
    except Conflict as refusal:
        errors, status = Errors({_COLUMNS[0].key: refusal.sentence}), 409
    with asked.store.read() as session:
        return page(
            request, "action", status=status, **_view(session, asked, shelf, key, cells, errors)
        )


def _cells(form: Fields) -> dict[str, str]:
    return {
        column.key: "; ".join(value for value in form.all(column.key) if value)
        for column in _COLUMNS
    }


def _errors(row: RefusedRow) -> Errors:
    errors = Errors()
    for problem in row.problems:
        if problem.is_error:
            name = problem.column if problem.column != "entry_key" else _COLUMNS[0].key
            errors.setdefault(name or _COLUMNS[0].key, problem.message)
    return errors
