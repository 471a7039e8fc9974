"""The audit trail, for administrators and auditors: acts, who saw what, and both as files."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.access.trail import TrailPage, Wanted, actions, exported, trail
from app.audit import inspection
from app.errors import NotFound
from app.outputs.trail_export import MEDIA_TYPES, OUTCOMES, write_file
from app.web.deps import Now, Reads, SignedIn, requires
from app.web.forms import clean, date_of
from app.web.pages.upload import download
from app.web.recorded import TRAIL, TRAIL_FILE, tell
from app.web.templating import page
from app.web.words import ACTIONS

router = APIRouter()
READ = requires(Permission.AUDIT_READ)
LOG, SEEN = "/admin/log", "/admin/log/penglihat"
Below = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
Kind = Annotated[str, Path(max_length=5)]
_FIELDS = ("pelaku", "tindakan", "hal", "wilayah", "dari", "sampai")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed into the filter, as it is shown again; `errors` by field."""

    typed: dict[str, str]
    wanted: Wanted
    errors: dict[str, str]

    def address(self, path: str, **more: Any) -> str:
        """Return an address with the same filter."""
        kept = {name: value for name, value in self.typed.items() if value}
        query = urlencode(kept | {name: value for name, value in more.items() if value})
        return f"{path}?{query}" if query else path


def _asked(request: Request, actor: SignedIn) -> Asked:
    typed = {name: clean(request.query_params.get(name, ""))[:120] for name in _FIELDS}
    days = {name: date_of(typed[name]) for name in ("dari", "sampai") if typed[name]}
    unreadable = "Tulis tanggal seperti 17/08/2026."
    errors = {name: unreadable if days.get(name, 0) is None else "" for name in _FIELDS}
    last = days.get("sampai")
    wanted = Wanted(
        who=typed["pelaku"],
        action=typed["tindakan"],
        subject=typed["hal"],
        region_code=typed["wilayah"],
        since=_start(days.get("dari"), actor),
        until=_start(last + timedelta(days=1) if last and last < date.max else None, actor),
        only_seen=request.url.path.startswith(SEEN),
    )
    return Asked(typed, wanted, errors)


def _start(day: date | None, actor: Actor) -> datetime | None:
    if day is None or day.year < 2000:
        return None
    return datetime.combine(day, time.min, ZoneInfo(actor.zone)).astimezone(UTC)


Filter = Annotated[Asked, Depends(_asked)]


@router.get(LOG, dependencies=[READ, TRAIL])
def show(
    request: Request, actor: SignedIn, session: Reads, asked: Filter, sebelum: Below = None
) -> Response:
    """Show acts, newest first, filtered by person, thing, kind, regency and day."""
    found = trail(session, actor, asked.wanted, below=sebelum)
    kinds = [{"value": code, "label": ACTIONS.get(code, code)} for code in actions(session, actor)]
    view = _view(LOG, asked, found, sebelum)
    checked = inspection.last_check(session)
    return page(request, "audit_trail", options=kinds, checked=checked, **view)


@router.get(SEEN, dependencies=[READ, TRAIL])
def show_seen(
    request: Request, actor: SignedIn, session: Reads, asked: Filter, sebelum: Below = None
) -> Response:
    """Show who read, downloaded or was refused something."""
    found = trail(session, actor, asked.wanted, below=sebelum)
    return page(request, "audit_seen", **_view(SEEN, asked, found, sebelum))


def _view(path: str, asked: Asked, found: TrailPage, below: int | None) -> dict[str, Any]:
    return {
        "events": found.events,
        "older": asked.address(path, sebelum=found.older) if found.older else "",
        "newest": asked.address(path) if below else "",
        "chosen": asked.typed,
        "errors": asked.errors,
        "labels": ACTIONS,
        "outcomes": OUTCOMES,
        "files": [(kind, asked.address(f"{path}/unduh/{kind}")) for kind in MEDIA_TYPES],
    }


@router.get(LOG + "/unduh/{bentuk}", dependencies=[READ, TRAIL_FILE])
def give(
    request: Request, actor: SignedIn, session: Reads, asked: Filter, bentuk: Kind, now: Now
) -> Response:
    """Give the filtered trail as a file."""
    return _file(request, session, actor, asked, bentuk, f"log-{now:%Y%m%d}")


@router.get(SEEN + "/unduh/{bentuk}", dependencies=[READ, TRAIL_FILE])
def give_seen(
    request: Request, actor: SignedIn, session: Reads, asked: Filter, bentuk: Kind, now: Now
) -> Response:
    """Give who saw what as a file."""
    return _file(request, session, actor, asked, bentuk, f"penglihat-{now:%Y%m%d}")


def _file(
    request: Request, session: Reads, actor: Actor, asked: Asked, kind: str, name: str
) -> Response:
    if kind not in MEDIA_TYPES:
        raise NotFound
    target = io.BytesIO()
    rows = exported(session, actor, asked.wanted)
    tell(request, baris=write_file(target, kind, rows, ACTIONS, actor.zone))
    return download(target.getvalue(), MEDIA_TYPES[kind], f"{name}.{kind}")
