"""Agreeing on an office's own table: what its columns mean, tried out live, then taken."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict
from app.intake.loose.understand import choices_of
from app.model.area_code import AreaCode
from app.reports import loose
from app.web.answers import go
from app.web.deps import Id, Reads, requires
from app.web.forms import Fields, Form
from app.web.pages.columns_bench import Bench, Readings, take_table
from app.web.pages.columns_form import forgotten, unanswered
from app.web.pages.report_room import AskedReport, Files, Shelf, act, standing_draft
from app.web.pages.upload import closed
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
_HERE = "/laporan/{t}/unggah/{number}/kolom"
_TAKE, _DISCARD = "pakai", "buang"


def _bench(asked: AskedReport, shelf: Shelf, files: Files, number: Id) -> Bench:
    return Bench(asked, shelf, files, number)


AtBench = Annotated[Bench, Depends(_bench)]


@router.get(_HERE, dependencies=[requires(Permission.REPORT_DRAFT), REPORT])
def show(request: Request, session: Reads, bench: AtBench) -> Response:
    """Show what was understood of a file, what is asked, and what would come of it."""
    room = bench.asked.room(session)
    if not room.is_draft:
        return go(request, bench.asked.path(), flash=closed(room), tone="caution")
    return page(request, "columns", **bench.view(session))


@router.post(_HERE, dependencies=[requires(Permission.REPORT_DRAFT)])
def choose(request: Request, bench: AtBench, form: Form) -> Response:
    """Keep the choices; then show what comes of them, take the rows, forget, or let go."""
    deed = form.text("aksi")
    try:
        if deed == _DISCARD:
            location = act(bench.asked, form, lambda session: _discard(session, bench, form))
            return go(request, location, flash="Berkas itu tidak dipakai.")
        readings = _keep(bench, form)
        if forgotten(deed, readings):
            act(bench.asked, form, lambda session: _forget(session, bench, deed, readings))
            return go(request, bench.here, flash="Arti kolom itu dilupakan.")
        if deed != _TAKE:
            return go(request, bench.here)
        return _take(request, bench, form, readings)
    except Conflict as refusal:
        with bench.asked.store.read() as session:
            view = bench.view(session, form=form, conflict=refusal.sentence)
            return page(request, "columns", status=409, **view)


def _keep(bench: Bench, form: Fields) -> Readings:
    """Keep what the form says and return how the file is understood by it."""
    asked = bench.asked
    with asked.store.read() as session:
        table = bench.table(session, asked.room(session))
        readings = bench.readings(session, table, bench.chosen_in(session, table, form))
    seen = form.text("versi_kolom")
    expected = int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < 9 else 0
    with asked.store.write() as session:
        revision = asked.room(session).shown()
        waiting = loose.waiting_file(session, revision, bench.number)
        loose.choose(session, asked.actor, revision, waiting, choices_of(readings), expected)
    return readings


def _take(request: Request, bench: Bench, form: Fields, readings: Readings) -> Response:
    """Judge the rows while no transaction is open, then put them into the same draft."""
    asked, errors = bench.asked, unanswered(readings)
    with asked.store.read() as session:
        if errors:
            view = bench.view(session, errors=errors)
            return page(request, "columns", status=422, **view)
        room = asked.room(session)
        table = bench.table(session, room)
        parsed, _ = loose.judge(session, room.shown(), table, choices_of(readings))

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        take_table(session, bench, revision, table, (readings, parsed))
        return asked.path("hasil")

    return go(request, act(asked, form, deed))


def _discard(session: WriteSession, bench: Bench, form: Fields) -> str:
    asked = bench.asked
    revision = standing_draft(session, asked, form)
    waiting = loose.waiting_file(session, revision, bench.number)
    loose.discard(session, asked.actor, revision, waiting, asked.now)
    return asked.path("unggah")


def _forget(session: WriteSession, bench: Bench, deed: str, readings: Readings) -> str:
    region = AreaCode(bench.asked.region_code)
    for kind, heading in forgotten(deed, readings):
        loose.forget(session, bench.asked.actor, region, kind, heading)
    return bench.here
