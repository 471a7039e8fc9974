"""Two quarters compared: two labelled maps, what changed in words, eight little maps."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import offices_of
from app.db import ReadSession
from app.errors import NotFound
from app.model.quarter import Quarter
from app.outputs.picture.draw import Look
from app.reports import queries
from app.web.deps import Now, Reads, Setup, SignedIn, requires
from app.web.pages.board import choose_period
from app.web.pages.compare_view import (
    SHOWN,
    Snapshot,
    compare,
    live_snapshots,
    published_snapshots,
)
from app.web.pages.edition_choice import edition_for
from app.web.pages.edition_files import EditionShelf, Shelf
from app.web.pages.edition_pictures import LEVELS
from app.web.pages.edition_sight import require_whole
from app.web.pages.report_room import day_in
from app.web.pictures import pictures_of
from app.web.recorded import EDITION
from app.web.templating import page

router = APIRouter()
Slug = Annotated[str, Query(max_length=12)]


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be compared: the quarters, newest first, and the one shown when none is named."""

    quarters: tuple[Quarter, ...]
    newest: Quarter

    def pick(self, text: str, otherwise: Quarter) -> Quarter:
        """Read a quarter from the address.

        Raises:
            NotFound: there is no such quarter to compare.
        """
        if not text:
            return otherwise
        for quarter in self.quarters:
            if quarter.slug == text.lower():
                return quarter
        raise NotFound


@router.get("/banding", dependencies=[requires(Permission.EDITION_READ), EDITION])
def show(  # noqa: PLR0913, PLR0917 - two quarters, and everything they are drawn from
    request: Request,
    session: Reads,
    actor: SignedIn,
    settings: Setup,
    shelf: EditionShelf,
    now: Now,
    a: Slug = "",
    b: Slug = "",
) -> Response:
    """Compare two quarters; unless named, the newest that is over with the one before."""
    require_whole(actor)
    offices = offices_of(session, settings.province)
    published = _published(session, actor, shelf)
    choice = _choice(session, actor, published, day_in(now, actor.zone))
    if choice is None:
        return page(request, "compare_nothing", live=published is None)
    after = choice.pick(b, choice.newest)
    before = choice.pick(a, after - 1)
    row = [after - back for back in reversed(range(SHOWN))]
    codes = [str(office.region_code) for office in offices]
    snapshots = published or live_snapshots(session, actor, codes, [*{*row, before}])
    two = [snapshots.get(item) or Snapshot(item, {}, 0, 0) for item in (before, after)]
    little = [snapshots[item] for item in row if item in snapshots]
    pictures = pictures_of(request)
    return page(
        request,
        "compare",
        two=[(item, _map(session, request, item)) for item in two],
        comparison=compare(two[0], two[1], offices),
        little=little,
        small=pictures.small_maps(session, [(item.quarter.label, item.values) for item in little]),
        levels=LEVELS,
        options=[{"value": item.slug, "label": item.label} for item in choice.quarters],
        live=published is None,
    )


def _published(session: ReadSession, actor: Actor, shelf: Shelf) -> dict[Quarter, Snapshot] | None:
    """Return what editions say, to those who read only editions; None to the province's people."""
    if actor.may(Permission.REPORT_REVIEW):
        return None
    edition = edition_for(session, actor, "")
    return published_snapshots(shelf.figures(edition)) if edition is not None else {}


def _choice(
    session: ReadSession,
    actor: Actor,
    published: dict[Quarter, Snapshot] | None,
    today: date,
) -> Choice | None:
    if published is not None:
        quarters = tuple(sorted(published, reverse=True))
        return Choice(quarters, quarters[0]) if quarters else None
    every = queries.periods(session, actor.scope)
    if not every:
        return None
    newest = choose_period(every, "", today).quarter
    return Choice(tuple(period.quarter for period in every), newest)


def _map(session: ReadSession, request: Request, snapshot: Snapshot) -> Markup | None:
    look = Look(title=f"Tingkat kerawanan {snapshot.quarter.label}", insets=False, defs=False)
    return pictures_of(request).province_map(session, snapshot.values, look)
