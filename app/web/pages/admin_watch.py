"""What the virus scanner found, and how much of the day's limits is used; lifting one."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import quotas
from app.access.quotas import Work, allowance
from app.access.scope import Permission
from app.areas.queries import names_of
from app.model.area_code import AreaCode
from app.scanning.verdicts import counted, troubled
from app.web.answers import go
from app.web.deps import Id, Now, Reads, Setup, SignedIn, Writes, requires
from app.web.forms import Form
from app.web.once import already, remember
from app.web.scanned import Scans
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.USER_MANAGE)
HERE = "/admin/pengaman"


@router.get(HERE, dependencies=[MANAGE])
def show(request: Request, actor: SignedIn, session: Reads, settings: Setup, now: Now) -> Response:
    """Show what was found or could not be scanned, and who used how much today."""
    rows = troubled(session)
    used = quotas.used_today(session, now)
    holders = [use.holder.removeprefix("daerah:") for use, _ in used]
    codes = {row.region_code for row in rows if row.region_code} | set(holders)
    names = names_of(session, [AreaCode(code) for code in codes if not code.startswith("orang:")])
    scans = Scans({row.sha256: row for row in rows}, actor.zone)
    return page(
        request,
        "admin_watch",
        policy=settings.scanner_policy,
        counts=counted(session),
        found=[
            {
                "scan": scans.of(row.sha256),
                "from": names.get(AreaCode(row.region_code), row.region_code) or "Provinsi",
                "sha256": row.sha256,
            }
            for row in rows
        ],
        used=[
            {
                "id": use.id,
                "who": person or names.get(AreaCode(holder), holder),
                "thing": Work(use.kind).thing,
                "counted": use.used - use.forgiven,
                "forgiven": use.forgiven,
                "limit": _limit(settings, Work(use.kind), is_person=bool(person)),
            }
            for (use, person), holder in zip(used, holders, strict=True)
        ],
    )


def _limit(settings: Setup, work: Work, *, is_person: bool) -> int:
    allowed = allowance(settings, work)
    return allowed.person if is_person else allowed.region


@router.post(HERE + "/{quota_id}/longgarkan", dependencies=[MANAGE])
def lift(
    request: Request, quota_id: Id, fields: Form, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Let a person or a regency begin anew today."""
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier)
    quotas.lift(session, actor, quota_id, now)
    location = remember(session, actor, fields.key, fields.sha256, HERE)
    return go(request, location, flash="Batas hari ini dilonggarkan: hitungannya mulai dari nol.")
