"""The review queue: reports that wait for the province, longest waiting first."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import offices_of
from app.model.region import Office
from app.model.report import Revision, State
from app.reports import queries
from app.reports.clean import clean_ones
from app.reports.lateness import due_date
from app.reports.letters import with_letter
from app.reports.reservation import has_run_out
from app.web.deps import Now, Reads, Setup, SignedIn, requires
from app.web.formats import date_short
from app.web.pages.board import UNDER_REVIEW, WAITS
from app.web.pages.report_room import day_in
from app.web.recorded import REPORT_LIST
from app.web.templating import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One report of the queue."""

    name: str
    quarter: str
    href: str
    kind: str
    status: str
    tone: str
    holder: str
    received: str
    waited: str
    late: str
    letter: bool


@router.get("/verifikasi", dependencies=[requires(Permission.REPORT_REVIEW), REPORT_LIST])
def show(request: Request, session: Reads, actor: SignedIn, settings: Setup, now: Now) -> Response:
    """List what waits: whose report, since when, who has it, and whether the letter is there."""
    found = queries.review_queue(session, actor.scope)
    offices = {item.region_code: item for item in offices_of(session, settings.province)}
    letters = with_letter(session, actor.scope, [item.id for item in found])
    today = day_in(now, actor.zone)
    rows = [
        _waiting(
            item,
            offices[item.report.obligation.region_code],
            actor,
            today,
            letter=item.id in letters,
        )
        for item in found
    ]
    may = actor.may(Permission.REPORT_DECIDE)
    together = len(clean_ones(session, actor, found, now)) if may else 0
    return page(request, "review_queue", rows=rows, together=together)


def _waiting(
    revision: Revision, office: Office, actor: Actor, today: date, *, letter: bool
) -> Waiting:
    obligation = revision.report.obligation
    quarter = obligation.period.quarter
    sent = day_in(revision.submitted_at, office.zone) if revision.submitted_at else today
    late = (sent - due_date(obligation)).days if revision.number == 1 else 0
    return Waiting(
        name=office.display_name,
        quarter=quarter.label,
        href=f"/verifikasi/{quarter.slug}/{obligation.region_code}",
        kind=_kind(revision),
        status=UNDER_REVIEW if revision.state is State.DITELAAH else WAITS,
        tone="busy" if revision.state is State.DITELAAH else "",
        holder=_holder(revision, actor, today),
        received=date_short(sent),
        waited=f"{(today - sent).days} hari" if sent < today else "hari ini",
        late=f"{late} hari" if late > 0 else "–",
        letter=letter,
    )


def _kind(revision: Revision) -> str:
    words = "nihil" if revision.is_nil else ""
    if revision.amendment_reason is not None:
        words = f"{words} perubahan laporan yang sudah diterima".strip()
    elif revision.number > 1:
        words = f"{words} kiriman ulang, versi {revision.number}".strip()
    return words


def _holder(revision: Revision, actor: Actor, today: date) -> str:
    if revision.reviewer is None:
        return "–"
    name = "Anda" if revision.reviewer_id == actor.user_id else revision.reviewer.name
    if revision.reserved_until is None:
        return name
    until = date_short(revision.reserved_until)
    over = has_run_out(revision, today)
    return f"{name}, waktunya habis {until}" if over else f"{name}, sampai {until}"
