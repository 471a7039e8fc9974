"""Cases that may tell one dispute, two by two: read side by side, then decided about."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office
from app.cases import twins
from app.cases.twins import Twins
from app.db import ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.model.entry import Entry, Kind
from app.model.level import Level
from app.model.quarter import Quarter
from app.model.review import PairVerdict, Verdict
from app.reports.entry_standing import level_of_entry, status_of
from app.web.answers import go
from app.web.deps import Now, Reads, SignedIn, Store, requires
from app.web.formats import date_id, number_id
from app.web.forms import Errors, Fields, Form
from app.web.pages.case_view import VERDICTS
from app.web.pages.entry_view import KIND_WORDS, place_names, place_of
from app.web.pages.followup_form import act_once
from app.web.pages.report_room import day_in
from app.web.paging import page_links
from app.web.recorded import REPORT_LIST
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.CASE_MANAGE)
HERE = "/verifikasi/kasus-mirip"
PAGE = 10
PageNumber = Annotated[int, Query(alias="halaman", ge=1, le=9999)]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: who tells it, where, when, and in which words."""

    case_no: str
    title: str
    regency: str
    place: str
    when: str
    level: Level
    facts: tuple[tuple[str, str], ...]
    version: int


@dataclass(frozen=True, slots=True)
class Card:
    """A pair as the page shows it; `key` names its fields and its place on the page."""

    key: str
    sides: tuple[Side, Side]
    near: str
    crosses: bool
    shared: str
    before: PairVerdict | None
    before_words: str
    verdicts: list[dict[str, str]]


@router.get(HERE, dependencies=[MANAGE, REPORT_LIST])
def show(
    request: Request, session: Reads, actor: SignedIn, now: Now, page_number: PageNumber = 1
) -> Response:
    """Show the pairs that wait, across borders first."""
    return _page(request, session, actor, now, page_number)


@router.post(HERE, dependencies=[MANAGE])
def decide(request: Request, store: Store, actor: SignedIn, now: Now, form: Form) -> Response:
    """Keep what was decided about one pair."""
    numbers = form.text("kasus"), form.text("lain")
    key = "-dan-".join(numbers)

    def deed(session: WriteSession) -> str:
        quarter = _newest(now, actor)
        found = twins.find_pair(session, actor.scope, quarter, *numbers)
        verdict, note = form.text("putusan"), form.text("alasan")
        expected = _seen(form)
        twins.decide_pair(session, actor, found, verdict, note, expected=expected, now=now)
        return HERE

    try:
        return go(request, act_once(store, actor, form, now, deed), flash="Putusan disimpan.")
    except NotFound:
        words = "Pasangan ini sudah diputus atau tidak lagi mirip. Putusan Anda tidak disimpan."
        return go(request, HERE, flash=words, tone="caution")
    except (Invalid, Conflict) as refusal:
        errors = Errors({f"alasan-{key}": refusal.sentence})
        status = 409 if isinstance(refusal, Conflict) else 422
        with store.read() as session:
            return _page(request, session, actor, now, 1, (errors, form, key, status))


def _seen(form: Fields) -> tuple[int, int]:
    """Return how the two cases stood when the page was made."""
    texts = form.text("versi-kasus"), form.text("versi-lain")
    one, two = (int(text) if text.isdecimal() and len(text) < 9 else -1 for text in texts)
    return one, two


def _newest(now: Now, actor: Actor) -> Quarter:
    return Quarter.of(day_in(now, actor.zone))


def _page(
    request: Request,
    session: ReadSession,
    actor: Actor,
    now: Now,
    number: int,
    refused: tuple[Errors, Fields, str, int] | None = None,
) -> Response:
    found = twins.queue(session, actor.scope, _newest(now, actor))
    errors, typed, key, status = refused or (Errors(), None, "", 200)
    cards = [_card(session, item) for item in found]
    if key:  # the pair that was refused stands first, so that what was typed is in sight
        cards.sort(key=lambda card: card.key != key)
    pages = max(1, -(-len(cards) // PAGE))
    if number > pages:
        raise NotFound
    return page(
        request,
        "case_twins",
        status=status,
        count=len(cards),
        cards=cards[(number - 1) * PAGE : number * PAGE],
        pages=page_links(number, pages, lambda item: f"{HERE}?halaman={item}"),
        errors=errors,
        typed={"key": key, "note": typed.text("alasan"), "verdict": typed.text("putusan")}
        if typed is not None
        else {"key": "", "note": "", "verdict": ""},
    )


def _card(session: ReadSession, item: Twins) -> Card:
    sides = _side(session, item.entry), _side(session, item.other)
    verdicts = [
        {"value": Verdict.DIFFERENT, "label": "Bukan kasus yang sama"},
        {"value": Verdict.LINKED, "label": "Sama: tautkan, dihitung sekali di provinsi"},
    ]
    if not item.pair.crosses:
        verdicts.append({"value": Verdict.MERGED, "label": "Sama: gabungkan menjadi satu kasus"})
    km = round(item.pair.km)
    return Card(
        key="-dan-".join(side.case_no for side in sides),
        sides=sides,
        near=f"sekitar {number_id(km)} km" if km else "kurang dari 1 km",
        crosses=item.pair.crosses,
        shared=", ".join(item.pair.shared),
        before=item.before,
        before_words=VERDICTS[Verdict(item.before.verdict)] if item.before else "",
        verdicts=verdicts,
    )


def _side(session: ReadSession, entry: Entry) -> Side:
    case = entry.case
    if case is None:
        raise NotFound
    office, obligation = get_office(session, case.home_region), entry.revision.report.obligation
    quarter = obligation.period.quarter
    happened = date_id(day_in(entry.event_start, office.zone)) if entry.event_start else ""
    facts = (
        ("Uraian", entry.summary),
        ("Pihak", ", ".join(item.name for item in entry.parties)),
        ("Penanganan", status_of(entry)),
    )
    return Side(
        case_no=case.case_no,
        title=entry.title,
        regency=office.display_name,
        place=place_of(entry, place_names(session, [entry])),
        when=happened or f"dilaporkan {quarter.label}",
        level=level_of_entry(entry),
        facts=tuple(
            (key, text) for key, text in (("Jenis", KIND_WORDS[Kind(entry.kind)]), *facts) if text
        ),
        version=case.lock_version,
    )
