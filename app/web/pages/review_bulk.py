"""Clean reports accepted together: listed first, then each in a transaction of its own."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Actor, Permission
from app.areas.queries import get_office
from app.db import Database, ReadSession, WriteSession
from app.errors import Conflict, Invalid, NotFound
from app.model.level import Level
from app.model.report import SENT, Revision, State
from app.reports import clean, queries, reviewing
from app.reports.entry_pages import Totals, highest, totals
from app.web.answers import go
from app.web.deps import Now, Reads, Setup, SignedIn, Store, requires
from app.web.formats import count_of, date_short
from app.web.forms import Form
from app.web.once import already, remember
from app.web.pages.report_room import day_in
from app.web.recorded import REPORT_LIST
from app.web.templating import page

router = APIRouter()
DECIDE = requires(Permission.REPORT_DECIDE)
HERE = "/verifikasi/terima-sekaligus"
QUEUE = "/verifikasi"
_KEY = 32  # characters of the page's key and of a report's digest make the report's own key


@dataclass(frozen=True, slots=True)
class Line:
    """One report of the list; `mark` names it and the state in which it was seen."""

    mark: str
    name: str
    quarter: str
    href: str
    version: int
    totals: Totals
    is_nil: bool
    level: Level | None
    received: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A report that was not accepted, and why."""

    name: str
    href: str
    why: str


@router.get(HERE, dependencies=[DECIDE, REPORT_LIST])
def show(request: Request, session: Reads, actor: SignedIn, now: Now) -> Response:
    """List the clean reports; nothing is accepted by looking."""
    lines = lines_of(session, actor, now)
    return page(request, "review_bulk", lines=lines, accepted=0, refused=())


def lines_of(session: ReadSession, actor: Actor, now: datetime) -> list[Line]:
    """Return the clean reports of the queue, longest waiting first."""
    found = clean.clean_ones(session, actor, queries.review_queue(session, actor.scope), now)
    return [_line(session, item) for item in found]


def _line(session: ReadSession, revision: Revision) -> Line:
    obligation = revision.report.obligation
    top, office = highest(session, revision), get_office(session, obligation.region_code)
    sent = revision.submitted_at
    return Line(
        mark=f"{revision.id}-{revision.lock_version}",
        name=office.display_name,
        quarter=obligation.period.quarter.label,
        href=address_of(revision),
        version=revision.number,
        totals=totals(session, revision),
        is_nil=revision.is_nil,
        level=top.level if top is not None else None,
        received=date_short(day_in(sent, office.zone)) if sent else "",
    )


def address_of(revision: Revision) -> str:
    """Return where a report is reviewed."""
    obligation = revision.report.obligation
    return f"{QUEUE}/{obligation.period.quarter.slug}/{obligation.region_code}"


@router.post(HERE, dependencies=[DECIDE])
def accept(
    request: Request, store: Store, actor: SignedIn, settings: Setup, now: Now, form: Form
) -> Response:
    """Accept the ticked reports one by one; what changed meanwhile is left and named."""
    marks = list(dict.fromkeys(form.all("laporan")))
    if not marks:
        words = "Belum ada laporan yang dicentang, jadi belum ada yang diterima."
        return go(request, HERE, flash=words, tone="caution")
    hand = _Hand(store, actor, settings.letter_required, now, form.key)
    results = [hand.accept(mark) for mark in marks]
    refused = [item for item in results if item is not None]
    accepted = len(results) - len(refused)
    if not refused:
        return go(request, QUEUE, flash=f"{count_of(accepted, 'laporan')} diterima.")
    with store.read() as session:
        lines = lines_of(session, actor, now)
        return page(
            request, "review_bulk", status=409, lines=lines, accepted=accepted, refused=refused
        )


@dataclass(frozen=True, slots=True)
class _Hand:
    """Accepts reports one after another, each once however often the form comes."""

    store: Database
    actor: Actor
    letter_required: bool
    now: datetime
    key: str

    def accept(self, mark: str) -> Refused | None:
        """Accept one report in a transaction of its own; return why not, if it was not."""
        with self.store.read() as session:
            revision = queries.revision_by_id(session, self.actor.scope, _id_of(mark))
            name = get_office(session, revision.report.obligation.region_code).display_name
            href = address_of(revision)
        try:
            with self.store.write() as session:
                self._once(session, mark)
        except (Conflict, Invalid) as refusal:
            return Refused(name, href, refusal.sentence)
        return None

    def _once(self, session: WriteSession, mark: str) -> None:
        digest = sha256(mark.encode()).hexdigest()
        key = f"{self.key[:_KEY]}{digest[:_KEY]}" if self.key else ""
        if already(session, self.actor, key, digest, self.now) is not None:
            return
        revision = queries.revision_by_id(session, self.actor.scope, _id_of(mark))
        if revision.state not in SENT or mark != f"{revision.id}-{revision.lock_version}":
            raise Conflict("Laporan ini berubah atau sudah diputus sejak daftar dibuka.")
        why = clean.reasons(clean.look(session, self.actor, revision, self.now))
        if why:
            raise Conflict(f"Perlu dibaca sendiri: {why[0]}.")
        if revision.state is State.DIKIRIM:
            reviewing.start_review(session, self.actor, revision, self.now)
        required = self.letter_required
        reviewing.accept(session, self.actor, revision, letter_required=required, now=self.now)
        remember(session, self.actor, key, digest, QUEUE)


def _id_of(mark: str) -> int:
    number = mark.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound
    return int(number)
