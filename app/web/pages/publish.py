"""The composer: what the edition will say, what the province adds, and the button to publish."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.editions import commands
from app.editions.queries import editions
from app.errors import Invalid, NotFound
from app.model.edition import Edition, EditionState
from app.outputs.figures import live_figures
from app.reports import queries
from app.settings import Settings
from app.web.answers import go
from app.web.deps import EditionSender, Now, Setup, SignedIn, Store, requires
from app.web.forms import Errors, Form
from app.web.pages.board import choose_period
from app.web.pages.edition_pictures import LEVELS
from app.web.pages.editions_list import address, is_held
from app.web.pages.province_room import QuarterDesk
from app.web.pages.publish_form import Composed, check, proposed, read
from app.web.pages.report_room import Asked, act, day_in
from app.web.recorded import REPORT_LIST
from app.web.templating import page

router = APIRouter()


@router.get("/edisi/susun", dependencies=[requires(Permission.REPORT_REVIEW), REPORT_LIST])
def show(
    request: Request,
    actor: SignedIn,
    store: Store,
    settings: Setup,
    now: Now,
    t: Annotated[str, Query(max_length=12)] = "",
) -> Response:
    """Show the composer of the quarter named, else of the newest that is over."""
    with store.read() as session:
        every = queries.periods(session, actor.scope)
        if not every:
            raise NotFound
        quarter = choose_period(every, t, day_in(now, actor.zone)).quarter
    return _composer(request, Asked(quarter, "", actor, store, now), settings)


@router.post("/edisi/{t}/susun", dependencies=[requires(Permission.EDITION_PUBLISH, lately=True)])
def publish(
    request: Request, asked: QuarterDesk, settings: Setup, form: Form, send: EditionSender
) -> Response:
    """Publish the quarter; the files are made in the background once this is committed."""
    composed = read(form)
    errors = check(composed, asked.quarter.last_day)
    if errors:
        return _composer(request, asked, settings, composed, errors)
    ids: list[int] = []

    def deed(session: WriteSession) -> str:
        edition = commands.publish(
            session,
            asked.actor,
            asked.quarter,
            attention=composed.points,
            recommendations=composed.recommendations(),
            province=settings.province,
            today=asked.today,
            now=asked.now,
        )
        ids.append(edition.id)
        return address(edition)

    try:
        answer = go(request, act(asked, form, deed), flash="Edisi dibekukan dan mulai disusun.")
    except Invalid as refusal:
        errors = Errors({"terbit": refusal.sentence})
        return _composer(request, asked, settings, composed, errors)
    if ids:
        answer.background = BackgroundTask(send, ids[0])
    return answer


def _composer(
    request: Request,
    asked: Asked,
    settings: Settings,
    composed: Composed | None = None,
    errors: Errors | None = None,
) -> Response:
    actor = asked.actor
    with asked.store.read() as session:
        figures = live_figures(
            session, actor.scope, asked.quarter, today=asked.today, settings=settings
        )
        own = _own_editions(session, asked)
        busy = next((item for item in own if item.state is not EditionState.READY), None)
        return page(
            request,
            "compose",
            status=422 if errors else 200,
            quarter=asked.quarter,
            figures=figures,
            levels=LEVELS,
            number=own[0].number + 1 if own else 1,
            held=own[0] if own and is_held(own[0]) else None,
            busy=busy,
            busy_href=address(busy) if busy is not None else "",
            waiting=queries.count_waiting(session, actor.scope),
            composed=composed or proposed(figures, own[0] if own else None),
            errors=errors or Errors(),
            may_publish=actor.may(Permission.EDITION_PUBLISH),
        )


def _own_editions(session: ReadSession, asked: Asked) -> list[Edition]:
    """Return the editions of the quarter, newest first."""
    every = editions(session, asked.actor.scope)
    return [item for item in every if item.period.quarter == asked.quarter]
