"""A regency's reports: the list of quarters, and the task list of one report."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import get_office
from app.model.report import State
from app.reports.history import QuarterRecord, records
from app.web.deps import Now, Reads, SignedIn, requires
from app.web.device_key import give_key
from app.web.formats import date_id
from app.web.pages import report_tasks as tasks
from app.web.pages.report_room import AskedReport, RegionOf, Room, day_in
from app.web.pages.report_standing import amendment_line, deadline, returned_lines, standing
from app.web.pages.report_tasks import Desk, Link, desk_of
from app.web.recorded import REPORT, REPORT_LIST
from app.web.templating import page

router = APIRouter()
_LOOKED_BACK = 3


@router.get("/laporan", dependencies=[requires(Permission.REPORT_READ), REPORT_LIST])
def show_list(
    request: Request, session: Reads, actor: SignedIn, region_code: RegionOf, now: Now
) -> Response:
    """List every quarter a regency was asked for."""
    office = get_office(session, region_code)
    found = records(session, actor.scope, region_code, day_in(now, actor.zone))
    query = "" if actor.is_regency else f"?wilayah={region_code}"
    return page(
        request,
        "reports",
        office=office,
        rows=[_row(item, office.zone, query, own=actor.is_regency) for item in found],
    )


def _row(record: QuarterRecord, zone: str, query: str, *, own: bool) -> dict[str, Any]:
    words, tone = standing(record, zone)
    sent = record.first_sent_at
    if not own and record.newest is not None and record.newest.submitted_at is None:
        words, tone = "Belum terkirim", ""
    return {
        "quarter": record.quarter,
        "href": f"/laporan/{record.quarter.slug}{query}",
        "status": words,
        "tone": tone,
        "due": date_id(record.due_on),
        "sent": date_id(day_in(sent, zone)) if sent else "–",
    }


@router.get("/laporan/{t}", dependencies=[requires(Permission.REPORT_READ), REPORT])
def show_one(request: Request, session: Reads, asked: AskedReport) -> Response:
    """Show the task list of one report, or how it stands once it is sent."""
    every = records(session, asked.actor.scope, asked.region_code, asked.today)
    room = asked.room_among(session, every)
    response = page(request, "report", **task_page(desk_of(session, room), every))
    if asked.actor.is_regency:
        give_key(request, response, asked.actor)
    return response


def task_page(desk: Desk, every: list[QuarterRecord]) -> dict[str, Any]:
    """Return what the task list shows; used by the officer's home as well."""
    room = desk.room
    is_mine = room.asked.actor.is_regency
    being_made = room.record.needs_work and is_mine
    return {
        "room": room,
        "desk": desk,
        "being_made": being_made,
        "steps": tasks.steps(desk) if being_made else [],
        "next_step": tasks.next_step(desk) if being_made else None,
        "deadline": deadline(desk),
        "reminded_at": room.record.obligation.reminded_at if being_made else None,
        "returned": returned_lines(desk),
        "amendment": amendment_line(desk),
        "office_note": room.shown().decision_note if room.is_draft else "",
        "is_mine": is_mine,
        "other_ways": tasks.other_ways(desk) if is_mine else [],
        "may_be_nil": being_made and desk.may_draft and not desk.is_started,
        "waits_for": _waits_for(desk),
        "settled": [] if being_made else settled(room),
        "others": others(every, room) if is_mine else [],
        "past": past(every, room),
        "links": [] if being_made else _links(desk),
    }


def others(every: list[QuarterRecord], room: Room) -> list[Link]:
    """Return the other quarters that still want something from the regency, oldest first."""
    return [
        Link(f"{item.quarter.label}: {standing(item, room.office.zone)[0].lower()}",
             f"/laporan/{item.quarter.slug}")
        for item in reversed(every)
        if item.needs_work and item.quarter != room.quarter
    ]  # fmt: skip


def past(every: list[QuarterRecord], room: Room) -> list[dict[str, str]]:
    """Return the three quarters before this one."""
    before = [item for item in every if item.quarter < room.quarter][:_LOOKED_BACK]
    return [
        {"title": item.quarter.label, "text": standing(item, room.office.zone)[0]}
        for item in before
    ]


def settled(room: Room) -> list[str]:
    """Say how a report stands that nobody in the regency works on."""
    revision, zone = room.revision, room.office.zone
    if revision is None:
        words = "Belum ada laporan yang terkirim."
        return [room.record.obligation.waiver_reason or words]
    lines = []
    if revision.submitted_at is not None:
        day = day_in(revision.submitted_at, zone)
        lines.append(f"Terkirim {date_id(day)} dengan tanda terima {revision.receipt_code}.")
        if revision.state in {State.DIKIRIM, State.DITELAAH}:
            by = date_id(room.review_by(day))
            lines.append(f"Analis provinsi memeriksa paling lambat {by}.")
    if revision.state is State.DITERIMA and revision.decided_at is not None:
        lines.append(f"Diterima provinsi {date_id(day_in(revision.decided_at, zone))}.")
    return lines


def _waits_for(desk: Desk) -> str:
    """Say who has to act when it is not this person."""
    room = desk.room
    if not room.record.needs_work or tasks.next_step(desk) is not None:
        return ""
    if room.revision is not None and room.revision.state is State.MENUNGGU_PENGESAHAN:
        return "Laporan menunggu pengesahan oleh pengesah di kantor Anda."
    return "Operator di kantor Anda masih menyiapkan laporan ini."


def _links(desk: Desk) -> list[Link]:
    room, revision, actor = desk.room, desk.room.revision, desk.room.asked.actor
    if revision is None:
        return []
    found = [Link("Lihat isi laporan", room.path(f"versi/{revision.number}"))]
    found.append(Link("Permintaan kepada pihak lain", room.path("permintaan")))
    if revision.receipt_code:
        found.append(Link("Lihat tanda terima", room.path("terkirim")))
    if not actor.is_regency:
        return found
    if revision.state in {State.DIKIRIM, State.DITELAAH} and actor.may(Permission.REPORT_DRAFT):
        found.append(
            Link("Ganti surat" if desk.letters else "Lampirkan surat", room.path("surat"))
        )
    if revision.state is State.DIKIRIM and actor.may(Permission.REPORT_SUBMIT):
        found.append(Link("Tarik kembali laporan", room.path("tarik")))
    if revision.state is State.DITERIMA and actor.may(Permission.REPORT_DRAFT):
        found.append(Link("Ajukan perubahan", room.path("perubahan")))
    return found
