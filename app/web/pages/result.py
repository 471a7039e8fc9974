"""What an upload came to: rows that are good, cells to put right here, and the file marked red."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.quotas import Work
from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, NotFound
from app.intake.annotate import mark_workbook
from app.intake.columns import COVER_SHEET
from app.intake.context import IntakeContext
from app.intake.problem import Problem
from app.model.report import PendingRow, Revision, Upload
from app.reports import queries, removal
from app.reports.entry_pages import totals
from app.reports.erasing import refuse_erased
from app.reports.loose import file_of_upload
from app.reports.places import intake_context
from app.reports.uploads import fix_rows
from app.reports.waiting import hanging_on
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.forms import Form
from app.web.pages.file_remarks import gathered
from app.web.pages.report_room import (
    Asked,
    AskedReport,
    Room,
    Shelf,
    act,
    standing_draft,
)
from app.web.pages.result_cards import card_of, corrections_in
from app.web.pages.upload import XLSX, download
from app.web.recorded import MARKED, REPORT
from app.web.scanned import ScanLine, scans_of
from app.web.taking import GivenFiles, spends
from app.web.templating import page

router = APIRouter()
_MOST_CARDS = 40
_MOST_WARNINGS = 100
RowId = Annotated[int, Query(alias="baris", ge=0, le=2**31 - 1)]


@router.get("/laporan/{t}/hasil", dependencies=[requires(Permission.REPORT_DRAFT), REPORT])
def show(
    request: Request, session: Reads, asked: AskedReport, shelf: Shelf, row_id: RowId = 0
) -> Response:
    """Show what was found; `?baris=` opens one row with all its columns."""
    room = asked.room(session)
    if not room.is_draft:
        return go(request, asked.path())
    return page(request, "result", **_view(session, room, shelf, whole=row_id))


def _view(
    session: ReadSession,
    room: Room,
    shelf: Shelf,
    *,
    whole: int = 0,
    typed: dict[int, dict[str, str]] | None = None,
    conflict: str = "",
) -> dict[str, Any]:
    asked, revision = room.asked, room.shown()
    waits = queries.waiting(session, asked.actor.scope, revision, _MOST_CARDS)
    context = _context(session, asked, shelf) if waits.rows else None
    entered = typed or {}
    cards = [
        card_of(
            row,
            context,
            whole=row.id == whole,
            typed=entered.get(row.id),
            hanging=waits.hanging.get(row.row_key, 0),
        )
        for row in waits.rows
        if context is not None
    ]
    good = _good_rows(session, revision)
    upload = queries.latest_upload(session, asked.actor.scope, revision)
    loose, warnings = _loose_problems(upload, revision), _warnings(upload)
    return {
        "room": room,
        "cards": cards,
        "more": waits.faulty - len(waits.rows),
        "cells": sum(card.count for card in cards),
        "hanging": sum(waits.hanging.values()),
        "good": good,
        "total": good + waits.total,
        "upload": upload,
        "scan": _scan(session, asked, upload),
        "can_mark": upload is not None and _can_be_marked(upload),
        "columns_of": file_of_upload(session, upload) if upload else None,
        "loose_problems": loose,
        "letter_is_meant": any(item.sheet == COVER_SHEET for item in loose),
        "warnings": warnings[:_MOST_WARNINGS],
        "more_warnings": max(0, len(warnings) - _MOST_WARNINGS),
        "conflict": conflict,
    }


def _context(session: ReadSession, asked: Asked, shelf: Shelf) -> IntakeContext:
    region_code = asked.room(session).office.region_code
    return intake_context(session, shelf, region_code, asked.quarter, asked.today)


def _good_rows(session: ReadSession, revision: Revision) -> int:
    found = totals(session, revision)
    return found.entries + found.actions


def _scan(session: ReadSession, asked: Asked, upload: Upload | None) -> ScanLine | None:
    if upload is None:
        return None
    return scans_of(session, [upload.file_sha256], asked.actor.zone).of(upload.file_sha256)


def _can_be_marked(upload: Upload) -> bool:
    return not upload.file_name.lower().endswith((".ods", ".csv", ".txt", ".tsv"))


def _problems(upload: Upload | None) -> list[Problem]:
    return [Problem.from_json(item) for item in upload.problems] if upload else []


def _warnings(upload: Upload | None) -> list[Problem]:
    return gathered([item for item in _problems(upload) if not item.is_error])


def _loose_problems(upload: Upload | None, revision: Revision) -> list[Problem]:
    """Return errors outside the rows; those of the letter until its page has mended them."""
    return [
        item
        for item in _problems(upload)
        if item.is_error
        and not item.row_key
        and not (item.sheet == COVER_SHEET and getattr(revision, item.column or "-", None))
    ]


@router.post("/laporan/{t}/hasil", dependencies=[requires(Permission.REPORT_DRAFT)])
def correct(request: Request, asked: AskedReport, form: Form, shelf: Shelf) -> Response:
    """Take the corrected cells; rows that are right join the draft, the others stay."""
    with asked.store.read() as session:
        rows = queries.waiting_rows(session, asked.actor.scope, asked.room(session).shown())
        context = _context(session, asked, shelf)
        entered = corrections_in(form, rows)

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        left = fix_rows(
            session, asked.actor, revision, entered, context, expected=None, now=asked.now
        )
        return asked.path("hasil" if left else "periksa")

    try:
        location = act(asked, form, deed)
    except Conflict as refusal:
        with asked.store.read() as session:
            view = _view(
                session, asked.room(session), shelf, typed=entered, conflict=refusal.sentence
            )
            return page(request, "result", status=409, **view)
    done = not location.endswith("hasil")
    words = "Semua baris sudah benar dan tersimpan sebagai draf."
    rest = "Baris yang sudah benar tersimpan. Sisanya masih ditandai di bawah."
    return go(request, location, flash=words if done else rest, tone="done" if done else "caution")


@router.get("/laporan/{t}/hasil/buang", dependencies=[requires(Permission.REPORT_DRAFT), REPORT])
def ask_discard(request: Request, session: Reads, asked: AskedReport, row_id: RowId) -> Response:
    """Ask before a waiting row is taken out."""
    room = asked.room(session)
    row = _row(session, room, row_id)
    hanging = len(hanging_on(session, room.shown(), row.row_key))
    what = f"Baris ini dan {hanging} upaya yang menunggunya" if hanging else "Baris ini"
    return page(
        request,
        "confirm",
        room=room,
        title=f"Buang baris {row.row_number} lembar {row.sheet}?",
        lines=[
            f"{what} tidak akan dilaporkan.",
            "Berkas asli tetap disimpan; baris ini muncul lagi bila berkas itu diunggah ulang.",
        ],
        action=asked.path("hasil/buang"),
        hidden={"baris": row.id},
        label="Buang baris ini",
        back=asked.path("hasil"),
    )


def _row(session: ReadSession, room: Room, row_id: int) -> PendingRow:
    rows = queries.waiting_rows(session, room.asked.actor.scope, room.shown())
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound
    return found


@router.post("/laporan/{t}/hasil/buang", dependencies=[requires(Permission.REPORT_DRAFT)])
def discard(request: Request, asked: AskedReport, form: Form) -> Response:
    """Take a waiting row out of the draft."""

    def deed(session: WriteSession) -> str:
        revision = standing_draft(session, asked, form)
        text = form.text("baris")
        row = _row(session, asked.room(session), int(text) if text.isdecimal() else 0)
        removal.drop_pending(session, asked.actor, revision, row.id, asked.now)
        left = queries.waiting_rows(session, asked.actor.scope, revision)
        return asked.path("hasil" if left else "periksa")

    return go(request, act(asked, form, deed), flash="Baris dibuang dari draf.")


@router.get(
    "/laporan/{t}/bertanda.xlsx",
    dependencies=[requires(Permission.REPORT_DRAFT), spends(Work.EXPORT), MARKED],
)
def marked(asked: AskedReport, given: GivenFiles) -> Response:
    """Give the officer's own file back with the wrong cells in red."""
    with asked.store.read() as session:
        revision = asked.room(session).shown()
        upload = queries.latest_upload(session, asked.actor.scope, revision)
        rows = queries.waiting_rows(session, asked.actor.scope, revision)
        if upload is None:
            raise NotFound
        refuse_erased(session, upload)
        name, sha256 = upload.file_name, upload.file_sha256
        problems = still_wrong(_problems(upload), rows)
        content = given.get(session, sha256)
    stem = name.removesuffix(".xlsx")
    return download(mark_workbook(content, problems), XLSX, f"{stem}-bertanda.xlsx")


def still_wrong(problems: list[Problem], rows: list[PendingRow]) -> list[Problem]:
    """Leave out what was put right on the page since the file came."""
    waiting = {row.row_key for row in rows}
    return [
        item
        for item in problems
        if not item.is_error or not item.row_key or item.row_key in waiting
    ]
