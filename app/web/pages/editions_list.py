"""Published editions: the list, one edition while it is being built, and building it again."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office
from app.db import ReadSession, WriteSession
from app.editions import commands
from app.editions.queries import editions, get_edition, gone_from
from app.model.edition import Edition, EditionState
from app.outputs.figures import changed_since
from app.reports import queries
from app.web.answers import go
from app.web.deps import EditionSender, Now, Reads, Setup, SignedIn, requires
from app.web.forms import Form
from app.web.pages.board import choose_period
from app.web.pages.province_room import QuarterDesk
from app.web.pages.report_room import act, day_in
from app.web.recorded import EDITION
from app.web.templating import page

router = APIRouter()
HELD_STATE = ("Ditahan: data pribadi", "danger")
STATES = {
    EditionState.BUILDING: ("Sedang disusun", "busy"),
    EditionState.READY: ("Terbit", "done"),
    EditionState.FAILED: ("Gagal disusun", "danger"),
}
Which = Annotated[int, Path(ge=1, le=9999)]


@dataclass(frozen=True, slots=True)
class Line:
    """One edition of the list."""

    edition: Edition
    title: str
    href: str
    status: str
    tone: str
    is_newest: bool
    is_held: bool = False


@router.get("/edisi", dependencies=[requires(Permission.REPORT_REVIEW), EDITION])
def show(request: Request, session: Reads, actor: SignedIn, settings: Setup, now: Now) -> Response:
    """List every edition, newest quarter first, and what was accepted since the newest."""
    found = editions(session, actor.scope)
    today = day_in(now, actor.zone)
    every = queries.periods(session, actor.scope)
    due = choose_period(every, "", today).quarter if every else None
    return page(
        request,
        "editions",
        lines=_lines(found),
        due=due,
        changed=changed_since(session, actor.scope, due, today=today, settings=settings)
        if due is not None and any(item.period.quarter == due for item in found)
        else (),
    )


def _lines(found: list[Edition]) -> list[Line]:
    seen = set()
    lines = []
    for edition in found:
        quarter = edition.period.quarter
        ready = edition.state is EditionState.READY
        held, replaced = is_held(edition), ready and quarter in seen
        status, tone = standing_of(edition)
        lines.append(
            Line(
                edition=edition,
                title=f"{quarter.label}, edisi {edition.number}",
                href=address(edition),
                status="Digantikan edisi baru" if replaced and not held else status,
                tone="" if replaced and not held else tone,
                is_newest=ready and not replaced and not held,
                is_held=held and not replaced,
            )
        )
        if ready:
            seen.add(quarter)
    return lines


def standing_of(edition: Edition) -> tuple[str, str]:
    """Say how an edition stands, with the colour of its tag."""
    return HELD_STATE if is_held(edition) else STATES[edition.state]


def is_held(edition: Edition) -> bool:
    """Tell whether an edition is ready and none of its files is given out."""
    return edition.state is EditionState.READY and edition.withheld_at is not None


def address(edition: Edition) -> str:
    """Return where an edition's progress is shown."""
    return f"/edisi/{edition.period.quarter.slug}/{edition.number}"


@router.get("/edisi/{t}/{n}", dependencies=[requires(Permission.REPORT_REVIEW), EDITION])
def show_one(request: Request, asked: QuarterDesk, session: Reads, n: Which) -> Response:
    """Show how far an edition is, that it is ready, or why it failed."""
    edition = get_edition(session, asked.actor.scope, asked.quarter, n)
    may_publish = asked.actor.may(Permission.EDITION_PUBLISH)
    return page(
        request,
        "edition",
        **_progress(edition, may_publish=may_publish),
        **_held(session, asked.actor, edition, may_publish=may_publish),
    )


def _held(
    session: ReadSession, actor: Actor, edition: Edition, *, may_publish: bool
) -> dict[str, Any]:
    """Say what of a held edition was taken out since, and which one took its place."""
    if not is_held(edition):
        return {}
    every = editions(session, actor.scope)
    newest = next(item for item in every if item.period_id == edition.period_id)
    gone = gone_from(session, actor.scope, edition)
    return {
        "gone": gone,
        "names": {
            item.region_code: get_office(session, item.region_code).display_name for item in gone
        },
        "newer": newest if newest.id != edition.id else None,
        "newer_href": address(newest),
        "may_replace": may_publish and newest.id == edition.id,
    }


@router.post(
    "/edisi/{t}/{n}/ganti", dependencies=[requires(Permission.EDITION_PUBLISH, lately=True)]
)
def replace(
    request: Request,
    asked: QuarterDesk,
    n: Which,
    settings: Setup,
    form: Form,
    send: EditionSender,
) -> Response:
    """Publish the quarter again in place of an edition that is held."""
    ids: list[int] = []

    def deed(session: WriteSession) -> str:
        held = get_edition(session, asked.actor.scope, asked.quarter, n)
        edition = commands.replace_held(
            session,
            asked.actor,
            held,
            province=settings.province,
            today=asked.today,
            now=asked.now,
        )
        ids.append(edition.id)
        return address(edition)

    answer = go(request, act(asked, form, deed), flash="Edisi pengganti mulai disusun.")
    if ids:
        answer.background = BackgroundTask(send, ids[0])
    return answer


def _progress(edition: Edition, *, may_publish: bool) -> dict[str, Any]:
    status, tone = standing_of(edition)
    return {
        "edition": edition,
        "quarter": edition.period.quarter,
        "here": address(edition),
        "standing": status,
        "tone": tone,
        "is_building": edition.state is EditionState.BUILDING,
        "is_ready": edition.state is EditionState.READY and not is_held(edition),
        "is_held": is_held(edition),
        "may_retry": may_publish and edition.state is EditionState.FAILED,
    }


@router.post("/edisi/{t}/{n}/ulang", dependencies=[requires(Permission.EDITION_PUBLISH)])
def retry(
    request: Request, asked: QuarterDesk, n: Which, form: Form, send: EditionSender
) -> Response:
    """Let a failed edition be built again."""
    ids: list[int] = []

    def deed(session: WriteSession) -> str:
        edition = get_edition(session, asked.actor.scope, asked.quarter, n)
        commands.retry(session, asked.actor, edition, asked.now)
        ids.append(edition.id)
        return address(edition)

    answer = go(request, act(asked, form, deed), flash="Edisi disusun lagi.")
    if ids:
        answer.background = BackgroundTask(send, ids[0])
    return answer
