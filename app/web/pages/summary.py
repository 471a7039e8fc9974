"""The governor's summary of a quarter: downloads first, then the content of the printed report."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.reach import SENT_REPORTS
from app.access.scope import Permission
from app.editions.queries import editions, held_among
from app.outputs.summary import GUIDE, METHOD, casualties
from app.web.deps import requires
from app.web.pages import summary_view as view
from app.web.pages.edition_choice import boundary_line, edition_for, state_line, strip_of
from app.web.pages.edition_pictures import LEVELS, province_picture, series_pictures
from app.web.pages.edition_reader import EditionReader, Reader
from app.web.pages.edition_sight import require_whole
from app.web.recorded import EDITION
from app.web.templating import page

router = APIRouter()
READ = requires(Permission.EDITION_READ)


@router.get("/ringkasan", dependencies=[READ, EDITION])
def show_newest(request: Request, reader: EditionReader) -> Response:
    """Show the newest edition of all, or say what is still missing."""
    return _show(request, reader, "")


@router.get("/ringkasan/{t}", dependencies=[READ, EDITION])
def show(
    request: Request, reader: EditionReader, t: Annotated[str, Path(max_length=12)]
) -> Response:
    """Show the newest edition of a quarter."""
    return _show(request, reader, t)


def _show(request: Request, reader: Reader, t: str) -> Response:
    actor, session, shelf = reader.actor, reader.session, reader.shelf
    require_whole(actor)
    edition = edition_for(session, actor, t)
    every = editions(session, actor.scope)
    making, held = view.making(every), held_among(view.newest_ready(every))
    here = request.url.path
    if edition is None:
        may_publish = actor.may(Permission.REPORT_REVIEW)
        return page(
            request,
            "summary_nothing",
            making=making,
            held=held,
            may_publish=may_publish,
            here=here,
        )
    with request.app.state.database.within(SENT_REPORTS).read() as news:
        changed = view.changed_after(news, edition, reader.today)
    figures = shelf.figures(edition)
    potentials, events = series_pictures(figures)
    return page(
        request,
        "summary",
        here=here,
        making=making,
        held=held,
        edition=edition,
        figures=figures,
        state_line=state_line(figures),
        downloads=view.downloads(edition),
        cards=view.cards(figures),
        changed=changed,
        picture=province_picture(shelf, edition, figures, alone=True),
        levels=LEVELS,
        advice=view.advice_lines(figures),
        potentials_chart=potentials,
        events_chart=events,
        strips={item.code: strip_of(figures, item.strip) for item in figures.regencies},
        casualties=casualties(figures),
        guide=GUIDE,
        method=METHOD.format(method=figures.head.method),
        boundary_line=boundary_line(figures),
        published=view.published(every, actor.zone),
    )
