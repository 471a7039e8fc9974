"""Style sheets, scripts and fonts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import NotFound
from app.web.answers import with_etag
from app.web.deps import public
from app.web.static_files import PREFIX, StaticFiles

router = APIRouter()
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


@router.get(PREFIX + "/{address:path}", dependencies=[public()])
def send(request: Request, address: str) -> Response:
    """Send a file; under its stamped address it may be kept for a year."""
    files: StaticFiles = request.app.state.static
    file, for_good = files.find(address)
    if file is None:
        raise NotFound
    content, headers = file.packed.for_request(request)
    cache = _FOR_GOOD if for_good else _ASK_AGAIN
    return with_etag(
        request, content, file.media_type, etag=file.etag, cache=cache, headers=headers
    )
