"""A report on paper: its covering letter, its tables and its map as one PDF."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.access.quotas import Work
from app.access.scope import Permission
from app.web.deps import Setup, requires
from app.web.pages.report_room import AskedReport, Files
from app.web.pages.upload import download
from app.web.recorded import PAPER
from app.web.taking import spends

router = APIRouter()
Version = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get(
    "/laporan/{t}/surat.pdf",
    dependencies=[requires(Permission.REPORT_READ), spends(Work.PAPER), PAPER],
)
def show_pdf(asked: AskedReport, settings: Setup, files: Files, versi: Version = 0) -> Response:
    """Give a version this reader may see, the newest unless one is named; a draft says it is."""
    # The typesetter takes half a second to load: only this address pays for it.
    from app.outputs.documents.render import render_report  # noqa: PLC0415
    from app.outputs.report_paper import PaperCopy, report_document  # noqa: PLC0415

    with asked.store.read() as session:
        revision = asked.room(session, versi or None).shown()
        copy = PaperCopy(at_home=asked.actor.is_regency, now=asked.now)
        document = report_document(session, revision, settings, files, copy)
        name = f"laporan-{revision.report.report_no}-v{revision.number}.pdf"
    return download(render_report(document), "application/pdf", name)
