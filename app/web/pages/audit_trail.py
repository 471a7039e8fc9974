"""The audit trail, for administrators and auditors."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.access.trail import actions, trail
from app.web.deps import Reads, SignedIn, requires
from app.web.forms import clean
from app.web.templating import page
from app.web.words import ACTIONS

router = APIRouter()
Below = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@router.get("/admin/log", dependencies=[requires(Permission.AUDIT_READ)])
def show(
    request: Request,
    actor: SignedIn,
    session: Reads,
    pelaku: str = "",
    tindakan: str = "",
    sebelum: Below = None,
) -> Response:
    """Show acts, newest first, filtered by person and kind."""
    who, action = clean(pelaku)[:120], clean(tindakan)[:40]
    found = trail(session, actor, who=who, action=action, below=sebelum)
    chosen = {"pelaku": who, "tindakan": action}
    kept = {name: value for name, value in chosen.items() if value}
    older = f"/admin/log?{urlencode(kept | {'sebelum': found.older})}" if found.older else ""
    return page(
        request,
        "audit_trail",
        events=found.events,
        older=older,
        newest=f"/admin/log?{urlencode(kept)}" if sebelum else "",
        chosen=chosen,
        labels=ACTIONS,
        options=[
            {"value": code, "label": ACTIONS.get(code, code)} for code in actions(session, actor)
        ],
    )
