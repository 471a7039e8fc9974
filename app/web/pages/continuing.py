"""Last quarter's open cases: told on with one click, with news, or explained when left out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.intake.context import IntakeContext
from app.intake.parsed import RefusedRow
from app.model.area_code import AreaCode
from app.model.case_history import CaseOmission
from app.model.entry import Entry
from app.model.level import Level
from app.model.vocabulary import CHANGE, CLOSURE_BASIS, OMISSION_REASON
from app.reports import omissions
from app.reports.carried import carried_rows, draft_cells
from app.reports.continuing import continue_case, told_on
from app.reports.entry_standing import level_of_entry
from app.reports.open_cases import OpenCase, open_cases
from app.reports.places import intake_context
from app.web.answers import go
from app.web.deps import Reads, requires
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.continuing_form import ASKED, NotAccepted, news_errors, news_field
from app.web.pages.report_room import Asked, AskedReport, Room, Shelf, act, draft_in
from app.web.pages.review_words import options
from app.web.recorded import CASE, REPORT
from app.web.templating import page

router = APIRouter()
DRAFT = requires(Permission.REPORT_DRAFT)
HERE = "/laporan/{t}/lanjutan"
CaseNo = Annotated[str, Path(alias="kasus", max_length=24)]
WHY = "alasan"


@dataclass(frozen=True, slots=True)
class Line:
    """One open case: what was said of it last, and what this draft says so far."""

    open_case: OpenCase
    level: Level
    told: Entry | None = None
    omission: CaseOmission | None = None
    is_pending: bool = False

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more has to be said."""
        return self.told is not None or self.omission is not None or self.is_pending


@router.get(HERE, dependencies=[DRAFT, REPORT])
def show(request: Request, session: Reads, asked: AskedReport) -> Response:
    """List the cases that wait for this quarter's word, the unsettled first."""
    room = asked.room(session)
    lines = _lines(session, room)
    return page(
        request,
        "continuing",
        room=room,
        lines=sorted(lines, key=lambda item: item.is_settled),
        open_count=sum(1 for item in lines if not item.is_settled),
        changes=CHANGE,
        reasons=OMISSION_REASON,
        may_write=room.is_draft or room.revision is None,
    )


def _lines(session: ReadSession, room: Room) -> list[Line]:
    asked, revision = room.asked, room.revision
    found = open_cases(session, asked.actor.scope, asked.quarter, room.office.region_code)
    if revision is None:
        return [Line(item, level_of_entry(item.last)) for item in found]
    said = {item.case_id: item for item in omissions.omissions_of(session, revision)}
    told, waiting = told_on(session, revision), omissions.told_cases(session, revision)
    return [
        Line(
            open_case=item,
            level=level_of_entry(item.last),
            told=told.get(item.case.id),
            omission=said.get(item.case.id),
            is_pending=item.case.case_no in waiting and item.case.id not in told,
        )
        for item in found
    ]


@router.post(HERE + "/{kasus}/tetap", dependencies=[DRAFT])
def nothing_new(
    request: Request, asked: AskedReport, case_no: CaseNo, form: Form, shelf: Shelf
) -> Response:
    """Say with one click that nothing moved."""
    return _tell(request, asked, case_no, form, shelf, {"change": "TETAP", "development": ""})


@router.get(HERE + "/{kasus}", dependencies=[DRAFT, CASE])
def show_one(
    request: Request, session: Reads, asked: AskedReport, case_no: CaseNo, shelf: Shelf
) -> Response:
    """Show the form of one case: its news, or why it is left out."""
    return _show_one(request, session, asked, case_no, shelf, None, Errors(), {})


@router.post(HERE + "/{kasus}", dependencies=[DRAFT])
def tell(
    request: Request, asked: AskedReport, case_no: CaseNo, form: Form, shelf: Shelf
) -> Response:
    """Store this quarter's word on a case; what is wrong goes back with everything typed."""
    return _tell(request, asked, case_no, form, shelf, {key: form.text(key) for key in ASKED})


