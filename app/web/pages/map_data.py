"""What the map's program fetches: itself, shapes, and the values one person may see."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import boundary_sets
from app.editions.queries import get_edition
from app.errors import NotFound
from app.outputs.figures_map import province_map
from app.outputs.map_files import values_file
from app.web.answers import with_etag
from app.web.deps import Reads, requires
from app.web.pages.edition_choice import quarter_in
from app.web.pages.edition_files import EditionShelf, Shelf, artefact_of
from app.web.pages.edition_reader import EditionReader
from app.web.pages.live_map import VALUES, values_stamp
from app.web.recorded import EDITION

router = APIRouter()
READ = requires(Permission.EDITION_READ)
JSON, SCRIPT = "application/json", "text/javascript; charset=utf-8"
# Private: what lies behind the sign-in is kept by this browser only, and signing out clears it.
_FOR_GOOD = "private, max-age=31536000, immutable"
_ASK_AGAIN = "private, no-cache"
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Stamp = Annotated[str, Query(alias="v", max_length=40)]


@router.get("/peta/program/{sha256}.js", dependencies=[READ])
def send_program(request: Request, shelf: EditionShelf, sha256: Sha256) -> Response:
    """Send the program of the map; its name says its content, so it may be kept for good."""
    program = shelf.program()
    if program is None or program.sha256 != sha256:
        raise NotFound
    return _send(request, shelf, sha256, SCRIPT, _FOR_GOOD)


@router.get("/peta/geometri/{sha256}.json", dependencies=[READ])
def send_geometry(
    request: Request, session: Reads, shelf: EditionShelf, sha256: Sha256
) -> Response:
    """Send shapes of a boundary set; the same for every edition made with that set."""
    if not shelf.is_map_data(sha256, boundary_sets(session)):
        raise NotFound
    return _send(request, shelf, sha256, JSON, _FOR_GOOD)


@router.get("/peta/{t}/nilai.json", dependencies=[READ, EDITION])
def send_values(request: Request, reader: EditionReader, t: str, stamp: Stamp = "") -> Response:
    """Send the values of the province; an officer gets the symbols of the own regency only."""
    edition = get_edition(reader.session, reader.actor.scope, quarter_in(t), None)
    sight, shelf = reader.sight, reader.shelf
    cache = _FOR_GOOD if stamp == values_stamp(edition, sight) else _ASK_AGAIN
    if sight.is_whole:
        return _send(request, shelf, artefact_of(edition, VALUES).sha256, JSON, cache)
    content = values_file(province_map(sight.seen(shelf.figures(edition))))
    return with_etag(request, content, JSON, cache=cache)


@router.get("/peta/{t}/{kode}/nilai.json", dependencies=[READ, EDITION])
def send_regency_values(
    request: Request, reader: EditionReader, t: str, kode: str, stamp: Stamp = ""
) -> Response:
    """Send the values of one regency's kecamatan; other regencies do not exist for an officer."""
    sight = reader.sight
    if not sight.covers(kode):
        raise NotFound
    edition = get_edition(reader.session, reader.actor.scope, quarter_in(t), None)
    kept = artefact_of(edition, f"{VALUES}-{kode}")
    cache = _FOR_GOOD if stamp == values_stamp(edition, sight, kode) else _ASK_AGAIN
    return _send(request, reader.shelf, kept.sha256, JSON, cache)


def _send(request: Request, shelf: Shelf, sha256: str, media_type: str, cache: str) -> Response:
    content, headers = shelf.packed(sha256).for_request(request)
    return with_etag(request, content, media_type, etag=sha256[:20], cache=cache, headers=headers)
