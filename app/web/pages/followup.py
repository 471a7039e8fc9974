"""What became of the recommendations: the list, one of them, and handling that fell behind."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import offices_of
from app.db import ReadSession
from app.errors import NotFound
from app.followup import queries
from app.followup.commands import concerns
from app.followup.overdue import overdue_actions
from app.followup.standing import line_of, lines_of
from app.intake.attached import ACCEPT
from app.model.followup import FollowUp, Rakor
from app.model.vocabulary import ACTION_TYPE, AGENCY
from app.reports.erasing import still_there
from app.web.deps import Id, Now, Reads, Setup, SignedIn, requires
from app.web.forms import Errors
from app.web.pages.file_answers import give_file, give_small_picture
from app.web.pages.followup_view import (
    HERE,
    LETTERS,
    STATES,
    TONES,
    address,
    due_words,
    rows_of,
    summary,
)
from app.web.pages.report_room import day_in
from app.web.recorded import EVIDENCE, FOLLOW_UP, REPORT_LIST, SMALL_EVIDENCE
from app.web.scanned import Scans, scans_of
from app.web.taking import GivenFiles
from app.web.templating import page

router = APIRouter()
READ = requires(Permission.FOLLOWUP_READ)
RakorCode = Annotated[str, Path(max_length=20)]
ItemCode = Annotated[str, Path(max_length=10)]
Short = Annotated[str, Query(max_length=20)]


@router.get(HERE, dependencies=[READ, REPORT_LIST])
def show(
    request: Request,
    session: Reads,
    actor: SignedIn,
    settings: Setup,
    now: Now,
    rakor: Short = "",
) -> Response:
    """List the recommendations of a meeting; the newest meeting unless one is named."""
    scope = actor.scope_for(Permission.FOLLOWUP_READ)
    today = day_in(now, actor.zone)
    every = queries.rakors(session, scope)
    manages = actor.may(Permission.FOLLOWUP_MANAGE)
    if not every:
        return page(request, "followup_nothing", manages=manages)
    chosen = _choose(every, rakor)
    quarter = queries.reporting_quarter(session, scope, today)
    lines = lines_of(session, scope, chosen, quarter, province=settings.province, today=today)
    single = actor.is_regency
    return page(
        request,
        "followup",
        rakor=chosen,
        rakors=every,
        quarter=quarter,
        rows=rows_of(lines, single=single),
        summary=summary(lines),
        single=single,
        letters=LETTERS,
        manages=manages,
        sees_actions=actor.may(Permission.REPORT_READ),
    )


def _choose(every: list[Rakor], code: str) -> Rakor:
    if not code:
        return every[0]
    for rakor in every:
        if rakor.code == code.upper():
            return rakor
    raise NotFound


@router.get(HERE + "/upaya", dependencies=[requires(Permission.REPORT_READ), REPORT_LIST])
def show_overdue(
    request: Request, session: Reads, actor: SignedIn, settings: Setup, now: Now
) -> Response:
    """List the next steps whose day has passed, with the agency that owes them."""
    today = day_in(now, actor.zone)
    found = overdue_actions(session, actor.scope, today)
    names = {str(o.region_code): o.display_name for o in offices_of(session, settings.province)}
    return page(
        request,
        "overdue_actions",
        single=actor.is_regency,
        rows=[
            {
                "region": names.get(item.region_code, item.region_code),
                "title": item.entry.title,
                "href": f"/laporan/{item.quarter.slug}/entri/{item.entry.row_key}"
                f"?wilayah={item.region_code}&versi={item.revision_number}",
                "action": ACTION_TYPE.label_of(item.action.action_type),
                "step": item.action.next_step,
                "agency": AGENCY.label_of(item.action.lead_agency),
                "due": item.action.next_due,
                "days": item.days,
            }
            for item in found
        ],
    )


@router.get(HERE + "/{rakor}/{code}", dependencies=[READ, FOLLOW_UP])
def show_one(  # noqa: PLR0913, PLR0917 - see show
    request: Request,
    session: Reads,
    actor: SignedIn,
    settings: Setup,
    now: Now,
    rakor: RakorCode,
    code: ItemCode,
) -> Response:
    """Show one recommendation: where every region in sight stands, and what was said before."""
    scope = actor.scope_for(Permission.FOLLOWUP_READ)
    found = queries.get_recommendation(session, scope, rakor, code)
    today = day_in(now, actor.zone)
    quarter = queries.reporting_quarter(session, scope, today)
    line = line_of(session, scope, found, quarter, province=settings.province, today=today)
    if not line.regions:
        raise NotFound
    may_report = actor.may(Permission.FOLLOWUP_REPORT) and not found.is_measured
    stories = queries.history(session, scope, found)
    return page(
        request,
        "followup_one",
        recommendation=found,
        line=line,
        due=due_words(found),
        quarter=quarter,
        state=STATES[line.state],
        tones=TONES,
        own=str(actor.region_code) if may_report and concerns(found, actor.region_code) else "",
        stories=stories,
        scans=_scans(session, stories, actor.zone),
        address=address(found),
        megabytes=settings.attachment_limit_bytes // 1024 // 1024,
        accept=ACCEPT,
        manages=actor.may(Permission.FOLLOWUP_MANAGE),
        may_ask=actor.may(Permission.REPORT_READ),
        errors=Errors(),
    )


def _scans(session: ReadSession, stories: dict[str, list[FollowUp]], zone: str) -> Scans:
    names = [
        name
        for story in stories.values()
        for said in story
        for file in said.evidence
        for name in (file.sha256, file.original_sha256)
    ]
    return scans_of(session, names, zone)


@router.get(HERE + "/{rakor}/{code}/bukti/{evidence_id}", dependencies=[READ, EVIDENCE])
def give_evidence(
    session: Reads,
    actor: SignedIn,
    given: GivenFiles,
    rakor: RakorCode,
    code: ItemCode,
    evidence_id: Id,
) -> Response:
    """Give a document back as it came, or a photo to look at."""
    scope = actor.scope_for(Permission.FOLLOWUP_READ)
    found = queries.get_recommendation(session, scope, rakor, code)
    evidence = still_there(queries.get_evidence(session, scope, found, evidence_id))
    content = given.get(session, evidence.sha256, evidence.original_sha256)
    return give_file(content, evidence.media_type, evidence.file_name)


@router.get(
    HERE + "/{rakor}/{code}/bukti/{evidence_id}/kecil", dependencies=[READ, SMALL_EVIDENCE]
)
def give_small_evidence(
    session: Reads,
    actor: SignedIn,
    given: GivenFiles,
    rakor: RakorCode,
    code: ItemCode,
    evidence_id: Id,
) -> Response:
    """Give the small picture of a photo.

    Raises:
        NotFound: there is none.
    """
    scope = actor.scope_for(Permission.FOLLOWUP_READ)
    found = queries.get_recommendation(session, scope, rakor, code)
    evidence = still_there(queries.get_evidence(session, scope, found, evidence_id))
    if evidence.thumbnail_sha256 is None:
        raise NotFound
    return give_small_picture(
        given.picture(
            session, evidence.thumbnail_sha256, evidence.sha256, evidence.original_sha256
        )
    )
