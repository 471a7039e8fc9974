"""The retention schedule, what is past its time today, and the last run; read only."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.retention.running import due, last_run
from app.retention.schedule import YEAR, Line
from app.web.deps import Now, Reads, Setup, requires
from app.web.templating import page

router = APIRouter()
HERE = "/admin/retensi"


@router.get(HERE, dependencies=[requires(Permission.AUDIT_READ)])
def show(request: Request, session: Reads, settings: Setup, now: Now) -> Response:
    """Show every line of the schedule; the command on the server carries it out."""
    newest = last_run(session)
    return page(
        request,
        "admin_retention",
        lines=[
            {
                "label": item.line.label,
                "kept": kept_words(item.line),
                "since": item.line.since,
                "basis": item.line.basis,
                "ending": item.line.ending.value,
                "then": item.line.then,
                "count": item.count,
                "counted": item.line.finder is not None,
                "oldest": item.oldest,
                "goes": item.goes,
            }
            for item in due(session, now)
        ],
        newest=newest,
        gone=sum(newest.details["jumlah"].values()) if newest is not None else 0,
        runs_itself=settings.retention_runs,
    )


def kept_words(line: Line) -> str:
    """Write how long a kind is kept, in the largest unit that fits."""
    if not line.kept:
        return "tidak disimpan"
    if line.kept % YEAR == YEAR * 0:
        return f"{line.kept // YEAR} tahun"
    if line.kept.days:
        return f"{line.kept.days} hari"
    return f"{line.kept.seconds // 3600} jam"
