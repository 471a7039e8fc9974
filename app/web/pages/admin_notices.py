"""What mail went out, when, to whom and how it went; a mail to try the server."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.errors import Invalid
from app.mail import ledger
from app.model.notice import NoticeState
from app.web.answers import go
from app.web.deps import Id, Now, Reads, Setup, SignedIn, Writes, requires
from app.web.forms import Form
from app.web.once import already, remember
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.NOTICE_MANAGE)
HERE = "/admin/pemberitahuan"
Below = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
TONES = {
    NoticeState.MENUNGGU: "busy",
    NoticeState.MENGIRIM: "busy",
    NoticeState.TERKIRIM: "done",
    NoticeState.TIDAK_PASTI: "caution",
    NoticeState.GAGAL: "danger",
    NoticeState.BATAL: "",
}


@router.get(HERE, dependencies=[MANAGE])
def show(
    request: Request,
    actor: SignedIn,
    session: Reads,
    settings: Setup,
    keadaan: str = "",
    sebelum: Below = None,
) -> Response:
    """Show notices, newest first, those of one state if asked."""
    state = NoticeState(keadaan) if keadaan in NoticeState.__members__ else None
    found = ledger.ledger(session, actor, state=state, below=sebelum)
    kept = {"keadaan": state.value} if state else {}
    older = f"{HERE}?{urlencode(kept | {'sebelum': found.older})}" if found.older else ""
    return page(
        request,
        "admin_notices",
        mails=found.notices,
        unsure=found.counts.get(NoticeState.TIDAK_PASTI, 0),
        chosen=state.value if state else "",
        options=[
            {"value": item.value, "label": f"{item.label} ({found.counts.get(item, 0)})"}
            for item in NoticeState
        ],
        tones=TONES,
        again=ledger.NEEDS_A_PERSON,
        older=older,
        newest=f"{HERE}?{urlencode(kept)}" if sebelum else "",
        settings=settings,
    )


@router.post(HERE + "/uji", dependencies=[MANAGE])
def try_out(
    request: Request, fields: Form, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Put a mail to oneself on the list; the worker sends it within a minute."""
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier)
    try:
        address = ledger.try_out(session, actor, now)
    except Invalid as refusal:
        return go(request, HERE, flash=refusal.sentence, tone="caution")
    location = remember(session, actor, fields.key, fields.sha256, HERE)
    return go(request, location, flash=f"Surel uji ke {address} dikirim dalam satu menit.")


@router.post(HERE + "/{notice_id}/ulang", dependencies=[MANAGE])
def send_again(
    request: Request, notice_id: Id, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Send a mail again that failed or whose fate is unknown."""
    ledger.send_again(session, actor, notice_id, now)
    return go(request, HERE, flash="Surel masuk daftar kirim lagi.")
