"""Two versions of one report beside each other: what was put in, taken out and changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.errors import NotFound
from app.model.report import Revision, State
from app.model.vocabulary import VERSION_STATE
from app.web.deps import Reads, requires
from app.web.pages.report_room import AskedReport, Room
from app.web.pages.version_diff import diff_of
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
Number = Annotated[int, Query(ge=0, le=9999)]
_AT_ONCE = 40  # entries told in full on one page
PageNumber = Annotated[int, Query(alias="halaman", ge=1, le=9999)]


@router.get("/laporan/{t}/versi", dependencies=[requires(Permission.REPORT_READ), REPORT])
def show(
    request: Request,
    session: Reads,
    asked: AskedReport,
    a: Number = 0,
    b: Number = 0,
    page_number: PageNumber = 1,
) -> Response:
    """Show what differs; unless named, the newest version and the one before it."""
    room = asked.room(session)
    older, newer = _chosen(room, a, b)
    options = [{"value": str(item.number), "label": version_words(item)} for item in room.seen]
    if older is None:
        return page(request, "version_compare", room=room, newer=newer, diff=None, options=options)
    diff = diff_of(session, room, older, newer)
    pages = max(1, -(-len(diff.entries) // _AT_ONCE))
    if page_number > pages:
        raise NotFound
    start = (page_number - 1) * _AT_ONCE
    return page(
        request,
        "version_compare",
        room=room,
        newer=newer,
        diff=diff,
        shown=diff.entries[start : start + _AT_ONCE],
        options=options,
        words=(version_words(older), version_words(newer)),
        pages=_pages(asked.path("versi"), (older.number, newer.number), page_number, pages),
    )


def version_words(revision: Revision) -> str:
    """Name a version with its state."""
    return f"Versi {revision.number}, {VERSION_STATE.label_of(revision.state).lower()}"


def compare_address(room: Room, a: int, b: int) -> str:
    """Return where two versions are compared."""
    address = room.path("versi")
    return f"{address}{'&' if '?' in address else '?'}a={a}&b={b}"


def _chosen(room: Room, a: int, b: int) -> tuple[Revision | None, Revision]:
    """Return the two versions named, else the newest and the last one sent before it.

    Raises:
        NotFound: there is no version, or one of those named is not for this reader.
    """
    seen = {item.number: item for item in room.seen}
    if not seen:
        raise NotFound
    newer = seen.get(b or max(seen))
    before = [item for item in room.seen if newer is not None and item.number < newer.number]
    kept = [item for item in before if item.state is not State.DITARIK] or before
    older = seen.get(a) if a else (kept[-1] if kept else None)
    if newer is None or (a and older is None):
        raise NotFound
    return older, newer


def _pages(
    address: str, numbers: tuple[int, int], current: int, count: int
) -> list[dict[str, object]]:
    query = f"{'&' if '?' in address else '?'}a={numbers[0]}&b={numbers[1]}&halaman="
    return [
        {"label": number, "href": f"{address}{query}{number}", "current": number == current}
        for number in range(1, count + 1)
    ]
