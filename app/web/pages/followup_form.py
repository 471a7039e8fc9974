"""Saying what one's own region did about a recommendation, with documents that show it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.db import ReadSession, WriteSession
from app.errors import Conflict, NotFound
from app.followup import commands, queries
from app.followup.progress import MOST, Progress, faults
from app.model.followup import FollowUp, RakorRecommendation
from app.model.quarter import Quarter
from app.model.vocabulary import FOLLOWUP_STATUS
from app.web.answers import go
from app.web.deps import Now, Reads, SignedIn, Store, requires
from app.web.forms import Errors, Fields, Form
from app.web.once import already, remember
from app.web.pages.followup import ItemCode, RakorCode
from app.web.pages.followup_view import HERE, address, due_words
from app.web.pages.report_room import day_in
from app.web.recorded import FOLLOW_UP
from app.web.templating import page

router = APIRouter()
REPORT = requires(Permission.FOLLOWUP_REPORT)
Deed = Callable[[WriteSession], str]


def _codes(rakor: RakorCode, code: ItemCode) -> tuple[str, str]:
    return rakor, code


Codes = Annotated[tuple[str, str], Depends(_codes)]


def own_recommendation(
    session: ReadSession, actor: Actor, codes: tuple[str, str]
) -> RakorRecommendation:
    """Return a recommendation the person's region must act on and speaks of itself.

    Raises:
        NotFound: it is not for this region, or the portal measures it.
    """
    scope = actor.scope_for(Permission.FOLLOWUP_REPORT)
    found = queries.get_recommendation(session, scope, *codes)
    if found.is_measured or not commands.concerns(found, actor.region_code):
        raise NotFound
    return found


def own_history(session: ReadSession, actor: Actor, found: RakorRecommendation) -> list[FollowUp]:
    """Return what one's own region said, newest quarter first."""
    scope = actor.scope_for(Permission.FOLLOWUP_REPORT)
    return queries.history(session, scope, found).get(str(actor.region_code), [])


@router.get(HERE + "/{rakor}/{code}/isi", dependencies=[REPORT, FOLLOW_UP])
def show(request: Request, session: Reads, actor: SignedIn, now: Now, codes: Codes) -> Response:
    """Show the form, filled with what stands since an earlier quarter."""
    found = own_recommendation(session, actor, codes)
    quarter = _quarter(session, actor, now)
    before = own_history(session, actor, found)
    said = before[0] if before else None
    typed = _typed_of(said) if said else asdict(Progress("BELUM", 0))
    version = said.lock_version if said is not None and said.quarter == quarter else 0
    return _page(request, found, quarter, typed, version, said, Errors())


def _quarter(session: ReadSession, actor: Actor, now: Now) -> Quarter:
    scope = actor.scope_for(Permission.FOLLOWUP_REPORT)
    return queries.reporting_quarter(session, scope, day_in(now, actor.zone))


def _typed_of(said: FollowUp) -> dict[str, object]:
    return {name: getattr(said, name) for name in asdict(Progress("BELUM", 0))}


def _page(  # noqa: PLR0913, PLR0917 - the recommendation, when, what was typed, and what is wrong
    request: Request,
    found: RakorRecommendation,
    quarter: Quarter,
    typed: dict[str, object],
    version: int,
    before: FollowUp | None,
    errors: Errors,
    status: int = 200,
) -> Response:
    return page(
        request,
        "followup_form",
        status=status,
        recommendation=found,
        due=due_words(found),
        quarter=quarter,
        typed=typed,
        version=version,
        before=before,
        errors=errors,
        statuses=[{"value": code.code, "label": code.label} for code in FOLLOWUP_STATUS],
        most=MOST,
        back=address(found),
        action=address(found, "isi"),
    )


def _said(form: Fields) -> tuple[Progress, Errors]:
    percent = form.text("progress").removesuffix("%").strip()
    wrong = Errors()
    status = form.text("status")
    number = 100 if status == "SELESAI" and not percent else 0
    if percent:
        number = int(percent) if percent.isdecimal() and len(percent) <= 3 else -1
    said = Progress(
        status, number, form.text("description"), form.text("obstacle"), form.text("next_plan")
    )
    wrong.update(faults(said))
    return said, wrong


@router.post(HERE + "/{rakor}/{code}/isi", dependencies=[REPORT])
def save(
    request: Request, store: Store, actor: SignedIn, now: Now, codes: Codes, form: Form
) -> Response:
    """Store what was said for this quarter; earlier quarters stay."""
    said, errors = _said(form)
    version = form.text("versi")

    def deed(session: WriteSession) -> str:
        found = own_recommendation(session, actor, codes)
        quarter = _quarter(session, actor, now)
        expected = int(version) if version.isdecimal() and len(version) < 9 else -1
        commands.report_progress(
            session, actor, found, said, quarter=quarter, expected=expected, now=now
        )
        return address(found)

    if not errors:
        try:
            return go(request, act_once(store, actor, form, now, deed), flash="Tersimpan.")
        except Conflict as refusal:
            errors["status"] = refusal.sentence
    with store.read() as session:
        found = own_recommendation(session, actor, codes)
        quarter = _quarter(session, actor, now)
        before = own_history(session, actor, found)
        newest = before[0] if before else None
        typed = asdict(said) | {"progress": form.text("progress")}
        is_now = newest is not None and newest.quarter == quarter
        current = newest.lock_version if newest is not None and is_now else 0
        return _page(request, found, quarter, typed, current, newest, errors, 422)


def act_once(store: Store, actor: Actor, form: Fields, now: Now, deed: Deed) -> str:
    """Do something once; a form sent twice leads where the first one did."""
    with store.write() as session:
        known = already(session, actor, form.key, form.sha256, now)
        if known is not None:
            return known
        return remember(session, actor, form.key, form.sha256, deed(session))
