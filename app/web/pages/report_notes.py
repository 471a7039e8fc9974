"""The province's notes on a report, for the office: each with the talk about it, and an answer."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.model.entry import FIELDS
from app.model.report import SENT, ReviewNote
from app.model.vocabulary import REVIEW_CODE
from app.reports import review_notes
from app.reports.talk import talk_of
from app.web.answers import go
from app.web.deps import Id, requires
from app.web.forms import Errors, Form
from app.web.pages.report_room import Asked, AskedReport, act
from app.web.pages.said_with_care import said
from app.web.recorded import REPORT
from app.web.templating import page

router = APIRouter()
HERE = "/laporan/{t}/catatan"
_HEADINGS = {field.name: field.spec.heading for field in FIELDS}
_CODES = {code.code: code.label for code in REVIEW_CODE}


@router.get(HERE, dependencies=[requires(Permission.REPORT_READ), REPORT])
def show(request: Request, asked: AskedReport) -> Response:
    """Show every note: those that wait first, then those that are done with."""
    return _page(request, asked)


@router.post(HERE + "/{note_id}/jawab", dependencies=[requires(Permission.REPORT_DRAFT)])
def answer(request: Request, asked: AskedReport, note_id: Id, form: Form) -> Response:
    """Answer one note; the report itself stays as it is."""
    text = form.text("jawaban")

    def deed(session: WriteSession) -> str:
        draft = asked.room(session).shown()
        review_notes.answer(session, asked.actor, draft, note_id, text, asked.now)
        return f"{asked.path('catatan')}#catatan-{note_id}"

    try:
        return go(request, act(asked, form, deed), flash=said("Jawaban disimpan.", text))
    except (Invalid, Conflict) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        errors = Errors({f"jawaban-{note_id}": refusal.sentence})
        return _page(request, asked, errors, {note_id: text}, status)


def _page(
    request: Request,
    asked: Asked,
    errors: Errors | None = None,
    typed: dict[int, str] | None = None,
    status: int = 200,
) -> Response:
    with asked.store.read() as session:
        room = asked.room(session)
        if room.revision is None:
            raise NotFound
        notes = _told(asked, talk_of(session, asked.actor.scope, room.revision))
        waiting = [note for note in notes if note.resolved_in is None]
        return page(
            request,
            "report_notes",
            status=status,
            room=room,
            waiting=sorted(waiting, key=review_notes.is_answered),
            done=[note for note in notes if note.resolved_in is not None],
            unanswered=sum(1 for note in waiting if not review_notes.is_answered(note)),
            may_answer=room.is_draft and asked.actor.may(Permission.REPORT_DRAFT),
            headings=_HEADINGS,
            code_labels=_CODES,
            errors=errors or Errors(),
            typed=typed or {},
        )


def _told(asked: Asked, notes: list[ReviewNote]) -> list[ReviewNote]:
    """Leave out what a reviewer is still writing: the office reads it once it is decided."""
    if not asked.actor.is_regency:
        return notes
    return [note for note in notes if note.revision.state not in SENT]
