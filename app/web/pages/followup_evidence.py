"""Documents that show what was done: adding one to this quarter's statement, taking one off."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.db import ReadSession, WriteSession
from app.errors import (
    Conflict,
    Invalid,
    NotFound,
    PortalError,
    TooLarge,
    TooManyAttempts,
    Unreadable,
)
from app.followup import evidence, queries
from app.intake.attached import ACCEPT, accept
from app.model.followup import FollowUp, RakorRecommendation
from app.web.answers import go
from app.web.deps import Id, Now, Setup, SignedIn, Store, requires
from app.web.forms import Form
from app.web.pages.followup_form import Codes, act_once, own_history, own_recommendation
from app.web.pages.followup_view import HERE, address
from app.web.pages.report_room import Files
from app.web.taking import accept_through, gate_of
from app.web.templating import page

router = APIRouter()
REPORT = requires(Permission.FOLLOWUP_REPORT)
_LEAST_CAPTION = 5


@router.post(HERE + "/{rakor}/{code}/bukti", dependencies=[REPORT])
def add(  # noqa: PLR0913, PLR0917 - which document, of what, by whom, stored where, when
    request: Request,
    store: Store,
    actor: SignedIn,
    settings: Setup,
    files: Files,
    now: Now,
    codes: Codes,
    form: Form,
) -> Response:
    """Add a document or photo to what the region said last."""
    limit = settings.attachment_limit_bytes
    file, caption = form.file("berkas"), form.text("keterangan")

    def deed(session: WriteSession) -> str:
        said = _said(session, actor, codes)
        if len(caption) < _LEAST_CAPTION:
            raise Invalid("Tulis isi dokumen ini, paling sedikit 5 karakter.")
        evidence.attach(
            session,
            actor,
            said,
            accepted=accepted,
            file_name=(file.filename if file else "") or "bukti",
            caption=caption,
            files=files,
            now=now,
        )
        return address(said.recommendation)

    try:
        with store.read() as session:
            _said(session, actor, codes)
        # Outside any transaction: drawing a photo anew takes its time.
        data = file.file.read(limit + 1) if file else b""
        accepted = accept_through(gate_of(store, actor, settings, now), accept, data, limit)
        return go(request, act_once(store, actor, form, now, deed), flash="Bukti dilampirkan.")
    except (Conflict, Invalid, Unreadable, TooLarge, TooManyAttempts) as refusal:
        with store.read() as session:
            found = own_recommendation(session, actor, codes)
            return _again(request, found, refusal, caption, limit)


def _said(session: ReadSession, actor: Actor, codes: Codes) -> FollowUp:
    """Return what the region said last of a recommendation.

    Raises:
        Conflict: it has said nothing yet.
    """
    history = own_history(session, actor, own_recommendation(session, actor, codes))
    if not history:
        raise Conflict("Isi tindak lanjutnya lebih dulu, lalu lampirkan buktinya.")
    return history[0]


def _again(
    request: Request, found: RakorRecommendation, refusal: PortalError, caption: str, limit: int
) -> Response:
    """Show the form again with what was typed; the file itself must be chosen anew."""
    return page(
        request,
        "followup_evidence",
        status=refusal.status,
        recommendation=found,
        sentence=refusal.sentence,
        caption=caption,
        address=address(found),
        megabytes=limit // 1024 // 1024,
        accept=ACCEPT,
    )


@router.post(HERE + "/{rakor}/{code}/bukti/{evidence_id}/lepas", dependencies=[REPORT])
def remove(  # noqa: PLR0913, PLR0917 - see add
    request: Request,
    store: Store,
    actor: SignedIn,
    now: Now,
    codes: Codes,
    evidence_id: Id,
    form: Form,
) -> Response:
    """Take a document off; the record of acts keeps that it was there."""

    def deed(session: WriteSession) -> str:
        found = own_recommendation(session, actor, codes)
        scope = actor.scope_for(Permission.FOLLOWUP_REPORT)
        held = queries.get_evidence(session, scope, found, evidence_id)
        if held.follow_up.region_code != actor.region_code:
            raise NotFound
        evidence.remove(session, actor, held, now)
        return address(found)

    return go(request, act_once(store, actor, form, now, deed), flash="Bukti dilepas.")