def _tell(
    request: Request,
    asked: Asked,
    case_no: str,
    form: Fields,
    shelf: Shelf,
    said: dict[str, str],
) -> Response:
    with asked.store.read() as session:
        context = _context(session, asked, shelf)

    def deed(session: WriteSession) -> str:
        rows = carried_rows(session, asked.actor.scope, asked.quarter, AreaCode(asked.region_code))
        draft = draft_in(session, asked, form)
        result = continue_case(
            session, asked.actor, draft, rows, case_no, said, context, expected=None, now=asked.now
        )
        if isinstance(result, RefusedRow):
            raise NotAccepted(result)
        return asked.path("lanjutan")

    try:
        word = CHANGE.label_of(said["change"]) or "tersimpan"
        return go(request, act(asked, form, deed), flash=f"Kasus {case_no}: {word.lower()}.")
    except NotAccepted as refusal:
        errors, status = news_errors(refusal.row), 422
    except Conflict as refusal:
        errors, status = Errors({"change": refusal.sentence}), 409
    with asked.store.read() as session:
        return _show_one(request, session, asked, case_no, shelf, said, errors, {}, status)


@router.post(HERE + "/{kasus}/jelaskan", dependencies=[DRAFT])
def explain(
    request: Request, asked: AskedReport, case_no: CaseNo, form: Form, shelf: Shelf
) -> Response:
    """Say why a case is left out of this quarter's report."""
    why = omissions.Explanation(
        reason=form.text("sebab"),
        note=form.text(WHY),
        closure_basis=form.text("dasar") or None,
        closed_on=date_of(form.text("tanggal")),
    )
    with asked.store.read() as session:
        context = _context(session, asked, shelf)

    def deed(session: WriteSession) -> str:
        draft = draft_in(session, asked, form)
        omissions.explain_omission(
            session,
            asked.actor,
            draft,
            case_no,
            why,
            context=context,
            expected=None,
            now=asked.now,
        )
        return asked.path("lanjutan")

    try:
        said = f"Kasus {case_no} tidak dilaporkan triwulan ini; penjelasan tersimpan."
        return go(request, act(asked, form, deed), flash=said)
    except Invalid as refusal:
        errors, status = Errors({WHY: refusal.sentence}), 422
    except Conflict as refusal:
        errors, status = Errors({WHY: refusal.sentence}), 409
    typed = {name: form.text(name) for name in ("sebab", WHY, "dasar", "tanggal")}
    with asked.store.read() as session:
        return _show_one(request, session, asked, case_no, shelf, None, errors, typed, status)


@router.post(HERE + "/{kasus}/batal", dependencies=[DRAFT])
def undo(request: Request, asked: AskedReport, case_no: CaseNo, form: Form) -> Response:
    """Take an explanation back."""

    def deed(session: WriteSession) -> str:
        draft = draft_in(session, asked, form)
        omissions.take_back(session, asked.actor, draft, case_no, expected=None, now=asked.now)
        return asked.path("lanjutan")

    try:
        flash = f"Penjelasan kasus {case_no} dibatalkan."
        return go(request, act(asked, form, deed), flash=flash)
    except Conflict as refusal:
        return go(request, asked.path("lanjutan"), flash=refusal.sentence, tone="caution")


def _context(session: ReadSession, asked: Asked, shelf: Shelf) -> IntakeContext:
    region_code = asked.room(session).office.region_code
    return intake_context(session, shelf, region_code, asked.quarter, asked.today)


def _show_one(  # noqa: PLR0913, PLR0917 - the case, what was typed of it, and what is wrong
    request: Request,
    session: ReadSession,
    asked: Asked,
    case_no: str,
    shelf: Shelf,
    said: dict[str, str] | None,
    errors: Errors,
    typed: dict[str, str],
    status: int = 200,
) -> Response:
    room = asked.room(session)
    line = next(
        (item for item in _lines(session, room) if item.open_case.case.case_no == case_no), None
    )
    if line is None or not (room.is_draft or room.revision is None):
        raise NotFound
    cells = said if said is not None else _cells(session, room, case_no)
    context = _context(session, asked, shelf)
    known = {key for key in errors if key in ASKED or key == WHY}
    return page(
        request,
        "continuing_one",
        status=status,
        room=room,
        line=line,
        errors=errors,
        elsewhere=[text for key, text in errors.items() if key not in known],
        fields=[news_field(key, cells, errors, context) for key in ASKED],
        typed=typed,
        choices={"sebab": options(OMISSION_REASON), "dasar": options(CLOSURE_BASIS)},
        reasons=OMISSION_REASON,
    )


def _cells(session: ReadSession, room: Room, case_no: str) -> dict[str, str]:
    told = draft_cells(session, room.revision, case_no) if room.revision is not None else None
    if told is not None:
        return told
    asked = room.asked
    rows = carried_rows(session, asked.actor.scope, asked.quarter, AreaCode(asked.region_code))
    return next((dict(row.cells) for row in rows if row.case_no == case_no), {})
