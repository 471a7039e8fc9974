"""The workbook made for a regency and quarter."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.quotas import Work
from app.access.scope import Permission
from app.intake.template import build_template
from app.reports.carried import template_request
from app.reports.template_taken import note_taken
from app.web.deps import requires
from app.web.pages.report_room import AskedReport
from app.web.pages.upload import XLSX, download
from app.web.recorded import TEMPLATE
from app.web.taking import spends

router = APIRouter()


@router.get(
    "/laporan/{t}/templat.xlsx",
    dependencies=[requires(Permission.REPORT_READ), spends(Work.EXPORT), TEMPLATE],
)
def show(request: Request, asked: AskedReport) -> Response:
    """Give the workbook; reading first, so that no connection waits while it is written."""
    with asked.store.read() as session:
        code = asked.room(session).office.region_code
        wanted = template_request(
            session, asked.actor.scope, asked.quarter, code, request.app.state.key
        )
    with asked.store.write() as session:
        note_taken(session, asked.actor, asked.quarter, code, asked.now)
    name = f"templat-{asked.quarter.slug}-{code.replace('.', '')}.xlsx"
    return download(build_template(wanted), XLSX, name)
