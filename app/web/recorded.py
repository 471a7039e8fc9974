"""What a route that shows content of reports leaves in the trail: declared beside its rule.

The row is written in a short transaction of its own, after the handler has decided what to answer
and before the first byte of it leaves: what cannot be written down is not shown. Reading the same
thing again within `WINDOW` by the same person from the same address is one reading; a download is
written down every time. Refusals are written down by `app.web.refusals`, through `refused`.

Written without `from __future__ import annotations`: FastAPI reads the types.
"""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog
from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends as DependsMark
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from app import audit
from app.access.scope import Actor
from app.audit import ABSENT, DONE, REFUSED, Where
from app.disk import trail_reserve
from app.model.quarter import Quarter
from app.reports.drafts import report_no
from app.web.deps import Now, SignedIn
from app.web.refusal_count import RefusalCount

WINDOW = timedelta(minutes=10)
ACCESS = "akses.ditolak"
CHANGE = "perubahan.ditolak"
_MOST_REMEMBERED = 20_000
_log = structlog.get_logger(__name__)
_FOREIGN_TEXT = re.compile(r"[^A-Za-z0-9 ./_-]")
# Parameters that begin with, or hold, the four digits of a regency.
_NAMED_BY_NUMBER = ("nomor", "kasus", "flash_code", "report_no")
_REGENCY_DIGITS = re.compile(r"(?:LAP-)?(\d{2})(\d{2})-")


class RecentReads:
    """What was written down a moment ago; of one process, so two may each write a row."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._seen: OrderedDict[tuple[str, ...], datetime] = OrderedDict()
        self._lock = Lock()

    def has(self, act: tuple[str, ...], now: datetime) -> bool:
        """Tell whether the same act was written down within the window."""
        with self._lock:
            at = self._seen.get(act)
            return at is not None and timedelta() <= now - at < WINDOW

    def add(self, act: tuple[str, ...], now: datetime) -> None:
        """Remember an act that has been committed; the oldest are forgotten."""
        with self._lock:
            self._seen[act] = now
            self._seen.move_to_end(act)
            while len(self._seen) > _MOST_REMEMBERED:
                self._seen.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """One act to write down."""

    actor: str
    action: str
    subject: str
    where: Where
    details: dict[str, Any]

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes another reading the same one."""
        where = self.where
        return (self.actor, self.action, self.subject, where.origin, where.outcome)


class Recorded:
    """Declares what a route leaves in the trail."""

    def __init__(self, action: str, subject: str, *, each: bool) -> None:
        """Name the act and its subject, a pattern over the address's parameters.

        `{report}` is the number of the report that `t` and the regency name, `{page}` the route.
        """
        self.action, self.subject, self.each = action, subject, each

    async def __call__(self, request: Request, actor: SignedIn, now: Now) -> AsyncIterator[None]:
        """Write the reading down once the handler has answered."""
        request.state.told = {}
        yield
        told = request.state.told
        if told is None:
            return
        read = self.read_of(request, actor, DONE, told)
        if self.each or not request.app.state.recent_reads.has(read.identity, now):
            await run_in_threadpool(_write, request, read, now)

    def read_of(
        self, request: Request, actor: Actor, outcome: str, told: dict[str, Any] | None = None
    ) -> _Read:
        """Put together what is written down of a request."""
        words = _words(request, actor)
        subject = " ".join(self.subject.format_map(_Gaps(words)).split())
        where = Where(_origin(request), words["wilayah"], outcome)
        return _Read(actor.username, self.action, subject[:120], where, told or {})


def tell(request: Request, **details: Any) -> None:
    """Add codes or counts to what is written down of this request."""
    request.state.told |= details


def nothing_new(request: Request) -> None:
    """Say that nothing was shown: the browser was told that it has the content already."""
    request.state.told = None


def refused(request: Request, status: int, now: datetime) -> None:
    """Write down that somebody was refused, or asked a content route for what they may not see.

    Nothing is shown after it, so a failure to write does not matter to anybody but the log.
    """
    visitor = getattr(request.state, "visitor", None)
    actor: Actor | None = getattr(visitor, "actor", None)
    route = request.scope.get("route")
    declared = recorded_by(getattr(route, "dependant", None))
    if actor is None or (status == 404 and declared is None):
        return
    outcome = REFUSED if status == 403 else ABSENT
    if declared is not None:
        read = replace(
            declared.read_of(request, actor, outcome, {"tindakan": declared.action}),
            action=ACCESS,
        )
    else:
        where = Where(_origin(request), "", outcome)
        subject = str(getattr(route, "path", ""))[:120]
        read = _Read(actor.username, ACCESS, subject, where, {})
    _write_refusal(request, read, now, request.app.state.refused_looks)


def _write_refusal(request: Request, read: _Read, now: datetime, count: RefusalCount) -> None:
    """Write a refusal down if it is one of the first, or tells how large a flood is."""
    act = (*read.identity, str(read.details.get("status", "")))
    number = count.take(read.actor, act, now)
    if not number:
        return
    if not _write_or_say(request, replace(read, details={**read.details, "jumlah": number}), now):
        count.give_back(read.actor, act)


def _write_or_say(request: Request, read: _Read, now: datetime) -> bool:
    """Write a refusal down; where that cannot be, the log says so and the refusal stands."""
    try:
        _write(request, read, now)
    except (SQLAlchemyError, OSError) as error:
        _log.warning("penolakan tidak tercatat", error=type(error).__name__)
        return False
    return True


