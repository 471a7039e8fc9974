"""Boundary sets: which is in force, and how to load the official one."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import boundary_sets, find_boundary_set
from app.web.deps import Reads, SignedIn, requires
from app.web.templating import page

router = APIRouter()


@router.get("/admin/wilayah", dependencies=[requires(Permission.BOUNDARY_LOAD)])
def show(request: Request, actor: SignedIn, session: Reads) -> Response:
    """List the boundary sets."""
    actor.require(Permission.BOUNDARY_LOAD)
    active = find_boundary_set(session)
    return page(
        request,
        "admin_boundaries",
        sets=boundary_sets(session),
        active_id=active.id if active else None,
    )
