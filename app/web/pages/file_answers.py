"""Giving officers' files: our own re-drawn photos to look at, everything else only to be saved."""

from __future__ import annotations

from starlette.responses import Response

from app.intake.attached import IMAGES, JPEG
from app.web.pages.upload import download

# Whatever a browser makes of the bytes: no script, no form, no request from it.
ISOLATED = {"content-security-policy": "default-src 'none'; sandbox"}
_PICTURE_SECONDS = 3600


def give_file(content: bytes, media_type: str, file_name: str) -> Response:
    """Answer with a file; a photo is shown, because its bytes were written by us."""
    if media_type in IMAGES:
        return Response(content, media_type=media_type, headers=ISOLATED)
    answer = download(content, media_type, file_name)
    answer.headers.update(ISOLATED)
    return answer


def give_small_picture(content: bytes) -> Response:
    """Answer with the small picture of a photo, kept for an hour: it never changes."""
    headers = {**ISOLATED, "cache-control": f"private, max-age={_PICTURE_SECONDS}"}
    return Response(content, media_type=JPEG, headers=headers)
