"""A receipt for a workbook that came in, signed so that it holds without the portal (P5)."""

import json

from fastapi import APIRouter
from starlette.responses import Response

from app.access.scope import Permission
from app.errors import NotFound
from app.model.report import Upload
from app.reports.history import uploads_of
from app.signing import Keyring
from app.web.deps import Id, Reads, Setup, requires
from app.web.pages.report_room import Asked, AskedReport
from app.web.pages.upload import download
from app.web.recorded import UPLOAD_RECEIPT

router = APIRouter()


@router.get(
    "/laporan/{t}/berkas/{number}/tanda-terima",
    dependencies=[requires(Permission.REPORT_READ), UPLOAD_RECEIPT],
)
def receipt(session: Reads, asked: AskedReport, settings: Setup, number: Id) -> Response:
    """Give the receipt as JSON; whoever has the public key can check it without the portal.

    The row is read here, so file and row are durable by now.
    """
    seen = asked.room(session).seen
    for upload in uploads_of(session, asked.actor.scope, seen):
        if upload.id == number:
            signed = Keyring(settings.keys).sign(_told(asked, upload, settings.base_url))
            text = json.dumps(signed, ensure_ascii=False, indent=2)
            name = f"tanda-terima-berkas-{number}.json"
            return download(f"{text}\n".encode(), "application/json", name)
    raise NotFound


def _told(asked: Asked, upload: Upload, portal: str) -> dict[str, str | int]:
    """What the portal vouches for: this file, of this report, came in whole at this moment."""
    return {
        "jenis": "tanda-terima-berkas",
        "portal": portal,
        "wilayah": asked.region_code,
        "triwulan": asked.quarter.code,
        "nomor": upload.id,
        "berkas": upload.file_name,
        "ukuran": upload.size_bytes,
        "sha256": upload.file_sha256,
        "waktu": upload.uploaded_at.isoformat(timespec="seconds"),
    }
