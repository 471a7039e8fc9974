"""The map of the province: drawn picture first, the interactive map in its place, then a table."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.editions.queries import held_among, newest_editions, ready_quarters
from app.web.deps import requires
from app.web.pages.edition_choice import (
    boundary_line,
    edition_for,
    quarter_links,
    state_line,
    strip_of,
)
from app.web.pages.edition_pictures import LEVELS, province_picture
from app.web.pages.edition_reader import EditionReader
from app.web.pages.live_map import province_live
from app.web.recorded import EDITION
from app.web.templating import page

router = APIRouter()


@router.get("/peta", dependencies=[requires(Permission.EDITION_READ), EDITION])
def show(
    request: Request,
    reader: EditionReader,
    t: Annotated[str, Query(max_length=12)] = "",
) -> Response:
    """Show the newest edition of a quarter, of the newest quarter when none is named."""
    actor, session, shelf = reader.actor, reader.session, reader.shelf
    edition = edition_for(session, actor, t)
    newest = newest_editions(session, actor.scope)
    if edition is None:
        may_publish = actor.may(Permission.REPORT_REVIEW)
        held = held_among(newest)
        return page(request, "map_nothing", may_publish=may_publish, held=held)
    sight = reader.sight
    figures = sight.seen(shelf.figures(edition))
    quarter = edition.period.quarter
    static = request.app.state.static
    return page(
        request,
        "map",
        edition=edition,
        held=held_among(newest),
        figures=figures,
        sight=sight,
        levels=LEVELS,
        strips={item.code: strip_of(figures, item.strip) for item in figures.regencies},
        state_line=state_line(figures),
        boundary_line=boundary_line(figures),
        quarters=quarter_links(ready_quarters(newest), quarter, "/peta"),
        compare_href="/banding" if sight.is_whole else "",
        summary_href=f"/ringkasan/{quarter.slug}" if sight.is_whole else "",
        picture=province_picture(shelf, edition, figures, own=sight.own),
        live=province_live(static, reader, edition, figures.head.province_code),
    )
