"""A file in small pieces: how much of it is here, and the next piece (ADR 28).

The form itself is sent as ever afterwards; it names the file by its SHA-256 instead of holding it.
Answers are JSON for `kiriman.js`: `ada` is how many bytes are here, `pesan` a sentence if any.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.access.scope import Permission
from app.errors import Invalid, PortalError, TooLarge
from app.intake.arrivals import MOST_PIECE, Arrivals, OutOfStep
from app.web.deps import Setup, SignedIn, requires

router = APIRouter()
HERE = "/kiriman/{sha256}"
RULE = requires(Permission.REPORT_DRAFT)
Size = Annotated[int, Query(alias="ukuran", ge=1, le=2**31 - 1)]
Offset = Annotated[int, Query(alias="mulai", ge=0, le=2**31 - 1)]


class _Piece:
    """The body as it comes."""

    async def __call__(self, request: Request) -> bytes:
        """Read no more than a piece may be; a broken connection ends the request.

        Raises:
            TooLarge: more than that.
            Invalid: the line broke; nobody is left to read the answer.
        """
        pieces, size = [], 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > MOST_PIECE:
                    raise TooLarge("Bagian berkas terlalu besar.")
                pieces.append(part)
        except ClientDisconnect:
            raise Invalid("Sambungan terputus sebelum bagian ini sampai.") from None
        return b"".join(pieces)


@router.get(HERE, dependencies=[RULE])
def how_far(sha256: str, actor: SignedIn, settings: Setup) -> Response:
    """Say how many bytes of a file are here."""
    return JSONResponse({"ada": Arrivals(settings.data, actor.user_id).offset(sha256)})


@router.post(HERE, dependencies=[RULE])
def take(
    sha256: str,
    actor: SignedIn,
    settings: Setup,
    ukuran: Size,
    mulai: Offset,
    piece: Annotated[bytes, Depends(_Piece())],
) -> Response:
    """Take the next piece."""
    arrivals = Arrivals(settings.data, actor.user_id)
    limit = max(settings.upload_limit_bytes, settings.attachment_limit_bytes)
    try:
        if ukuran > limit:
            raise TooLarge(f"Berkas lebih dari {limit // 1024 // 1024} MB. Perkecil lalu ulangi.")
        return JSONResponse({"ada": arrivals.add(sha256, ukuran, mulai, piece)})
    except OutOfStep as refusal:
        return JSONResponse({"ada": refusal.offset}, status_code=refusal.status)
    except PortalError as refusal:
        return JSONResponse({"pesan": refusal.sentence}, status_code=refusal.status)