def change_refused(request: Request, status: int, now: datetime, count: RefusalCount) -> None:
    """Write down that a change somebody sent was not made: who, where, and the status.

    What was typed is not in it: only the report, when the address names one, and the route. Of a
    flood it is written down how many there were (`app.web.refusal_count`).
    """
    visitor = getattr(request.state, "visitor", None)
    actor: Actor | None = getattr(visitor, "actor", None)
    if actor is None:
        return
    words = _words(request, actor)
    subject = f"{words.get('report', '')} {words['page']}".strip()[:120]
    where = Where(_origin(request), words["wilayah"], REFUSED)
    read = _Read(actor.username, CHANGE, subject, where, {"status": status})
    _write_refusal(request, read, now, count)


def recorded_by(dependant: Dependant | None) -> Recorded | None:
    """Return what a route declares, if it does."""
    if dependant is None:
        return None
    for inner in dependant.dependencies:
        if isinstance(inner.call, Recorded):
            return inner.call
    return None


def _write(request: Request, read: _Read, now: datetime) -> None:
    try:
        _commit(request, read, now)
    except OperationalError:
        # A disk that ran full between the wall and here; the room kept for this is let go once.
        if not trail_reserve(request.app.state.settings).release():
            raise
        _commit(request, read, now)
    request.app.state.recent_reads.add(read.identity, now)


def _commit(request: Request, read: _Read, now: datetime) -> None:
    with request.app.state.database.write() as session:
        audit.record(
            session,
            read.actor,
            read.action,
            read.subject,
            now=now,
            details=read.details,
            where=read.where,
        )


class _Gaps(dict[str, str]):
    """A parameter the address does not have is left out of the subject."""

    def __missing__(self, _key: str) -> str:
        return ""


def _words(request: Request, actor: Actor) -> dict[str, str]:
    """Return what the pattern of a subject may name; text nobody checked is left in bare letters.

    The trail holds codes: an address somebody typed must not bring text into it.
    """
    given = {**request.query_params, **request.path_params}
    words = {name: _FOREIGN_TEXT.sub("", str(value))[:60] for name, value in given.items()}
    words["page"] = str(getattr(request.scope.get("route"), "path", ""))
    words["wilayah"] = _region(words, actor)
    with suppress(ValueError):
        quarter = Quarter.parse(words.get("t", ""))
        words["t"] = quarter.code
        if words["wilayah"]:
            words["report"] = report_no(words["wilayah"], quarter)
    return words


def _region(words: dict[str, str], actor: Actor) -> str:
    """Return the regency an address is about: named, hidden in a number, or the reader's own."""
    for name in ("kode", "wilayah"):
        if re.fullmatch(r"\d{2}\.\d{2}", words.get(name, "")):
            return words[name]
    for name in _NAMED_BY_NUMBER:
        found = _REGENCY_DIGITS.match(words.get(name, ""))
        if found:
            return f"{found[1]}.{found[2]}"
    return str(actor.region_code) if actor.is_regency else ""


def _origin(request: Request) -> str:
    return (request.client.host if request.client else "")[:60]


def _records(action: str, subject: str, *, each: bool = False) -> DependsMark:
    return DependsMark(Recorded(action, subject, each=each), scope="function")


# Every kind of content there is, and how reading it is written down.
REPORT = _records("baca.laporan", "{report}")
VERSION = _records("baca.laporan", "{report} v{number}")
ENTRY = _records("baca.entri", "{report} {key}")
REPORT_LIST = _records("baca.daftar", "{page} {wilayah}")
CASE = _records("baca.kasus", "{nomor}{kasus}")
FLASH = _records("baca.khusus", "{flash_code}")
REQUEST = _records("baca.permintaan", "{report_no} {number}")
REDACTION = _records("baca.penghapusan", "{bagian} {nomor} {request_id}")
FOLLOW_UP = _records("baca.tindaklanjut", "{rakor} {code}")
EDITION = _records("baca.edisi", "{page} {t} {kode}")
ENCLOSURE = _records("laporan.unduh_lampiran", "{report} lampiran {file_id}", each=True)
SMALL_PICTURE = _records("baca.lampiran", "{report} lampiran {file_id}")
LETTER = _records("unduh.surat", "{report}", each=True)
ORIGINAL_LETTER = _records("unduh.surat_asli", "{report}", each=True)
UPLOAD = _records("unduh.unggahan", "{report} unggahan {number}", each=True)
UPLOAD_RECEIPT = _records("unduh.tanda_terima", "{report} unggahan {number}", each=True)
MARKED = _records("unduh.bertanda", "{report}", each=True)
PAPER = _records("unduh.dokumen", "{report} {page}", each=True)
TEMPLATE = _records("unduh.templat", "{report}", each=True)
EVIDENCE = _records("unduh.bukti", "{rakor} {code} bukti {evidence_id}", each=True)
SMALL_EVIDENCE = _records("baca.bukti", "{rakor} {code} bukti {evidence_id}")
EDITION_FILE = _records("edisi.unduh", "{t} {number} {name}", each=True)
TRAIL = _records("baca.log", "{page}")
TRAIL_FILE = _records("unduh.log", "{page}", each=True)
