"""The page of one review: what of the report is shown, and for which version a form was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.datastructures import FormData

from app.areas.queries import get_office
from app.errors import Conflict, NotFound
from app.model.report import State
from app.reports import queries
from app.web.forms import Errors, Fields
from app.web.pages.enclosure_view import files_of
from app.web.pages.entry_place import place_map
from app.web.pages.report_room import check_version
from app.web.pages.review_desk import desk_of
from app.web.pages.review_entry import around, items_of, sheet_of
from app.web.pages.review_words import view_words
from app.web.pictures import pictures_of
from app.web.templating import page

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.responses import Response

    from app.db import ReadSession, WriteSession
    from app.model.report import Revision
    from app.reports.compare import Pair
    from app.settings import Settings
    from app.web.pages.entry_place import PlaceMap
    from app.web.pages.report_room import Asked
    from app.web.pages.review_desk import ReviewDesk
    from app.web.pages.review_entry import Sheet

LAST_QUARTER = "triwulan"


@dataclass(frozen=True, slots=True)
class View:
    """What of the report is shown: which entry, which version, which question is open.

    `lost` when somebody else has the report by now: what was typed is shown to be copied.
    """

    entry: str = ""
    number: int = 0
    about: str = ""
    deciding: str = ""
    against: str = ""
    lost: bool = False


def standing(session: WriteSession, asked: Asked, form: Fields) -> Revision:
    """Return the version the form was made for, if it is still as it was seen.

    Raises:
        Conflict: it was decided, withdrawn or sent anew meanwhile.
    """
    number = form.text("nomor")
    if not (number.isascii() and number.isdigit() and len(number) <= 4):
        raise NotFound
    scope = asked.actor.scope
    revision = queries.get_revision(session, scope, asked.quarter, asked.region_code, int(number))
    check_version(revision, form)
    return revision


def mine(session: WriteSession, asked: Asked, form: Fields) -> Revision:
    """Return the version, if this person has its review in hand.

    Raises:
        Conflict: somebody else has.
    """
    revision = standing(session, asked, form)
    if revision.state is State.DITELAAH and revision.reviewer_id != asked.actor.user_id:
        name = revision.reviewer.name if revision.reviewer else "orang lain"
        raise Conflict(f"Laporan ini sedang ditelaah {name}. Perubahan Anda belum disimpan.")
    return revision


def name_of(asked: Asked) -> str:
    """Return the name of the regency whose report it is."""
    with asked.store.read() as session:
        return get_office(session, asked.region_code).display_name


def address(asked: Asked, *, entri: str = "", anchor: str = "") -> str:
    """Return where the review goes on."""
    query = f"?{urlencode({'entri': entri})}" if entri else ""
    path = f"/verifikasi/{asked.quarter.slug}/{asked.region_code}"
    return f"{path}{query}{'#' + anchor if anchor else ''}"


def render(
    request: Request,
    asked: Asked,
    settings: Settings,
    view: View,
    errors: Errors | None = None,
    typed: Fields | None = None,
) -> Response:
    """Show the report with what was typed and what is wrong with it."""
    with asked.store.read() as session:
        required = settings.letter_required
        desk = desk_of(session, asked, view.number or None, letter_required=required)
        shown = _shown(desk, view)
        return page(
            request,
            "review",
            status=(409 if view.lost else 422) if errors else 200,
            view=view,
            desk=desk,
            errors=errors or Errors(),
            typed=typed or Fields(FormData()),
            place=_place(request, session, desk, shown["sheet"]),
            files=files_of(session, desk.room, everything=True),
            **shown,
        )


def _place(
    request: Request, session: ReadSession, desk: ReviewDesk, sheet: Sheet | None
) -> PlaceMap | None:
    if sheet is None:
        return None
    name = desk.room.office.display_name
    return place_map(session, pictures_of(request), sheet.entry, desk.names, name)


def _shown(desk: ReviewDesk, view: View) -> dict[str, Any]:
    """Return the list on the left and the entry on the right; without a choice, the first."""
    path = f"/verifikasi/{desk.room.quarter.slug}/{desk.room.asked.region_code}?"
    if view.number:
        path += f"versi={view.number}&"
    by_version = desk.diff is not None and view.against != LAST_QUARTER
    here = path if by_version or desk.diff is None else f"{path}banding={LAST_QUARTER}&"
    items = items_of(desk.pairs, desk.names, desk.notes, desk.since, path=here)
    chosen = desk.find(view.entry or (items[0].key if items else ""), by_version=by_version)
    if view.entry and chosen is None:
        raise NotFound
    sheet = _sheet(desk, chosen, by_version=by_version) if chosen else None
    return {
        "path": path,
        "here": here,
        "items": items,
        "sheet": sheet,
        "by_version": by_version,
        "around": around(items, sheet),
    } | view_words(desk, sheet)


def _sheet(desk: ReviewDesk, pair: Pair, *, by_version: bool) -> Sheet:
    quarter = desk.room.quarter
    columns = (quarter.label, (quarter - 1).label)
    if by_version and desk.diff is not None:
        columns = (f"Versi {desk.revision.number}", f"Versi {desk.diff.older.number}")
    return sheet_of(pair, desk.names, desk.room.office.zone, desk.notes, columns=columns)
