"""The page of one regency or city: kecamatan map, index, entries, past reports, contact."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import get_office
from app.editions.queries import held_among, newest_editions
from app.errors import NotFound
from app.web.deps import requires
from app.web.pages import region_view as view
from app.web.pages.edition_choice import boundary_line, edition_for, strip_of
from app.web.pages.edition_pictures import LEVELS, regency_picture
from app.web.pages.edition_reader import EditionReader
from app.web.pages.live_map import regency_live
from app.web.recorded import EDITION
from app.web.templating import page

router = APIRouter()


@router.get("/wilayah/{kode}", dependencies=[requires(Permission.EDITION_READ), EDITION])
def show(
    request: Request,
    reader: EditionReader,
    kode: Annotated[str, Path(max_length=13)],
    t: Annotated[str, Query(max_length=12)] = "",
) -> Response:
    """Show a regency in the newest edition, or in a quarter's; of a neighbour the levels only."""
    actor, session, sight = reader.actor, reader.session, reader.sight
    office = get_office(session, kode)
    edition = edition_for(session, actor, t)
    if edition is None:
        held = held_among(newest_editions(session, actor.scope))
        return page(request, "region_nothing", office=office, held=held)
    figures = sight.seen(reader.shelf.figures(edition))
    regency = figures.regency(kode)
    if regency is None:
        raise NotFound
    whole, may_read = sight.covers(kode), actor.scope.covers(kode)
    entries = view.published_entries(figures, kode) if whole else []
    if may_read:
        entries = view.own_entries(session, edition, kode)
    districts = figures.districts_of(kode)
    return page(
        request,
        "region",
        edition=edition,
        held=held_among(newest_editions(session, actor.scope)),
        figures=figures,
        regency=regency,
        office=office,
        whole=whole,
        may_read=may_read,
        levels=LEVELS,
        parts=view.index_parts(regency),
        strip=strip_of(figures, regency.strip),
        districts=sorted(districts, key=lambda item: (-item.level.rank, item.name)),
        strips={item.code: strip_of(figures, item.strip) for item in districts},
        entries=entries,
        reports=view.past_reports(session, actor, kode, reader.today),
        boundary_line=boundary_line(figures),
        picture=regency_picture(reader.shelf, edition, figures, kode, whole=whole),
        live=regency_live(request.app.state.static, reader, edition, kode),
    )
