"""The province's desk: meetings, new recommendations, words and target dates."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, NotFound
from app.followup import commands, queries
from app.followup.rakor_2024 import RAKOR_CODE
from app.model.followup import Rakor
from app.web.answers import go
from app.web.deps import Now, Reads, Setup, SignedIn, Store, requires
from app.web.formats import date_typed
from app.web.forms import Errors, Fields, Form, date_of
from app.web.pages.followup import RakorCode
from app.web.pages.followup_form import Codes, act_once
from app.web.pages.followup_view import HERE, address, due_words
from app.web.recorded import FOLLOW_UP
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.FOLLOWUP_MANAGE)
DESK = f"{HERE}/kelola"
_LEAST, _MOST = 10, 1000
_EARLIEST, _LATEST = 2015, 2099


@dataclass(frozen=True, slots=True)
class Typed:
    """A recommendation as typed, with what is wrong."""

    code: str
    text: str
    due: str
    due_note: str
    for_province: bool
    errors: Errors

    @property
    def due_on(self) -> date | None:
        """The target date, when there is one."""
        return date_of(self.due) if self.due else None

    @property
    def proposal(self) -> commands.Proposal:
        """The recommendation as a command takes it."""
        return commands.Proposal(
            self.code, self.text, self.due_on, self.due_note, self.for_province
        )


NOTHING = Typed("", "", "", "", for_province=False, errors=Errors())


@router.get(DESK, dependencies=[MANAGE, FOLLOW_UP])
def show(request: Request, session: Reads, actor: SignedIn) -> Response:
    """List the meetings and their recommendations for changing."""
    return _desk(request, session, actor)


def _desk(  # noqa: PLR0913 - one of two forms goes back with what was typed
    request: Request,
    session: ReadSession,
    actor: Actor,
    *,
    typed: Typed = NOTHING,
    rakor: str = "",
    rakor_errors: Errors | None = None,
    status: int = 200,
) -> Response:
    every = queries.rakors(session, actor.scope_for(Permission.FOLLOWUP_MANAGE))
    return page(
        request,
        "followup_desk",
        status=status,
        rakors=every,
        due_words=due_words,
        address=address,
        typed=typed,
        adding_to=rakor,
        rakor_errors=rakor_errors or Errors(),
        has_2024=any(item.code == RAKOR_CODE for item in every),
    )


@router.post(DESK + "/muat", dependencies=[MANAGE])
def load(
    request: Request, store: Store, actor: SignedIn, settings: Setup, now: Now, form: Form
) -> Response:
    """Write down the eleven recommendations of 2024."""

    def deed(session: WriteSession) -> str:
        commands.load_rakor_2024(session, actor, settings.province, now)
        return HERE

    location = act_once(store, actor, form, now, deed)
    return go(request, location, flash="Rekomendasi Rakor 2024 dimuat.")


@router.post(DESK + "/rakor", dependencies=[MANAGE])
def add_rakor(request: Request, store: Store, actor: SignedIn, now: Now, form: Form) -> Response:
    """Begin the list of another meeting."""
    title, year = form.text("judul"), form.text("tahun")
    errors = Errors()
    if not 5 <= len(title) <= 160:
        errors["judul"] = "Tulis nama Rakor, 5 sampai 160 karakter."
    if not (year.isdecimal() and len(year) == 4 and _EARLIEST <= int(year) <= _LATEST):
        errors["tahun"] = "Tulis tahunnya dengan empat angka, misalnya 2026."

    def deed(session: WriteSession) -> str:
        commands.add_rakor(session, actor, title=title, year=int(year), now=now)
        return DESK

    if not errors:
        try:
            return go(request, act_once(store, actor, form, now, deed), flash="Rakor ditambahkan.")
        except Conflict as refusal:
            errors["tahun"] = refusal.sentence
    with store.read() as session:
        return _desk(request, session, actor, rakor_errors=errors, status=422)


@router.post(DESK + "/{rakor}", dependencies=[MANAGE])
def add(  # noqa: PLR0913, PLR0917 - what is added to which meeting, by whom, when
    request: Request,
    store: Store,
    actor: SignedIn,
    settings: Setup,
    now: Now,
    rakor: RakorCode,
    form: Form,
) -> Response:
    """Add a recommendation to a meeting."""
    typed = _typed(form)
    if not 1 <= len(typed.code) <= 10 or not typed.code.isalnum():
        typed.errors["kode"] = "Tulis kode pendek dari huruf dan angka, misalnya R12."

    def deed(session: WriteSession) -> str:
        meeting = _meeting(session, actor, rakor)
        commands.add_recommendation(
            session, actor, meeting, typed.proposal, province=settings.province, now=now
        )
        return DESK

    if not typed.errors:
        try:
            location = act_once(store, actor, form, now, deed)
            return go(request, location, flash="Rekomendasi ditambahkan.")
        except Conflict as refusal:
            typed.errors["kode"] = refusal.sentence
    with store.read() as session:
        meeting = _meeting(session, actor, rakor)
        return _desk(request, session, actor, typed=typed, rakor=meeting.code, status=422)


def _meeting(session: ReadSession, actor: Actor, code: str) -> Rakor:
    for rakor in queries.rakors(session, actor.scope_for(Permission.FOLLOWUP_MANAGE)):
        if rakor.code == code.upper():
            return rakor
    raise NotFound


def _typed(form: Fields) -> Typed:
    typed = Typed(
        code=form.text("kode"),
        text=form.text("isi"),
        due=form.text("target"),
        due_note=form.text("catatan_target"),
        for_province=form.is_ticked("provinsi"),
        errors=Errors(),
    )
    if not _LEAST <= len(typed.text) <= _MOST:
        typed.errors["isi"] = f"Tulis isi rekomendasi, {_LEAST} sampai {_MOST} karakter."
    if typed.due and date_of(typed.due) is None:
        typed.errors["target"] = "Tulis tanggal seperti 17/08/2026, atau kosongkan."
    if len(typed.due_note) > 60:
        typed.errors["catatan_target"] = "Paling banyak 60 karakter, misalnya: setiap tahun."
    return typed


@router.get(HERE + "/{rakor}/{code}/ubah", dependencies=[MANAGE, FOLLOW_UP])
def show_change(request: Request, session: Reads, actor: SignedIn, codes: Codes) -> Response:
    """Show one recommendation for changing."""
    scope = actor.scope_for(Permission.FOLLOWUP_MANAGE)
    found = queries.get_recommendation(session, scope, *codes)
    due = date_typed(found.due_on) if found.due_on else ""
    typed = Typed(found.code, found.text, due, found.due_note, for_province=False, errors=Errors())
    return page(
        request,
        "followup_change",
        recommendation=found,
        typed=typed,
        version=found.lock_version,
        address=address(found),
    )


@router.post(HERE + "/{rakor}/{code}/ubah", dependencies=[MANAGE])
def change(
    request: Request, store: Store, actor: SignedIn, now: Now, codes: Codes, form: Form
) -> Response:
    """Correct the words or move the target date."""
    typed, version = _typed(form), form.text("versi")
    scope = actor.scope_for(Permission.FOLLOWUP_MANAGE)

    def deed(session: WriteSession) -> str:
        found = queries.get_recommendation(session, scope, *codes)
        commands.change_recommendation(
            session,
            actor,
            found,
            typed.proposal,
            expected=int(version) if version.isdecimal() and len(version) < 9 else -1,
            now=now,
        )
        return address(found)

    if not typed.errors:
        try:
            return go(request, act_once(store, actor, form, now, deed), flash="Tersimpan.")
        except Conflict as refusal:
            typed.errors["isi"] = refusal.sentence
    with store.read() as session:
        found = queries.get_recommendation(session, scope, *codes)
        return page(
            request,
            "followup_change",
            status=422,
            recommendation=found,
            typed=typed,
            version=found.lock_version,
            address=address(found),
        )
